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


def silent_pictures(tree: Any) -> list[Spot]:
    """Where the pictures stand that have no words in their place, each place as often as it has."""
    places, number, found = cells(tree), 0, list[Spot]()
    for paragraph in tree.iter("{*}p"):
        if next(paragraph.iterancestors("{*}p"), None) is not None:  # of a text box
            continue
        cell = next(paragraph.iterancestors("{*}tc"), None)
        silent = sum(map(is_silent, paragraph.iter("{*}docPr")))
        if cell is None and "".join(paragraph.itertext()).strip():
            number += 1
        in_cell = places.get(cell, Spot("表格", "")) if cell is not None else None
        found += [in_cell or Spot(told_at(number), "")] * silent
    return found


def told_at(number: int) -> str:
    """The place of a picture: in a paragraph of text, or behind it on a line of its own."""
    return f"正文第 {number} 段" if number else "正文开头"


def is_silent(properties: Any) -> bool:
    """Whether what an anchor shows is a picture without title and description."""
    drawing = properties.getparent()
    is_picture = drawing is not None and next(drawing.iter("{*}pic"), None) is not None
    words = (properties.get("descr") or "").strip() or (properties.get("title") or "").strip()
    is_decoration = any(one.get("val") in ("1", "true") for one in properties.iter("{*}decorative"))
    return is_picture and not words and not is_decoration
