"""How a table is printed: lines of cells with their spans, for page, desk, Excel and paper.

Whoever prints a table walks over `grid(table)` and never asks how many columns there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from reports.schemes.spec import ColumnSpec, RowSpec, TableSpec

WIDEST_IN_TEXT = 6  # printed columns that fit beside other things


@dataclass(frozen=True)
class GridCell:
    """One cell: header, caption, label, unit, value (of a row and a column) or empty."""

    kind: str
    text: str = ""
    code: str = ""
    column: str = ""
    level: int = 0
    colspan: int = 1
    rowspan: int = 1


Line = tuple[GridCell, ...]


@dataclass(frozen=True)
class Grid:
    """The lines of the head, repeated on every sheet of paper, and those of the body."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]

    @property
    def width(self) -> int:
        first = (self.head or self.body)[0]
        return sum(cell.colspan for cell in first)

    @property
    def is_wide(self) -> bool:
        """Whether the table needs more room than a column of text."""
        return self.width > WIDEST_IN_TEXT


@cache
def grid(table: TableSpec) -> Grid:
    """Lay out a table as its form prints it."""
    return {"lines": _lines, "blocks": _blocks, "across": _across}[table.layout](table)


def _lines(table: TableSpec) -> Grid:
    """One line per row, the same columns throughout; groups stand beside their rows."""
    depth = 1 + max(len(column.groups) for column in table.columns)
    left = [GridCell("header", table.label_header, colspan=table.label_columns, rowspan=depth)]
    if table.unit_header:
        left.append(GridCell("header", table.unit_header, rowspan=depth))
    paths = [((*column.groups, column.header), column.key) for column in table.columns]
    first, *rest = _head(paths, depth)
    return Grid(head=((*left, *first), *rest), body=tuple(_body(table)))


def _body(table: TableSpec) -> Iterator[Line]:
    beside: list[GridCell] = []
    for row in table.rows:
        if row.kind == "group":
            inside = _lines_inside(table, row)
            beside.append(_label(table, row, rowspan=inside))
            continue
        label = _label(table, row, colspan=max(1, table.label_columns - row.level))
        unit = [GridCell("unit", row.unit, code=row.code)] if table.unit_header else []
        yield (*beside, label, *unit, *_values(row, table.columns))
        beside = []


def _lines_inside(table: TableSpec, group: RowSpec) -> int:
    """How many printed lines stand under a group, at any depth."""
    children = [row for row in table.rows if row.parent == group.code]
    return sum(_lines_inside(table, row) if row.kind == "group" else 1 for row in children)


def _blocks(table: TableSpec) -> Grid:
    """Captions over the full width, each followed by headers of its own."""
    width = max(len(table.columns_of(row)) for row in table.rows)
    body: list[Line] = []
    for row in table.rows:
        columns = table.columns_of(row)
        if row.kind == "caption":
            headers = [GridCell("header", one.header, column=one.key) for one in columns]
            body.append((GridCell("caption", row.label, code=row.code, colspan=width + 1),))
            body.append((GridCell("header", table.label_header), *_spread(headers, width)))
        else:
            body.append((_label(table, row), *_spread(_values(row, columns), width)))
    return Grid(head=(), body=tuple(body))


def _across(table: TableSpec) -> Grid:
    """All values on one line, under headers made of groups, rows and columns."""
    paths, values = [], []
    for row, column in table.figures():
        paths.append(((*_path(table, row), column.header), column.key))
        values.append(GridCell("value", code=row.code, column=column.key))
    depth = max(len(path) for path, _ in paths)
    return Grid(head=tuple(_head(paths, depth)), body=(tuple(values),))


def _path(table: TableSpec, row: RowSpec) -> tuple[str, ...]:
    above = _path(table, table.row(row.parent)) if row.parent else ()
    return (*above, row.label)


def _head(paths: Sequence[tuple[tuple[str, ...], str]], depth: int) -> list[Line]:
    """Fold paths of headers into lines: equal beginnings become one wide cell, ends reach down."""
    lines = []
    for place in range(depth):
        reaching = [(path, key) for path, key in paths if len(path) > place]
        cells: list[GridCell] = []
        for _, run in groupby(
            reaching, key=lambda one: (one[0][: place + 1], len(one[0]) > place + 1)
        ):
            cells += _head_cells(list(run), place, depth)
        lines.append(tuple(cells))
    return lines


def _head_cells(
    run: list[tuple[tuple[str, ...], str]], place: int, depth: int
) -> Iterator[GridCell]:
    path = run[0][0]
    if len(path) > place + 1:
        yield GridCell("header", path[place], colspan=len(run))
        return
    for path, key in run:
        yield GridCell("header", path[place], column=key, rowspan=depth - place)


def _label(table: TableSpec, row: RowSpec, colspan: int = 1, rowspan: int = 1) -> GridCell:
    """A label; where several columns of labels show what lies under what, none is indented."""
    return GridCell(
        "label",
        row.label,
        code=row.code,
        level=row.level if table.label_columns == 1 else 0,
        colspan=colspan,
        rowspan=rowspan,
    )


def _values(row: RowSpec, columns: Sequence[ColumnSpec]) -> list[GridCell]:
    kind = "value" if row.is_figure else "empty"
    return [GridCell(kind, code=row.code, column=column.key) for column in columns]


def _spread(cells: list[GridCell], width: int) -> list[GridCell]:
    """Widen the last cell so that the line is as wide as the others."""
    return [*cells[:-1], replace(cells[-1], colspan=width - len(cells) + 1)]
