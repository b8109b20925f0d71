"""检查与清理 at the desk: found, cleaned, looked at, replaced, and back."""

import io

import pytest
from django.urls import reverse

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import Attachment, CleanedCopy, Edition
from disclosure.workflow.models import Access
from tests import hiddenfiles as files
from tests.factories import make_draft
from tests.hiddenfiles import MASK, MOBILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def attachment(agency, clerk, category):
    draft = make_draft(agency=agency, by=clerk, category=category)

    def change(made):
        files.commented(made)
        files.runs("电话138", "00138000")(made)

    file = io.BytesIO(files.document(change))
    return add_attachment(draft, name="通知.docx", file=file, by=clerk)


def url(attachment, verb, *more):
    return reverse(f"admin:catalogue_attachment_{verb}", args=[attachment.pk, *more])


def content(response):
    return b"".join(response.streaming_content)


def test_form_of_the_draft_leads_to_cleaning_and_keeps_descriptions(client, clerk, attachment):
    client.force_login(clerk)
    change = reverse("admin:catalogue_edition_change", args=[attachment.edition_id])
    page = client.get(change)
    assert url(attachment, "clean") in page.text
    form = page.context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields if name != "new_files"}
    data |= {f"description-{attachment.pk}": "  通知\n全文 ", "lock_version": 1}
    client.post(change, data)
    assert Attachment.objects.get().description == "通知 全文"


def test_clean_lists_makes_offers_and_replaces(client, clerk, attachment):
    client.force_login(clerk)
    page = client.get(url(attachment, "clean")).text
    assert "1 处批注" in page
    assert f"{MOBILE}→{MASK}" in page
    page = client.post(url(attachment, "clean"), {"is_masked": "on"}, follow=True).text
    assert "批注已删除" in page
    copy = CleanedCopy.objects.get()
    assert MOBILE.encode() not in content(client.get(url(attachment, "copy", copy.pk)))
    refused = client.post(url(attachment, "replace"), {"copy": copy.pk}).text
    assert "请先下载副本" in refused
    assert Attachment.objects.get().original is None
    client.post(url(attachment, "replace"), {"copy": copy.pk, "is_read": "on"})
    assert Attachment.objects.get().blob_id == copy.blob_id
    page = client.get(url(attachment, "clean")).text
    assert "没有发现隐藏内容和个人信息" in page
    assert "恢复原件" in page


def test_unseal_brings_the_original_back(client, clerk, attachment):
    client.force_login(clerk)
    client.post(url(attachment, "clean"))
    copy = CleanedCopy.objects.get()
    client.post(url(attachment, "replace"), {"copy": copy.pk, "is_read": "on"})
    assert "恢复为原件" in client.post(url(attachment, "unseal"), follow=True).text
    assert Attachment.objects.get().original is None


def test_the_sealed_original_is_for_staff_of_the_agency_and_noted(
    client, clerk, outsider, attachment
):
    client.force_login(clerk)
    assert client.get(url(attachment, "original")).status_code == 404
    client.post(url(attachment, "clean"))
    copy = CleanedCopy.objects.get()
    client.post(url(attachment, "replace"), {"copy": copy.pk, "is_read": "on"})
    response = client.get(url(attachment, "original"))
    assert content(response).startswith(b"PK")
    assert Access.objects.filter(action="attachment.original_downloaded").count() == 1
    client.force_login(outsider)
    assert client.get(url(attachment, "original")).status_code == 404
    client.logout()
    assert client.get(url(attachment, "original")).status_code == 404
    assert client.get(f"/files/{Attachment.objects.get().original_id}/x.docx").status_code == 404


def test_strangers_and_other_agencies_find_nothing(client, outsider, attachment):
    assert client.get(url(attachment, "clean")).status_code == 302
    client.force_login(outsider)
    for verb in ("clean", "replace", "unseal"):
        assert client.post(url(attachment, verb)).status_code in (302, 404)
    assert client.get(url(attachment, "clean")).status_code == 404
    assert client.post(url(attachment, "replace"), {"copy": 1, "is_read": "on"}).status_code == 404
    assert client.get(url(attachment, "copy", 1)).status_code == 404
    assert not CleanedCopy.objects.exists()


def test_reviewers_read_the_findings_and_change_nothing(client, reviewer, attachment):
    client.force_login(reviewer)
    page = client.get(url(attachment, "clean")).text
    assert "1 处批注" in page
    assert "生成清理副本" not in page
    assert client.post(url(attachment, "clean")).status_code == 403


def test_what_is_handed_in_can_only_be_looked_at(client, clerk, attachment):
    client.force_login(clerk)
    client.post(url(attachment, "clean"))
    copy = CleanedCopy.objects.get()
    actions.submit(Edition.objects.get(), by=clerk, reason="试验")
    assert "生成清理副本" not in client.get(url(attachment, "clean")).text
    told = client.post(
        url(attachment, "replace"), {"copy": copy.pk, "is_read": "on"}, follow=True
    ).text
    assert "不能再修改" in told
    assert client.get(url(attachment, "replace")).status_code == 405


def test_bad_input_is_told(client, clerk, attachment):
    client.force_login(clerk)
    wrong = {"copy": 10**6, "is_read": "on"}
    assert client.post(url(attachment, "replace"), wrong).status_code == 404
    assert client.post(url(attachment, "replace"), {"copy": "x"}).status_code == 200
    assert client.post(url(attachment, "unseal"), follow=True).text.count("没有封存的原件")
