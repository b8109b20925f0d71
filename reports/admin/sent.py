"""What the form of a statutory table sends: what was typed, and what its cells said before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.figures import as_typed
from reports.grids import input_name
from reports.models import Figure
from reports.schemes import Cell, TableSpec

Typed = dict[tuple[str, str], str]


@dataclass
class Sent:
    """The cells of one table by (row code, column key): as typed, and as seen when opened.

    `errors` says what is wrong with some; `keep` are those that stay seen as they were.
    """

    typed: Typed
    seen: Typed
    errors: dict[Cell, str] = field(default_factory=dict)
    keep: Typed = field(default_factory=dict)

    @property
    def own(self) -> Typed:
        """What the clerk changed."""
        return {cell: text for cell, text in self.typed.items() if text != self.seen.get(cell)}


def sent_cells(table: TableSpec, data: Mapping[str, str]) -> Sent:
    """Read a form. Cells of which it does not say what was seen were blank."""
    names = names_of(table)
    try:
        seen = json.loads(data.get("seen", "{}"))
    except ValueError:
        seen = {}
    known = seen if isinstance(seen, dict) else {}
    return Sent(
        typed={cell: data[name].strip() for name, cell in names.items() if name in data},
        seen={cell: str(known.get(name, "")) for name, cell in names.items()},
    )


def names_of(table: TableSpec) -> dict[str, tuple[str, str]]:
    """The cell behind the name of each input."""
    return {
        input_name(row.code, column.key): (row.code, column.key) for row, column in table.figures()
    }


def stored_cells(table: TableSpec, figures: Mapping[Cell, Figure]) -> Typed:
    """What the inputs of a table say when it is opened."""
    return {cell: as_typed(figures.get((table.key, *cell))) for cell in names_of(table).values()}


def as_json(cells: Typed) -> str:
    """The cells as the form keeps them; blank ones need not be named."""
    return json.dumps({input_name(*cell): text for cell, text in cells.items() if text})
