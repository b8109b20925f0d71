"""A workbook, Word file or saved page that comes back: found by its labels, read whole.

Every problem is named by its cell.
"""

from dataclasses import dataclass, field
from typing import IO

from disclosure.lib.numbers import Reading, as_text, show
from disclosure.lib.tablefile import read_table_file
from disclosure.lib.workbook import Sheet, Workbook, WorkbookProblem, cell_name
from reports.models import AnnualReport
from reports.schemes import Cell, Scheme, recognise
from reports.schemes.local import LocalRow, with_rows
from reports.tables import TableReading, is_value, read_tables


@dataclass
class ReportWorkbook:
    """The cells of a workbook: what each says, where it stands, and what cannot be taken."""

    cells: dict[Cell, Reading] = field(default_factory=dict)
    places: dict[Cell, str] = field(default_factory=dict)
    faults: dict[Cell, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    added: list[LocalRow] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Every fault as a sentence, in the order of the workbook."""
        return list(self.faults.values())


def read_report_workbook(
    file: IO[bytes], name: str, report: AnnualReport, form: Scheme | None = None
) -> ReportWorkbook:
    """Read a workbook for a report, in its form with the rows that were added to it (`form`).

    Raises WorkbookProblem with one sentence for a wrong file.
    """
    form = form or report.form
    book = read_table_file(file, name)
    check_identity(book, name, report)
    check_form(book, name, form)
    return read_figures(book, name, form)


def read_figures(book: Workbook, name: str, form: Scheme) -> ReportWorkbook:
    """The cells of a form from every visible sheet. Raises WorkbookProblem where there are none."""
    found = ReportWorkbook()
    for sheet in (one for one in book.sheets if not one.hidden):
        for reading in read_tables(form, grid_of(sheet)):
            form = with_rows(form, reading.added)
            merge(found, sheet, reading, form)
    if not found.places:
        raise WorkbookProblem(f"在“{name}”中没有找到“{form.title}”，请使用本页下载的模板填写。")
    return found


def check_identity(book: Workbook, name: str, report: AnnualReport) -> None:
    """Refuse a template that was downloaded for another scheme, agency or year."""
    wanted = {
        "disclosure_scheme": ("表式", report.scheme),
        "disclosure_agency": ("机构代码", report.agency.code),
        "disclosure_year": ("年度", str(report.year)),
    }
    for key, (label, value) in wanted.items():
        given = book.properties.get(key, value)
        if given != value:
            raise WorkbookProblem(
                f"“{name}”是{label} {given} 的工作簿，"
                f"这份报告的{label}是 {value}，请检查是否选错文件。"
            )


def recognised_form(book: Workbook) -> Scheme | None:
    """The form whose labels a workbook shows most."""
    return recognise(label for sheet in book.sheets for label in labels_of(sheet))


def labels_of(sheet: Sheet) -> list[str]:
    """Every text of a sheet."""
    return [value for row in sheet.rows for value in row if isinstance(value, str)]


def check_form(book: Workbook, name: str, form: Scheme) -> None:
    """Refuse a workbook whose labels are those of another form."""
    other = recognised_form(book)
    if other and other.key != form.key:
        raise WorkbookProblem(f"“{name}”是“{other.title}”，这份报告应使用“{form.title}”。")


def grid_of(sheet: Sheet) -> list[tuple[str, ...]]:
    """The sheet as lines of text, numbers as printed."""
    return [tuple(as_text(value) for value in row) for row in sheet.rows]


def merge(found: ReportWorkbook, sheet: Sheet, reading: TableReading, form: Scheme) -> None:
    """Add what one sheet says."""
    found.added += reading.added
    for cell, value in reading.cells.items():
        place = f"工作表“{sheet.name}”{cell_name(*reading.places[cell])}"
        if found.cells.setdefault(cell, value) != value:
            found.faults[cell] = f"{place}：{name_of(form, cell)}{twice(found, cell, value)}。"
        found.places.setdefault(cell, place)
    for fault in reading.faults:
        place = f"工作表“{sheet.name}”第 {fault.line} 行 {cell_name(fault.line, fault.place)}"
        found.places[fault.cell] = place
        found.faults[fault.cell] = f"{place}：{fault.message}"
    found.notes += [
        f"工作表“{sheet.name}”中有表式以外的行“{row.label}”，将作为地方增设行保留。"
        for row in reading.added
    ]
    if reading.missing:
        table = form.table(reading.table)
        names = "、".join(table.row(code).name for code in reading.missing)
        found.notes.append(f"工作表“{sheet.name}”缺少以下各行，这些行保持不变：{names}。")
    found.notes += [
        f"工作表“{sheet.name}”中有表式以外的行“{line}”，没有读入。"
        for line in reading.unknown
        if any(map(is_value, line.split())) and "年度" not in line
    ]


def name_of(form: Scheme, cell: Cell) -> str:
    """Name a cell for a person."""
    table = form.table(cell[0])
    return table.describe_cell(table.row(cell[1]), table.column(cell[2]))


def twice(found: ReportWorkbook, cell: Cell, value: Reading) -> str:
    """What is wrong with a figure that stands twice and differs."""
    first = show(found.cells[cell].value) or "空白"
    return f"出现了两次：{found.places[cell]}为“{first}”，这里为“{show(value.value) or '空白'}”"
