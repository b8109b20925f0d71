"""The one way in for long tables: CSV in UTF-8 or GB 18030, and the first sheet of a workbook.

Rows are read one by one, so that a table of a million rows does not lie in memory.
"""

import codecs
import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

import openpyxl

from disclosure.lib.archives import OLE_MAGIC, ZIP_MAGIC
from disclosure.lib.workbook import LONG_TABLE, PARSE_ERRORS, WorkbookProblem, guard

MOST_COLUMNS = 100
LONGEST_CELL = 2_000_000  # characters; a whole text may stand in a cell
CHUNK = 1 << 20
ENCODINGS = {"utf-8-sig": "UTF-8", "gb18030": "GBK"}


class RowFileProblem(ValueError):
    """The file is refused; one sentence says why and what to do."""


@dataclass(frozen=True)
class Line:
    """One row of a table: its number as a spreadsheet counts, and its cells as text."""

    number: int
    cells: tuple[str, ...]


def read_lines(file: IO[bytes], name: str) -> Iterator[Line]:
    """Every row that holds anything, the heading first.

    Raises RowFileProblem for what is neither CSV nor a sound workbook.
    """
    file.seek(0)
    head = file.read(8)
    if head.startswith((ZIP_MAGIC, OLE_MAGIC)):
        return workbook_lines(file, name)
    if name.lower().endswith((".xlsx", ".xls", ".et")):
        raise RowFileProblem(f"“{name}”不是 Excel 工作簿（xlsx），请检查文件。")
    if name.lower().endswith((".json", ".jsonl")):
        raise RowFileProblem(f"“{name}”是 JSON，不能导入，请用 xlsx 或 csv。")
    return csv_lines(file, name)


def csv_lines(file: IO[bytes], name: str) -> Iterator[Line]:
    """The rows of a CSV file, comma, semicolon or tab between the cells."""
    encoding = encoding_of(file, name)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = 0  # of rows: a text may go over several lines of the file
    try:
        first = text.readline()
        lines = itertools.chain([first], text)
        reader = csv.reader(lines, delimiter=delimiter(first), strict=True)
        csv.field_size_limit(LONGEST_CELL)
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                yield Line(number, tuple(cells[:MOST_COLUMNS]))
    except csv.Error as error:
        raise RowFileProblem(
            f"“{name}”第 {number + 1} 行不是规范的 CSV，请用 Excel 或 WPS 另存后再试。"
        ) from error
    finally:
        text.detach()


def encoding_of(file: IO[bytes], name: str) -> str:
    """UTF-8 if all of the file is, else GB 18030 if all of it is. Raises RowFileProblem."""
    breaks = {}
    for encoding, shown in ENCODINGS.items():
        breaks[shown] = broken_at(file, encoding)
        if not breaks[shown]:
            return encoding
    nearest = max(breaks, key=breaks.__getitem__)
    place = f"（按 {nearest} 读到第 {breaks[nearest]} 行）" if breaks[nearest] > 1 else ""
    raise RowFileProblem(
        f"“{name}”既不是 UTF-8 也不是 GBK 编码的文本{place}，请另存为“CSV UTF-8”或 xlsx。"
    )


def broken_at(file: IO[bytes], encoding: str) -> int:
    """The line, counted from 1, in which a file is no text in an encoding; 0 if all of it is."""
    file.seek(0)
    decoder, lines = codecs.getincrementaldecoder(encoding)(), 1
    try:
        while chunk := file.read(CHUNK):
            if b"\0" in chunk:
                return lines + chunk[: chunk.index(b"\0")].count(b"\n")
            decoder.decode(chunk)
            lines += chunk.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return lines + error.object[: error.start].count(b"\n")
    return 0


def delimiter(heading: str) -> str:
    """What stands between the cells of a heading.

    >>> delimiter("标题;索引号;文号"), delimiter("标题,索引号")
    (';', ',')
    """
    return max(",;\t", key=heading.count)


def workbook_lines(file: IO[bytes], name: str) -> Iterator[Line]:
    """The rows of the first sheet of an xlsx."""
    try:
        guard(file, name, LONG_TABLE)
        file.seek(0)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except WorkbookProblem as error:
        raise RowFileProblem(str(error)) from error
    except PARSE_ERRORS as error:
        raise RowFileProblem(f"“{name}”无法读取，请用 Excel 或 WPS 重新另存为 xlsx。") from error
    try:
        sheet = book.worksheets[0]
        rows: Iterable[tuple[object, ...]] = sheet.iter_rows(
            max_row=LONG_TABLE.rows, max_col=MOST_COLUMNS, values_only=True
        )
        for number, row in enumerate(rows, 1):
            cells = tuple(map(as_text, row))
            if any(cell.strip() for cell in cells):
                yield Line(number, cells)
    except PARSE_ERRORS as error:
        raise RowFileProblem(f"“{name}”的第一个工作表无法读取，请重新另存为 xlsx。") from error
    finally:
        book.close()


def as_text(value: object) -> str:
    """A cell as a person sees it: days without their midnight, whole numbers without a point.

    >>> import datetime
    >>> as_text(datetime.datetime(2017, 5, 4)), as_text(3.0), as_text(None)
    ('2017-05-04', '3', '')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")
