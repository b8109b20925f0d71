"""The template's own checks, computed for real by LibreOffice, agree with ours."""

import io
import subprocess
from decimal import Decimal

import openpyxl
import pytest

from disclosure.agencies.models import Agency
from reports.checks import check_figures
from reports.models import AnnualReport
from reports.schemes import all_schemes
from reports.workbook_checks import SHEET
from reports.workbook_reader import read_report_workbook
from reports.workbook_writer import write_workbook

FORMS = pytest.mark.parametrize("form", all_schemes(), ids=lambda form: form.key)


def report(form):
    agency = Agency(name="云岚市政务服务中心", code="002668020")
    return AnnualReport(agency=agency, year=form.first_year, scheme=form.key)


def computed(content: bytes, folder) -> openpyxl.Workbook:
    """The workbook after LibreOffice has computed and saved it."""
    source = folder / "in.xlsx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, folder / "out", source], check=True, capture_output=True, timeout=120)
    return openpyxl.load_workbook(folder / "out" / "in.xlsx", data_only=True)


@FORMS
@pytest.mark.libreoffice
def test_excel_finds_what_the_server_finds(form, tmp_path):
    figures = {
        (table.key, row.code, column.key): Decimal(number % 7)
        for number, (table, row, column) in enumerate(form.figures())
    }
    content = write_workbook(report(form), form, figures)
    lines = list(computed(content, tmp_path)[SHEET].iter_rows(min_row=2, values_only=True))
    wrong = [(line[0], line[2], line[3]) for line in lines if line[4] == "不一致"]
    expected = [
        (one.check, one.left, one.right)
        for one in check_figures(form, figures)
        if one.left is not None and one.right is not None
    ]
    assert wrong == expected
    assert len(wrong) < len(lines)
    assert {line[4] for line in lines} == {"一致", "不一致"}


@FORMS
def test_cells_of_every_relation_turn_red_where_it_does_not_hold(form):
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report(form), form, {})))
    rules = sum(
        len(area.rules)
        for sheet in book.worksheets[: len(form.tables)]
        for area in sheet.conditional_formatting
    )
    listed = book[SHEET].max_row - 1
    assert rules == listed
    assert listed >= len({check.id for check in form.checks}) - 2  # kinds and blanks are no sums


@FORMS
def test_list_of_checks_is_not_taken_for_a_table(form):
    content = write_workbook(report(form), form, {})
    found = read_report_workbook(io.BytesIO(content), "统计表.xlsx", report(form))
    assert found.problems == []
    assert found.notes == []
    assert all(SHEET not in place for place in found.places.values())
