"""The one way in for files with tables: Excel workbooks, Word documents and saved web pages."""

from collections.abc import Iterable
from typing import IO
from xml.parsers.expat import ExpatError

import lxml.html
import mammoth

from disclosure.lib.archives import (
    OLE_MAGIC,
    ZIP_MAGIC,
    BadArchive,
    declares_entities,
    has_macros,
    members,
)
from disclosure.lib.blocks import Grid, from_html, resolve
from disclosure.lib.savedpage import PageProblem, decode
from disclosure.lib.workbook import (
    PARSE_ERRORS,
    Sheet,
    Workbook,
    WorkbookProblem,
    check_size,
    read_workbook,
)

WORD_PART = "word/document.xml"
NO_PICTURES = mammoth.images.img_element(lambda _picture: {"src": ""})


def read_table_file(file: IO[bytes], name: str) -> Workbook:
    """Every table of a file as a sheet, by what the file is and not by what it is called.

    Raises WorkbookProblem with one sentence for a file that is none of the three, or unsafe.
    """
    check_size(file, name)
    file.seek(0)
    head = file.read(512)
    file.seek(0)
    if head.startswith(ZIP_MAGIC) and is_word(file):
        return read_word(file, name)
    if not head.startswith((ZIP_MAGIC, OLE_MAGIC)) and b"<" in head and b"\0" not in head:
        return read_web_page(file, name)
    file.seek(0)
    return read_workbook(file, name)


def is_word(file: IO[bytes]) -> bool:
    """Whether a zip is a Word document."""
    try:
        return WORD_PART in members(file)
    except BadArchive:
        return False


def read_word(file: IO[bytes], name: str) -> Workbook:
    """The tables of a Word document, spans resolved."""
    parts = members(file)
    if has_macros(parts):
        raise WorkbookProblem(f"“{name}”含有宏，请另存为不含宏的 docx 后再上传。")
    if declares_entities(file, parts):
        raise WorkbookProblem(f"“{name}”含有不允许的外部定义，已拒绝。")
    file.seek(0)
    try:
        html = mammoth.convert_to_html(file, convert_image=NO_PICTURES).value
    except (*PARSE_ERRORS, ExpatError) as error:
        raise WorkbookProblem(f"“{name}”无法读取，请用 Word 或 WPS 重新另存为 docx。") from error
    return as_sheets(map(resolve, lxml.html.fromstring(f"<div>{html}</div>").iter("table")))


def read_web_page(file: IO[bytes], name: str) -> Workbook:
    """The data tables of a saved web page, spans resolved."""
    try:
        text = decode(file.read(), name)
    except PageProblem as error:
        raise WorkbookProblem(str(error)) from error
    return as_sheets(block.grid for block in from_html(text))


def as_sheets(grids: Iterable[Grid]) -> Workbook:
    """Each grid as a sheet that is called by its place in the file."""
    filled = [grid for grid in grids if grid]
    return Workbook(tuple(Sheet(f"第{n}张表", grid) for n, grid in enumerate(filled, 1)))
