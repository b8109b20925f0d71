"""All text of rich text by paragraph or cell of a table, and personal data masked in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from disclosure.lib.hidden.parts import Part, Spot
from disclosure.lib.html import fragment, inner_html
from disclosure.lib.personal import Datum, personal_data
from disclosure.lib.personaltables import personal_in_table
from disclosure.lib.rewriting import Edit, Slot, rewrite, runs, slots

MOST_SPAN = 200  # a damaged table must not fill the memory
CELLS = ("td", "th")
Grid = list[list[HtmlElement | None]]


def html_part(html: str, place: str) -> Part:
    """Rich text, its paragraphs counted from 1; those in tables are told by their cell."""
    tree = fragment(html) if html.strip() else None
    if tree is None:
        return Part(place, "")
    spots = cell_spots(tree, place)
    grids = [[[told(cell, spots) for cell in row] for row in grid] for grid in grids_of(tree)]
    return Part.of(place, lines(tree, spots, place)).with_tables(grids)


def masked_html(html: str) -> str:
    """The same rich text with everything that is found masked, in cells by their headings too."""
    tree = fragment(html) if html.strip() else None
    if tree is None:
        return html
    for grid in grids_of(tree):
        texts = [[text_of(cell) for cell in row] for row in grid]
        for (y, x), found in list(personal_in_table(texts)):
            cell = grid[y][x]
            if cell is not None and text_of(cell) == texts[y][x]:  # a covering cell comes again
                rewrite(texts_in(cell), lambda _, found=found: edits(found))  # type: ignore[misc]
    mask_lines(
        [(run, *squeezed(raw)) for run in list(runs(tree)) if (raw := text_of_run(run)).strip()]
    )
    return inner_html(tree)


def mask_lines(lines: list[tuple[list[Slot], str, list[int]]]) -> None:
    """Mask what is found in all lines read as one text: a label may end the line before."""
    found = personal_data("\n".join(line for _, line, _ in lines))
    at = 0
    for run, line, offsets in lines:
        own = [
            Edit(offsets[one.start - at], offsets[one.end - 1 - at] + 1, one.mask)
            for one in found
            if at <= one.start < at + len(line)
        ]
        if own:
            rewrite(run, lambda _, own=own: own)  # type: ignore[misc]
        at += len(line) + 1


def text_of_run(run: list[Slot]) -> str:
    """A line as it is stored."""
    return "".join(getattr(node, name) for node, name in run)


def squeezed(text: str) -> tuple[str, list[int]]:
    """A line as a reader sees it, every blank one space, and where each character stood.

    >>> squeezed(" 甲\\n 乙")
    ('甲 乙', [1, 2, 4])
    """
    words = list(re.finditer(r"\S+", text))
    offsets = [at for word in words for at in range(word.start(), word.end() + 1)][:-1]
    return " ".join(word.group() for word in words), offsets


def edits(found: list[Datum]) -> list[Edit]:
    """The edits that put the masks in the place of what was found."""
    return [Edit(one.start, one.end, one.mask) for one in found]


def lines(
    tree: HtmlElement, spots: dict[HtmlElement, Spot], place: str
) -> Iterator[tuple[Spot, str]]:
    """Each line that a reader sees, with its place."""
    number = 0
    for run in runs(tree):
        text, _ = squeezed(text_of_run(run))
        if not text:
            continue
        node, name = run[0]
        around = [*([node] if name == "text" else []), *node.iterancestors()]
        cell = next((one for one in around if one in spots), None)
        if cell is None:
            number += 1
        yield spots[cell] if cell is not None else Spot(f"{place}第 ", str(number), " 段"), text


def cell_spots(tree: HtmlElement, place: str) -> dict[HtmlElement, Spot]:
    """The cells of all tables: which table, row and cell, counted from 1."""
    return {
        cell: Spot(f"{place}表格 {number} ", f"第 {row} 行第 {column} 格")
        for number, table in enumerate(tree.iter("table"), 1)
        for row, line in enumerate(own_rows(table), 1)
        for column, cell in enumerate(line.iterchildren(*CELLS), 1)
    }


def own_rows(table: HtmlElement) -> list[HtmlElement]:
    """The rows of a table, without those of tables inside it."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def grids_of(tree: HtmlElement) -> list[Grid]:
    """The cells of each table on squared paper: a cell stands in every square that it covers."""
    return [list(squared(table)) for table in tree.iter("table")]


def squared(table: HtmlElement) -> Iterator[list[HtmlElement | None]]:
    """The rows of a table, spans resolved."""
    waiting: dict[int, tuple[HtmlElement, int]] = {}  # columns that a cell above still covers
    for line in own_rows(table):
        row: dict[int, HtmlElement] = {}
        for x, (cell, left) in list(waiting.items()):
            row[x] = cell
            waiting[x] = (cell, left - 1)
            if left == 1:
                del waiting[x]
        x = 0
        for cell in line.iterchildren(*CELLS):
            while x in row:
                x += 1
            below = span(cell, "rowspan") - 1
            for covered in range(x, x + span(cell, "colspan")):
                row[covered] = cell
                if below > 0:
                    waiting[covered] = (cell, below)
        yield [row.get(number) for number in range(max(row, default=-1) + 1)]


def span(cell: HtmlElement, name: str) -> int:
    """How many squares a cell covers in a direction."""
    given = cell.get(name, "1").strip()
    return min(max(int(given), 1), MOST_SPAN) if given.isdecimal() else 1


def told(cell: HtmlElement | None, spots: dict[HtmlElement, Spot]) -> tuple[Spot, str]:
    """A square with its place and its text."""
    return (Spot("", ""), "") if cell is None else (spots[cell], text_of(cell))


def texts_in(cell: HtmlElement) -> list[Slot]:
    """The texts of a cell in their order."""
    return [slot for slot in slots(cell) if slot is not None]


def text_of(cell: HtmlElement | None) -> str:
    """What a cell says, as it is written."""
    return "" if cell is None else "".join(getattr(*slot) or "" for slot in texts_in(cell))
