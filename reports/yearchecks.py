"""Compares a report with last year's: what had to be carried over, and what was merely copied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from disclosure.lib.numbers import show
from disclosure.lib.text import normalise
from reports.checks import Figures, Finding
from reports.schemes import AcrossSpec, Cell, Scheme, TableSpec

ZERO = Decimal(0)
SHORTEST_SENTENCE = 10  # characters; shorter ones are alike by chance
FEWEST_FIGURES = 10  # that are not 0; fewer are the same by chance
_SENTENCE_END = re.compile(r"[。!?;\n]")
_YEAR = re.compile(r"\d{4}年")


@dataclass(frozen=True)
class LastYear:
    """Last year's report: its figures in those of this year's cells where they go on."""

    year: int
    figures: Figures
    texts: Mapping[str, str] = field(default_factory=dict)


def check_years(
    scheme: Scheme, figures: Figures, texts: Mapping[str, str], last: LastYear
) -> list[Finding]:
    """What does not follow from last year's report, and what is too much like it."""
    return [
        *(one for spec in scheme.across for one in _carried_over(spec, scheme, figures, last)),
        *_copied_text(scheme, texts, last),
        *_copied_figures(scheme, figures, last),
    ]


@dataclass(frozen=True)
class Expected:
    """What a cell should say after last year's report."""

    cell: Cell
    value: Decimal
    source: str
    is_complete: bool  # nothing that it depends on is blank


def expected(scheme: Scheme, figures: Figures, last: LastYear) -> Iterator[Expected]:
    """For each single cell that a relation to last year determines: its figure, and why."""
    for spec in scheme.across:
        table = scheme.table(spec.table)
        for place in _known_places(spec, table, last):
            (cell, *others) = _cells(spec, spec.left, place)
            changes = _cells(spec, (*spec.plus, *spec.minus), place)
            if not others:
                before = _cells(spec, spec.last, place)
                source = _say(spec, table, before, last.figures) + _changes(
                    spec, table, place, figures
                )
                is_complete = all(figures.get(one) is not None for one in changes)
                yield Expected(cell, _wanted(spec, place, figures, last), source, is_complete)


def _carried_over(
    spec: AcrossSpec, scheme: Scheme, figures: Figures, last: LastYear
) -> Iterator[Finding]:
    table = scheme.table(spec.table)
    for place in _known_places(spec, table, last):
        left, before = _cells(spec, spec.left, place), _cells(spec, spec.last, place)
        changes = _cells(spec, (*spec.plus, *spec.minus), place)
        found, wanted = _sum(figures, left), _wanted(spec, place, figures, last)
        if found == wanted or any(figures.get(cell) is None for cell in changes):
            continue
        message = (
            f"{_named_place(spec, table, place)}{_say(spec, table, left, figures)}，"
            f"{last.year}年度报告{_say(spec, table, before, last.figures)}"
            f"{_changes(spec, table, place, figures)}，"
            f"应为{show(wanted)}，相差{show(abs(found - wanted))}。{spec.message}。"
        )
        yield Finding(spec.id, spec.severity, message, (*left, *changes), found, wanted)


def _wanted(spec: AcrossSpec, place: str, figures: Figures, last: LastYear) -> Decimal:
    """Last year's sum, with this year's changes."""
    plus, minus = _cells(spec, spec.plus, place), _cells(spec, spec.minus, place)
    before = _sum(last.figures, _cells(spec, spec.last, place))
    return before + _sum(figures, plus) - _sum(figures, minus)


def _known_places(spec: AcrossSpec, table: TableSpec, last: LastYear) -> list[str]:
    """The places in which last year's report says what it takes."""
    return [
        place
        for place in _places(spec, table)
        if None not in [last.figures.get(cell) for cell in _cells(spec, spec.last, place)]
    ]


def _places(spec: AcrossSpec, table: TableSpec) -> list[str]:
    """Columns (or rows) in which every row (or column) concerned has a cell."""
    if spec.along == "rows":
        rows = [table.row(code) for code in spec.names]
        columns = [table.column(key) for key in spec.over] or list(table.columns)
        return [c.key for c in columns if all(c in table.columns_of(row) for row in rows)]
    columns = [table.column(key) for key in spec.names]
    rows = [table.row(code) for code in spec.over] or [row for row in table.rows if row.is_figure]
    return [row.code for row in rows if all(c in table.columns_of(row) for c in columns)]


def _cells(spec: AcrossSpec, names: Iterable[str], place: str) -> list[Cell]:
    if spec.along == "rows":
        return [(spec.table, name, place) for name in names]
    return [(spec.table, place, name) for name in names]


def _sum(figures: Figures, cells: Iterable[Cell]) -> Decimal:
    """The sum of the cells; a blank one adds nothing."""
    return sum((figures.get(cell) or ZERO for cell in cells), ZERO)


def _named_place(spec: AcrossSpec, table: TableSpec, place: str) -> str:
    if spec.along == "columns":
        return f"「{table.name_of(table.row(place))}」行："
    return f"「{table.column(place).header}」列：" if len(table.columns) > 1 else ""


def _name(spec: AcrossSpec, table: TableSpec, cell: Cell) -> str:
    if spec.along == "rows":
        return f"「{table.name_of(table.row(cell[1]))}」"
    return f"「{table.column(cell[2]).header}」"


def _say(spec: AcrossSpec, table: TableSpec, cells: list[Cell], figures: Figures) -> str:
    """「上年结转」为12, or 为空白."""
    names = "＋".join(_name(spec, table, cell) for cell in cells)
    if all(figures.get(cell) is None for cell in cells):
        return f"{names}为空白"
    return f"{names}{'合计' if len(cells) > 1 else '为'}{show(_sum(figures, cells))}"


def _changes(spec: AcrossSpec, table: TableSpec, place: str, figures: Figures) -> str:
    """，加「制发」为5，减「废止」为2."""
    told = [f"，加{_say(spec, table, [one], figures)}" for one in _cells(spec, spec.plus, place)]
    minus = _cells(spec, spec.minus, place)
    return "".join([*told, *(f"，减{_say(spec, table, [one], figures)}" for one in minus)])


def _copied_text(scheme: Scheme, texts: Mapping[str, str], last: LastYear) -> Iterator[Finding]:
    """X-4 内容雷同: sentences that stood in last year's report word for word, years set aside."""
    most = scheme.text.most_repeated
    before = {sentence for text in last.texts.values() for sentence in _sentences(text)}
    now = [sentence for text in texts.values() for sentence in _sentences(text)]
    size = sum(map(len, now))
    same = sum(len(sentence) for sentence in now if sentence in before)
    if most and size and 100 * same > most * size:
        message = (
            f"正文有{100 * same // size}%的文字与{last.year}年度报告逐句相同，"
            "内容雷同会被认定为敷衍，请按本年实际情况改写。"
        )
        yield Finding("X-4", "warn", message)


def _sentences(text: str) -> list[str]:
    lines = (normalise(line) for line in text.splitlines())
    parts = (part for line in lines for part in _SENTENCE_END.split(_YEAR.sub("年", line)))
    return [part for part in parts if len(part) >= SHORTEST_SENTENCE]


def _copied_figures(scheme: Scheme, figures: Figures, last: LastYear) -> Iterator[Finding]:
    """X-5: figures other than 0 that are those of last year."""
    most = scheme.text.most_repeated
    compared = [cell for cell, value in figures.items() if value and last.figures.get(cell)]
    same = [cell for cell in compared if figures[cell] == last.figures[cell]]
    if most and len(compared) >= FEWEST_FIGURES and 100 * len(same) > most * len(compared):
        message = (
            f"与{last.year}年度报告可比的{len(compared)}个非零数据中，"
            f"{len(same)}个完全相同，请核实是否沿用了上年数据。"
        )
        yield Finding("X-5", "warn", message, tuple(same))
