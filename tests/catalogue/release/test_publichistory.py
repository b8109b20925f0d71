"""What readers see of corrections: when, why, what; and what they never see."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment, remove_attachment
from disclosure.catalogue.checks import problems
from disclosure.catalogue.models import Edition, Entry, WithdrawalReason
from disclosure.catalogue.release import hiding, publishing, rebuilding, withdrawing
from disclosure.pages.models import Method, Page, PageEdition, Validity
from disclosure.workflow.models import Event
from disclosure.workflow.states import WrongState
from reports.actions import save_table
from tests.factories import clear, make_draft, make_entry, make_member, make_report, release_report

pytestmark = pytest.mark.django_db
FIRST = "<p>第一段不变。</p><p>咨询时间为每日9时至11时。</p><p>最后一段。</p>"
SECOND = FIRST.replace("11时", "12时")
THIRD = SECOND.replace("<p>最后一段。</p>", "<p>最后一段。</p><p>另设线上窗口。</p>")


@pytest.fixture
def entry(agency, clerk, category):
    return make_entry(agency=agency, by=clerk, category=category, title="办事指南", body=FIRST)


@pytest.fixture
def correct(clerk, publisher):
    """Releases the next edition."""

    def do(entry, note, now=None, **fields):
        draft = actions.begin_correction(entry, by=clerk)
        fields = {"change_note": note} | fields
        actions.save_draft(draft, by=clerk, version=draft.lock_version, **fields)
        actions.submit(draft, by=clerk, reason="试验")
        publishing.publish(clear(draft), by=publisher, now=now)
        entry.refresh_from_db()
        return Edition.objects.get(pk=draft.pk)

    return do


@pytest.fixture
def thrice(entry, correct):
    """An entry that was corrected twice."""
    correct(entry, "更正截止时间。", body=SECOND)
    correct(entry, "增加线上窗口。", body=THIRD)
    return entry


def changes(client, entry):
    return client.get(f"{entry.path}changes/").content.decode()


def edition(client, entry, number):
    return client.get(f"{entry.path}editions/{number}/")


def agrees():
    call_command("rebuild_pages", check=True)
    return True


def show_earlier(agency):
    agency.shows_earlier_editions = True
    agency.save(update_fields=["shows_earlier_editions"])


def test_entry_that_was_never_corrected_has_no_history(citizen, entry):
    assert "更正与更新" not in citizen.get(entry.path).content.decode()
    assert citizen.get(f"{entry.path}changes/").status_code == 404
    assert PageEdition.objects.count() == 0


def test_corrections_are_listed_newest_first_on_the_page_and_in_print(citizen, thrice):
    for path in (thrice.path, f"{thrice.path}print/"):
        html = citizen.get(path).content.decode()
        assert 0 < html.index("增加线上窗口。") < html.index("更正截止时间。")
    assert f'href="{thrice.path}changes/"' in citizen.get(thrice.path).content.decode()


def test_entry_changes_shows_each_difference_in_words(citizen, thrice):
    response = citizen.get(f"{thrice.path}changes/")
    html = response.content.decode()
    assert (
        '<del><span class="mark">删</span>11</del><ins><span class="mark">增</span>12</ins>' in html
    )
    assert '<ins><span class="mark">增</span>另设线上窗口。</ins>' in html
    assert "第 2 段" in html
    assert "第 4 段（新增）" in html
    assert html.index('id="edition-3"') < html.index('id="edition-2"')
    assert response["X-Robots-Tag"] == "noindex"


def test_first_publication_never_changes_and_the_feed_tells_the_update(citizen, entry, correct):
    first, later = (
        entry.first_published_at,
        timezone.now().replace(microsecond=0) + timedelta(days=9),
    )
    correct(entry, "更正。", now=later, body=SECOND)
    assert entry.first_published_at == first
    page = Page.objects.get(path=entry.path)
    assert (page.published_at, page.updated_at) == (first, later)
    feed = citizen.get("/feed/").content.decode()
    assert f"<updated>{later.isoformat()}</updated>" in feed


def test_fields_files_links_and_tables_are_compared(citizen, agency, clerk, category, publisher):
    table = "<table><tr><th>项目</th><th>金额</th></tr><tr><td>收入</td><td>{}</td></tr></table>"
    draft = make_draft(agency=agency, by=clerk, category=category, body=table.format(10))
    for name, content in (("甲.txt", b"1"), ("乙.txt", b"2"), ("丙.txt", b"3")):
        add_attachment(draft, name=name, file=io.BytesIO(content), by=clerk)
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    new = actions.begin_correction(draft.entry, by=clerk)
    for name in ("甲.txt", "乙.txt", "丙.txt"):
        remove_attachment(new.attachments.get(name=name), by=clerk)
        new.refresh_from_db()
    for name, content in (("甲.txt", b"9"), ("丁.txt", b"2")):
        add_attachment(new, name=name, file=io.BytesIO(content), by=clerk)
    actions.save_draft(
        new, by=clerk, version=new.lock_version, body=table.format(12), title="新的标题",
        change_note="更正金额。", validity=Validity.AMENDED,
    )  # fmt: skip
    actions.submit(new, by=clerk)
    publishing.publish(clear(new), by=publisher)
    html = changes(citizen, Entry.objects.get())
    for told in (
        "表1 第 2 行「收入」「金额」列", "新的标题", "有效性", "已修改", "内容已替换",
        "改名，内容不变，原名：", "已删除",
    ):  # fmt: skip
        assert told in html


def test_statutory_cells_are_named_as_the_form_prints_them(
    citizen, agency, clerk, publisher, category
):
    entry = release_report(make_report(agency, by=clerk, year=2024), clerk, publisher)
    new = actions.begin_correction(entry, by=clerk)
    save_table(new, table="requests", typed={("3.1", "natural"): "0（其中网上0件）"}, by=clerk)
    new.refresh_from_db()
    actions.save_draft(new, by=clerk, version=new.lock_version, change_note="更正数据。")
    actions.submit(new, by=clerk, reason="试验")
    publishing.publish(clear(new), by=publisher)
    html = changes(citizen, Entry.objects.get())
    assert "「本年新收政府信息公开申请数量」「自然人」列" in html
    assert "0（其中网上0件）</ins>" in html
    assert "不一致" not in rebuilding.fault(Entry.objects.get())


# --- Earlier editions ---------------------------------------------------------------------------


def test_earlier_edition_is_shown_where_the_agency_shows_such(citizen, agency, thrice):
    assert edition(citizen, thrice, 1).status_code == 404
    assert "editions/1/" not in changes(citizen, thrice)
    show_earlier(agency)
    response = edition(citizen, thrice, 1)
    html = response.content.decode()
    today = timezone.localdate().isoformat()
    for told in ("公开的第 1 版，不是现行版本", today, "9时至11时", "附件和下载文件不再公开"):
        assert told in html
    assert f'rel="canonical" href="http://testserver{thrice.path}"' in html
    assert response["X-Robots-Tag"] == "noindex"
    assert f'href="{thrice.path}editions/1/"' in changes(citizen, thrice)


def test_only_editions_that_were_public_before_are_found(citizen, agency, clerk, thrice):
    show_earlier(agency)
    given_up = actions.begin_correction(thrice, by=clerk)
    actions.discard(given_up, by=clerk, reason="不需要")
    opened = actions.begin_correction(thrice, by=clerk)
    assert (given_up.number, opened.number) == (4, 5)
    found = {number: edition(citizen, thrice, number).status_code for number in range(7)}
    assert found == {0: 404, 1: 200, 2: 200, 3: 404, 4: 404, 5: 404, 6: 404}
    assert citizen.get("/catalogue/none/2000-1/editions/1/").status_code == 404


def test_files_of_earlier_editions_are_neither_linked_nor_shown(citizen, agency, entry, correct):
    show_earlier(agency)
    body = '<p><a href="/files/aa/a.pdf">旧件</a><img src="/files/x/b.png" alt="图"></p>'
    correct(entry, "加附件。", body=body)
    correct(entry, "去附件。", body=SECOND)
    html = edition(citizen, entry, 2).content.decode()
    assert "旧件" in html
    assert "（图片图不再公开）" in html
    assert "/files/" not in html


def test_correction_that_hides_what_was_before_shows_neither_text_nor_difference(
    citizen, agency, thrice, correct
):
    show_earlier(agency)
    correct(thrice, "去除个人信息。", body="<p>全文改写。</p>", hides_previous=True)
    html = changes(citizen, thrice)
    assert html.count("修改前的内容不公开") == 3
    for removed in ("9时至", ">11<", "另设线上窗口", "第一段不变"):
        assert removed not in html
    assert {edition(citizen, thrice, n).status_code for n in (1, 2, 3)} == {404}
    stored = "".join(f"{e.title}{e.facts}{e.article}{e.changes}" for e in PageEdition.objects.all())
    assert "第一段不变" not in stored
    correct(thrice, "补充。", body="<p>全文改写完。</p>")
    assert '<ins><span class="mark">增</span>完</ins>' in changes(citizen, thrice)
    assert edition(citizen, thrice, 4).status_code == 200
    assert agrees()


def test_the_tick_is_part_of_what_is_reviewed(entry, clerk):
    draft = actions.begin_correction(entry, by=clerk)
    before = actions.content_digest(draft)
    draft.hides_previous = True
    assert actions.content_digest(draft) != before


def test_correction_that_takes_personal_data_out_is_asked_to_hide_it(agency, clerk, category):
    body = "<p>申请人电话 {}。</p>"
    entry = make_entry(agency=agency, by=clerk, category=category, body=FIRST)
    Edition.objects.update(body=body.format("13812345678"))
    draft = actions.begin_correction(entry, by=clerk)
    fields = {"body": body.format("138****5678"), "change_note": "隐去电话。"}
    actions.save_draft(draft, by=clerk, version=0, **fields)
    found = [p.rule for p in problems(draft, today=timezone.localdate())]
    assert "told-again" in found
    actions.save_draft(draft, by=clerk, version=draft.lock_version, hides_previous=True)
    found = [p.rule for p in problems(draft, today=timezone.localdate())]
    assert "told-again" not in found


def test_what_was_withdrawn_does_not_come_back_as_history(
    citizen, agency, thrice, publisher, correct
):
    show_earlier(agency)
    withdrawing.withdraw(thrice, by=publisher, reason=WithdrawalReason.PRIVACY)
    assert PageEdition.objects.count() == 0
    assert citizen.get(f"{thrice.path}changes/").status_code == 404
    assert edition(citizen, thrice, 1).status_code == 404
    correct(thrice, "去除后重新发布。", body="<p>改写。</p>")
    assert "修改前的内容不公开" in changes(citizen, thrice)
    assert {edition(citizen, thrice, n).status_code for n in (1, 2, 3)} == {404}


def test_undoing_a_withdrawal_brings_the_history_back(citizen, thrice, publisher):
    withdrawing.withdraw(thrice, by=publisher, reason=WithdrawalReason.ERROR)
    withdrawing.restore(thrice, by=publisher, reason="无误")
    assert "另设线上窗口。" in changes(citizen, thrice)
    assert agrees()


def test_text_from_before_an_entry_was_open_is_never_shown(
    citizen, agency, clerk, category, correct
):
    show_earlier(agency)
    entry = make_entry(
        agency=agency, by=clerk, category=category, body=FIRST, method=Method.ON_REQUEST
    )
    correct(entry, "改为主动公开。", body=SECOND, method=Method.ACTIVE)
    assert "9时至11时" not in changes(citizen, entry)
    assert edition(citizen, entry, 1).status_code == 404
    correct(entry, "再改。", body=THIRD)
    assert "另设线上窗口。" in changes(citizen, entry)


def test_requests_only_entry_tells_dates_and_notes_alone(citizen, agency, clerk, category, correct):
    entry = make_entry(
        agency=agency, by=clerk, category=category, body=FIRST, method=Method.ON_REQUEST
    )
    correct(entry, "更正文号。", body=SECOND)
    html = changes(citizen, entry)
    assert "更正文号。" in html
    assert "9时" not in html


# --- Hiding afterwards --------------------------------------------------------------------------


def test_hide_takes_a_past_edition_out_of_every_view(citizen, agency, thrice, publisher):
    show_earlier(agency)
    second = thrice.editions.get(number=2)
    hiding.hide(second, by=publisher, reason="含个人信息")
    assert edition(citizen, thrice, 2).status_code == 404
    assert edition(citizen, thrice, 1).status_code == 200
    assert changes(citizen, thrice).count("修改前的内容不公开") == 2
    assert Event.objects.first().action == "edition.hidden"
    hiding.unhide(second, by=publisher, reason="经核实可以公开")
    assert edition(citizen, thrice, 2).status_code == 200
    assert agrees()


def test_hide_is_for_publishers_with_a_reason_and_past_editions(thrice, clerk, publisher):
    second, live = thrice.editions.get(number=2), thrice.editions.get(number=3)
    with pytest.raises(PermissionDenied):
        hiding.hide(second, by=clerk, reason="好奇")
    with pytest.raises(WrongState, match="原因"):
        hiding.hide(second, by=publisher, reason=" ")
    with pytest.raises(WrongState, match="历史版本"):
        hiding.hide(live, by=publisher, reason="试验")


def test_author_does_not_show_an_edition_again(thrice, agency, publisher):
    second = thrice.editions.get(number=2)
    hiding.hide(second, by=publisher, reason="含个人信息")
    both = make_member(agency, Role.EDITOR, Role.PUBLISHER)
    Edition.objects.filter(pk=second.pk).update(author=both)
    second.refresh_from_db()
    with pytest.raises(PermissionDenied):
        hiding.unhide(second, by=both, reason="试验")


def test_hide_at_the_desk(client, citizen, agency, thrice, publisher, clerk, outsider):
    show_earlier(agency)
    second = thrice.editions.get(number=2)
    address = reverse("admin:catalogue_edition_step", args=[second.pk, "hide"])
    for person, answer in ((outsider, 404), (clerk, 403), (publisher, 200)):
        client.force_login(person)
        assert client.get(address).status_code == answer
    assert client.post(address, {"reason": ""}).status_code == 200
    assert edition(client, thrice, 2).status_code == 200
    client.post(address, {"reason": "含个人信息"})
    assert edition(client, thrice, 2).status_code == 404


def test_first_release_of_a_revived_entry_reads_as_a_first_release(
    citizen, agency, clerk, publisher, category
):
    given_up = make_draft(agency=agency, by=clerk, category=category)
    actions.discard(given_up, by=clerk, reason="写错了")
    draft = actions.begin_correction(given_up.entry, by=clerk)
    actions.save_draft(draft, by=clerk, version=draft.lock_version, change_note="重写。")
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    page = Page.objects.get()
    shown = citizen.get(page.path).text
    assert (page.change_note, page.updated_at) == ("", page.published_at)
    assert "发布时间：" in shown and "更新时间" not in shown and "重写。" not in shown


def test_a_correction_says_since_when_and_why(citizen, entry, correct):
    correct(entry, "更正截止时间。", body=SECOND)
    assert Page.objects.get().change_note == "更正截止时间。"
    assert "更新时间：" in citizen.get(entry.path).text


# --- Proof --------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["article", "change_note", "is_hidden", "changes"])
def test_changed_history_is_found_and_mended(thrice, field, capsys):
    value = {"is_hidden": True, "changes": {"total": 1, "parts": []}}.get(field, "改过")
    PageEdition.objects.filter(number=2).update(**{field: value})
    with pytest.raises(Exception, match="页面内容与版本不一致"):
        call_command("rebuild_pages", check=True)
    call_command("rebuild_pages")
    assert agrees()


def test_preview_shows_the_correction_to_come(client, thrice, clerk):
    draft = actions.begin_correction(thrice, by=clerk)
    actions.save_draft(draft, by=clerk, version=draft.lock_version, change_note="将要说明的。")
    client.force_login(clerk)
    html = client.get(reverse("admin:catalogue_edition_preview", args=[draft.pk])).content.decode()
    assert "将要说明的。" in html


@pytest.mark.parametrize("corrections", [1, 4])
def test_public_pages_cost_a_constant_number_of_queries(
    citizen, agency, entry, correct, corrections, django_assert_num_queries
):
    show_earlier(agency)
    for number in range(corrections):
        correct(entry, f"第 {number} 次。", body=FIRST + f"<p>{number}</p>")
    edition(citizen, entry, 1)  # names are read once after each change
    with django_assert_num_queries(3):
        citizen.get(f"{entry.path}changes/")
    with django_assert_num_queries(3):
        edition(citizen, entry, 1)
