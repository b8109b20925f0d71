"""The Excel template of a scheme, laid out as the form prints it and filled with what is there."""

import io
from collections.abc import Iterator, Mapping
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.models import AnnualReport
from reports.schemes import Cell, Scheme, TableSpec
from reports.schemes.layout import GridCell, Line, grid
from reports.workbook_checks import Place, add_checks

HEAD_LINES = 3  # caption, year, agency
LABEL_WIDTH, UNIT_WIDTH, VALUE_WIDTH = 62, 8, 14
LINE = Side(style="thin", color="666666")
THIN = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
SHADED = PatternFill("solid", fgColor="E9F0F7")
OPEN = PatternFill("solid", fgColor="FFFDE7")
MOST = 999_999_999_999


def write_workbook(
    report: AnnualReport, scheme: Scheme, values: Mapping[Cell, Decimal | None]
) -> bytes:
    """A workbook with one sheet for each table: unfilled and filled cells open, the rest locked.

    Scheme, agency and year are printed and recorded as properties, and checked on return.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    places: dict[Cell, Place] = {}
    for table in scheme.tables:
        sheet = book.create_sheet(table.caption[:31])
        places |= write_table(sheet, table, report, values)
    add_checks(book, scheme, places)
    properties = book.custom_doc_props  # type: ignore[attr-defined]  # not in the stubs
    properties.append(StringProperty(name="disclosure_scheme", value=scheme.key))
    properties.append(StringProperty(name="disclosure_agency", value=report.agency.code))
    properties.append(StringProperty(name="disclosure_year", value=str(report.year)))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write_table(
    sheet: Worksheet,
    table: TableSpec,
    report: AnnualReport,
    values: Mapping[Cell, Decimal | None],
) -> dict[Cell, Place]:
    """One sheet: head, grid, protection, print set-up. Returns where each cell stands."""
    laid_out = grid(table)
    write_head(sheet, table, report, laid_out.width)
    taken: set[tuple[int, int]] = set()
    places: dict[Cell, Place] = {}
    lines = [*laid_out.head, *laid_out.body]
    for number, line in enumerate(lines, HEAD_LINES + 1):
        for cell, address in write_line(sheet, number, line, taken, table, values):
            places[cell] = Place(sheet, address)
    add_validations(sheet, table, places)
    set_widths(sheet, table, laid_out.width)
    protect(sheet)
    set_print(sheet, len(laid_out.head), len(lines), laid_out.width)
    return places


def write_head(sheet: Worksheet, table: TableSpec, report: AnnualReport, width: int) -> None:
    """Caption, year, and whose form it is."""
    lines = [
        (table.caption, Font(bold=True, size=16), "center"),
        (f"({report.year}年度)", Font(size=12), "center"),
        (f"填报单位：{report.agency.name}（{report.agency.code}）", Font(size=11), "left"),
    ]
    for number, (text, font, side) in enumerate(lines, 1):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
        cell = sheet.cell(number, 1, text)
        cell.font, cell.alignment = font, Alignment(horizontal=side, vertical="center")


def write_line(
    sheet: Worksheet,
    number: int,
    line: Line,
    taken: set[tuple[int, int]],
    table: TableSpec,
    values: Mapping[Cell, Decimal | None],
) -> Iterator[tuple[Cell, str]]:
    """One line of the grid with its spans; places under a span from above are passed over.

    Yields the cells that take a value, with their addresses.
    """
    column = 1
    for part in line:
        while (number, column) in taken:
            column += 1
        cell = (table.key, part.code, part.column)
        write_cell(sheet, number, column, part, values.get(cell))
        span(sheet, number, column, part, taken)
        if part.kind == "value":
            yield cell, f"{get_column_letter(column)}{number}"
        column += part.colspan


def span(
    sheet: Worksheet, row: int, column: int, part: GridCell, taken: set[tuple[int, int]]
) -> None:
    """Merge what a cell spans, and remember the places below it."""
    last_row, last_column = row + part.rowspan - 1, column + part.colspan - 1
    if (last_row, last_column) != (row, column):
        sheet.merge_cells(
            start_row=row, end_row=last_row, start_column=column, end_column=last_column
        )
    for below in range(row + 1, last_row + 1):
        taken |= {(below, place) for place in range(column, last_column + 1)}


def write_cell(
    sheet: Worksheet, row: int, column: int, part: GridCell, value: Decimal | None
) -> None:
    """One cell in the look of its kind; a value cell is open for writing."""
    cell = sheet.cell(row, column)
    cell.border = THIN
    cell.alignment = Alignment(
        horizontal={"label": "left", "value": "right"}.get(part.kind, "center"),
        vertical="center",
        wrap_text=True,
        indent=part.level if part.kind == "label" else 0,
    )
    if part.kind == "value":
        cell.value = None if value is None else float(value) if value % 1 else int(value)
        cell.fill, cell.protection = OPEN, Protection(locked=False)
        cell.number_format = "General"
        return
    cell.value = part.text or None
    if part.kind in ("header", "caption"):
        cell.font, cell.fill = Font(bold=True), SHADED


def add_validations(sheet: Worksheet, table: TableSpec, places: Mapping[Cell, Place]) -> None:
    """Excel itself refuses what can be no number of the cell's kind."""
    rules = {kind: rule(kind) for kind in ("integer", "signed", "decimal")}
    for (_, code, column), place in places.items():
        kind = table.kind_of(table.row(code), table.column(column))
        rules[kind].add(place.address)
    for validation in rules.values():
        if validation.sqref:
            sheet.add_data_validation(validation)


def rule(kind: str) -> DataValidation:
    """The validation of a kind of figure."""
    if kind == "decimal":
        validation = DataValidation("decimal", operator="between", formula1="0", formula2=str(MOST))
        wanted = "0 或正数，最多 6 位小数"
    else:
        least = f"-{MOST}" if kind == "signed" else "0"
        validation = DataValidation("whole", operator="between", formula1=least, formula2=str(MOST))
        wanted = "整数（减少用负数）" if kind == "signed" else "0 或正整数"
    validation.allow_blank, validation.showErrorMessage = True, True
    validation.errorTitle, validation.error = "请检查", f"这里应填{wanted}；没有数据请留空。"
    return validation


def set_widths(sheet: Worksheet, table: TableSpec, width: int) -> None:
    """Wide labels, narrow units."""
    labels = 1 if table.layout == "lines" else 0
    widths = [LABEL_WIDTH / max(table.label_columns, 1)] * max(table.label_columns * labels, 1)
    widths += [UNIT_WIDTH] if table.unit_header else []
    widths += [VALUE_WIDTH] * (width - len(widths))
    for number, one in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = one


def protect(sheet: Worksheet) -> None:
    """Lock everything but the value cells; no password, it is no secret."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.sheet_view.showGridLines = False


def set_print(sheet: Worksheet, head: int, lines: int, width: int) -> None:
    """A4, as wide as the sheet, the head repeated."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if width > 6 else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_area = f"A1:{get_column_letter(width)}{HEAD_LINES + lines}"
    if head:
        sheet.print_title_rows = f"{HEAD_LINES + 1}:{HEAD_LINES + head}"
    sheet.freeze_panes = f"A{HEAD_LINES + head + 1}"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"  # type: ignore[union-attr]


def file_name(report: AnnualReport) -> str:
    """What the workbook is called on the clerk's disk."""
    return f"{report.agency.label}{report.year}年度统计表.xlsx"
