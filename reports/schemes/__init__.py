"""The forms that the state prescribes, one file each: the next decree is a new file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from reports.schemes.labels import key_of
from reports.schemes.load import SchemeFault, load
from reports.schemes.spec import (
    AcrossSpec,
    Cell,
    CheckSpec,
    ClaimSpec,
    ColumnSpec,
    DeadlineSpec,
    PrefillSpec,
    RowSpec,
    Scheme,
    SectionSpec,
    TableSpec,
    TextSpec,
)

__all__ = [
    "AcrossSpec",
    "Cell",
    "CheckSpec",
    "ClaimSpec",
    "ColumnSpec",
    "DeadlineSpec",
    "PrefillSpec",
    "RowSpec",
    "Scheme",
    "SchemeFault",
    "SectionSpec",
    "TableSpec",
    "TextSpec",
    "all_schemes",
    "best_match",
    "for_year",
    "load",
    "recognise",
    "scheme",
]

FOLDER = Path(__file__).parent
CROSSWALK = FOLDER / "crosswalk.toml"  # between schemes: no scheme itself
LEAST_SHARE = (
    0.5  # of a scheme's rows must be among the labels: a marker alone also stands in older tables
)


@cache
def all_schemes() -> tuple[Scheme, ...]:
    """Every scheme, oldest first. Raises SchemeFault."""
    return tuple(sorted(map(load, _files()), key=lambda one: one.first_year))


def _files() -> list[Path]:
    return [path for path in FOLDER.glob("*.toml") if path != CROSSWALK]


def scheme(key: str) -> Scheme:
    """The scheme of that key. Raises KeyError."""
    return {one.key: one for one in all_schemes()}[key]


def for_year(year: int) -> Scheme | None:
    """The scheme prescribed for a report year, or None where there was none."""
    return next((one for one in all_schemes() if year in one.years), None)


def recognise(labels: Iterable[str]) -> Scheme | None:
    """The scheme whose table these labels come from, or None for a table of another form."""
    texts = [label for label in labels if label.strip()]
    return best_match(texts, all_schemes())


def best_match(labels: Iterable[str], schemes: Iterable[Scheme]) -> Scheme | None:
    """The one of the schemes that shares most markers and rows with the labels."""
    texts = list(labels)
    best = max(
        schemes,
        key=lambda one: (_markers(one, texts), _share(one, texts)),
        default=None,
    )
    if best is None or not _markers(best, texts) or _share(best, texts) < LEAST_SHARE:
        return None
    return best


def _markers(one: Scheme, labels: list[str]) -> int:
    printed = [key_of(label) for label in labels]
    return sum(any(key_of(marker) in text for text in printed) for marker in one.markers)


def _share(one: Scheme, labels: list[str]) -> float:
    """How much of the form's rows the labels name."""
    wanted = {(table.key, key_of(row.name)) for table in one.tables for row in table.rows}
    found = {
        (table.key, key_of(row.name))
        for table in one.tables
        for label in labels
        if (row := table.match_label(label)) is not None
    }
    return len(found) / len(wanted)
