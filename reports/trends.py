"""The main figures of an agency over the years, from its public reports alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosure.catalogue.models import Entry
from disclosure.lib.numbers import change, show
from disclosure.pages.models import Page
from reports.models import AnnualReport
from reports.schemes import Cell
from reports.schemes.crosswalk import Series, crosswalk

HEIGHT, STEP, BAR = 96, 56, 30  # of a chart, in units of its own
TOP = 18  # room for the number above the highest bar


@dataclass(frozen=True)
class Point:
    """A year's figure with the change to the year before, and its bar."""

    year: int
    path: str
    value: Decimal | None
    change: str
    x: int
    height: int

    @property
    def shown(self) -> str:
        """The figure as printed; — where the form has none, or it was left blank."""
        return "—" if self.value is None else show(self.value)

    @property
    def y(self) -> int:
        """Where the bar begins, from above."""
        return HEIGHT - self.height

    @property
    def label_y(self) -> int:
        """Where the number stands."""
        return self.y - 4

    @property
    def middle(self) -> int:
        """The middle of the bar."""
        return self.x + BAR // 2


@dataclass(frozen=True)
class Trend:
    """A series with its points, oldest first."""

    series: Series
    points: Sequence[Point]

    @property
    def width(self) -> int:
        """The width of the chart."""
        return STEP * len(self.points)


def trends(pages: Iterable[Page]) -> tuple[list[Trend], list[str]]:
    """The main series over an agency's reports, and why some years cannot be compared."""
    ordered = sorted(pages, key=lambda page: int(page.data["year"]))
    figures = [figures_of(page) for page in ordered]
    found = [
        Trend(series, points(series, ordered, figures))
        for series in crosswalk().series
        if series.main
    ]
    keys = list(dict.fromkeys(page.data["scheme"] for page in ordered))
    told = [one for one in found if any(point.value is not None for point in one.points)]
    return told, crosswalk().reasons(keys)


def figures_of(page: Page) -> dict[Cell, Decimal | None]:
    """The figures of a public report."""
    return {
        (cell["table"], cell["row"], cell["column"]): (
            None if cell["value"] is None else Decimal(cell["value"])
        )
        for cell in page.data["cells"]
    }


def points(
    series: Series, pages: Sequence[Page], figures: Sequence[dict[Cell, Decimal | None]]
) -> list[Point]:
    """A point for each report."""
    values = [
        series.value(page.data["scheme"], cells) for page, cells in zip(pages, figures, strict=True)
    ]
    highest = max((value for value in values if value is not None), default=Decimal(0))
    found = []
    for place, (page, value) in enumerate(zip(pages, values, strict=True)):
        follows = place > 0 and pages[place - 1].data["year"] == page.data["year"] - 1
        before = values[place - 1] if follows else None
        height = int((HEIGHT - TOP) * value / highest) if value and highest else 0
        found.append(
            Point(
                year=page.data["year"],
                path=page.path,
                value=value,
                change=change(value, before),
                x=place * STEP + (STEP - BAR) // 2,
                height=height,
            )
        )
    return found


def compared(page: Page) -> list[Trend]:
    """A report's main series beside last year's, where that is public; else nothing.

    Two queries for a report, none for another page.
    """
    year = page.data.get("year")
    if not year:
        return []
    before = AnnualReport.objects.filter(
        agency=page.agency_id, year=year - 1, entry__live_edition__isnull=False
    )
    entry = Entry.objects.filter(annual_report__in=before, withdrawn_at=None).first()
    last = Page.objects.entries().filter(path=entry.path).first() if entry else None
    if last is None or not last.data.get("year"):
        return []
    found, _ = trends([last, page])
    return [one for one in found if all(point.value is not None for point in one.points)]
