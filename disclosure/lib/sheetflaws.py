"""What the first sheet of a workbook hides from whoever looks at it, or from whoever reads it."""

from collections.abc import Iterator
from typing import IO, Any

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter

from disclosure.lib.archives import ZIP_MAGIC

TRUE = ("1", "true")


def flaws(file: IO[bytes], width: int) -> Iterator[str]:
    """Sentences with their places: hidden rows and columns, merged cells, formulas not computed.

    `width` is the number of columns in use. Nothing for a file that is no workbook. For a file
    that `read_lines` takes.
    """
    file.seek(0)
    if not file.read(8).startswith(ZIP_MAGIC):
        return
    file.seek(0)
    book: Any = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        if sheet.sheet_state != "visible":
            yield f"第一个工作表“{sheet.title}”是隐藏的，请取消隐藏，或者把要导入的移到最前。"
        with book._archive.open(sheet._worksheet_path) as source:
            yield from flaws_in(source, width)
    finally:
        book.close()


def flaws_in(source: IO[bytes], width: int) -> Iterator[str]:
    """The same of the XML of a sheet, read once through."""
    tags = ("{*}col", "{*}row", "{*}mergeCell")
    number = 0
    for _, node in etree.iterparse(source, tag=tags, resolve_entities=False, huge_tree=True):
        kind = etree.QName(node).localname
        if kind == "row":
            number = int(node.get("r") or number + 1)
            yield from flaws_of_row(node, number)
        elif kind == "mergeCell":
            yield f"{node.get('ref')} 是合并的单元格，只有左上角一格有内容，请取消合并，逐行填写。"
        elif node.get("hidden") in TRUE and (first := int(node.get("min") or 1)) <= width:
            letter = get_column_letter(first)
            yield f"{letter} 列是隐藏的，请取消隐藏，核对后再导入；不要导入的请删除。"
        node.clear()


def flaws_of_row(row: Any, number: int) -> Iterator[str]:
    """Of one row: that it is hidden and says something, and its formulas without a result."""
    filled = [cell for cell in row if len(cell)]
    if row.get("hidden") in TRUE and filled:
        yield f"第 {number} 行是隐藏的，请取消隐藏或者清除筛选，核对后再导入；不要导入的请删除。"
    for cell in filled:
        if cell.find("{*}f") is not None and not cell.findtext("{*}v"):
            place = cell.get("r") or f"第 {number} 行"
            yield f"{place} 是公式，文件中没有它的结果，请用 Excel 或 WPS 打开并保存，或改填结果。"


def other_sheets(file: IO[bytes]) -> list[str]:
    """The names of the sheets after the first that hold anything."""
    file.seek(0)
    if not file.read(8).startswith(ZIP_MAGIC):
        return []
    file.seek(0)
    book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    try:
        return [
            sheet.title
            for sheet in book.worksheets[1:]
            if any(any(row) for row in sheet.iter_rows(max_row=20, values_only=True))
        ]
    finally:
        book.close()
