"""The one way in for Excel workbooks: guarded before any library parses them."""

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from disclosure.lib.archives import (
    OLE_MAGIC,
    ZIP_MAGIC,
    BadArchive,
    declares_entities,
    has_macros,
    members,
)

LARGEST_FILE = 20 * 1024 * 1024
MOST_SHEETS = 20
MOST_ROWS = 5000
MOST_COLUMNS = 200
LONGEST_CELL = 2000  # characters
CELL_REF = re.compile(rb'<(?:\w+:)?row\b[^>]*\br="(\d+)"')

Value = str | int | float | None
PARSE_ERRORS = (
    BadZipFile,
    InvalidFileException,
    ParseError,
    AttributeError,
    IndexError,
    KeyError,
    OSError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class Measure:
    """How much of a workbook is read: bytes of the file, rows of a sheet."""

    size: int
    rows: int


FORM = Measure(LARGEST_FILE, MOST_ROWS)
LONG_TABLE = Measure(200 * 1024 * 1024, 200_000)


class WorkbookProblem(ValueError):
    """The workbook is refused; one sentence says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as a grid of values, rows and columns counted from 1 by `cell_name`."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    hidden: bool = False

    def value(self, row: int, column: int) -> Value:
        """The value at a place, None outside the grid; both counted from 1."""
        line = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return line[column - 1] if 0 < column <= len(line) else None


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook and its custom document properties."""

    sheets: tuple[Sheet, ...]
    properties: dict[str, str] = field(default_factory=dict)


def cell_name(row: int, column: int) -> str:
    """The name of a cell, both counted from 1.

    >>> cell_name(12, 3)
    'C12'
    """
    return f"{get_column_letter(column)}{row}"


def read_workbook(file: IO[bytes], name: str = "工作簿") -> Workbook:
    """The values of every sheet. Formulas give their saved result, None where there is none.

    Raises WorkbookProblem with one sentence: too large, no xlsx, macros, encrypted, a bomb, a
    sheet beyond 5,000 rows or 200 columns.
    """
    guard(file, name)
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except PARSE_ERRORS as error:
        raise WorkbookProblem(f"“{name}”无法读取，请用 Excel 或 WPS 重新另存为 xlsx。") from error
    try:
        if len(book.worksheets) > MOST_SHEETS:
            raise WorkbookProblem(
                f"“{name}”有 {len(book.worksheets)} 个工作表，最多 {MOST_SHEETS} 个。"
            )
        sheets = tuple(read_sheet(sheet, name) for sheet in book.worksheets)
        return Workbook(sheets, properties_of(book))
    finally:
        book.close()


def is_filled(value: Value) -> bool:
    """Whether a cell holds anything."""
    return value not in (None, "")


def read_sheet(sheet: Worksheet, name: str) -> Sheet:
    """One sheet, without the empty rows and columns at its ends."""
    try:
        lines = list(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True))
    except PARSE_ERRORS as error:
        raise WorkbookProblem(
            f"“{name}”的工作表“{sheet.title}”无法读取，请用 Excel 或 WPS 重新另存为 xlsx。"
        ) from error
    rows = [tuple(plain(value) for value in line) for line in lines]
    while rows and not any(map(is_filled, rows[-1])):
        rows.pop()
    width = max(
        (n for row in rows for n, value in enumerate(row, 1) if is_filled(value)), default=0
    )
    return Sheet(
        sheet.title, tuple(row[:width] for row in rows), hidden=sheet.sheet_state != "visible"
    )


def plain(value: Any) -> Value:
    """A cell's value as text or number; dates and truth values as their text."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return str(value)[:LONGEST_CELL]


def properties_of(book: openpyxl.Workbook) -> dict[str, str]:
    """The custom document properties: how a template knows what it is."""
    return {prop.name: str(prop.value) for prop in book.custom_doc_props.props}  # type: ignore[attr-defined]  # not in the stubs


def check_size(file: IO[bytes], name: str, measure: Measure = FORM) -> None:
    """Refuse what is too large, before anything is read."""
    size = file.seek(0, 2)
    if size > measure.size:
        limit = measure.size // 1048576
        raise WorkbookProblem(f"“{name}”大小为 {size / 1048576:.0f} MB，超过上限 {limit} MB。")


def guard(file: IO[bytes], name: str, measure: Measure = FORM) -> None:
    """Refuse what must not be parsed."""
    check_size(file, name, measure)
    file.seek(0)
    head = file.read(8)
    if head == OLE_MAGIC:
        raise WorkbookProblem(
            f"“{name}”是旧版 xls 或加密的工作簿，请去掉密码并另存为 xlsx 后再上传。"
        )
    if not head.startswith(ZIP_MAGIC):
        raise WorkbookProblem(f"“{name}”不是 Excel 工作簿（xlsx），请检查文件。")
    try:
        names = members(file)
    except BadArchive as error:
        raise WorkbookProblem(f"“{name}”：{error}") from error
    if has_macros(names):
        raise WorkbookProblem(f"“{name}”含有宏，请另存为不含宏的 xlsx 后再上传。")
    if "xl/workbook.xml" not in names:
        raise WorkbookProblem(f"“{name}”不是 Excel 工作簿（xlsx），请检查文件。")
    guard_sheets(file, name, names, measure)


def guard_sheets(file: IO[bytes], name: str, names: dict[str, int], measure: Measure) -> None:
    """Refuse sheets with document types or with rows beyond the caps, before they are parsed."""
    if declares_entities(file, names):
        raise WorkbookProblem(f"“{name}”含有不允许的外部定义，已拒绝。")
    with ZipFile(file) as archive:
        for member in names:
            if not member.startswith("xl/worksheets/") or not member.endswith(".xml"):
                continue
            if last_row(archive.read(member)) > measure.rows:
                raise WorkbookProblem(
                    f"“{name}”的工作表超过 {measure.rows} 行，请删除表格以外的内容后再上传。"
                )


def last_row(content: bytes) -> int:
    """The largest row number that a sheet's XML names."""
    return max((int(row) for row in CELL_REF.findall(content)), default=0)
