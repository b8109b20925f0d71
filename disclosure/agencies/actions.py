"""Rename, merge and dissolve an agency: what the law-giver does, with its trace in the log."""

from datetime import date, timedelta

from django.db import transaction

from disclosure.agencies.models import Agency, AgencyName, User
from disclosure.workflow.log import record


@transaction.atomic
def rename_agency(
    agency: Agency, *, name: str, short_name: str = "", on: date, by: User | None
) -> AgencyName:
    """Give an agency a new name from a day on; the old one is kept as a former name.

    Pages keep the name under which they were published.
    """
    row = Agency.objects.select_for_update().get(pk=agency.pk)
    last = row.names.order_by("-until").first()
    former = AgencyName.objects.create(
        agency=row,
        name=row.name,
        short_name=row.short_name,
        since=last.until + timedelta(days=1) if last and last.until else row.established_on,
        until=on - timedelta(days=1),
    )
    row.name, row.short_name = name, short_name
    row.save(update_fields=["name", "short_name", "changed_at"])
    agency.refresh_from_db()
    record(
        "agency.renamed",
        on=row,
        by=by,
        agency_code=row.code,
        former=former.name,
        since=on,
    )
    return former


@transaction.atomic
def dissolve_agency(
    agency: Agency, *, on: date, successor: Agency | None = None, by: User | None
) -> None:
    """End an agency on a day; with a successor it is merged into that one (条例 Art. 10)."""
    agency.dissolved_on, agency.successor = on, successor
    agency.save(update_fields=["dissolved_on", "successor", "changed_at"])
    record(
        "agency.merged" if successor else "agency.dissolved",
        on=agency,
        by=by,
        agency_code=agency.code,
        since=on,
        successor=successor.code if successor else "",
    )
