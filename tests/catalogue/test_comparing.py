"""What differs between two editions, said in words, cells and files."""

import io

import pytest
from django.urls import reverse

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.comparing import compare, paragraphs
from disclosure.catalogue.models import Edition
from disclosure.catalogue.release import publishing
from disclosure.pages.models import Method, Validity
from reports.actions import save_section, save_table
from tests.factories import clear, make_draft, make_entry, make_report, release_report

pytestmark = pytest.mark.django_db


def said(changes):
    return [(c.place, [(p.kind, p.text) for p in c.pieces]) for c in changes]


def test_rewritten_paragraphs_show_their_words_and_others_come_and_go():
    before = ["第一段不变。", "本年收到申请12件。", "删去的一段话语。"]
    after = ["第一段不变。", "本年收到申请13件。"]
    assert said(paragraphs(before, after)) == [
        ("第 2 段", [("keep", "本年收到申请"), ("del", "12"), ("ins", "13"), ("keep", "件。")]),
        ("原第 3 段（删去）", [("del", "删去的一段话语。")]),
    ]
    assert said(paragraphs([], ["新的"])) == [("第 1 段（新增）", [("ins", "新的")])]
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


def test_desk_offers_the_comparison_outside_the_form_of_a_draft(client, agency, clerk, category):
    new = correction(make_entry(agency=agency, by=clerk, category=category), clerk)
    client.force_login(clerk)
    text = client.get(reverse("admin:catalogue_edition_change", args=[new.pk])).text
    form = text.index('id="edition_form"')
    assert form < text.index("</form>", form) < text.index("比较所选两版")


def test_desk_compares_any_two_versions(client, agency, clerk, outsider, category):
    entry = make_entry(agency=agency, by=clerk, category=category, title="关于甲的通知")
    new = correction(entry, clerk, title="关于乙的通知")
    client.force_login(clerk)
    address = reverse("admin:catalogue_edition_compare", args=[new.pk, entry.live_edition_id])
    html = client.get(address).content.decode()
    assert "增</span>关于乙的通知</ins>" in html
    other = make_entry(agency=agency, by=clerk, category=category)
    wrong = reverse("admin:catalogue_edition_compare", args=[new.pk, other.live_edition_id])
    assert client.get(wrong).status_code == 404
    client.force_login(outsider)
    assert client.get(address).status_code == 404


def test_only_the_places_that_differ_are_told_with_what_stands_beside_them():
    before = [f"第{number}项工作按计划完成。" for number in range(100)]
    after = [*before[:50], "第50项工作延期。", *before[51:]]
    (change,) = paragraphs(before, after)
    assert (change.place, change.above, change.below) == ("第 51 段", before[49], before[51])


def test_very_many_changes_are_counted_and_the_first_told(agency, clerk, category):
    old = "".join(f"<p>第{number}项工作按计划完成。</p>" for number in range(700))
    entry = make_entry(agency=agency, by=clerk, category=category, body=old)
    new = correction(entry, clerk, body=old.replace("</p>", "改</p>"))
    (part,) = compare(entry.live_edition, new).parts
    assert (part.total, len(part.changes), part.left_out) == (700, 500, 200)


def test_cells_of_a_plain_table_are_compared_one_by_one(agency, clerk, category):
    head = "<p>见下表。</p><table><tr><th>项目</th><th>金额</th></tr>"
    table = head + "<tr><td>收入</td><td>{}</td></tr></table>"
    entry = make_entry(agency=agency, by=clerk, category=category, body=table.format("10"))
    found = compare(entry.live_edition, correction(entry, clerk, body=table.format("")))
    assert said(found.cells) == [
        ("表1 第 2 行「收入」「金额」列", [("del", "10"), ("ins", "空白")])
    ]
    assert found.paragraphs == []


def test_links_and_format_that_change_under_the_same_words_are_told(agency, clerk, category):
    link = '<p><a href="https://example.com/{}">原件</a></p>'
    entry = make_entry(agency=agency, by=clerk, category=category, body=link.format(1))
    new = correction(entry, clerk, body=link.format(2))
    assert "链接“原件”的地址" in str(said(compare(entry.live_edition, new).paragraphs))
    again = correction(entry, clerk, body=link.format(1).replace("p>", "h2>"))
    assert "格式有改动" in str(said(compare(entry.live_edition, again).paragraphs))


def test_what_a_release_changed_of_the_entry_is_remembered(agency, clerk, publisher, category):
    entry = make_entry(agency=agency, by=clerk, category=category)
    for validity in (Validity.AMENDED, Validity.REPEALED):
        new = correction(entry, clerk, validity=validity, change_note="更正")
        actions.submit(new, by=clerk)
        publishing.publish(clear(new), by=publisher)
        entry.refresh_from_db()
    first, second, third = entry.editions.order_by("number")
    assert said(compare(first, second).fields) == [("有效性", [("del", "有效"), ("ins", "已修改")])]
    assert said(compare(second, third).fields) == [("有效性", [("del", "已修改"), ("ins", "废止")])]
    assert said(compare(first, third).fields) == [("有效性", [("del", "有效"), ("ins", "废止")])]


def test_renamed_file_is_told_as_such(agency, clerk, category):
    draft = make_draft(agency=agency, by=clerk, category=category)
    add_attachment(draft, name="旧名.txt", file=io.BytesIO(b"1"), by=clerk)
    other = make_draft(agency=agency, by=clerk, category=category)
    add_attachment(other, name="新名.txt", file=io.BytesIO(b"1"), by=clerk)
    assert said(compare(draft, other).files) == [
        ("新名.txt", [("keep", "改名，内容不变，原名："), ("del", "旧名.txt")])
    ]


# --- The form in the list of versions -----------------------------------------------------------


def choose(client, edition, old, new):
    address = reverse("admin:catalogue_edition_choose", args=[edition.pk])
    return client.get(address, {"old": old, "new": new}, follow=True)


def test_two_versions_are_chosen_in_the_list_of_versions(client, agency, clerk, outsider, category):
    entry = make_entry(agency=agency, by=clerk, category=category, title="关于甲的通知")
    live = entry.live_edition
    new = correction(entry, clerk, title="关于乙的通知")
    client.force_login(clerk)
    version = client.get(reverse("admin:catalogue_edition_version", args=[new.pk]))
    assert version.content.decode().count(" checked") == 2
    assert "1 处不同" in choose(client, new, live.pk, new.pk).content.decode()
    assert "各选一个不同的版本" in choose(client, new, new.pk, new.pk).content.decode()
    other = make_entry(agency=agency, by=clerk, category=category).live_edition
    for wrong in (other.pk, "", "x"):
        assert choose(client, new, wrong, new.pk).status_code == 404
    client.force_login(outsider)
    assert choose(client, new, live.pk, new.pk).status_code == 404
