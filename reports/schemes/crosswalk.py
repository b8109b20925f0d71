"""Which figures go on from one form to the next: crosswalk.toml, read and applied."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from reports.schemes import CROSSWALK, all_schemes
from reports.schemes.load import SchemeFault
from reports.schemes.spec import Cell, Scheme

Figures = Mapping[Cell, Decimal | None]


@dataclass(frozen=True)
class Series:
    """What is counted over the years, and in which cells of each scheme; several are added up."""

    key: str
    name: str
    unit: str
    cells: Mapping[str, tuple[Cell, ...]]
    main: bool = False

    def value(self, scheme: str, figures: Figures) -> Decimal | None:
        """The figure of a report, or None where the form has none or a cell is blank."""
        values = [figures.get(cell) for cell in self.cells.get(scheme, ())]
        filled = [value for value in values if value is not None]
        return sum(filled, Decimal(0)) if filled and len(filled) == len(values) else None


@dataclass(frozen=True)
class Alike:
    """Tables whose cells go on in the cells of the same row and column."""

    schemes: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Break:
    """Between two schemes: what cannot be compared, and why."""

    first: str
    then: str
    reason: str


@dataclass(frozen=True)
class Crosswalk:
    """Everything that goes on between schemes, and what does not."""

    alike: tuple[Alike, ...]
    series: tuple[Series, ...]
    breaks: tuple[Break, ...]

    def carry(self, figures: Figures, old: Scheme, new: Scheme) -> dict[Cell, Decimal | None]:
        """Figures of a report in the old form, in those cells of the new one where they go on."""
        if old.key == new.key:
            return dict(figures)
        carried = self._alike(figures, old, new)
        for series in self.series:
            cells = series.cells.get(new.key, ())
            if old.key in series.cells and len(cells) == 1:
                carried[cells[0]] = series.value(old.key, figures)
        return carried

    def _alike(self, figures: Figures, old: Scheme, new: Scheme) -> dict[Cell, Decimal | None]:
        tables = {
            table
            for one in self.alike
            if {old.key, new.key} <= set(one.schemes)
            for table in one.tables
        }
        known = {(table.key, row.code, column.key) for table, row, column in new.figures()}
        return {
            cell: value for cell, value in figures.items() if cell[0] in tables and cell in known
        }

    def reasons(self, keys: list[str]) -> list[str]:
        """Why years in these schemes cannot be compared in everything; schemes between count."""
        order = [one.key for one in all_schemes()]
        places = [order.index(key) for key in keys]
        return [
            one.reason
            for one in self.breaks
            if places
            and order.index(one.first) >= min(places)
            and order.index(one.then) <= max(places)
        ]


@cache
def crosswalk() -> Crosswalk:
    """The cross-walk between all schemes. Raises SchemeFault."""
    return load_crosswalk(CROSSWALK, {one.key: one for one in all_schemes()})


def load_crosswalk(path: Path, schemes: Mapping[str, Scheme]) -> Crosswalk:
    """Read a cross-walk, each cell of which must stand in its scheme. Raises SchemeFault."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return Crosswalk(
            alike=tuple(_alike(one, schemes) for one in data.get("alike", ())),
            series=tuple(_series(one, schemes) for one in data.get("series", ())),
            breaks=tuple(
                Break(_known(one["from"], schemes), _known(one["to"], schemes), one["reason"])
                for one in data.get("breaks", ())
            ),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, SchemeFault) as fault:
        raise SchemeFault(f"{path.name}: {fault}") from fault
    except KeyError as fault:
        raise SchemeFault(f"{path.name}: key {fault} is missing") from fault


def _alike(data: Mapping[str, Any], schemes: Mapping[str, Scheme]) -> Alike:
    keys = tuple(_known(key, schemes) for key in data["schemes"])
    for key in keys:
        tables = {table.key for table in schemes[key].tables}
        if unknown := set(data["tables"]) - tables:
            raise SchemeFault(f"alike: {key} has no table “{'”, “'.join(sorted(unknown))}”")
    return Alike(keys, tuple(data["tables"]))


def _series(data: Mapping[str, Any], schemes: Mapping[str, Scheme]) -> Series:
    cells = {
        _known(key, schemes): tuple(_cell(text, schemes[key], data["key"]) for text in texts)
        for key, texts in data["cells"].items()
    }
    return Series(data["key"], data["name"], data["unit"], cells, data.get("main", False))


def _cell(text: str, scheme: Scheme, series: str) -> Cell:
    for table, row, column in scheme.figures():
        if text == f"{table.key}|{row.code}|{column.key}":
            return (table.key, row.code, column.key)
    raise SchemeFault(f"series {series}: {scheme.key} has no cell “{text}”")


def _known(key: str, schemes: Mapping[str, Scheme]) -> str:
    if key not in schemes:
        raise SchemeFault(f"scheme “{key}” is not known")
    return key
