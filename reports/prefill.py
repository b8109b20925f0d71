"""Figures that the system knows itself, proposed with what stands behind each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from disclosure.catalogue.models import Edition
from disclosure.lib.numbers import show
from disclosure.pages.models import Method, Page, PageQuerySet, Validity
from reports.checks import Finding
from reports.figures import form_of, values_of
from reports.models import AnnualReport
from reports.schemes import Cell, PrefillSpec
from reports.yearchecks import expected
from reports.years import last_year

MOST_LISTED = 200


@dataclass(frozen=True)
class Proposal:
    """A figure for one cell: where it comes from, and the public pages that it counts."""

    cell: Cell
    name: str
    value: Decimal
    source: str
    now: Decimal | None = None
    pages: Sequence[Page] = ()

    @property
    def key(self) -> str:
        """The cell as a form sends it."""
        return "|".join(self.cell)

    def say(self) -> str:
        """The change in words, for the log."""
        return f"{self.name}：{show(self.now) or '空白'}→{show(self.value)}（{self.source}）"

    @property
    def is_taken(self) -> bool:
        """Whether the cell says so already."""
        return self.now == self.value


def proposals(edition: Edition, table: str) -> list[Proposal]:
    """What is known of a table: from last year's report, then from the catalogue."""
    report = edition.entry.annual_report
    return [*from_last_year(report, edition, table), *from_catalogue(report, edition, table)]


def from_last_year(report: AnnualReport, edition: Edition, key: str) -> Iterator[Proposal]:
    """What follows from last year's report by the rules across years."""
    last = last_year(report)
    if last is None:
        return
    values = values_of(edition)
    table = form_of(edition).table(key)
    for one in expected(report.form, values, last):
        if one.cell[0] != key or not one.is_complete:
            continue
        name = table.describe_cell(table.row(one.cell[1]), table.column(one.cell[2]))
        yield Proposal(
            one.cell, name, one.value, f"{last.year}年度报告{one.source}", values.get(one.cell)
        )


def from_catalogue(report: AnnualReport, edition: Edition, key: str) -> Iterator[Proposal]:
    """What the agency's public entries come to."""
    table = report.form.table(key)
    values = values_of(edition)
    for spec in report.form.prefill:
        if spec.table != key:
            continue
        rows = counted(spec, report)
        cell = (spec.table, spec.row, spec.column)
        name = table.describe_cell(table.row(spec.row), table.column(spec.column))
        source = f"目录中公开的{spec.source}"
        found = tuple(rows.only("title", "path", "index_number", "published_at")[:MOST_LISTED])
        yield Proposal(cell, name, Decimal(rows.count()), source, values.get(cell), found)


def counted(spec: PrefillSpec, report: AnnualReport) -> PageQuerySet:
    """The public pages that a figure counts."""
    rows = Page.objects.entries().of_agency(report.agency).filter(method=Method.ACTIVE)
    if spec.category:
        rows = rows.filter(
            Q(category__slug=spec.category) | Q(category__parent__slug=spec.category)
        )
    return rows.filter(COUNTS[spec.count](report.year))


def issued(year: int) -> Q:
    """Written in the year."""
    return Q(written_on__year=year)


def ended(year: int) -> Q:
    """Repealed or expired in the year."""
    return Q(validity__in=(Validity.REPEALED, Validity.EXPIRED), ends_on__year=year)


def in_force(year: int) -> Q:
    """Written by the end of the year and not ended by then."""
    last_day = date(year, 12, 31)
    return Q(written_on__lte=last_day) & (Q(ends_on=None) | Q(ends_on__gt=last_day))


def published(year: int) -> Q:
    """First made public in the year."""
    return Q(published_at__year=year)


COUNTS = {"issued": issued, "ended": ended, "in_force": in_force, "published": published}


def not_as_counted(edition: Edition) -> list[Finding]:
    """C-1: figures that differ from what the agency's public entries come to, until released.

    Where the catalogue counts nothing, it may not be kept here: that is no doubt.
    """
    if edition.published_at:
        return []
    report = edition.entry.annual_report
    values = values_of(edition)
    found = []
    for spec in report.form.prefill:
        cell = (spec.table, spec.row, spec.column)
        own = values.get(cell)
        count = Decimal(counted(spec, report).count()) if own is not None else None
        if not count or own is None or own == count:
            continue
        table = report.form.table(spec.table)
        name = table.describe_cell(table.row(spec.row), table.column(spec.column))
        message = (
            f"{name}为{show(own)}，目录中公开的{spec.source}为{show(count)}，"
            f"相差{show(abs(own - count))}，请核实，或者记录理由。"
        )
        found.append(
            Finding(f"C-1|{spec.row}|{spec.column}"[:20], "warn", message, (cell,), own, count)
        )
    return found
