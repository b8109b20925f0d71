"""All text inside a Word or Excel file, also what its reader does not see.

Comments, tracked deletions, hidden sheets, pivot caches and properties are parts of the container
like any other: each is read as it lies there, whatever the program would show of it.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from disclosure.lib.archives import BadArchive, members
from disclosure.lib.hidden.parts import Part
from disclosure.lib.hidden.sheettext import sheet_parts
from disclosure.lib.hidden.wordplaces import BODY, body_part

PLACES = (
    (r"word/(document|glossary)", "正文和修订"),
    (r"word/(comments|people)|xl/(comments|threadedComments|persons)", "批注"),
    (r"word/(foot|end)notes", "脚注和尾注"),
    (r"word/(header|footer)", "页眉页脚"),
    (r"(?:word|xl)/(charts|drawings|diagrams)", "图形和图表"),
    (r"xl/pivotCache", "数据透视表缓存"),
    (r"xl/tables", "表格的列名"),
    (r"xl/workbook", "工作表名称"),
    (r"docProps", "文档属性"),
)


def office_text(file: IO[bytes]) -> Iterator[Part]:
    """Each text of a container with its places. Nothing for what is no container."""
    try:
        names = sorted(members(file))
    except BadArchive:
        return
    file.seek(0)
    with zipfile.ZipFile(file) as archive:

        def read(name: str) -> Any:
            return tree_of(archive.read(name))

        for name in names:
            place = next((label for part, label in PLACES if re.match(part, name)), "")
            if place and name.endswith(".xml"):
                yield part_of(name, place, read(name))
        yield from sheet_parts(names, read)


def part_of(name: str, place: str, tree: Any) -> Part:
    """A member that is read by itself: the body of a Word document by its paragraphs."""
    told = body_part(tree, line_of) if name == BODY and tree is not None else None
    return told if told and told.text else Part(place, text_in(tree))


def tree_of(content: bytes) -> Any:
    """The root of a member; None for what holds nothing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    return etree.fromstring(content, parser)


def text_of(content: bytes) -> str:
    """The text of a part: a paragraph or a cell is one line, however many runs it has."""
    return text_in(tree_of(content))


def text_in(tree: Any) -> str:
    """The same of a part that was read."""
    if tree is None:
        return ""
    nodes = tree.iter("{*}p", "{*}si", "{*}c", "{*}comment", "{*}sharedItems")
    # A comment in Word is made of paragraphs, in Excel of text.
    lines = [line_of(node) for node in nodes if is_paragraph(node) or node.find(".//{*}p") is None]
    if not lines:
        lines = [*tree.itertext(), *(str(v) for node in tree.iter() for v in node.values())]
    return "\n".join(line for line in lines if line.strip())


def line_of(node: Any) -> str:
    """The text of one element: runs of a paragraph as one line, parts of others on lines apart."""
    parts = [text.strip("\n") for text in node.itertext()]
    parts += [str(value) for child in node.iter("{*}s", "{*}n") for value in child.values()]
    return "".join(parts) if is_paragraph(node) else "\n".join(parts)


def is_paragraph(node: Any) -> bool:
    """Whether an element is a paragraph, of Word or of a drawing."""
    return str(node.tag).endswith("}p")
