"""Rows that a locality adds: from the desk and from files, to page, paper, Excel and open data."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disclosure.catalogue.actions import begin_correction, discard
from disclosure.workflow.models import Event
from reports.actions import create_report, save_table
from reports.figures import form_of, values_of
from reports.importers import apply
from reports.localrows import RowRefused, add_row, remove_row
from reports.rendering import render
from reports.renditions import renditions
from reports.schemes import all_schemes
from reports.schemes.layout import grid
from reports.schemes.local import LocalRow, places_in, with_rows
from reports.workbook_reader import read_report_workbook
from reports.workbook_writer import write_workbook

pytestmark = pytest.mark.django_db
LABEL = "其他主动公开文件"


@pytest.fixture
def edition(agency, clerk, category):
    return create_report(agency, year=2025, by=clerk).entry.open_edition()


def added(edition, clerk, **changes):
    given = {"table": "active", "label": LABEL, "parent": "2.1", "unit": ""} | changes
    return add_row(edition, by=clerk, **given)


@pytest.mark.parametrize("form", all_schemes(), ids=lambda form: form.key)
def test_every_table_but_one_on_a_single_line_takes_a_row_and_is_laid_out_with_it(form):
    for table in form.tables:
        for place in places_in(table):
            parent = place.code if place else ""
            row = LocalRow(table.key, f"{parent}.L1".lstrip("."), LABEL, parent, "件")
            longer = with_rows(form, [row]).table(table.key)
            assert longer.row(row.code).label == LABEL
            assert len(grid(longer).body) == len(grid(table).body) + 1
            assert grid(longer).width == grid(table).width
            above = longer.rows[[one.code for one in longer.rows].index(row.code) - 1]
            assert not parent or parent in (above.code, above.parent)
    assert [table.layout for table in form.tables if not places_in(table)] in ([], ["across"])


def test_a_row_is_filled_printed_and_exported_as_any_other(edition, clerk):
    row = added(edition, clerk)
    assert row.code == "2.1.L1"
    save_table(edition, table="active", typed={(row.code, "made"): "12"}, by=clerk)
    cell = ("active", row.code, "made")
    assert values_of(edition)[cell] == 12
    rendered = render(edition)
    assert LABEL in rendered.html
    (told,) = [one for one in rendered.data["cells"] if one["row"] == row.code and one["value"]]
    assert (told["label"], told["value"]) == (LABEL, "12")
    files = {one.name.rpartition(".")[2]: one.content for one in renditions(edition)}
    lines = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    (line,) = [one for one in lines if one["row"] == row.code and one["column"] == "made"]
    assert (line["label"], line["value"]) == (LABEL, "12")
    for kind in ("docx", "xlsx"):
        book = read_report_workbook(
            io.BytesIO(files[kind]), f"表.{kind}", edition.entry.annual_report, form_of(edition)
        )
        assert book.cells[cell].value == 12
        assert book.added == []


def test_a_row_stays_in_a_correction_and_changes_the_digest(edition, clerk):
    kind = edition.entry.behaviour
    before = kind.digest(edition)
    added(edition, clerk)
    assert kind.digest(edition) != before
    discard(edition, by=clerk, reason="重写")
    again = begin_correction(edition.entry, by=clerk)
    assert form_of(again).table("active").row("2.1.L1").label == LABEL


def test_a_row_is_removed_with_its_figures_which_the_log_keeps(edition, clerk):
    row = added(edition, clerk)
    save_table(edition, table="active", typed={(row.code, "made"): "12"}, by=clerk)
    remove_row(edition, table="active", code=row.code, by=clerk)
    assert ("active", row.code, "made") not in values_of(edition)
    assert Event.objects.first().data["figures"]["本年制发件数"] == "12"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"label": " "}, "请填写增设行的名称"),
        ({"label": "长" * 61}, "不超过 60 个字"),
        ({"label": "规章"}, "表中已有“规章”"),
        ({"parent": "9"}, "请选择增设行所在的项目"),
        ({"table": "disputes", "parent": ""}, "请选择增设行所在的项目"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_a_sentence(edition, clerk, changes, told):
    with pytest.raises(RowRefused, match=told):
        added(edition, clerk, **changes)


def test_a_printed_row_cannot_be_removed(edition, clerk):
    with pytest.raises(RowRefused):
        remove_row(edition, table="active", code="2.1.1", by=clerk)


@pytest.mark.parametrize("form", all_schemes(), ids=lambda form: form.key)
def test_a_row_of_a_workbook_is_kept(form, agency, clerk, category):
    report = create_report(agency, year=form.first_year, by=clerk)
    edition = report.entry.open_edition()
    content = with_local_row(write_workbook(report, form, {}), form)
    book = read_report_workbook(io.BytesIO(content), "表.xlsx", report, form)
    assert [row.label for row in book.added] == [LABEL]
    assert any(f"“{LABEL}”，将作为地方增设行保留" in note for note in book.notes)
    apply(edition, book, by=clerk, version=0)
    values = values_of(edition)
    (row,) = book.added
    column = form_of(edition).table(row.table).columns_of(row.spec(form.table(row.table)))[0]
    assert values[row.table, row.code, column.key] == Decimal(7)
    again = write_workbook(report, form_of(edition), values)
    assert read_report_workbook(io.BytesIO(again), "表.xlsx", report, form_of(edition)).added == []


def with_local_row(content, form):
    """The workbook with a row inserted below the last printed one of its first table."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    table = form.tables[0]
    below = sheet.max_row + 1
    values = table.columns_of(table.rows[-1])
    first = 1 + table.label_columns + bool(table.unit_header)
    sheet.cell(below, 1, LABEL)
    for place, _ in enumerate(values):
        sheet.cell(below, first + place, 7)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_desk_adds_and_removes_a_row_and_previews_one_of_a_file(client, clerk, edition):
    client.force_login(clerk)
    report = edition.entry.annual_report
    address = reverse("admin:reports_annualreport_rows", args=[report.pk, "active"])
    page = client.post(address, {"label": LABEL, "parent": "2.1"}, follow=True)
    assert f"已增设“{LABEL}”" in page.content.decode()
    assert 'name="cell-2.1.L1-made"' in page.content.decode()
    page = client.post(address, {"remove": "2.1.L1"}, follow=True)
    assert f"已删除增设行“{LABEL}”" in page.content.decode()
    assert "请填写" in client.post(address, {"label": ""}, follow=True).content.decode()
    content = with_local_row(write_workbook(report, report.form, {}), report.form)
    upload = SimpleUploadedFile("表.xlsx", content)
    step = reverse("admin:reports_annualreport_import", args=[report.pk])
    page = client.post(step, {"file": upload})
    assert "将作为地方增设行保留" in page.content.decode()
    assert not edition.statistics_rows.filter(label=LABEL).exists()
    client.post(step, {"confirm": "1"})
    assert edition.statistics_rows.filter(label=LABEL).exists()


def test_only_an_editor_adds_rows(client, publisher, edition):
    client.force_login(publisher)
    pk = edition.entry.annual_report.pk
    address = reverse("admin:reports_annualreport_rows", args=[pk, "active"])
    assert client.post(address, {"label": LABEL, "parent": "2.1"}).status_code == 403
