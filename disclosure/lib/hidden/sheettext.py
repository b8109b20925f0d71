"""All text in the cells of a workbook, hidden ones too, each with its sheet and address."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from disclosure.lib.hidden.parts import Part, Spot, Table
from disclosure.lib.hidden.sheetmarks import CELL, column_number

STRINGS, BOOK, LINKS = "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
MOST_COLUMNS = 256  # headings stand in the first columns
LEFT_OVER = "不再使用的单元格文字"


def sheet_parts(names: Sequence[str], read: Callable[[str], Any]) -> Iterator[Part]:
    """A part for each sheet among the members of a file, then the strings that no cell shows."""
    strings = strings_of(read(STRINGS)) if STRINGS in names else []
    tabs = tabs_of(read(BOOK), read(LINKS)) if BOOK in names and LINKS in names else {}
    used: set[int] = set()
    for name in names:
        tree = read(name) if SHEETS.fullmatch(name) else None
        if tree is not None:
            shown = f"工作表「{tabs.get(name, posixpath.basename(name))}」"
            told = list(cells(tree, shown, strings, used))
            yield Part.of(shown, told).with_tables([on_squared_paper(told)])
            printed = [text for one in tree.iter("{*}headerFooter") for text in one.itertext()]
            yield Part(f"{shown}页眉页脚", "\n".join(printed))
    if left := [text for number, text in enumerate(strings) if number not in used]:
        yield Part(LEFT_OVER, "\n".join(left))


def tabs_of(book: Any, links: Any) -> dict[str, str]:
    """The names on the tabs, by the member that holds the sheet."""
    if book is None or links is None:
        return {}
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[1:]
        for one in links.iter("{*}Relationship")
    }
    names: dict[str, str] = {}
    for sheet in book.iter("{*}sheet"):
        key = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
        is_shown = sheet.get("state", "visible") == "visible"
        names[targets.get(key, "")] = sheet.get("name", "") + ("" if is_shown else "（隐藏）")
    return names


def strings_of(tree: Any) -> list[str]:
    """The shared strings, as cells number them."""
    return [joined(one) for one in tree.iter("{*}si")] if tree is not None else []


def cells(tree: Any, shown: str, strings: list[str], used: set[int]) -> Iterator[tuple[Spot, str]]:
    """Each cell with its address and all its text; which shared strings were used is noted."""
    for cell in tree.iter("{*}c"):
        spot = Spot(shown, cell.get("r", ""))
        value = str(cell.findtext("{*}v", "") or "")
        if cell.get("t") == "s" and value.isdecimal() and int(value) < len(strings):
            used.add(int(value))
            yield spot, strings[int(value)]
        else:
            yield spot, joined(cell)


def on_squared_paper(cells: Iterable[tuple[Spot, str]]) -> Table:
    """The rows that hold something, each cell in the column that its address says."""
    rows: dict[int, dict[int, tuple[Spot, str]]] = {}
    for spot, text in cells:
        place = CELL.fullmatch(spot.what)
        if place and column_number(place[1]) <= MOST_COLUMNS and text.strip():
            rows.setdefault(int(place[2]), {})[column_number(place[1])] = (spot, text.strip())
    empty = (Spot("", ""), "")
    return [
        [row.get(number, empty) for number in range(1, max(row) + 1)]
        for _, row in sorted(rows.items())
    ]


def joined(node: Any) -> str:
    """All text of an element: runs of a string as one word, parts of a cell on lines apart."""
    between = "" if node.find("{*}r") is not None else "\n"
    return between.join(text.strip("\n") for text in node.itertext())
