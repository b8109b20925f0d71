"""Workbooks go out and come back: nothing is lost, every fault is named by its cell."""

import io
from decimal import Decimal

import openpyxl
import pytest

from disclosure.catalogue.importers import ImportProblems
from disclosure.lib.workbook import WorkbookProblem
from reports.actions import create_report, save_table
from reports.figures import values_of
from reports.importers import apply, preview
from reports.schemes import scheme
from reports.workbook_reader import read_report_workbook
from reports.workbook_writer import write_workbook
from tests.factories import make_agency


@pytest.fixture
def report(agency, clerk, category):
    return create_report(agency, year=2016, by=clerk)


@pytest.fixture
def edition(report):
    return report.entry.open_edition()


def template(report, edition) -> openpyxl.Workbook:
    content = write_workbook(report, scheme(report.scheme), values_of(edition))
    return openpyxl.load_workbook(io.BytesIO(content))


def reread(book, report):
    file = io.BytesIO()
    book.save(file)
    return read_report_workbook(file, "统计表.xlsx", report)


def cell_of(book, label):
    """The value cell beside a label."""
    for row in book.worksheets[0].iter_rows(min_row=4):
        if row[0].value and label in str(row[0].value):
            return row[2]
    raise LookupError(label)


def test_template_shows_the_form(report, edition):
    sheet = template(report, edition).worksheets[0]
    assert sheet["A1"].value == "政府信息公开情况统计表"
    assert sheet["A2"].value == "(2016年度)"
    assert agency_line(report) == sheet["A3"].value
    assert [cell.value for cell in sheet[4]][:3] == ["统计指标", "单位", "统计数"]
    assert sheet.max_row == 4 + 65


def agency_line(report):
    return f"填报单位：{report.agency.name}（{report.agency.code}）"


def test_template_opens_the_58_value_cells_and_locks_the_rest(report, edition):
    sheet = template(report, edition).worksheets[0]
    unlocked = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    assert len(unlocked) == 58
    assert sheet.protection.sheet


def test_filled_template_comes_back_as_it_went_out(report, edition, clerk):
    typed = {("1.1", "count"): "1026", ("8.4", "count"): "10.5", ("3.1", "count"): "0"}
    save_table(edition, table="statistics", typed=typed, by=clerk)
    found = reread(template(report, edition), report)
    values = {cell[1]: reading.value for cell, reading in found.cells.items()}
    assert (values["1.1"], values["8.4"], values["3.1"]) == (1026, Decimal("10.5"), 0)
    assert values["4.1"] is None
    assert found.problems == []
    assert {change.status for change in preview(edition, found)} == {"same"}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1026条", 1026), ("１２", 12), ("1,026", 1026), (3.0, 3), ("——", None), ("  ", None),
        ("'15", None),
    ],
)  # fmt: skip
def test_cells_as_clerks_write_them(report, edition, typed, value):
    book = template(report, edition)
    cell_of(book, "主动公开政府信息数").value = typed
    found = reread(book, report)
    if typed == "'15":
        assert "C6" in found.problems[0]
    else:
        assert found.cells["statistics", "1.1", "count"].value == value


def test_every_fault_is_named_by_sheet_row_column_value_and_expectation(report, edition, clerk):
    book = template(report, edition)
    cell_of(book, "主动公开政府信息数").value = "很多"
    cell_of(book, "政务微信公开政府信息数").value = 3.5
    cell_of(book, "政务微博公开政府信息数").value = -2
    found = reread(book, report)
    assert len(found.problems) == 3
    told = "\n".join(found.problems)
    for word in ("政府信息公开情况统计表", "第 6 行 C6", "“很多”", "整数", "“3.5”", "不应为负数"):
        assert word in told
    with pytest.raises(ImportProblems):
        apply(edition, found, by=clerk, version=0)
    assert set(values_of(edition).values()) == {None}


def test_preview_tells_new_changed_same_and_wrong(report, edition, clerk):
    typed = {("1.2.2", "count"): "642", ("1.2.4", "count"): "63", ("2.1", "count"): "3"}
    save_table(edition, table="statistics", typed=typed, by=clerk)
    book = template(report, edition)
    cell_of(book, "主动公开政府信息数").value = 705
    cell_of(book, "政府网站公开政府信息数").value = 640
    cell_of(book, "政务微信公开政府信息数").value = "六十三"
    changes = {change.cell[1]: change for change in preview(edition, reread(book, report))}
    assert [changes[code].status for code in ("1.1", "1.2.2", "2.1", "1.2.4")] == [
        "new",
        "changed",
        "same",
        "wrong",
    ]
    assert (changes["1.2.2"].old, changes["1.2.2"].new) == ("642", "640")


def test_apply_writes_all_cells(report, edition, clerk):
    book = template(report, edition)
    cell_of(book, "主动公开政府信息数").value = 705
    assert apply(edition, reread(book, report), by=clerk, version=0) == 1
    assert values_of(edition)["statistics", "1.1", "count"] == 705


def test_moved_rows_and_columns_are_found_by_their_labels(report, edition):
    book = template(report, edition)
    cell_of(book, "主动公开政府信息数").value = 705
    sheet = book.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(5, 3)
    sheet.insert_cols(1, 2)
    found = reread(book, report)
    assert found.cells["statistics", "1.1", "count"].value == 705


def test_workbook_of_another_agency_is_refused(report, edition, clerk, administrator):
    other = create_report(make_agency(name="另一机构"), year=2016, by=administrator)
    with pytest.raises(WorkbookProblem, match="机构代码"):
        reread(template(report, edition), other)


def test_workbook_of_another_year_is_refused(report, edition, agency, clerk):
    other = create_report(agency, year=2017, by=clerk)
    with pytest.raises(WorkbookProblem, match="年度 2016"):
        reread(template(report, edition), other)


def test_workbook_without_the_form_is_refused(report):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    with pytest.raises(WorkbookProblem, match="没有找到"):
        reread(book, report)


def test_workbook_typed_by_hand_from_the_form_is_read(report):
    book = openpyxl.Workbook()
    for row in scheme("gk2014").tables[0].rows:
        book.active.append([row.label.replace("(", "（").replace(")", "）"), row.unit, 7])
    found = reread(book, report)
    assert {reading.value for reading in found.cells.values()} == {7}
    assert len(found.cells) == 58
