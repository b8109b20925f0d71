"""The pages of a purge: asked for by one, seen by the other on the front page, then confirmed."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfWriter

from disclosure.agencies.models import Role
from disclosure.catalogue import attachments
from disclosure.catalogue.erasure import erasing
from disclosure.catalogue.models import Attachment, Edition, Erasure
from disclosure.catalogue.models.erasures import Stage
from disclosure.lib.dates import to_minute
from disclosure.workflow.models import Access
from tests.factories import make_draft, make_member

SECRET = "13800138000"
NOTE = "当事人来函要求删除。"


@pytest.fixture
def draft(agency, clerk, category):
    edition = make_draft(
        agency=agency, by=clerk, category=category, title="公示", body=f"<p>电话{SECRET}</p>"
    )
    file = io.BytesIO(f"电话 {SECRET}".encode())
    attachments.add_attachment(edition, by=clerk, name="名单.txt", file=file)
    edition.refresh_from_db()
    return edition


@pytest.fixture
def second(agency):
    return make_member(agency, Role.SUPERVISOR, username="second")


@pytest.fixture
def erasure(draft, publisher):
    said = {"ground": "15", "note": NOTE, "pieces": [SECRET]}
    return erasing.request_erasure(draft.entry, by=publisher, **said)


def page(edition, verb):
    return reverse("admin:catalogue_edition_step", args=[edition.pk, verb])


def asked(draft, **fields):
    data = {"ground": "15", "note": NOTE, "pieces": SECRET}
    return data | {"contents": [draft.attachments.get().blob_id]} | fields


def test_the_page_shows_all_that_would_go_before_it_asks(client, draft, publisher):
    client.force_login(publisher)
    response = client.post(page(draft, "erase"), asked(draft, _preview="1"))
    for said in ("第 1 版：正文", "名单.txt", draft.attachments.get().blob_id, "不能恢复"):
        assert said in response.text
    assert not Erasure.objects.exists()


def scanned():
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    content = io.BytesIO()
    writer.write(content)
    return content


def test_files_that_hold_the_strings_and_are_not_chosen_are_named(client, draft, publisher, clerk):
    chosen = asked(draft, _preview="1")
    for name, content in (("别的.txt", io.BytesIO("电话另告".encode())), ("扫描.pdf", scanned())):
        attachments.add_attachment(draft, by=clerk, name=name, file=content)
    client.force_login(publisher)
    text = client.post(page(draft, "erase"), chosen | {"contents": []}).text
    assert "“名单.txt”含有要清除的字词" in text
    assert "“扫描.pdf”读不出文字" in text
    assert "没有选择的附件“别的.txt”" not in text
    assert "没有选择的附件“名单.txt”" not in client.post(page(draft, "erase"), chosen).text


def test_who_confirms_is_told_of_files_that_were_not_chosen(client, erasure, draft, second):
    client.force_login(second)
    text = client.get(page(draft, "erasure")).text
    assert "“名单.txt”含有要清除的字词" in text
    assert "请取消本申请" in text


def test_asking_leaves_everything_as_it_was(client, draft, publisher):
    client.force_login(publisher)
    response = client.post(page(draft, "erase"), asked(draft, _request="1"), follow=True)
    assert "等待另一位同事" in response.text
    assert Erasure.objects.get().requested_by == publisher
    assert SECRET in Edition.objects.get().body


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"pieces": "", "contents": []}, "请写明要清除的字词"),
        ({"pieces": "查无此人", "contents": []}, "没有找到"),
        ({"note": f"删除{SECRET}"}, "不能写入个人信息"),
        ({"ground": ""}, "请选择“法律依据”。"),
        ({"contents": ["0" * 64]}, "0000"),
        ({"editions": ["99"]}, "99"),
    ],
)
def test_bad_input_is_told_and_nothing_asked(client, draft, publisher, fields, said):
    client.force_login(publisher)
    response = client.post(page(draft, "erase"), asked(draft, _request="1", **fields))
    assert response.status_code == 200
    assert said in response.text
    assert not Erasure.objects.exists()


def test_editors_do_not_ask(client, draft, clerk):
    client.force_login(clerk)
    assert client.get(page(draft, "erase")).status_code == 403
    assert "申请清除个人信息" not in client.get(reverse("admin:index")).text


@pytest.mark.parametrize("verb", ["erase", "erasure"])
def test_strangers_and_other_agencies_see_neither_page(client, erasure, draft, outsider, verb):
    assert client.get(page(draft, verb)).status_code == 302
    client.force_login(outsider)
    assert client.get(page(draft, verb)).status_code == 404


def test_the_second_person_sees_it_first(client, erasure, draft, second, publisher):
    client.force_login(second)
    text = client.get(reverse("admin:index")).text
    assert "等待我确认清除（1）" in text
    assert page(draft, "erasure") in text
    client.force_login(publisher)
    assert "等待我确认清除" not in client.get(reverse("admin:index")).text


def test_the_second_person_confirms_by_typing_the_number(client, erasure, draft, second):
    client.force_login(second)
    response = client.get(page(draft, "erasure"))
    assert "第 1 版：正文" in response.text
    seen = response.context["form"].initial["seen"]
    wrong = client.post(page(draft, "erasure"), {"seen": seen, "number": "1", "_confirm": "1"})
    assert "与本条目不符" in wrong.text
    right = {"seen": seen, "number": str(draft.entry), "_confirm": "1"}
    response = client.post(page(draft, "erasure"), right, follow=True)
    assert Erasure.objects.get().state == Stage.DONE
    assert SECRET not in Edition.objects.get().body
    assert "；当事人来函要求删除；第 1 版、清除 " in response.text
    assert SECRET not in response.text


def test_a_list_that_changed_is_shown_again(client, erasure, draft, second):
    client.force_login(second)
    stale = {"seen": "0" * 64, "number": str(draft.entry), "_confirm": "1"}
    response = client.post(page(draft, "erasure"), stale)
    assert "有变化" in response.text
    assert Erasure.objects.get().state == Stage.REQUESTED


def test_who_asked_may_only_cancel(client, erasure, draft, publisher):
    client.force_login(publisher)
    response = client.get(page(draft, "erasure"))
    assert "您是申请人" in response.text
    assert 'name="_confirm"' not in response.text
    forced = {"seen": response.context["form"].initial["seen"], "number": str(draft.entry)}
    assert "不能确认自己" in client.post(page(draft, "erasure"), forced | {"_confirm": "1"}).text
    client.post(page(draft, "erasure"), {"cancel-reason": "", "_cancel": "1"})
    assert Erasure.objects.get().state == Stage.REQUESTED
    client.post(page(draft, "erasure"), {"cancel-reason": "写错了", "_cancel": "1"})
    assert Erasure.objects.get().state == Stage.CANCELLED
    assert client.get(page(draft, "erasure")).status_code == 302


def test_an_erased_file_is_not_downloaded_and_says_why(client, draft, publisher, second):
    said = {"ground": "15", "note": NOTE, "files": [draft.attachments.get().blob_id]}
    request = erasing.request_erasure(draft.entry, by=publisher, **said)
    erasing.confirm_erasure(request, by=second, seen=erasing.Plan(request).digest)
    client.force_login(second)
    response = client.get(
        reverse("admin:catalogue_attachment_download", args=[Attachment.objects.get().pk])
    )
    assert response.status_code == 404
    assert not Access.objects.filter(action__startswith="attachment.").exists()
    version = client.get(reverse("admin:catalogue_edition_version", args=[draft.pk]))
    assert "名单.txt（内容已依法清除）" in version.text


def test_the_register_is_read_by_supervisors_and_never_holds_the_data(
    client, erasure, second, publisher, outsider
):
    listing = reverse("admin:catalogue_erasure_changelist")
    export = reverse("admin:catalogue_erasure_export")
    one = reverse("admin:catalogue_erasure_change", args=[erasure.pk])
    client.force_login(second)
    for address in (listing, one, export):
        response = client.get(address)
        assert response.status_code == 200
        assert SECRET not in response.text
    assert NOTE in client.get(export).text
    for user in (publisher, outsider):
        client.force_login(user)
        assert {client.get(address).status_code for address in (listing, export)} == {403}
        refused = client.get(export)
        assert "只有监督人员可以导出清除记录" in refused.text
        assert "<html" in refused.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_comes_after_it_is_done_is_told_by_whom_and_when(
    client, erasure, draft, second, agency, method
):
    erasing.confirm_erasure(erasure, by=second, seen=erasing.Plan(erasure).digest)
    client.force_login(make_member(agency, Role.SECRECY))
    response = getattr(client, method)(page(draft, "erasure"), follow=True)
    erasure.refresh_from_db()
    assert response.status_code == 200
    told = f"已由{second}于 {to_minute(erasure.confirmed_at)} 确认清除"
    assert told in next(str(message) for message in response.context["messages"])


def test_who_comes_after_it_was_cancelled_is_told_why(client, erasure, draft, publisher):
    erasing.cancel_erasure(erasure, by=publisher, reason="另案处理")
    client.force_login(publisher)
    assert "已取消：另案处理" in client.get(page(draft, "erasure"), follow=True).text


def test_record_of_a_purge_is_in_words_and_leads_nowhere_forbidden(
    client, erasure, draft, second, publisher, administrator
):
    erasing.confirm_erasure(erasure, by=second, seen=erasing.Plan(erasure).digest)
    one = reverse("admin:catalogue_erasure_change", args=[erasure.pk])
    account = reverse("admin:agencies_user_change", args=[publisher.pk])
    client.force_login(second)
    text = client.get(one).text
    assert "清除前摘要：" in text
    assert "清除处数：" in text
    for unsaid in ("&quot;before&quot;", "before", account, "historylink"):
        assert unsaid not in text
    assert str(publisher) in text
    client.force_login(administrator)
    assert account in client.get(one).text


def test_the_register_of_another_agency_is_empty(client, erasure, other_agency):
    client.force_login(make_member(other_agency, Role.SUPERVISOR))
    assert NOTE not in client.get(reverse("admin:catalogue_erasure_export")).text


def test_the_log_says_that_a_payload_is_gone(client, erasure, draft, second, administrator):
    erasing.confirm_erasure(erasure, by=second, seen=erasing.Plan(erasure).digest)
    client.force_login(administrator)
    assert client.get(reverse("admin:workflow_event_changelist")).status_code == 200
