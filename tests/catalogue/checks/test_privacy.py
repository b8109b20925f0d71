"""Personal data is named before submission, in text and files, and masked at one word."""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.checks import ProblemsFound, problems
from disclosure.catalogue.masking import mask_draft
from disclosure.catalogue.models import Edition
from disclosure.catalogue.permissions import has_personal_data
from disclosure.workflow.models import Event
from disclosure.workflow.states import State
from reports.actions import save_section, save_table
from reports.localrows import add_row
from tests.factories import make_draft, make_report

pytestmark = pytest.mark.django_db
MOBILE, MASK = "13800138000", "138****8000"


@pytest.fixture
def draft(agency, clerk, category):
    return make_draft(
        agency=agency, by=clerk, category=category, body=f"<p>联系<b>{MOBILE}</b>。</p>"
    )


def found(edition):
    told = problems(Edition.objects.get(pk=edition.pk), today=timezone.localdate())
    return [one for one in told if one.rule == "PII"]


def test_text_is_searched_and_the_mask_proposed(draft):
    (one,) = found(draft)
    assert (one.severity, one.field) == ("confirm", "body")
    assert f"正文第 1 段中有手机号码：{MOBILE}→{MASK}" in one.message


def test_submission_needs_a_reason_that_the_log_keeps_without_the_data(draft, clerk):
    with pytest.raises(ProblemsFound):
        actions.submit(draft, by=clerk)
    actions.submit(draft, by=clerk, reason="惩戒公示")
    event = Event.objects.get(action="edition.submitted")
    assert event.data["reason"] == "惩戒公示"
    assert "PII" in event.data["confirmed"]
    assert MOBILE not in str(event.data)


def test_names_and_insides_of_files_are_searched(draft, clerk):
    book = openpyxl.Workbook()
    hidden = book.create_sheet("名册")
    hidden.sheet_state = "hidden"
    hidden["A1"] = 13900139000
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    add_attachment(draft, name=f"{MOBILE}名册.xlsx", file=file, by=clerk)
    text = io.BytesIO("手机13700137000".encode("gb18030"))
    add_attachment(draft, name="说明.txt", file=text, by=clerk)
    messages = [one.message for one in found(draft)]
    assert any(message.startswith(f"附件名称“{MOBILE}名册.xlsx”") for message in messages)
    assert any("（工作表「名册（隐藏）」A1）中有手机号码：139" in one for one in messages)
    assert any("附件“说明.txt”（第 1 行）中有手机号码" in message for message in messages)


def test_long_lists_are_counted(agency, clerk, category):
    body = "".join(f"<p>1380013{n:04}</p>" for n in range(20))
    draft = make_draft(agency=agency, by=clerk, category=category, body=body)
    assert "等 20 处" in found(draft)[0].message


def test_page_of_the_mask_lists_everything_that_it_will_change(client, agency, clerk, category):
    numbers = [f"1380013{n:04}" for n in range(20)]
    body = "".join(f"<p>{number}</p>" for number in numbers) + f"<p>{'，'.join(numbers[:9])}</p>"
    draft = make_draft(agency=agency, by=clerk, category=category, body=body)
    client.force_login(clerk)
    step = reverse("admin:catalogue_edition_step", args=[draft.pk, "mask"])
    page = client.get(step).content.decode()
    assert all(f"{number}→" in page for number in numbers)
    assert "正文第 20 段" in page and page.count(f"{numbers[8]}→") == 2
    assert "等 9 处" not in page


def test_chapters_of_a_report_are_called_by_their_heading(agency, clerk, category):
    edition = make_report(agency, by=clerk, year=2024).entry.open_edition()
    save_section(edition, key="overview", html=f"<p>一</p><p>电话{MOBILE}</p>", by=clerk)
    (one,) = found(edition)
    assert one.message.startswith("“一、总体情况”第 2 段中有手机号码") and one.field == "overview"


def test_one_word_masks_the_text_of_a_draft(client, draft, clerk):
    client.force_login(clerk)
    step = reverse("admin:catalogue_edition_step", args=[draft.pk, "mask"])
    page = client.get(reverse("admin:catalogue_edition_change", args=[draft.pk]))
    assert step in page.content.decode()
    assert f"{MOBILE}→{MASK}" in client.get(step).content.decode()
    client.post(step)
    edition = Edition.objects.get(pk=draft.pk)
    assert edition.body == f"<p>联系<strong>{MASK}</strong>。</p>"
    assert found(draft) == []
    event = Event.objects.filter(action="edition.masked").get()
    assert event.data["kinds"] == ["手机号码"]
    assert (
        step
        not in client.get(
            reverse("admin:catalogue_edition_change", args=[draft.pk])
        ).content.decode()
    )


def test_sections_and_notes_of_a_report_are_masked(agency, clerk, category):
    report = make_report(agency, by=clerk, year=2024)
    edition = report.entry.open_edition()
    save_section(edition, key="overview", html=f"<p>电话{MOBILE}</p>", by=clerk)
    typed = {("3.1", "natural"): f"0（询{MOBILE}）"}
    save_table(edition, table="requests", typed=typed, by=clerk)
    edition = Edition.objects.get(pk=edition.pk)
    mask_draft(edition, by=clerk)
    assert MASK in edition.sections.get(key="overview").html
    assert found(edition) == []


@pytest.fixture
def report(agency, clerk, category):
    """A draft of a report with a number in its text, one in an added row, and one as a figure."""
    edition = make_report(agency, by=clerk, year=2024).entry.open_edition()
    save_section(edition, key="overview", html="<p>电话13700137000</p>", by=clerk)
    row = add_row(edition, table="active", label=f"询{MOBILE}", parent="2.1", unit="件", by=clerk)
    typed = {(row.code, "made"): "13900139000"}
    save_table(edition, table="active", typed=typed, by=clerk)
    return Edition.objects.get(pk=edition.pk)


def test_what_stands_beside_the_text_is_named_where_it_is_mended(report):
    text, label, figure = found(report)
    assert text.field == "overview" and "请到这里修改" not in text.message
    assert f"增设行“询{MOBILE}”的名称中" in label.message
    assert f"{MOBILE}→{MASK}" in label.message and "请到这里修改" in label.message
    assert "13900139000" in figure.message and "的数据中" in figure.message
    assert label.field.startswith("active|") and figure.field.startswith("active|")


def test_the_mask_offers_and_logs_only_what_it_changes_and_then_ends(client, report, clerk):
    client.force_login(clerk)
    step = reverse("admin:catalogue_edition_step", args=[report.pk, "mask"])
    page = client.get(step).content.decode()
    assert "13700137000→" in page
    assert f"{MOBILE}→" not in page and "13900139000→" not in page
    client.post(step)
    event = Event.objects.get(action="edition.masked")
    assert (event.data["count"], event.data["kinds"]) == (1, ["手机号码"])
    assert len(found(report)) == 2
    assert not has_personal_data(Edition.objects.get(pk=report.pk))


@pytest.mark.parametrize(
    "body",
    [
        "<p>住址：</p><p>云岚市湖港镇西街8号</p>",
        "<ul><li>户籍地址为</li><li> <b>云岚市湖</b>港镇西街8号</li></ul>",
        "<p>电话 138&nbsp;0013&nbsp; 8000。</p>",
    ],
)
def test_what_is_found_across_lines_and_blanks_is_masked_too(agency, clerk, category, body):
    draft = make_draft(agency=agency, by=clerk, category=category, body=body)
    assert has_personal_data(draft)
    mask_draft(draft, by=clerk)
    assert not has_personal_data(Edition.objects.get(pk=draft.pk)) and found(draft) == []


def test_what_is_handed_in_is_not_masked_any_more(client, draft, clerk):
    actions.submit(draft, by=clerk, reason="惩戒公示")
    client.force_login(clerk)
    client.post(reverse("admin:catalogue_edition_step", args=[draft.pk, "mask"]))
    assert MOBILE in Edition.objects.get(pk=draft.pk).body
    assert Edition.objects.get(pk=draft.pk).state != State.DRAFT


def test_homes_in_a_column_of_the_body_are_named_by_cell_and_masked(agency, clerk, category):
    head = "<tr><th>姓名</th><th>住址</th></tr>"
    body = f"<table>{head}<tr><td>张某</td><td>云岚市湖港镇西街8号2幢</td></tr></table>"
    draft = make_draft(agency=agency, by=clerk, category=category, body=body)
    assert "正文表格 1 第 2 行第 2 格中有家庭住址" in found(draft)[0].message
    mask_draft(draft, by=clerk)
    assert "<td>云岚市湖港镇***</td>" in Edition.objects.get(pk=draft.pk).body
    assert found(draft) == []
