"""A statutory table as a clerk fills it in: the printed form with inputs, sums and findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosure.lib.numbers import change, show
from reports.checks import Figures, Finding, sides_of
from reports.figures import as_typed
from reports.models import Figure
from reports.schemes import Cell, Scheme, TableSpec
from reports.schemes.layout import GridCell, grid


@dataclass(frozen=True)
class Input:
    """One place of the grid: what is printed there, and the input if it takes a value."""

    cell: GridCell
    name: str = ""
    label: str = ""
    value: str = ""
    note: str = ""
    error: str = ""
    sum: str = ""
    last: str = ""
    is_off: bool = False
    findings: tuple[str, ...] = ()

    @property
    def is_value(self) -> bool:
        """Whether a figure is typed here."""
        return bool(self.name)


@dataclass(frozen=True)
class GridLine:
    """A line of the body with the kind of its row."""

    inputs: tuple[Input, ...]
    kind: str


@dataclass(frozen=True)
class DeskGrid:
    """The whole table for the template."""

    head: tuple[tuple[GridCell, ...], ...]
    body: tuple[GridLine, ...]
    is_wide: bool


def input_name(code: str, column: str) -> str:
    """The name of a cell's input, which is its anchor too."""
    return f"cell-{code}-{column}"


def desk_grid(
    form: Scheme,
    table: TableSpec,
    figures: Mapping[Cell, Figure],
    findings: Sequence[Finding] = (),
    typed: Mapping[tuple[str, str], str] | None = None,
    errors: Mapping[Cell, str] | None = None,
    last: Figures | None = None,
) -> DeskGrid:
    """The grid with stored figures, or with what was typed and refused, beside last year's."""
    sums = sums_of(form, table, {cell: figure.value for cell, figure in figures.items()})

    def fill(cell: GridCell) -> Input:
        if cell.kind != "value":
            return Input(cell)
        key = (table.key, cell.code, cell.column)
        figure = figures.get(key)
        given = (typed or {}).get((cell.code, cell.column))
        stored = as_typed(figure)
        return Input(
            cell=cell,
            name=input_name(cell.code, cell.column),
            label=table.describe_cell(table.row(cell.code), table.column(cell.column)),
            value=stored if given is None else given,
            error=(errors or {}).get(key, ""),
            sum=show(sums.get(key)),
            last=beside(figure, (last or {}).get(key)),
            is_off=key in sums and figure is not None and sums[key] != (figure.value or 0),
            findings=tuple(one.message for one in findings if key in one.cells and is_local(one)),
        )

    lines = []
    laid_out = grid(table)
    for line in laid_out.body:
        code = next((cell.code for cell in line if cell.code), "")
        row = table.row(code) if code else None
        inputs = tuple(fill(cell) for cell in line)
        lines.append(GridLine(inputs, row.kind if row else "header"))
    return DeskGrid(laid_out.head, tuple(lines), laid_out.is_wide)


def is_local(finding: Finding) -> bool:
    """Whether a finding speaks of few cells, so that it is said beside them."""
    return finding.severity != "warn" or len(finding.cells) <= 3


def beside(figure: Figure | None, last: Decimal | None) -> str:
    """Last year's figure and the difference to it: 上年 40，+2; nothing where both are 0."""
    now = figure.value if figure else None
    if last is None or (not last and not now):
        return ""
    told = change(now, last)
    return f"上年 {show(last)}{f'，{told}' if told else ''}"


def sums_of(
    form: Scheme, table: TableSpec, values: Mapping[Cell, Decimal | None]
) -> dict[Cell, Decimal]:
    """For each cell that a check declares a sum: what its filled parts come to."""
    sums: dict[Cell, Decimal] = {}
    for check in form.checks:
        if check.table != table.key or check.relation != "equal" or len(check.left) != 1:
            continue
        for _, whole, parts in sides_of(check, table, values):
            if parts.filled:
                sums[whole.cells[0]] = parts.sum
    return sums
