"""All text inside a Word or Excel file, also what its reader does not see.

Comments, tracked deletions, hidden sheets, pivot caches and properties are parts of the container
like any other: each is read as it lies there, whatever the program would show of it.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from disclosure.lib.archives import BadArchive, members

PLACES = (
    (r"word/(document|glossary)", "正文和修订"),
    (r"word/(comments|people)|xl/(comments|threadedComments|persons)", "批注"),
    (r"word/(foot|end)notes", "脚注和尾注"),
    (r"word/(header|footer)", "页眉页脚"),
    (r"(?:word|xl)/(charts|drawings|diagrams)", "图形和图表"),
    (r"xl/pivotCache", "数据透视表缓存"),
    (r"xl/(worksheets|sharedStrings|tables)", "单元格，含隐藏的工作表、行和列"),
    (r"xl/workbook", "工作表名称"),
    (r"docProps", "文档属性"),
)


def office_text(file: IO[bytes]) -> Iterator[tuple[str, str]]:
    """Each place of a container with its text, line by line. Nothing for what is no container."""
    try:
        names = [name for name in members(file) if name.endswith(".xml")]
    except BadArchive:
        return
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        for name in sorted(names):
            place = next((label for part, label in PLACES if re.match(part, name)), "")
            if place:
                yield place, text_of(archive.read(name))


def text_of(content: bytes) -> str:
    """The text of a part: a paragraph or a cell is one line, however many runs it has."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    tree = etree.fromstring(content, parser)
    if tree is None:
        return ""
    lines = []
    for node in tree.iter("{*}p", "{*}si", "{*}c", "{*}comment", "{*}sharedItems"):
        parts = [text.strip("\n") for text in node.itertext()]
        parts += [str(value) for child in node.iter("{*}s", "{*}n") for value in child.values()]
        lines.append("".join(parts) if str(node.tag).endswith("}p") else "\n".join(parts))
    if not lines:
        lines = [*tree.itertext(), *(str(v) for node in tree.iter() for v in node.values())]
    return "\n".join(line for line in lines if line.strip())
