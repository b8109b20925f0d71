"""What differs between two editions, said in words, cells and files."""

import io

import pytest
from django.urls import reverse

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.comparing import compare, paragraphs
from disclosure.catalogue.models import Edition
from disclosure.pages.models import Method
from reports.actions import save_section, save_table
from tests.factories import make_draft, make_entry, make_report, release_report

pytestmark = pytest.mark.django_db


def said(changes):
    return [(c.place, [(p.kind, p.text) for p in c.pieces]) for c in changes]


def test_rewritten_paragraphs_show_their_words_and_others_come_and_go():
    before = ["第一段不变。", "本年收到申请12件。", "删去的一段话语。"]
    after = ["第一段不变。", "本年收到申请13件。"]
    assert said(paragraphs(before, after)) == [
        ("第 2 段", [("keep", "本年收到申请1"), ("del", "2"), ("ins", "3"), ("keep", "件。")]),
        ("第 3 段", [("del", "删去的一段话语。")]),
    ]
    assert said(paragraphs([], ["新的"])) == [("第 1 段", [("ins", "新的")])]
    assert said(paragraphs(after, after)) == []


def correction(entry, clerk, **fields):
    new = actions.begin_correction(entry, by=clerk)
    if fields:
        actions.save_draft(new, by=clerk, version=new.lock_version, **fields)
    return Edition.objects.get(pk=new.pk)


def test_fields_of_the_edition_and_of_the_entry_are_compared(agency, clerk, category):
    entry = make_entry(agency=agency, by=clerk, category=category, title="关于甲的通知")
    new = correction(entry, clerk, title="关于乙的通知", method=Method.ON_REQUEST)
    told = said(compare(entry.live_edition, new).fields)
    assert ("标题", [("del", "关于甲的通知"), ("ins", "关于乙的通知")]) in told
    assert ("公开方式", [("del", "主动公开"), ("ins", "依申请公开")]) in told
    assert len(told) == 2


def test_the_same_edition_does_not_differ(agency, clerk, category):
    entry = make_entry(agency=agency, by=clerk, category=category)
    found = compare(entry.live_edition, correction(entry, clerk))
    assert not found


def test_files_that_come_go_and_change(agency, clerk, publisher, category):
    draft = make_draft(agency=agency, by=clerk, category=category)
    for name, text in (("甲.txt", b"1"), ("乙.txt", b"2")):
        add_attachment(draft, name=name, file=io.BytesIO(text), by=clerk)
    other = make_draft(agency=agency, by=clerk, category=category)
    for name, text in (("甲.txt", b"9"), ("丙.txt", b"3")):
        add_attachment(other, name=name, file=io.BytesIO(text), by=clerk)
    assert said(compare(draft, other).files) == [
        ("甲.txt", [("ins", "内容已替换")]),
        ("丙.txt", [("ins", "新增")]),
        ("乙.txt", [("del", "已删除")]),
    ]


def test_cells_of_a_report_are_compared_by_themselves(agency, clerk, publisher, category):
    report = make_report(agency, by=clerk, year=2024)
    entry = release_report(report, clerk, publisher)
    new = actions.begin_correction(entry, by=clerk)
    typed = {("3.1", "natural"): "5（其中网上3件）", ("3.1", "total"): ""}
    save_table(new, table="requests", typed=typed, by=clerk)
    save_section(new, key="overview", html="<p>改写。</p>", by=clerk)
    found = compare(entry.live_edition, new)
    assert said(found.cells) == [
        (
            "「本年新收政府信息公开申请数量」「自然人」列",
            [("del", "0"), ("ins", "5（其中网上3件）")],
        ),
        ("「本年新收政府信息公开申请数量」「总计」列", [("del", "0"), ("ins", "空白")]),
    ]
    assert "改写。" in str(said(found.paragraphs))
    assert "其中网上" not in str(said(found.paragraphs))


def test_desk_compares_any_two_versions(client, agency, clerk, outsider, category):
    entry = make_entry(agency=agency, by=clerk, category=category, title="关于甲的通知")
    new = correction(entry, clerk, title="关于乙的通知")
    client.force_login(clerk)
    address = reverse("admin:catalogue_edition_compare", args=[new.pk, entry.live_edition_id])
    version = reverse("admin:catalogue_edition_version", args=[new.pk])
    assert address in client.get(version).content.decode()
    html = client.get(address).content.decode()
    assert "<del>关于甲的通知</del><ins>关于乙的通知</ins>" in html
    other = make_entry(agency=agency, by=clerk, category=category)
    wrong = reverse("admin:catalogue_edition_compare", args=[new.pk, other.live_edition_id])
    assert client.get(wrong).status_code == 404
    client.force_login(outsider)
    assert client.get(address).status_code == 404
