"""The cells of an edition as one mapping, read in one query and written in bulk."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from disclosure.catalogue.models import Edition
from disclosure.lib.numbers import Reading, show, to_micro
from reports.models import Figure, StatisticsRow
from reports.schemes import Cell, RowSpec, Scheme, TableSpec
from reports.schemes.local import LocalRow, is_local, with_rows


def cells_of(edition: Edition) -> dict[Cell, Figure]:
    """Every stored cell by (table, row code, column key)."""
    rows = Figure.objects.of_edition(edition).select_related("row")
    return {(figure.row.table, figure.row.code, figure.column): figure for figure in rows}


def values_of(edition: Edition) -> dict[Cell, Decimal | None]:
    """The number of every stored cell, None for blank."""
    return {cell: figure.value for cell, figure in cells_of(edition).items()}


def as_typed(figure: Figure | None) -> str:
    """A stored figure as a clerk would type it, with its note."""
    if figure is None or figure.value is None:
        return ""
    return f"{show(figure.value)}（{figure.note}）" if figure.note else show(figure.value)


def digest_of(values: Mapping[Cell, Decimal | None]) -> str:
    """SHA-256 over figures; two editions with the same figures have the same."""
    lines = (f"{'|'.join(cell)}={show(value)}" for cell, value in sorted(values.items()))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@transaction.atomic
def put_rows(edition: Edition, scheme: Scheme) -> None:
    """Lay out the rows of every table of the scheme, all cells blank."""
    rows = [
        StatisticsRow(
            edition=edition,
            table=table.key,
            code=row.code,
            label=row.label,
            unit=row.unit,
            position=position,
        )
        for table in scheme.tables
        for position, row in enumerate(table.rows)
    ]
    StatisticsRow.objects.bulk_create(rows)
    by_code = {(row.table, row.code): row for row in rows}
    Figure.objects.bulk_create(
        Figure(row=by_code[table.key, row.code], column=column.key)
        for table, row, column in scheme.figures()
    )


@transaction.atomic
def put_missing_rows(edition: Edition, scheme: Scheme) -> None:
    """Lay out the rows of the form that the edition lacks, and put all in the form's order."""
    there = {(row.table, row.code): row for row in edition.statistics_rows.all()}
    for table in scheme.tables:
        for position, row in enumerate(table.rows):
            stored = there.get((table.key, row.code))
            if stored is None:
                put_row(edition, table, row, position)
            elif stored.position != position:
                stored.position = position
                stored.save(update_fields=["position"])


def put_row(edition: Edition, table: TableSpec, row: RowSpec, position: int) -> None:
    """Lay out one row, its cells blank."""
    stored = StatisticsRow.objects.create(
        edition=edition,
        table=table.key,
        code=row.code,
        label=row.label,
        unit=row.unit,
        position=position,
    )
    if row.is_figure:
        columns = table.columns_of(row)
        Figure.objects.bulk_create(Figure(row=stored, column=one.key) for one in columns)


def form_of(edition: Edition) -> Scheme:
    """The form in which an edition is written, with the rows that the locality added."""
    form = edition.entry.annual_report.form
    rows = [
        LocalRow(row.table, row.code, row.label, row.code.rpartition(".")[0], row.unit)
        for row in edition.statistics_rows.filter(code__contains="L")
        if is_local(row.code)
    ]
    return with_rows(form, rows)


@transaction.atomic
def put_cells(edition: Edition, cells: Mapping[Cell, Reading]) -> list[Cell]:
    """Write the cells that differ; which those are. Cells that the edition lacks are ignored."""
    changed = []
    for cell, figure in cells_of(edition).items():
        reading = cells.get(cell)
        if reading is None:
            continue
        micro = None if reading.value is None else to_micro(reading.value)
        if (figure.micro, figure.note) != (micro, reading.note):
            figure.micro, figure.note, figure.text = (
                micro,
                reading.note,
                reading.text[:60],
            )
            changed.append((cell, figure))
    Figure.objects.bulk_update([figure for _, figure in changed], ["micro", "note", "text"])
    return [cell for cell, _ in changed]


@transaction.atomic
def copy_rows(old: Edition, new: Edition) -> None:
    """Give a new edition the rows and figures of an old one."""
    rows = list(old.statistics_rows.prefetch_related("figures"))
    copies = StatisticsRow.objects.bulk_create(
        StatisticsRow(
            edition=new,
            table=row.table,
            code=row.code,
            label=row.label,
            unit=row.unit,
            position=row.position,
            note=row.note,
        )
        for row in rows
    )
    Figure.objects.bulk_create(
        Figure(
            row=copy,
            column=figure.column,
            micro=figure.micro,
            text=figure.text,
            note=figure.note,
        )
        for row, copy in zip(rows, copies, strict=True)
        for figure in row.figures.all()
    )
