"""A parent's report beside the sum of the reports below it: who is in, who is not, what differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import claim, log
from disclosure.catalogue.models import Edition
from disclosure.lib.numbers import Reading, from_micro, show
from reports.figures import put_cells, values_of
from reports.findings import recount
from reports.models import AnnualReport, Figure
from reports.opendata import BOM, csv_line
from reports.schemes import Cell
from reports.trends import change

COLUMNS = ("表", "指标", "本机关填报", "下级合计", "相差")


@dataclass(frozen=True)
class SummedCell:
    """One cell: what the parent says, and what its agencies come to."""

    cell: Cell
    table: str
    name: str
    own: Decimal | None
    sum: Decimal

    @property
    def difference(self) -> str:
        """How the parent's figure differs from the sum; empty while it is blank."""
        return "" if self.own is None or self.own == self.sum else change(self.own, self.sum)


@dataclass(frozen=True)
class Rollup:
    """The sum of the released reports of a year below an agency."""

    included: Sequence[Agency]
    missing: Sequence[Agency]
    cells: Sequence[SummedCell]

    @property
    def differing(self) -> int:
        """How many of the parent's figures differ from the sum."""
        return sum(bool(cell.difference) for cell in self.cells)

    @property
    def blank(self) -> int:
        """How many cells the parent has left blank that have a sum."""
        return sum(cell.own is None for cell in self.cells)


def rollup(report: AnnualReport, edition: Edition) -> Rollup:
    """Sum up what the agencies directly below have released for the year, in the same form."""
    below = Agency.objects.current().filter(parent=report.agency_id)
    released = AnnualReport.objects.filter(
        agency__in=below,
        year=report.year,
        scheme=report.scheme,
        entry__live_edition__isnull=False,
        entry__withdrawn_at=None,
    )
    editions = dict(released.values_list("agency_id", "entry__live_edition_id"))
    agencies = list(below)
    return Rollup(
        included=[one for one in agencies if one.pk in editions],
        missing=[one for one in agencies if one.pk not in editions],
        cells=list(summed(report, values_of(edition), sums_of(list(editions.values())))),
    )


def sums_of(editions: list[int]) -> dict[Cell, Decimal]:
    """The sums of these editions' figures; a cell that is blank everywhere has none."""
    rows = Figure.objects.filter(row__edition__in=editions, micro__isnull=False)
    told = rows.values_list("row__table", "row__code", "column").annotate(Sum("micro"))
    return {(table, code, column): from_micro(int(micro)) for table, code, column, micro in told}


def summed(
    report: AnnualReport, own: dict[Cell, Decimal | None], sums: dict[Cell, Decimal]
) -> Iterator[SummedCell]:
    """The cells that have a sum, in printed order."""
    for table, row, column in report.form.figures():
        cell = (table.key, row.code, column.key)
        if cell in sums:
            name = table.describe_cell(row, column)
            yield SummedCell(cell, table.caption, name, own.get(cell), sums[cell])


@transaction.atomic
def adopt(edition: Edition, *, by: User, version: int) -> int:
    """Fill the parent's blank cells with the sums; how many. What is filled stays.

    Raises EditConflict, WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    found = rollup(edition.entry.annual_report, edition)
    claim(edition, version)
    blank = {
        one.cell: Reading(one.sum, text=show(one.sum)) for one in found.cells if one.own is None
    }
    changed = put_cells(edition, blank)
    names = [agency.name for agency in found.included]
    log("report.rolled_up", edition, by, cells=len(changed), agencies=names)
    recount(edition)
    return len(changed)


def csv_lines(found: Rollup) -> Iterator[str]:
    """The comparison as CSV, with who is in and who is missing at its end."""
    yield BOM + csv_line(COLUMNS)
    for one in found.cells:
        yield csv_line([one.table, one.name, show(one.own), show(one.sum), one.difference])
    for label, agencies in (("已汇总", found.included), ("未公布", found.missing)):
        yield csv_line([label, "、".join(agency.name for agency in agencies)])
