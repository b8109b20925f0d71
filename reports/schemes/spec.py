"""What a form of the state consists of: sections, tables, rows, columns and checks."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from reports.schemes.labels import bare, key_of, note_of

Cell = tuple[str, str, str]
"""Key of the table, code of the row, key of the column."""

SECTION_KINDS = ("text", "table")
ROW_KINDS = ("heading", "caption", "group", "integer", "decimal")
FIGURE_KINDS = ("integer", "decimal", "signed")
LAYOUTS = ("lines", "blocks", "across")
COUNTS = ("issued", "ended", "in_force", "published")
RELATIONS = ("equal", "at_most", "between", "kinds", "filled")
SEVERITIES = ("block", "confirm", "warn")
DECIMAL_PLACES = 6  # 收费金额 is reported in 万元 with up to six places
LONGEST_UNIT = 2  # 人次, 万元
_TERM = re.compile(r"([+-]) (\S+?)\|(\S+)")
SHORTEST_LEAD = 5  # leading words shorter than this do not identify a row


@dataclass(frozen=True)
class SectionSpec:
    """A section of the report: a text, or the place of a table (then `table` names it)."""

    key: str
    title: str
    kind: str
    number: str = ""
    table: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The heading as printed: 一、概述."""
        return f"{self.number}、{self.title}" if self.number else self.title

    def is_called(self, text: str) -> bool:
        """Whether a heading found on a page, numbered or not, is this section's."""
        return key_of(bare(text)) in {key_of(name) for name in (self.title, *self.aliases)}


@dataclass(frozen=True)
class ColumnSpec:
    """A column of values. An empty unit or kind means that the row's holds."""

    key: str
    header: str
    unit: str = ""
    kind: str = ""
    groups: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowSpec:
    """A row as printed, under row `parent`. Headings, captions and groups take no figure."""

    code: str
    label: str
    kind: str
    level: int = 0
    unit: str = ""
    parent: str = ""
    columns: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURE_KINDS

    @cached_property
    def name(self) -> str:
        """The label without number and note: 收到申请数."""
        return bare(self.label)

    @property
    def note(self) -> str:
        """The note printed in brackets inside the label."""
        return note_of(self.label)


@dataclass(frozen=True)
class TableSpec:
    """A table of the form. How it is printed: see `reports.schemes.layout`."""

    key: str
    caption: str
    columns: tuple[ColumnSpec, ...]
    rows: tuple[RowSpec, ...]
    layout: str = "lines"
    subcaption: str = ""
    label_header: str = ""
    unit_header: str = ""
    label_columns: int = 1

    @cached_property
    def _rows(self) -> dict[str, RowSpec]:
        return {row.code: row for row in self.rows}

    @cached_property
    def _columns(self) -> dict[str, ColumnSpec]:
        return {column.key: column for column in self.columns}

    def row(self, code: str) -> RowSpec:
        return self._rows[code]

    def column(self, key: str) -> ColumnSpec:
        return self._columns[key]

    def columns_of(self, row: RowSpec) -> tuple[ColumnSpec, ...]:
        """The columns in which the row takes a value; a caption's are those of its block."""
        if row.columns:
            return tuple(self.column(key) for key in row.columns)
        above = self._rows.get(row.parent)
        return self.columns_of(above) if above is not None else self.columns

    def figures(self) -> Iterator[tuple[RowSpec, ColumnSpec]]:
        """Every cell that takes a value, in printed order."""
        for row in self.rows:
            if row.is_figure:
                yield from ((row, column) for column in self.columns_of(row))

    def kind_of(self, row: RowSpec, column: ColumnSpec) -> str:
        """`integer`, `decimal` or `signed` (a whole number that may be negative)."""
        return column.kind or row.kind

    def unit_of(self, row: RowSpec, column: ColumnSpec) -> str:
        return column.unit or row.unit

    def decimals(self, row: RowSpec, column: ColumnSpec) -> int:
        """How many places after the point the cell may hold."""
        return DECIMAL_PLACES if self.kind_of(row, column) == "decimal" else 0

    def name_of(self, row: RowSpec) -> str:
        """Name a row for a person; one of several with the same name is told with its parent."""
        above = self._rows.get(row.parent)
        if above is None or sum(other.name == row.name for other in self.rows) == 1:
            return row.name
        return f"{above.name}：{row.name}"

    def describe_cell(self, row: RowSpec, column: ColumnSpec) -> str:
        """Name a cell for a person: 「收到申请数」, or 「收到申请数」「自然人」列."""
        several = len(self.columns_of(row)) > 1
        return f"「{self.name_of(row)}」" + (f"「{column.header}」列" if several else "")

    def match_label(self, text: str, after: str = "") -> RowSpec | None:
        """Find the row that a printed label means: in full, then by name, then by leading words.

        The same label may stand for several rows: the first one below row `after` is meant.
        """
        rows = self._below(after)
        whole, short = key_of(text), key_of(bare(text))
        if not short:
            return None
        for name in (whole, short):
            if named := [row for row in rows if name in _names(row)]:
                return named[0]
        led = [row for row in rows if _is_led_by(key_of(row.name), short)]
        return led[0] if len(led) == 1 else None

    def match_column(self, text: str) -> ColumnSpec | None:
        """Find the column that a printed header means; notes in brackets are set aside."""
        wanted = {key_of(text), key_of(bare(text))}
        for column in self.columns:
            if wanted & {key_of(name) for name in (column.header, *column.aliases)}:
                return column
        return None

    def _below(self, code: str) -> list[RowSpec]:
        codes = [row.code for row in self.rows]
        start = codes.index(code) + 1 if code else 0
        return [*self.rows[start:], *self.rows[:start]]


@cache
def _names(row: RowSpec) -> frozenset[str]:
    return frozenset(key_of(name) for name in (row.label, row.name, *row.aliases))


def _is_led_by(name: str, text: str) -> bool:
    """A label cut short, or with its unit still at its end."""
    if len(text) < len(name):
        return len(text) >= SHORTEST_LEAD and name.startswith(text)
    return text.startswith(name) and len(text) - len(name) <= LONGEST_UNIT


@dataclass(frozen=True)
class CheckSpec:
    """A relation between figures.

    `equal`, `at_most`, `between` compare the sum over `left` with that over `right`: codes of
    rows, tried in each column of `over` (empty: every column), or, with `along = "columns"`, keys
    of columns tried in each row of `over`. `between`: the largest of `right` ≤ `left` ≤ the sum of
    `right`. `kinds`: every figure is a number of its kind. `filled`: no figure is blank.
    """

    id: str
    severity: str
    table: str
    relation: str
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    along: str = "rows"
    over: tuple[str, ...] = ()
    message: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every row or column that the relation speaks of."""
        return (*self.left, *self.right)


@dataclass(frozen=True)
class AcrossSpec:
    """A relation to last year's report, whose figures are those that go on (crosswalk.toml).

    The sum over `left` equals last year's sum over `last`, with this year's `plus` added and
    `minus` taken away. What the names mean is told by `along` and `over`, as in a CheckSpec.
    """

    id: str
    severity: str
    table: str
    left: tuple[str, ...]
    last: tuple[str, ...]
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    along: str = "rows"
    over: tuple[str, ...] = ()
    message: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every row or column that the relation speaks of."""
        return (*self.left, *self.last, *self.plus, *self.minus)


@dataclass(frozen=True)
class PrefillSpec:
    """A cell that the catalogue knows: how many public entries, of a column or of all.

    `issued`: written in the year; `ended`: repealed or expired in it; `in_force`: at its end;
    `published`: first made public in it. `source` says so to the clerk.
    """

    table: str
    row: str
    column: str
    count: str
    source: str
    category: str = ""


@dataclass(frozen=True)
class ClaimSpec:
    """Words of the text that speak of rows: then a number and unit, or that there was none.

    `columns` names the columns meant, none all. `sums` are further numbers that the words may
    mean: "4.1|total - 4.1|pending".
    """

    id: str
    words: tuple[str, ...]
    rows: tuple[str, ...]
    sections: tuple[str, ...] = ()
    unit: str = ""
    none: bool = False
    columns: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrganSpec:
    """Organs, told by the end of their names, for which figures other than 0 are in doubt."""

    id: str
    endings: tuple[str, ...]
    rows: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class TextSpec:
    """What is compared between the text of a report, its table, its page and last year's.

    `foreign_notices`: documents that prescribe the form of other years; `most_repeated`: percent
    of the text, or of the figures, that may be last year's; `share_bases`: sums of which a share
    of the requests may be, in sentences with one of `share_topics`; `telling_sections`: those
    that cannot say 无 while there are figures.
    """

    period_words: tuple[str, ...] = ()
    share_words: tuple[str, ...] = ()
    growth_words: tuple[str, ...] = ()
    foreign_notices: tuple[str, ...] = ()
    most_repeated: int = 0
    share_topics: tuple[str, ...] = ()
    share_bases: tuple[str, ...] = ()
    telling_sections: tuple[str, ...] = ()
    organs: tuple[OrganSpec, ...] = ()
    claims: tuple[ClaimSpec, ...] = ()


@dataclass(frozen=True)
class DeadlineSpec:
    """The day of the following year by which a report must be public, and who says so.

    The report of a government itself, told by the end of its name, may have a later day.
    """

    month: int
    day: int
    legal_base: str
    verified: bool = True
    governments: tuple[str, ...] = ()
    government_month: int = 0
    government_day: int = 0


@dataclass(frozen=True)
class Scheme:
    """One form of the annual report and the report years for which it holds."""

    key: str
    revision: int
    title: str
    legal_base: str
    first_year: int
    title_pattern: str
    markers: tuple[str, ...]
    deadline: DeadlineSpec
    sections: tuple[SectionSpec, ...]
    tables: tuple[TableSpec, ...]
    checks: tuple[CheckSpec, ...]
    last_year: int = 9999
    across: tuple[AcrossSpec, ...] = ()
    prefill: tuple[PrefillSpec, ...] = ()
    text: TextSpec = field(default_factory=TextSpec)
    digest: str = ""

    @property
    def years(self) -> range:
        """The report years for which the form holds."""
        return range(self.first_year, self.last_year + 1)

    def section(self, key: str) -> SectionSpec:
        return next(section for section in self.sections if section.key == key)

    def table(self, key: str) -> TableSpec:
        return next(table for table in self.tables if table.key == key)

    def match_section(self, heading: str) -> SectionSpec | None:
        """The section that a heading found on a page begins."""
        return next((section for section in self.sections if section.is_called(heading)), None)

    def figures(self) -> Iterator[tuple[TableSpec, RowSpec, ColumnSpec]]:
        """Every cell that takes a value, table by table, in printed order."""
        for table in self.tables:
            yield from ((table, row, column) for row, column in table.figures())

    def terms(self, text: str) -> list[tuple[int, Cell]]:
        """The cells of a sum, each with its sign: "3.1|total + 3.2|total"."""
        tables = {row.code: table.key for table in self.tables for row in table.rows}
        found = []
        for sign, code, column in _TERM.findall(f"+ {text}"):
            found.append((-1 if sign == "-" else 1, (tables.get(code, ""), code, column)))
        return found

    def report_title(self, agency: str, year: int) -> str:
        return self.title_pattern.format(agency=agency, year=year)

    def due_on(self, year: int, agency: str = "") -> datetime.date:
        """The last day on which the report for `year` may be published by the agency so named."""
        rule = self.deadline
        if rule.governments and agency.endswith(rule.governments):
            return datetime.date(year + 1, rule.government_month, rule.government_day)
        return datetime.date(year + 1, rule.month, rule.day)
