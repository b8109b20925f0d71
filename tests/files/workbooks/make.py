"""Make the damaged workbooks, each named by its fault: `python tests/files/workbooks/make.py`.

Run from the project's root; the files are committed, so that tests read what they once were.
"""

import io
import os
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import django
import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, ".")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
os.environ.setdefault("DEVELOPMENT", "1")
django.setup()

from disclosure.agencies.models import Agency  # noqa: E402
from reports.models import AnnualReport  # noqa: E402
from reports.schemes import Scheme, all_schemes  # noqa: E402
from reports.workbook_writer import write_workbook  # noqa: E402

FOLDER = Path(__file__).parent
CODE = "002668020"


def figures(form: Scheme) -> dict:
    """A number of its own for each cell, whole and above 0."""
    return {
        (table.key, row.code, column.key): Decimal(1000 + number)
        for number, (table, row, column) in enumerate(form.figures(), 1)
    }


def template(form: Scheme, *, code: str = CODE, year: int | None = None) -> Workbook:
    """Our template filled, for the agency of the tests."""
    agency = Agency(name="云岚市政务服务中心", short_name="市政务服务中心", code=code)
    report = AnnualReport(agency=agency, year=year or form.first_year, scheme=form.key)
    return openpyxl.load_workbook(io.BytesIO(write_workbook(report, form, figures(form))))


def flat(form: Scheme) -> Workbook:
    """The same without merged cells: what each covers says what it said."""
    book = template(form)
    for sheet in book.worksheets:
        for area in list(sheet.merged_cells.ranges):
            text = sheet.cell(area.min_row, area.min_col).value
            sheet.unmerge_cells(str(area))
            for line in sheet.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col):
                for cell in line:
                    cell.value = text
    return book


def values(sheet: Worksheet) -> list[list]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def by_hand(form: Scheme, *, together: bool = False) -> Workbook:
    """Typed from the printed form: no properties, other sheet names; or all on one sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(flat(form).worksheets, 1):
        if number == 1 or not together:
            page = book.create_sheet("统计表" if together else f"Sheet{number}")
        for line in values(sheet):
            page.append(line)
        page.append([])
    return book


def first_figure(book: Workbook):
    """The first cell of the first sheet that is open for writing."""
    sheet = book.worksheets[0]
    return next(c for row in sheet.iter_rows() for c in row if not c.protection.locked)


def with_first(form: Scheme, value: object) -> Workbook:
    book = template(form)
    first_figure(book).value = value
    return book


def lost_row(form: Scheme) -> Workbook:
    book = flat(form)
    sheet = book.worksheets[-1 if len(form.tables) == 1 else 1]
    sheet.delete_rows(next(n for n, line in enumerate(values(sheet), 1) if is_filled(line)))
    return book


def is_filled(line: list) -> bool:
    return any(isinstance(value, int) for value in line)


def moved_columns(form: Scheme) -> Workbook:
    """A column of serial numbers on the left."""
    book = flat(form)
    for sheet in book.worksheets:
        sheet.insert_cols(1)
        sheet.cell(4, 1).value = "序号"
    return book


def subtotals(form: Scheme) -> Workbook:
    """Another program's 小计: a row in the middle, and a column where there are several."""
    book = flat(form)
    sheet = book.worksheets[0 if len(form.tables) == 1 else 1]
    lines = values(sheet)
    if len(form.tables) > 1:
        place = sheet.max_column
        sheet.insert_cols(place)
        for number, line in enumerate(lines, 1):
            sheet.cell(number, place).value = 5 if is_filled(line) else "小计" if line[-1] else None
    row = next(n for n, line in enumerate(lines, 1) if is_filled(line)) + 2
    sheet.insert_rows(row)
    sheet.cell(row, 1).value = "小计"
    sheet.cell(row, sheet.max_column).value = 7
    return book


def aliases(form: Scheme) -> Workbook:
    """Labels in the other words that offices print."""
    said = {row.label: row.aliases[0] for t in form.tables for row in t.rows if row.aliases}
    said |= {c.header: c.aliases[0] for t in form.tables for c in t.columns if c.aliases}
    book = flat(form)
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            cell.value = said.get(cell.value, cell.value)
    return book


def local_row(form: Scheme) -> Workbook:
    book = flat(form)
    sheet = book.worksheets[0]
    row = sheet.max_row + 1
    sheet.cell(row, 1).value = "其他主动公开文件"
    table = form.tables[0]
    sheet.cell(row, table.label_columns + bool(table.unit_header) + 1).value = 12
    return book


def row_twice(form: Scheme) -> Workbook:
    """The first line with figures once more, with another number."""
    book = flat(form)
    sheet = book.worksheets[0 if len(form.tables) == 1 else 1]
    line = next(line for line in values(sheet) if is_filled(line))
    for place, value in enumerate(line, 1):
        again = sheet.max_row + 1 if place == 1 else sheet.max_row
        sheet.cell(again, place).value = value + 1 if isinstance(value, int) else value
    return book


def copied_sheet(form: Scheme) -> Workbook:
    """A second copy of a sheet in which one figure was changed."""
    book = template(form)
    copy = book.copy_worksheet(book.worksheets[0])
    next(c for row in copy.iter_rows() for c in row if not c.protection.locked).value = 77
    return book


def other_form(form: Scheme) -> Workbook:
    other = next(one for one in all_schemes() if one.key != form.key)
    return by_hand(other)


def empty(form: Scheme) -> Workbook:
    book = Workbook()
    book.worksheets[0]["A1"].value = "年度统计"
    return book


DAMAGES: dict[str, Callable[[Scheme], Workbook]] = {
    "words-for-a-number": lambda form: with_first(form, "很多"),
    "a-fraction": lambda form: with_first(form, 3.5),
    "below-zero": lambda form: with_first(form, -3),
    "a-formula-error": lambda form: with_first(form, "#REF!"),
    "another-agency": lambda form: template(form, code="014320144"),
    "another-year": lambda form: template(form, year=form.first_year + 1),
    "another-form": other_form,
    "no-table": empty,
    "lost-row": lost_row,
    "row-twice": row_twice,
    "copied-sheet": copied_sheet,
    "local-row": local_row,
    "subtotals": subtotals,
    "moved-columns": moved_columns,
    "other-words": aliases,
    "typed-by-hand": by_hand,
    "all-on-one-sheet": lambda form: by_hand(form, together=True),
}


if __name__ == "__main__":
    for form in all_schemes():
        (FOLDER / form.key).mkdir(exist_ok=True)
        for name, make in DAMAGES.items():
            make(form).save(FOLDER / form.key / f"{name}.xlsx")
