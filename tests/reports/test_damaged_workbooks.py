"""Workbooks with a fault each, named by it: imported whole, or refused with the right sentence."""

from decimal import Decimal
from pathlib import Path

import pytest

from disclosure.agencies.models import Agency
from disclosure.lib.workbook import WorkbookProblem
from reports.models import AnnualReport
from reports.schemes import all_schemes
from reports.workbook_reader import read_report_workbook

FOLDER = Path("tests/files/workbooks")
FORMS = pytest.mark.parametrize("form", all_schemes(), ids=lambda form: form.key)
TEMPLATE = "请使用本页下载的模板填写"


def read(form, name):
    """The workbook of that name for the report for which it was made."""
    agency = Agency(name="云岚市政务服务中心", code="002668020")
    report = AnnualReport(agency=agency, year=form.first_year, scheme=form.key)
    with (FOLDER / form.key / f"{name}.xlsx").open("rb") as file:
        return read_report_workbook(file, f"{name}.xlsx", report)


def figures(form):
    return {
        (table.key, row.code, column.key): Decimal(1000 + number)
        for number, (table, row, column) in enumerate(form.figures(), 1)
    }


def values(book):
    return {cell: reading.value for cell, reading in book.cells.items()}


def first(form):
    """The first cell of the form, in words."""
    table, row, column = next(form.figures())
    return table.describe_cell(row, column)


@FORMS
@pytest.mark.parametrize(
    "name",
    ["moved-columns", "other-words", "typed-by-hand", "all-on-one-sheet", "subtotals"],
)
def test_figures_are_read_whatever_was_done_to_the_sheet(form, name):
    book = read(form, name)
    assert values(book) == figures(form)
    assert book.problems == []


@FORMS
@pytest.mark.parametrize("name", ["moved-columns", "other-words", "typed-by-hand"])
def test_nothing_is_remarked_where_nothing_is_left_out(form, name):
    assert read(form, name).notes == []


@FORMS
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("words-for-a-number", "的值“很多”读不出：应为整数。"),
        ("a-fraction", "的值“3.5”读不出：应为整数。"),
        ("below-zero", "的值“-3”不应为负数。"),
        ("a-formula-error", "的值“#REF!”读不出：应为整数。"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place_value_and_what_was_expected(form, name, told):
    (problem,) = read(form, name).problems
    place = "C6" if len(form.tables) == 1 else "B6"
    sheet = form.tables[0].caption
    assert problem == f"工作表“{sheet}”第 6 行 {place}：{first(form)}{told}"


@FORMS
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("another-agency", "是机构代码 014320144 的工作簿，这份报告的机构代码是 002668020"),
        ("another-year", "这份报告的年度是 {form.first_year}，请检查是否选错文件"),
        ("another-form", "这份报告应使用“{form.title}”"),
        ("no-table", "没有找到“{form.title}”，" + TEMPLATE),
    ],
)
def test_a_workbook_for_something_else_is_refused(form, name, told):
    with pytest.raises(WorkbookProblem) as refusal:
        read(form, name)
    assert told.format(form=form) in str(refusal.value)
    assert f"“{name}.xlsx”" in str(refusal.value)


@FORMS
def test_a_lost_row_is_told_and_the_rest_is_read(form):
    book = read(form, "lost-row")
    lost = set(figures(form)) - set(book.cells)
    (code,) = {cell[1] for cell in lost}
    table = form.table(next(iter(lost))[0])
    (note,) = book.notes
    assert note.endswith(f"缺少以下各行，这些行保持不变：{table.row(code).name}。")
    assert book.problems == []


@FORMS
def test_a_row_that_stands_twice_is_refused_with_both_places(form):
    table = form.tables[0] if len(form.tables) == 1 else form.tables[1]
    problems = read(form, "row-twice").problems
    assert len(problems) == len(table.columns)
    assert all("出现了两次，第二次的值为“" in problem for problem in problems)


@FORMS
def test_a_copied_sheet_that_says_something_else_is_refused(form):
    (problem,) = read(form, "copied-sheet").problems
    assert problem.startswith(f"工作表“{form.tables[0].caption} Copy”")
    assert "为“1001”，这里为“77”。" in problem


@FORMS
def test_what_the_form_does_not_have_is_told(form):
    book = read(form, "local-row")
    assert [note.split("中有")[1] for note in book.notes] == [
        "表式以外的行“其他主动公开文件”，将作为地方增设行保留。"
    ]
    (row,) = book.added
    found = values(book)
    own = {cell: found.pop(cell) for cell in list(found) if cell[1] == row.code}
    assert [value for value in own.values() if value is not None] == [12]
    assert found == figures(form)
    assert any("表式以外的行“小计 7”" in note for note in read(form, "subtotals").notes)
