"""What a workbook says of itself: which sheets, rows and columns are hidden, what formulas name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from disclosure.lib.opc import Package

BOOK = "xl/workbook.xml"
CELL = re.compile(r"([A-Z]{1,3})(\d+)")
ON = {"1", "true"}
NOTHING = {"0", "0.0"}  # a height or width at which a row or column is not seen
FORMULAS = ("{*}f", "{*}formula", "{*}formula1", "{*}formula2", "{*}definedName")


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook and the part that holds it."""

    name: str
    part: str
    key: str  # of its relation
    is_hidden: bool
    node: Element


def sheets(package: Package) -> list[Sheet]:
    """The sheets in their order."""
    targets = {one.key: one.target for one in package.relations(BOOK)}
    return [
        Sheet(
            node.get("name", ""),
            targets.get(relation(node), ""),
            relation(node),
            node.get("state", "visible") != "visible",
            node,
        )
        for node in package.tree(BOOK).iter("{*}sheet")
    ]


def relation(node: Element) -> str:
    """The key of the relation that an element names (r:id)."""
    keys = (str(value) for key, value in node.attrib.items() if str(key).endswith("}id"))
    return next(keys, "")


def visible_parts(package: Package) -> list[str]:
    """The parts of sheets that are shown and hold cells."""
    return [
        one.part
        for one in sheets(package)
        if not one.is_hidden and one.part in package.parts and "worksheets" in one.part
    ]


def column_number(letters: str) -> int:
    """The number of a column.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def hidden_cells(tree: Element) -> Iterator[Element]:
    """The cells with content in hidden rows and columns of a sheet."""
    spans = [
        (int(node.get("min", "0")), int(node.get("max", "0")))
        for node in tree.iter("{*}col")
        if node.get("hidden") in ON or node.get("width") in NOTHING
    ]
    for row in tree.iter("{*}row"):
        is_hidden = row.get("hidden") in ON or row.get("ht") in NOTHING
        for cell in row.iter("{*}c"):
            if len(cell) and (is_hidden or within(cell, spans)):
                yield cell


def within(cell: Element, spans: list[tuple[int, int]]) -> bool:
    """Whether a cell stands in one of the spans of columns."""
    if not spans or not (place := CELL.match(cell.get("r", ""))):
        return False
    number = column_number(place[1])
    return any(first <= number <= last for first, last in spans)


def formulas(package: Package, parts: list[str]) -> Iterator[str]:
    """What the formulas of parts say, of charts and rules too."""
    for name in parts:
        for node in package.tree(name).iter(*FORMULAS):
            yield node.text or ""


def names_sheet(formula: str, sheet: str) -> bool:
    """Whether a formula names a sheet, in quotation marks or not, alone or as an end of a range.

    >>> names_sheet("'名 册'!A1", "名 册"), names_sheet("甲:乙!B2", "甲"), names_sheet("A1", "A")
    (True, True, False)
    """
    quoted = re.escape(sheet.replace("'", "''"))
    return bool(re.search(rf"(?:^|[^\w.])'?{quoted}'?(?:!|:[^!,()]*!)", formula, re.IGNORECASE))


def reachable(package: Package, part: str) -> set[str]:
    """A part and all parts to which it leads, without going over the workbook."""
    reached, queue = {part}, [part]
    while queue:
        for one in package.relations(queue.pop()):
            if not one.is_external and one.target in package.parts and one.target not in reached:
                reached.add(one.target)
                queue.append(one.target)
    return reached
