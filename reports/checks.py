"""Compares the figures of a report with the relations that its scheme declares.

A blank cell is not zero: it adds nothing to a sum, and a message says that it is blank. Where all
parts are blank and their whole is 0 or blank, the parts do not apply and nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosure.lib.numbers import show
from reports.schemes import Cell, CheckSpec, ColumnSpec, RowSpec, Scheme, TableSpec

Figures = Mapping[Cell, Decimal | None]
ZERO = Decimal(0)
MOST_NAMED = 8  # blank cells that a message names; of an empty table it says how many


@dataclass(frozen=True)
class Finding:
    """A fault or doubt. `left` and `right` are the two sides that differ, where there are two."""

    check: str
    severity: str
    message: str
    cells: tuple[Cell, ...] = ()
    left: Decimal | None = None
    right: Decimal | None = None

    @property
    def rule(self) -> str:
        """The rule as the domain notes name it, without the cell that tells findings apart."""
        return self.check.partition("|")[0]


def check_figures(scheme: Scheme, figures: Figures) -> list[Finding]:
    """Return what breaks the scheme's checks, in the order in which they are declared.

    Cells that are missing from `figures` are blank.
    """
    findings: list[Finding] = []
    for check in scheme.checks:
        table = scheme.table(check.table)
        findings += _RELATIONS[check.relation](check, table, figures)
    return findings


@dataclass(frozen=True)
class Side:
    """One side of a relation in one place: its cells with their names and values."""

    cells: tuple[Cell, ...]
    names: tuple[str, ...]
    values: tuple[Decimal | None, ...]

    @property
    def filled(self) -> list[Decimal]:
        """The numbers among the values."""
        return [value for value in self.values if value is not None and value.is_finite()]

    @property
    def sum(self) -> Decimal:
        """Their sum; 0 where all is blank."""
        return sum(self.filled, ZERO)

    def say(self) -> str:
        """「收到申请数」为12, or 「当面申请数」＋「网络申请数」合计11."""
        told = "＋".join(f"「{name}」" for name in self.names)
        if not self.filled:
            return f"{told}为空白"
        verb = "合计" if len(self.names) > 1 else "为"
        return f"{told}{verb}{show(self.sum)}{self._blanks()}"

    def _blanks(self) -> str:
        blank = [n for n, value in zip(self.names, self.values, strict=True) if value is None]
        return f"（其中{'、'.join(f'「{name}」' for name in blank)}为空白）" if blank else ""


def _compare(check: CheckSpec, table: TableSpec, figures: Figures) -> Iterator[Finding]:
    for place, left, right in sides_of(check, table, figures):
        if told := _fault(check, left, right):
            hint = f"{check.message}。" if check.message else ""
            message = f"{place}{left.say()}，{right.say()}，{told}。{hint}"
            cells = (*left.cells, *right.cells)
            yield Finding(check.id, check.severity, message, cells, left.sum, right.sum)


def _fault(check: CheckSpec, left: Side, right: Side) -> str:
    """Say how the two sides break the relation; an empty string if they keep it."""
    difference = abs(left.sum - right.sum)
    if check.relation == "equal" and difference:
        return _expected(left, right) or f"两者应相等，相差{show(difference)}"
    if check.relation != "equal" and left.sum > right.sum:
        return f"前者不应大于后者，超出{show(difference)}"
    largest = max(right.filled, default=ZERO)
    if check.relation == "between" and left.sum < largest:
        return f"前者不应小于后者中最大的{show(largest)}，相差{show(largest - left.sum)}"
    return ""


def _expected(left: Side, right: Side) -> str:
    """A single blank whole beside filled parts is to be filled, not corrected."""
    if len(left.cells) == 1 and not left.filled:
        return f"应填{show(right.sum)}，相差{show(abs(right.sum))}"
    return ""


def sides_of(
    check: CheckSpec, table: TableSpec, figures: Figures
) -> Iterator[tuple[str, Side, Side]]:
    """Both sides of the relation, in each column (or row) in which it is to be tried."""
    if check.along == "rows":
        for column in _columns(check, table):
            place = f"「{column.header}」列：" if len(table.columns) > 1 else ""
            left, right = (_rows_side(table, codes, column, figures) for codes in _sides(check))
            yield place, left, right
    else:
        for row in _rows(check, table):
            place = f"「{table.name_of(row)}」行："
            left, right = (_columns_side(table, row, keys, figures) for keys in _sides(check))
            yield place, left, right


def _sides(check: CheckSpec) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return check.left, check.right


def _columns(check: CheckSpec, table: TableSpec) -> list[ColumnSpec]:
    """The columns to try: those named, else all in which every row concerned has a cell."""
    rows = [table.row(code) for code in (*check.left, *check.right)]
    columns = [table.column(key) for key in check.over] or list(table.columns)
    return [one for one in columns if all(one in table.columns_of(row) for row in rows)]


def _rows(check: CheckSpec, table: TableSpec) -> list[RowSpec]:
    columns = [table.column(key) for key in (*check.left, *check.right)]
    rows = [table.row(code) for code in check.over] or [row for row in table.rows if row.is_figure]
    return [row for row in rows if all(one in table.columns_of(row) for one in columns)]


def _rows_side(
    table: TableSpec, codes: Sequence[str], column: ColumnSpec, figures: Figures
) -> Side:
    cells = tuple((table.key, code, column.key) for code in codes)
    names = tuple(table.name_of(table.row(code)) for code in codes)
    return Side(cells, names, tuple(figures.get(cell) for cell in cells))


def _columns_side(table: TableSpec, row: RowSpec, keys: Sequence[str], figures: Figures) -> Side:
    cells = tuple((table.key, row.code, key) for key in keys)
    names = tuple(table.column(key).header for key in keys)
    return Side(cells, names, tuple(figures.get(cell) for cell in cells))


def _kinds(check: CheckSpec, table: TableSpec, figures: Figures) -> Iterator[Finding]:
    """Every figure is a number of its kind: whole, not negative, not too fine."""
    for row, column in table.figures():
        cell = (table.key, row.code, column.key)
        value = figures.get(cell)
        if value is None or not (wanted := _wrong_kind(table, row, column, value)):
            continue
        told = show(value) if value.is_finite() else str(value)
        message = f"{table.describe_cell(row, column)}为{told}，{wanted}。"
        yield Finding(check.id, check.severity, message, (cell,), left=value)


def _wrong_kind(table: TableSpec, row: RowSpec, column: ColumnSpec, value: Decimal) -> str:
    kind, places = table.kind_of(row, column), table.decimals(row, column)
    if not value.is_finite():
        return "应为数字"
    if value < 0 and kind != "signed":
        return "不应为负数"
    if value != round(value, places):
        return f"小数不应超过{places}位" if places else "应为整数"
    return ""


def _filled(check: CheckSpec, table: TableSpec, figures: Figures) -> Iterator[Finding]:
    """One finding that lists every blank row."""
    blank = [
        (row, column)
        for row, column in table.figures()
        if figures.get((table.key, row.code, column.key)) is None
    ]
    if blank:
        named = "、".join(table.describe_cell(row, column) for row, column in blank[:MOST_NAMED])
        named += f"等{len(blank)}处" if len(blank) > MOST_NAMED else ""
        cells = tuple((table.key, row.code, column.key) for row, column in blank)
        hint = f"{check.message}。" if check.message else ""
        message = f"{len(blank)}处空白未填：{named}。{hint}"
        yield Finding(check.id, check.severity, message, cells)


_RELATIONS = {
    "equal": _compare,
    "at_most": _compare,
    "between": _compare,
    "kinds": _kinds,
    "filled": _filled,
}
