"""Columns that are to be updated at intervals: which agency's is late, and by when it was due.

Organs keep guide and catalogue up to date (条例 Art. 12); columns that are left alone or empty are
faults that inspections of government sites count.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from disclosure.agencies.models import Agency
from disclosure.pages.models import Category, Page
from disclosure.pages.search.facets import Node, below, by_key

Latest = dict[tuple[int, int], datetime]  # by agency and column


@dataclass(frozen=True)
class KeptColumn:
    """A column of an agency that has an interval: when it was last updated, by when it is due.

    `last` is the local day of the newest publication or correction in the column or below it,
    None when nothing of the agency stands there.
    """

    agency: Agency
    category: Category
    last: date | None
    today: date

    @property
    def due(self) -> date | None:
        """The last day on which an update is in time."""
        if self.last is None or self.category.update_days is None:
            return None
        return self.last + timedelta(days=self.category.update_days)

    @property
    def days_late(self) -> int:
        """How many days ago the update was due; 0 when it is not late, or nothing stands there."""
        return max((self.today - self.due).days, 0) if self.due else 0

    @property
    def is_late(self) -> bool:
        """Whether the agency has to see to it."""
        return self.due is None or self.days_late > 0


def kept_columns(agencies: Iterable[Agency], *, today: date | None = None) -> list[KeptColumn]:
    """Every column with an interval of every agency: empty ones first, then the latest first.

    Three queries, however many agencies and pages there are.
    """
    found = list(agencies)
    shown = list(Category.objects.shown())
    tree = by_key(Node(one.pk, one.slug, one.name, one.parent_id) for one in shown)
    kept = [(one, below(tree, one.slug)) for one in shown if one.update_days]
    if not kept or not found:
        return []
    latest = latest_of(found, {pk for _, branch in kept for pk in branch})
    day = today or timezone.localdate()
    rows = [
        KeptColumn(agency, category, newest(latest, agency, branch), day)
        for category, branch in kept
        for agency in found
    ]
    return sorted(rows, key=lambda row: (row.last is not None, -row.days_late, row.due or day))


def latest_of(agencies: list[Agency], columns: Collection[int]) -> Latest:
    """When each agency last published or corrected something in each column: one query."""
    rows = Page.objects.entries().filter(category__in=columns, agency__in=agencies).order_by()
    grouped = rows.values_list("agency", "category").annotate(last=Max("updated_at"))
    return {(agency, category): last for agency, category, last in grouped}


def newest(latest: Latest, agency: Agency, columns: Iterable[int]) -> date | None:
    """The local day of the newest in these columns of an agency."""
    times = [latest[agency.pk, one] for one in columns if (agency.pk, one) in latest]
    return timezone.localdate(max(times)) if times else None
