"""Every cell of released reports as open data: stable keys, one row for each cell."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from disclosure.lib.csvlines import BOM, csv_line
from reports.schemes import scheme

COLUMNS = (
    "agency_code", "agency", "year", "scheme", "table", "row", "column", "label", "header", "unit",
    "value", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Whose report it is, and its cells as a page keeps them (`rendering.structured`)."""

    agency_code: str
    agency: str
    data: Mapping[str, Any]


def rows(source: Source) -> Iterator[tuple[str, ...]]:
    """A report's cells in printed order; the value of a blank cell is empty."""
    form = scheme(source.data["scheme"])
    year = str(source.data["year"])
    for cell in source.data["cells"]:
        table = form.table(cell["table"])
        # A row that the locality added stands in no form: its cells bring their label.
        label = cell.get("label") or table.name_of(table.row(cell["row"]))
        yield (
            source.agency_code, source.agency, year, form.key,
            table.key, cell["row"], cell["column"],
            label, table.column(cell["column"]).header,
            cell["unit"], cell["value"] or "", cell["note"],
        )  # fmt: skip


def csv_lines(sources: Iterable[Source]) -> Iterator[str]:
    """A CSV file line by line, with the names of the columns first."""
    yield BOM + csv_line(COLUMNS)
    for source in sources:
        yield from map(csv_line, rows(source))


def json_text(source: Source) -> str:
    """A report as JSON: whose it is, then a list of cells with the keys of the CSV."""
    cells: list[dict[str, str | None]] = [
        dict(zip(COLUMNS[4:], row[4:], strict=True)) for row in rows(source)
    ]
    report = {
        "agency_code": source.agency_code,
        "agency": source.agency,
        "year": source.data["year"],
        "scheme": source.data["scheme"],
        "cells": [cell | {"value": cell["value"] or None} for cell in cells],  # blank is null
    }
    return json.dumps(report, ensure_ascii=False)


def json_lines(sources: Iterable[Source]) -> Iterator[str]:
    """A JSON list of reports, one to a line."""
    opening = "["
    for source in sources:
        yield f"{opening}\n{json_text(source)}"
        opening = ","
    yield "\n]\n" if opening == "," else "[]\n"
