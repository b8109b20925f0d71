"""The whole record of one entry on a page of its own, to print and to hand over."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from disclosure.agencies.access import note_access, person
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.admin.steps import visible_edition
from disclosure.catalogue.models import Edition
from disclosure.catalogue.proof.timeline import (
    MOST_ON_RECORD,
    days,
    sees_access,
    standing_of,
    timeline,
)


def edition_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to the entry of an edition, oldest first, on A4."""
    edition = visible_edition(request, pk)
    entry = edition.entry
    with_access = sees_access(person(request), entry)
    sittings = timeline(entry, with_access=with_access, most=MOST_ON_RECORD)
    note_access(request, "timeline.exported", on=edition)
    rows = entry.editions.select_related("entry__agency", "author", "published_by")
    context = admin.site.each_context(request) | {
        "title": f"记录：{edition.title}",
        "opts": Edition._meta,
        "edition": edition,
        "entry": entry,
        "days": days(reversed(sittings)),
        "versions": [(one, *standing_of(one)) for one in rows.order_by("number")],
        "with_access": with_access,
        "is_cut": len(sittings) >= MOST_ON_RECORD,
        "most": MOST_ON_RECORD,
        "made_at": timezone.now(),
        "back_url": edition_url(edition),
    }
    return render(request, "admin/catalogue/edition/record.html", context)
