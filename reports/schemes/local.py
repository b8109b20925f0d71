"""Rows that a locality adds to a table of the form: 其他主动公开文件 below 规范性文件.

They carry figures as printed rows do, but no relation of the form speaks of them: they are no part
of a whole, and only that they are filled with numbers is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from reports.schemes.spec import RowSpec, Scheme, TableSpec

_CODE = re.compile(r"(?:^|\.)L(\d+)$")


@dataclass(frozen=True)
class LocalRow:
    """A row added to a table below the row or caption `parent` (empty: at the end)."""

    table: str
    code: str
    label: str
    parent: str = ""
    unit: str = ""

    def spec(self, table: TableSpec) -> RowSpec:
        """The row as one of the form's."""
        above = table.row(self.parent) if self.parent else None
        level = above.level + 1 if above else 0
        return RowSpec(self.code, self.label, "integer", level, self.unit, parent=self.parent)


def is_local(code: str) -> bool:
    """Whether a row's code is one of an added row.

    >>> is_local("2.1.L1"), is_local("L12"), is_local("2.1.1")
    (True, True, False)
    """
    return bool(_CODE.search(code))


def places_in(table: TableSpec) -> list[RowSpec | None]:
    """Below which rows a table may have added ones: its captions, or only its end (None)."""
    if table.layout == "across":
        return []
    captions = [row for row in table.rows if row.kind == "caption"]
    return [*captions] or [None]


def new_code(table: TableSpec, parent: str) -> str:
    """The next free code below a row: 2.1.L1, L2. Codes are not used twice."""
    used = [int(found[1]) for row in table.rows if (found := _CODE.search(row.code))]
    number = f"L{max(used, default=0) + 1}"
    return f"{parent}.{number}" if parent else number


def with_rows(scheme: Scheme, rows: Iterable[LocalRow]) -> Scheme:
    """The form with the added rows, each behind what stands below its parent."""
    tables = {table.key: table for table in scheme.tables}
    added = False
    for row in rows:
        tables[row.table] = with_row(tables[row.table], row)
        added = True
    return replace(scheme, tables=tuple(tables.values())) if added else scheme


def with_row(table: TableSpec, row: LocalRow) -> TableSpec:
    """The table with one more row."""
    codes = [one.code for one in table.rows]
    below = [
        place
        for place, one in enumerate(table.rows)
        if not row.parent or row.parent in (one.code, one.parent)
    ]
    place = max(below, default=len(codes) - 1) + 1
    rows = (*table.rows[:place], row.spec(table), *table.rows[place:])
    return replace(table, rows=rows)
