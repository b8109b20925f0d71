"""What holds for every form: it goes out as a workbook and as a page and comes back the same."""

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml.html import fromstring
from openpyxl.cell.cell import MergedCell

from disclosure.lib.blocks import resolve
from reports.actions import create_report, save_table
from reports.figures import values_of
from reports.rendering import render
from reports.schemes import all_schemes
from reports.tables import read_table
from reports.workbook_reader import read_report_workbook
from reports.workbook_writer import write_workbook

pytestmark = pytest.mark.django_db
FORMS = pytest.mark.parametrize("form", all_schemes(), ids=lambda form: form.key)


def value_for(kind):
    """A strategy for what a cell of the kind may hold; None is blank."""
    whole = st.integers(0, 10**9).map(Decimal)
    found = {
        "integer": whole,
        "signed": st.integers(-(10**6), 10**6).map(Decimal),
        "decimal": st.decimals(0, 10**6, places=6, allow_nan=False),
    }
    return st.none() | found[kind]


def figures_of(form):
    """A strategy for all figures of a form."""
    return st.fixed_dictionaries(
        {
            (table.key, row.code, column.key): value_for(table.kind_of(row, column))
            for table, row, column in form.figures()
        }
    )


@FORMS
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_workbook_comes_back_as_it_went_out(form, agency, clerk, category, data):
    report = agency.annual_reports.first() or create_report(agency, year=form.first_year, by=clerk)
    figures = data.draw(figures_of(form))
    file = io.BytesIO(write_workbook(report, form, figures))
    found = read_report_workbook(file, "统计表.xlsx", report)
    assert found.problems == []
    assert {cell: reading.value for cell, reading in found.cells.items()} == figures


@FORMS
def test_workbook_has_a_sheet_for_each_table_and_opens_its_cells(form, agency, clerk, category):
    report = create_report(agency, year=form.first_year, by=clerk)
    content = write_workbook(report, form, values_of(report.entry.open_edition()))
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets[: len(form.tables)]
    for sheet, table in zip(sheets, form.tables, strict=True):
        cells = [cell for row in sheet.iter_rows() for cell in row if type(cell) is not MergedCell]
        opened = [cell for cell in cells if not cell.protection.locked]
        assert len(opened) == len(list(table.figures()))


def filled(edition, form, clerk):
    """Save a number of its own in every cell; returns what the cells hold."""
    figures = {}
    for table in form.tables:
        typed = {}
        for row, column in table.figures():
            number = 1001 + len(figures)
            figures[table.key, row.code, column.key] = number
            typed[row.code, column.key] = str(number)
        save_table(edition, table=table.key, typed=typed, by=clerk)
        edition.refresh_from_db()
    return figures


@FORMS
def test_page_prints_every_figure_and_its_tables_are_read_back(form, agency, clerk, category):
    edition = create_report(agency, year=form.first_year, by=clerk).entry.open_edition()
    figures = filled(edition, form, clerk)
    html = render(edition).html
    numbered = [section.heading for section in form.sections if section.number]
    assert [head.text_content() for head in fromstring(html).iter("h2")] == numbered
    read = {}
    for table in fromstring(html).iter("table"):
        found = read_table(form, resolve(table))
        assert found.problems == ()
        assert found.missing == ()
        read |= {cell: reading.value for cell, reading in found.cells.items()}
    assert read == figures
