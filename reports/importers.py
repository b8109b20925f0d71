"""Figures from a workbook into a draft: previewed cell by cell, then written all or none."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from import_export.results import RowResult

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import claim, log
from disclosure.catalogue.importers import ImportProblems
from disclosure.catalogue.models import Edition
from disclosure.lib.numbers import show
from reports.figures import form_of, put_missing_rows
from reports.findings import recount
from reports.resources import StatisticsResource
from reports.schemes import Cell, Scheme
from reports.schemes.local import LocalRow, with_rows
from reports.workbook_reader import ReportWorkbook

STATUSES = {
    "new": "新填",
    "changed": "修改",
    "same": "相同",
    "wrong": "有误",
}


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

    @property
    def label(self) -> str:
        """The status in words."""
        return STATUSES[self.status]


def form_with(edition: Edition, book: ReportWorkbook) -> Scheme:
    """The edition's form with the rows that the workbook adds and that it lacks."""
    form = form_of(edition)
    return with_rows(form, [row for row in book.added if not has_row(form, row)])


def has_row(form: Scheme, row: LocalRow) -> bool:
    """Whether a form has the added row already."""
    return any(one.code == row.code for one in form.table(row.table).rows)


def cells_in(edition: Edition, book: ReportWorkbook) -> list[Cell]:
    """The cells of the form that the workbook speaks of, in printed order."""
    form = form_of(edition)
    known = ((table.key, row.code, column.key) for table, row, column in form.figures())
    return [cell for cell in known if cell in book.cells or cell in book.faults]


def preview(edition: Edition, book: ReportWorkbook) -> list[CellChange]:
    """Try the import without writing: what would become of every cell."""
    with transaction.atomic():
        put_missing_rows(edition, form_with(edition, book))
        found = list(changes(edition, book))
        transaction.set_rollback(True)
    return found


def changes(edition: Edition, book: ReportWorkbook) -> Iterator[CellChange]:
    """What the import would do to each cell, tried on rows that are there."""
    resource = StatisticsResource(edition, book)
    cells = cells_in(edition, book)
    before = {key: show(figure.value) for key, figure in resource.figures.items()}
    result = resource.import_data(resource.dataset(cells), dry_run=True, use_transactions=True)
    form = form_of(edition)
    for cell, row in zip(cells, result.rows, strict=True):
        table = form.table(cell[0])
        spec, column = table.row(cell[1]), table.column(cell[2])
        old = before["|".join(cell)]
        yield CellChange(
            cell=cell,
            name=table.describe_cell(spec, column),
            unit=table.unit_of(spec, column),
            place=book.places.get(cell, ""),
            old=old,
            new=show(book.cells[cell].value) if cell in book.cells else "",
            status=status_of(row, old),
            message=book.faults.get(cell, ""),
        )


def status_of(row: RowResult, old: str) -> str:
    """wrong, same, new (a blank cell is filled) or changed (also when it becomes blank)."""
    if row.import_type in (RowResult.IMPORT_TYPE_INVALID, RowResult.IMPORT_TYPE_ERROR):
        return "wrong"
    if row.import_type == RowResult.IMPORT_TYPE_SKIP:
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
    claim(edition, version, by)
    put_missing_rows(edition, form_with(edition, book))
    resource = StatisticsResource(edition, book)
    rows = resource.dataset(cells_in(edition, book))
    resource.import_data(rows, dry_run=False, raise_errors=True, use_transactions=True)
    log("report.imported", edition, by, cells=resource.changed)
    recount(edition)
    return len(resource.changed)
