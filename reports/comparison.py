"""One figure of a year over the agencies that have published it, with the size of the sample."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, quantiles

from django.db.models import Q

from disclosure.agencies.models import Agency
from disclosure.lib.numbers import from_micro, show
from reports.models import AnnualReport, Figure
from reports.schemes import Cell
from reports.schemes.crosswalk import Series, crosswalk

SMALL_SAMPLE = 10  # agencies; of fewer, a median says little


@dataclass(frozen=True)
class Compared:
    """An agency with its figure, the place that it takes, and the width of its bar in percent."""

    agency: Agency
    path: str
    value: Decimal
    rank: int
    width: int

    @property
    def shown(self) -> str:
        """The figure as printed."""
        return show(self.value)


@dataclass(frozen=True)
class Comparison:
    """The agencies that report the figure, highest first; `published` counts all reports."""

    series: Series
    published: int
    agencies: Sequence[Compared]

    @property
    def values(self) -> list[Decimal]:
        """The figures, highest first."""
        return [one.value for one in self.agencies]

    @property
    def is_small(self) -> bool:
        """Whether the sample is too small to say much."""
        return len(self.agencies) < SMALL_SAMPLE

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Sum, middle and ends of the sample."""
        values = self.values
        if not values:
            return []
        told = [("合计", sum(values, Decimal(0))), ("中位数", median(values))]
        if len(values) > 1:
            low, _, high = quantiles(values, n=4, method="inclusive")
            told += [("下四分位数", low), ("上四分位数", high)]
        told += [("最小", values[-1]), ("最大", values[0])]
        return [(name, show(value)) for name, value in told]


def main_series(scheme_keys: set[str]) -> list[Series]:
    """The main series that these forms have."""
    return [
        series for series in crosswalk().series if series.main and scheme_keys & set(series.cells)
    ]


def comparison(series: Series, reports: Sequence[AnnualReport]) -> Comparison:
    """Compare what released reports say of a series: one query. A blank figure is not in it."""
    figures = figures_of(series, {report.year for report in reports})
    found = []
    for report in reports:
        own = figures.get(report.entry.live_edition_id or 0, {})
        value = series.value(report.scheme, own)
        if value is not None:
            found.append((value, report))
    found.sort(key=lambda one: (-one[0], one[1].agency.code))
    values = [value for value, _ in found]
    highest = max(values, default=Decimal(0))
    agencies = [
        Compared(
            agency=report.agency,
            path=report.entry.path,
            value=value,
            rank=values.index(value) + 1,
            width=int(100 * value / highest) if highest > 0 and value > 0 else 0,
        )
        for value, report in found
    ]
    return Comparison(series, len(reports), agencies)


def figures_of(series: Series, years: Collection[int]) -> dict[int, dict[Cell, Decimal | None]]:
    """The cells of the series in the public reports of these years, by edition."""
    wanted = Q()
    for table, code, column in {cell for one in series.cells.values() for cell in one}:
        wanted |= Q(row__table=table, row__code=code, column=column)
    public = Figure.objects.public().filter(row__edition__live_entry__annual_report__year__in=years)
    rows = public.filter(wanted).values_list(
        "row__edition_id", "row__table", "row__code", "column", "micro"
    )
    found: dict[int, dict[Cell, Decimal | None]] = {}
    for edition, table, code, column, micro in rows:
        value = None if micro is None else from_micro(micro)
        found.setdefault(edition, {})[table, code, column] = value
    return found


def released_reports(year: int, parent: str = "") -> list[AnnualReport]:
    """The public reports of a year, of all agencies or of those directly below one."""
    rows = AnnualReport.objects.filter(
        year=year, entry__live_edition__isnull=False, entry__withdrawn_at=None
    )
    if parent:
        rows = rows.filter(agency__parent__code=parent)
    return list(rows.select_related("agency", "entry").order_by("agency__code"))
