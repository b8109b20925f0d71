"""By when a report must be public: the law's date, or an earlier one that was set locally."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from disclosure.agencies.models import Agency
from disclosure.agencies.permissions import line_of
from reports.models import LocalDeadline
from reports.schemes import Scheme


@dataclass(frozen=True)
class Due:
    """The day by which a report must be public. `source` names a local notice."""

    on: date
    by_law: date
    source: str = ""


def due_dates(form: Scheme, year: int, agencies: Iterable[Agency]) -> Mapping[int, Due]:
    """The day for each agency by its key: three queries, however many agencies there are."""
    set_locally = list(LocalDeadline.objects.filter(year=year))
    above = Agency.objects.parents() if set_locally else {}
    return {one.pk: due_of(form, year, one, set_locally, above) for one in agencies}


def due_date(form: Scheme, year: int, agency: Agency) -> Due:
    """The day for one agency."""
    return due_dates(form, year, [agency])[agency.pk]


def due_of(
    form: Scheme,
    year: int,
    agency: Agency,
    set_locally: Iterable[LocalDeadline],
    above: Mapping[int, int | None],
) -> Due:
    """The earliest day that binds the agency itself or one above it."""
    by_law = form.due_on(year, agency.name)
    is_government = agency.name.endswith(form.deadline.governments or ("政府",))
    line = set(line_of(agency.pk, above))
    found = [
        one
        for one in set_locally
        if one.agency_id in line and one.binds(is_government=is_government) and one.due_on < by_law
    ]
    first = min(found, key=lambda one: one.due_on, default=None)
    return Due(first.due_on, by_law, first.source) if first else Due(by_law, by_law)
