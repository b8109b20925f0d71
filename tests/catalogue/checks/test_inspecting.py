"""Attachments are looked through once; what is in them stands between a draft and its release."""

import io

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment, describe_attachments
from disclosure.catalogue.checks import ProblemsFound, inspecting, problems
from disclosure.catalogue.checks.inspecting import inspected
from disclosure.catalogue.models import Edition, Inspection
from disclosure.lib import blobs
from disclosure.lib.hidden import inspection
from disclosure.workflow.models import Event
from tests import hiddenfiles as files
from tests.factories import make_draft
from tests.hiddenfiles import MASK, MOBILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(agency, clerk, category):
    return make_draft(agency=agency, by=clerk, category=category)


def attach(draft, clerk, name, content):
    return add_attachment(draft, name=name, file=io.BytesIO(content), by=clerk)


def told(draft, *rules):
    found = problems(Edition.objects.get(pk=draft.pk), today=timezone.localdate())
    return [one for one in found if one.rule in rules]


def test_findings_of_a_pdf_are_named_with_their_place(draft, clerk):
    attach(draft, clerk, "公告.pdf", files.pdf("a", "b", MOBILE, change=files.restless))
    messages = [one.message for one in told(draft, "PII")]
    assert any(f"附件“公告.pdf”（第 3 页）中有手机号码：{MOBILE}→{MASK}" in one for one in messages)
    assert any("（批注）中有手机号码" in one for one in messages)
    assert any("（内嵌文件“inside.txt”）中有居民身份证号" in one for one in messages)


def test_hidden_content_has_to_be_confirmed_and_metadata_warns(draft, clerk):
    attach(draft, clerk, "文.docx", files.document(files.tracked))
    grave, light = told(draft, "FILE")
    assert grave.message.startswith("附件“文.docx”：修订痕迹：1 处插入、4 处删除（“修订人”）。")
    assert "作者“某作者”" in light.message
    assert (grave.severity, light.severity) == ("confirm", "warn")
    with pytest.raises(ProblemsFound) as refusal:
        actions.submit(draft, by=clerk)
    assert refusal.value.needs_only_a_reason
    actions.submit(draft, by=clerk, reason="修订须随文公开")
    assert "FILE" in Event.objects.get(action="edition.submitted").data["confirmed"]


def test_a_locked_file_that_came_in_blocks(draft, clerk, settings):
    file = attach(draft, clerk, "公告.pdf", files.pdf("a"))
    digest, _ = blobs.put(settings.PRIVATE_ROOT, io.BytesIO(files.encrypted_pdf()))
    path = blobs.path(settings.PRIVATE_ROOT, file.blob_id)
    path.write_bytes(blobs.path(settings.PRIVATE_ROOT, digest).read_bytes())
    (one,) = told(draft, "FILE")
    assert (one.severity, "设有密码" in one.message) == ("block", True)


def test_ten_files_cost_one_query_and_are_not_opened(
    draft, clerk, django_assert_num_queries, monkeypatch
):
    for number in range(10):
        attach(draft, clerk, f"{number}.txt", f"第{number}份 {MOBILE}".encode())
    rows = list(draft.attachments.all())
    first = inspected(rows)
    assert Inspection.objects.count() == 10
    monkeypatch.delattr(inspection, "examine")
    with django_assert_num_queries(1):
        assert inspected(rows) == first


def test_a_new_version_of_the_inspection_looks_again(draft, clerk, monkeypatch):
    file = attach(draft, clerk, "a.txt", b"x")
    inspected([file])
    monkeypatch.setattr(inspection, "VERSION", 99)
    inspected([file])
    assert Inspection.objects.get().version == 99


@pytest.mark.django_db(transaction=True)
def test_upload_looks_through_at_once(draft, clerk):
    attach(draft, clerk, "a.txt", MOBILE.encode())
    assert MOBILE in Inspection.objects.get().result


def test_content_that_is_missing_is_named(draft, clerk, settings):
    file = attach(draft, clerk, "a.txt", b"x")
    blobs.path(settings.PRIVATE_ROOT, file.blob_id).unlink()
    assert inspected([file])[0][1].traces == [inspecting.MISSING]
    assert not Inspection.objects.exists()


def test_pictures_without_words_are_named(agency, clerk, category):
    body = '<p><img src="/a.png" alt="图"><img src="/b.png"><img src="/c.png" alt=" "></p>'
    draft = make_draft(agency=agency, by=clerk, category=category, body=body)
    picture = attach(draft, clerk, "图.png", files.photo("PNG"))
    one, two = told(draft, "ALT")
    assert "正文第 2、3 张图片没有替代文字" in one.message
    assert "图片附件“图.png”没有说明" in two.message
    describe_attachments(draft, {picture.pk: "办事大厅平面图"}, by=clerk)
    assert len(told(draft, "ALT")) == 1
    assert Event.objects.get(action="attachment.described").data["names"] == ["图.png"]


def test_descriptions_are_searched_for_personal_data(draft, clerk):
    file = add_attachment(draft, name="a.txt", file=ContentFile(b"x"), by=clerk)
    describe_attachments(draft, {file.pk: f"联系{MOBILE}"}, by=clerk)
    assert "附件说明“a.txt”中有手机号码" in told(draft, "PII")[0].message
