"""The register of emergency releases: what went out before its reviews, for whoever answers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure.agencies.access import person, works_anywhere
from disclosure.agencies.models import Role
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.models import Edition, EmergencyRelease
from disclosure.lib.widgets import DayInput

READERS = (Role.SUPERVISOR, Role.REVIEWER, Role.SECRECY)
PAGE_SIZE = 50


class PeriodForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(label="自", required=False, widget=DayInput)
    until = forms.DateField(label="至", required=False, widget=DayInput)
    owed = forms.BooleanField(label="只看尚未补审的", required=False)


def emergency_register(request: HttpRequest) -> HttpResponse:
    """Period, agency, person, reason, and whether the reviews were made up since."""
    if not works_anywhere(request, *READERS):
        raise PermissionDenied("只有监督和审查人员可以查看紧急发布，请联系管理员。")
    form = PeriodForm(request.GET)
    rows = EmergencyRelease.objects.for_user(person(request), *READERS)
    if form.is_valid():
        rows = chosen(rows, form.cleaned_data)
    rows = rows.select_related(
        "edition__entry__agency", "edition__entry__live_edition", "released_by"
    ).prefetch_related("edition__reviews")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = admin.site.each_context(request) | {
        "title": "紧急发布登记",
        "form": form,
        "page": page,
        "rows": [(row, edition_url(row.edition), standing_of(row)) for row in page],
        "opts": Edition._meta,
    }
    return render(request, "admin/catalogue/emergency_register.html", context)


def chosen(rows: Any, wanted: dict[str, Any]) -> Any:
    """The rows of a period, or those that still owe a review."""
    if wanted["since"]:
        rows = rows.filter(released_at__date__gte=wanted["since"])
    if wanted["until"]:
        rows = rows.filter(released_at__date__lte=wanted["until"])
    return rows.owed() if wanted["owed"] else rows


def standing_of(row: EmergencyRelease) -> str:
    """Whether it was reviewed since, in words."""
    entry = row.edition.entry
    if row.settled_at:
        return "已补审"
    is_over = entry.withdrawn_at or entry.live_edition_id != row.edition_id
    if objection := row.objection():
        became = "" if is_over else "，等待发布人员撤下或者更正"
        became = "，已撤下" if entry.withdrawn_at else became or "，已由新版本取代"
        return f"{objection.step}有异议{became}：{objection.note}"
    if entry.withdrawn_at:
        return "已撤下，未补审"
    if entry.live_edition_id != row.edition_id:
        return "已由新版本取代，未补审"
    step = row.next_owed()
    return f"等待{step.name}" if step else "已补审"
