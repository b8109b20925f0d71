"""Reads a table found on a page or in a document into the cells of a scheme.

The table may be lines of text ("(一)收到申请数12件") or a grid of cells after its spans are
resolved; value and unit may share a cell, stand in two, or follow the label without a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from disclosure.lib.numbers import NotANumber, Reading, read_number
from disclosure.lib.text import fold_width, squeeze
from reports.schemes import Cell, ColumnSpec, RowSpec, Scheme, TableSpec
from reports.schemes.labels import bare, key_of
from reports.schemes.local import LocalRow, new_code, with_row

Line = tuple[str, ...]
NumberedLine = tuple[int, Line]
LEAST_LIKENESS = 2  # rows and columns that a table shows, or it is not there
CHANGE = 1.5  # what it costs to go over to another table, in labels
LONGEST_UNIT = 4  # 万人次
TITLE = 3.0  # what a table's title is worth, in labels

_TAIL = re.compile(
    r"^(?P<label>.*\D)(?P<value>(?<![\d.])[+-]?\d[\d,.]*[^\d()]{0,3}(?:\([^()]*\))?)$",
    re.DOTALL,
)
_NO_ROW = re.compile(r"小计|合计|总计|填表|填报|制表|审核人|负责人|电话|日期|年度|[:：]")
_NOTE_LINE = re.compile(r"^\(.*\)$", re.DOTALL)
_DASHES = re.compile(r"[-—–―－\s]+$")


@dataclass(frozen=True)
class Fault:
    """A value that cannot be taken, and where it stands: line and place, counted from 1."""

    cell: Cell
    line: int
    place: int
    message: str


@dataclass(frozen=True)
class TableReading:
    """What was read; `unknown` lines that match no row of the form; codes of rows not met.

    `places` tells where each value stands: line and place within it, counted from 1. `added` are
    rows with figures that the form does not have, each with a code of its own.
    """

    table: str
    cells: dict[Cell, Reading]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    places: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    added: tuple[LocalRow, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """The faults as sentences."""
        return tuple(fault.message for fault in self.faults)


def read_table(scheme: Scheme, lines: Iterable[str | Sequence[str]]) -> TableReading:
    """Read lines or a grid as that table of the scheme whose labels they show most."""
    grid = [_line(line) for line in lines]
    table = max(scheme.tables, key=lambda one: _likeness(one, grid))
    return _read(table, list(enumerate(grid, 1)))


def read_tables(scheme: Scheme, lines: Iterable[str | Sequence[str]]) -> tuple[TableReading, ...]:
    """Read a grid that may hold several tables, one below the other, each perhaps in pieces."""
    grid = [_line(line) for line in lines]
    pieces: dict[str, list[NumberedLine]] = {}
    for number, (line, table) in enumerate(zip(grid, _tables_of(scheme, grid), strict=True), 1):
        pieces.setdefault(table.key, []).append((number, line))
    readings = (
        _read(table, pieces[table.key])
        for table in scheme.tables
        if _likeness(table, [line for _, line in pieces.get(table.key, ())]) >= LEAST_LIKENESS
    )
    return tuple(readings)


def _read(table: TableSpec, lines: Sequence[NumberedLine]) -> TableReading:
    reader = _Reader(table)
    if table.layout == "across":
        reader.read_across(lines)
    else:
        for number, line in lines:
            reader.read_line(line, number)
    return reader.result()


def _tables_of(scheme: Scheme, grid: Sequence[Line]) -> list[TableSpec]:
    """The table to which each line belongs.

    Of all ways to part the lines, the one is taken whose lines say most of their tables; going
    over to another table costs something, so that a line alike in two does not tear one apart.
    """
    best = [(0.0, [table]) for table in scheme.tables]
    for line in grid:
        top = max(best, key=lambda one: one[0])
        best = [
            (score + _likeness(table, [line]) + _titles(scheme, table, line), [*path, table])
            for table, own in zip(scheme.tables, best, strict=True)
            for score, path in [max(own, (top[0] - CHANGE, top[1]), key=lambda one: one[0])]
        ]
    return max(best, key=lambda one: one[0])[1][1:]


def _titles(scheme: Scheme, table: TableSpec, line: Line) -> float:
    """A heading of the table's section, or its caption, says more than any label."""
    said = {cell for cell in line if cell}
    sections = [section for section in scheme.sections if section.table == table.key]
    is_title = any(
        key_of(cell) == key_of(table.caption) or any(one.is_called(cell) for one in sections)
        for cell in said
    )
    return TITLE if is_title and len(said) == 1 else 0.0


def _line(line: str | Sequence[str]) -> Line:
    cells = line.split("\t") if isinstance(line, str) else line
    return tuple(squeeze(fold_width(cell)) for cell in cells)


def _likeness(table: TableSpec, grid: Sequence[Line]) -> int:
    found: set[str] = set()
    for cell in {cell for line in grid for cell in line if any(map(str.isalpha, cell))}:
        row, column = table.match_label(_split(cell)[0]), table.match_column(cell)
        found |= {row.code} if row else set()
        found |= {column.key} if column else set()
    return len(found)


def _split(text: str) -> tuple[str, str]:
    """Part "收到申请数12件" into label and value; a text without number at its end is all label.

    >>> _split("(一)收到申请数12件"), _split("1.当面申请数"), _split("一、主动公开情况——")
    (('(一)收到申请数', '12件'), ('1.当面申请数', ''), ('一、主动公开情况', ''))
    """
    found = _TAIL.match(text)
    if found and key_of(found["label"]):
        return found["label"].strip(), found["value"].strip()
    return _DASHES.sub("", text), ""


@dataclass
class _Reader:
    """Goes down the lines, remembering the last row met and where each column stands."""

    table: TableSpec
    label_at: int = 0
    places: dict[str, int] = field(default_factory=dict)
    last: str = ""
    cells: dict[Cell, Reading] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    found_at: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    added: list[LocalRow] = field(default_factory=list)

    def read_line(self, line: Line, number: int) -> None:
        if not any(line) or self._is_header(line):
            return
        row, inline = self._row(line)
        if row is None:
            row, inline = self._added(line)
        if row is None:
            self._set_aside(line)
            return
        self.last = row.code
        self.met.add(row.code)
        if row.kind == "caption":
            self.places = {}
        if row.is_figure:
            for position, column in enumerate(self.table.columns_of(row)):
                place = self.label_at if inline else self._place(line, position, column)
                text = inline or (line[place] if place < len(line) else "")
                self._take(row, column, text, (number, place + 1))

    def read_across(self, lines: Sequence[NumberedLine]) -> None:
        """All values stand on one line below the head, in the order of the form."""
        figures = list(self.table.figures())
        heads = [n for n, line in lines if any(map(self.table.match_column, line))]
        left = min((self._first_column(line) for n, line in lines if n in heads), default=0)
        width = left + len(figures)
        below = [(n, line) for n, line in lines if n > max(heads, default=0)]
        full = [one for one in below if len(one[1]) >= width and not any(one[1][width:])]
        if not (heads or full):
            return
        # A line that was left blank may be missing altogether.
        number, line = full[0] if full else (heads[-1] + 1, ("",) * width)
        self.met = {row.code for row in self.table.rows}
        places = range(left + 1, width + 1)
        for place, (row, column) in zip(places, figures, strict=True):
            self._take(row, column, line[place - 1], (number, place))

    def _first_column(self, line: Line) -> int:
        return next(place for place, cell in enumerate(line) if self.table.match_column(cell))

    def result(self) -> TableReading:
        wanted = [row.code for row in self.table.rows if row.is_figure]
        missing = tuple(code for code in wanted if code not in self.met)
        unknown, faults = tuple(self.unknown), tuple(self.faults)
        return TableReading(
            self.table.key, self.cells, unknown, missing, faults, self.found_at, tuple(self.added)
        )

    def _is_header(self, line: Line) -> bool:
        """Whether the line holds column headers; where they stand is then remembered."""
        joined, wanted = key_of("".join(line)), key_of(self.table.label_header)
        if len([cell for cell in line if cell]) == 1:
            return bool(wanted) and joined.startswith(wanted)
        named = {
            column.key: place
            for place, cell in reversed(list(enumerate(line)))
            if (column := self.table.match_column(cell)) is not None
        }
        labelled = [place for place, cell in enumerate(line) if wanted and key_of(cell) == wanted]
        if any(map(is_value, line)) or not (named or labelled):
            return False
        self.label_at = labelled[0] if labelled else self.label_at
        self.places |= named
        return True

    def _row(self, line: Line) -> tuple[RowSpec | None, str]:
        """The row that the line names, and the value if it follows in the label's own cell."""
        width = max(self.table.label_columns, 1)
        labels = line[self.label_at : self.label_at + width]
        for text in dict.fromkeys(reversed(labels)):
            label, value = _split(text)
            for name, inline in ((label, value), (text, "")):
                if row := self.table.match_label(name, after=self.last):
                    return row, inline
        return None, ""

    def _added(self, line: Line) -> tuple[RowSpec | None, str]:
        """A row that the locality added: a label, and nothing but numbers in the value columns.

        With the value if it follows in the label's own cell.
        """
        width = self.label_at + max(self.table.label_columns, 1)
        label, inline = _split(next(filter(None, reversed(line[self.label_at : width])), ""))
        if not self.last or not bare(label) or is_value(label) or _NO_ROW.search(label):
            return None, ""
        unit = "".join(line[width : width + 1]) if self.table.unit_header else ""
        row = LocalRow(self.table.key, "", label, self._caption(), unit[:LONGEST_UNIT])
        row = replace(row, code=new_code(self.table, row.parent))
        table = with_row(self.table, row)
        columns = table.columns_of(table.row(row.code))
        places = [self._place(line, position, column) for position, column in enumerate(columns)]
        values = [line[place] for place in places if place < len(line) and line[place]]
        if not all(map(is_value, values)) or not (values or (inline and len(columns) == 1)):
            return None, ""
        self.table = table
        self.added.append(row)
        return table.row(row.code), inline

    def _caption(self) -> str:
        """The caption under which the reader stands, where captions part the table."""
        above = self.table.row(self.last)
        is_parted = any(row.kind == "caption" for row in self.table.rows)
        return (above.code if above.kind == "caption" else above.parent) if is_parted else ""

    def _place(self, line: Line, position: int, column: ColumnSpec) -> int:
        """Where on the line the column's value stands."""
        start = self.label_at + max(self.table.label_columns, 1)
        place = self.places.get(column.key, start + bool(self.table.unit_header) + position)
        if (place < len(line) and line[place]) or len(self.table.columns) > 1:
            return place
        return next((i for i, cell in enumerate(line) if i >= start and _has_digit(cell)), place)

    def _take(self, row: RowSpec, column: ColumnSpec, text: str, where: tuple[int, int]) -> None:
        cell = (self.table.key, row.code, column.key)
        reading, fault = self._read(row, column, text)
        if cell in self.cells:
            fault = f"出现了两次，第二次的值为“{text}”"
        if reading is None or fault:
            name = self.table.describe_cell(row, column)
            self.faults.append(Fault(cell, *where, f"{name}{fault}。"))
            return
        self.cells[cell] = reading
        self.found_at[cell] = where

    def _read(self, row: RowSpec, column: ColumnSpec, text: str) -> tuple[Reading | None, str]:
        """The value in a cell, or what is wrong with it."""
        try:
            reading = read_number(text, decimals=self.table.decimals(row, column))
        except NotANumber as error:
            return None, f"的值“{text}”读不出：应为{error.expected}"
        unit, units = self.table.unit_of(row, column), column.units
        if row.kind == "decimal" and reading.unit and reading.unit not in (unit, *units):
            return None, f"的值“{text}”单位应为{unit}"
        negative = reading.value is not None and reading.value < 0
        if negative and self.table.kind_of(row, column) != "signed":
            return None, f"的值“{text}”不应为负数"
        return reading, ""

    def _set_aside(self, line: Line) -> None:
        text = " ".join(dict.fromkeys(cell for cell in line if cell))
        if not _NOTE_LINE.match(text) and key_of(text) != key_of(self.table.caption):
            self.unknown.append(text)


def is_value(text: str) -> bool:
    """Whether a cell holds nothing but a number, with its unit or without.

    >>> is_value("1026条"), is_value("填报单位:第3科")
    (True, False)
    """
    return bool(re.fullmatch(r"[+-]?\d[\d,.]*\D{0,3}", text))


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
