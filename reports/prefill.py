"""Figures that the system knows itself, proposed with what stands behind each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import claim, log
from disclosure.catalogue.models import Edition
from disclosure.lib.numbers import Reading, show
from disclosure.pages.models import Method, Page, PageQuerySet, Validity
from reports.figures import form_of, put_cells, values_of
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


@transaction.atomic
def take_over(
    edition: Edition, *, table: str, keys: Sequence[str], by: User, version: int
) -> list[Proposal]:
    """Write the chosen proposals, made afresh, and log where each figure comes from.

    Raises EditConflict, WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    chosen = [one for one in proposals(edition, table) if one.key in keys]
    claim(edition, version)
    put_cells(edition, {one.cell: Reading(one.value, text=show(one.value)) for one in chosen})
    told = [
        f"{one.name}：{show(one.now) or '空白'}→{show(one.value)}（{one.source}）" for one in chosen
    ]
    log("report.prefilled", edition, by, table=table, cells=told)
    return chosen
