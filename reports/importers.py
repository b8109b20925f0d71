"""Figures from a workbook into a draft: previewed cell by cell, then written all or none."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import claim, log
from disclosure.catalogue.importers import ImportProblems
from disclosure.catalogue.models import Edition
from disclosure.lib.numbers import show
from reports.checks import Cell
from reports.figures import cells_of, put_cells
from reports.schemes import scheme
from reports.workbook_reader import ReportWorkbook


@dataclass(frozen=True)
class CellChange:
    """What an import would do to one cell: new, changed, same or wrong."""

    cell: Cell
    name: str
    unit: str
    place: str
    old: str
    new: str
    status: str
    message: str = ""


def preview(edition: Edition, book: ReportWorkbook) -> Iterator[CellChange]:
    """Every cell of the form with what the workbook would make of it, in printed order."""
    form = scheme(edition.entry.annual_report.scheme)
    stored = cells_of(edition)
    for table, row, column in form.figures():
        cell = (table.key, row.code, column.key)
        if cell not in book.cells and cell not in book.faults:
            continue
        figure = stored.get(cell)
        old = show(figure.value) if figure else ""
        new = show(book.cells[cell].value) if cell in book.cells else ""
        yield CellChange(
            cell=cell,
            name=table.describe_cell(row, column),
            unit=table.unit_of(row, column),
            place=book.places.get(cell, ""),
            old=old,
            new=new,
            status=status_of(old, new, is_wrong=cell in book.faults),
            message=book.faults.get(cell, ""),
        )


def status_of(old: str, new: str, *, is_wrong: bool) -> str:
    """wrong, same, new (a blank cell is filled) or changed (also when it becomes blank)."""
    if is_wrong:
        return "wrong"
    if old == new:
        return "same"
    return "changed" if old else "new"


@transaction.atomic
def apply(edition: Edition, book: ReportWorkbook, *, by: User | None, version: int) -> int:
    """Write a workbook's cells to a draft; how many changed.

    Raises ImportProblems with every fault of the workbook, and then writes nothing; EditConflict
    when the draft was saved since `version`.
    """
    if by is not None:
        require(by, Role.EDITOR, edition.entry.agency)
    if book.problems:
        raise ImportProblems(book.problems)
    claim(edition, version)
    changed = put_cells(edition, book.cells)
    log("report.imported", edition, by, cells=["|".join(cell) for cell in changed])
    return len(changed)
