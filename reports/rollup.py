"""A parent's report beside the sum of the reports below it: who is in, who is not, what differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from disclosure.agencies.models import Agency
from disclosure.catalogue.models import Edition
from disclosure.lib.csvlines import BOM, csv_line
from disclosure.lib.numbers import change, from_micro, show
from reports.checks import MOST_NAMED, Finding
from reports.figures import values_of
from reports.models import AnnualReport, Figure
from reports.schemes import Cell

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


def below_sum(report: AnnualReport, edition: Edition) -> list[Finding]:
    """P-1: figures smaller than what the agencies below have released together.

    A larger one may be the agency's own business; a smaller one has left somebody out (inferred).
    """
    if not report.agency.children.exists():
        return []
    found = rollup(report, edition)
    short = [one for one in found.cells if one.own is not None and one.own < one.sum]
    if not short:
        return []
    named = "；".join(
        f"{one.name}为{show(one.own)}，下级合计{show(one.sum)}，少{show(one.sum - one.own)}"
        for one in short[:MOST_NAMED]
        if one.own is not None
    )
    count = len(short)
    message = (
        f"{count}个数据小于已公布的{len(found.included)}个下级机构的合计：{named}"
        f"{'等' if count > MOST_NAMED else ''}，请核实是否漏计。"
    )
    (one, *_) = short
    return [Finding("P-1", "warn", message, tuple(x.cell for x in short), one.own, one.sum)]


def csv_lines(found: Rollup) -> Iterator[str]:
    """The comparison as CSV, with who is in and who is missing at its end."""
    yield BOM + csv_line(COLUMNS)
    for one in found.cells:
        yield csv_line([one.table, one.name, show(one.own), show(one.sum), one.difference])
    for label, agencies in (("已汇总", found.included), ("未公布", found.missing)):
        yield csv_line([label, "、".join(agency.name for agency in agencies)])
