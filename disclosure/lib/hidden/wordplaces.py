"""All text in the body of a Word document, deleted text too, by paragraph or cell of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from disclosure.lib.hidden.parts import Part, Spot, Table

BODY = "word/document.xml"
PLACE = "正文和修订"
MOST_SPAN = 100  # columns: a damaged file must not fill the memory


def body_part(tree: Any, line_of: Callable[[Any], str]) -> Part:
    """The body, one line for each paragraph, as `line_of` reads it."""
    return Part.of(PLACE, paragraphs(tree, line_of)).with_tables(tables(tree, line_of))


def tables(tree: Any, line_of: Callable[[Any], str]) -> Iterator[Table]:
    """The tables, a cell in each column that it covers."""
    places = cells(tree)

    def text_of(cell: Any) -> str:
        return "".join(map(line_of, cell.iterchildren("{*}p")))

    for table in tree.iter("{*}tbl"):
        yield [
            [
                (places.get(cell, Spot("表格", "")), text_of(cell))
                for cell in line.iterchildren("{*}tc")
                for _ in range(width(cell))
            ]
            for line in table.iterchildren("{*}tr")
        ]


def width(cell: Any) -> int:
    """How many columns a cell covers."""
    node = cell.find("{*}tcPr/{*}gridSpan")
    given = (
        next((str(v) for k, v in node.attrib.items() if str(k).endswith("}val")), "1")
        if node is not None
        else "1"
    )
    return min(max(int(given), 1), MOST_SPAN) if given.isdecimal() else 1


def paragraphs(tree: Any, line_of: Callable[[Any], str]) -> Iterator[tuple[Spot, str]]:
    """Each paragraph with its place; blank ones outside of tables are not counted."""
    places = cells(tree)
    number = 0
    for paragraph in tree.iter("{*}p"):
        text = line_of(paragraph)
        cell = next(paragraph.iterancestors("{*}tc"), None)
        if cell is not None:
            yield places.get(cell, Spot("表格", "")), text
        elif text.strip():
            if next(paragraph.iterancestors("{*}p"), None) is None:  # a text box stands in one
                number += 1
            yield Spot("正文第 ", str(number), " 段"), text


def cells(tree: Any) -> dict[Any, Spot]:
    """The cells of all tables: which table, row and cell, counted from 1."""
    return {
        cell: Spot(f"表格 {number} ", f"第 {row} 行第 {column} 格")
        for number, table in enumerate(tree.iter("{*}tbl"), 1)
        for row, line in enumerate(table.iterchildren("{*}tr"), 1)
        for column, cell in enumerate(line.iterchildren("{*}tc"), 1)
    }
