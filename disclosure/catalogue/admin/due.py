"""The desk's lists of what is due and of late columns, and counts of what was taken down."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from disclosure.agencies.access import person, works_anywhere
from disclosure.agencies.models import Agency, Role
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue import tally
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.due import BY_NAME, DAYS, HORIZONS, KINDS, due, due_counts
from disclosure.catalogue.keepingup import kept_columns
from disclosure.catalogue.models import Edition
from disclosure.lib.downloads import CSV, as_file
from disclosure.lib.widgets import DayInput

PAGE_SIZE = 50


class DueFilter(forms.Form):
    """Which list, of which agency, how far ahead."""

    kind = forms.ChoiceField(choices=[(kind.name, kind.label) for kind in KINDS])
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="机构", required=False, empty_label="全部"
    )
    days = forms.TypedChoiceField(
        label="今后", choices=[(days, f"{days} 天内") for days in HORIZONS], coerce=int
    )


class PeriodForm(forms.Form):
    """From which day to which."""

    first = forms.DateField(label="自", widget=DayInput)
    last = forms.DateField(label="至", widget=DayInput)

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        data: dict[str, Any] = self.cleaned_data
        if {"first", "last"} <= data.keys() and data["last"] < data["first"]:
            self.add_error("last", "结束日期不能早于开始日期。")
        return data


def query_of(values: dict[str, Any]) -> str:
    """What was asked for, as every page of a list carries it on."""
    return urlencode({name: value for name, value in values.items() if value})


def due_list(request: HttpRequest) -> HttpResponse:
    """One list with the counts of all; what is not understood in the address is left out."""
    if not works_anywhere(request):
        raise PermissionDenied("没有任职的账号没有到期与复查事项。")
    user, form = person(request), due_filter(request)
    kind = BY_NAME[form.cleaned_data.get("kind", KINDS[0].name)]
    agency = form.cleaned_data.get("agency")
    wanted: dict[str, Any] = {
        "days": form.cleaned_data.get("days", DAYS),
        "agency": agency.pk if agency else None,
    }
    rows = due(kind, user, **wanted).select_related("entry__agency", "entry__category")
    page = Paginator(rows.defer("body"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = admin.site.each_context(request) | {
        "title": "到期与复查",
        "opts": Edition._meta,
        "form": form,
        "kind": kind,
        "counts": due_counts(user, **wanted),
        "page": page,
        "rows": [(edition, edition_url(edition)) for edition in page],
        "wanted": wanted,
        "query": query_of({"kind": kind.name} | wanted),
        "today": timezone.localdate(),
    }
    return render(request, "admin/catalogue/edition/due.html", context)


def due_filter(request: HttpRequest) -> DueFilter:
    """The filter as asked, own agencies only; what is missing takes its default."""
    data = {"kind": KINDS[0].name, "days": str(DAYS)} | request.GET.dict()
    form = DueFilter(data)
    form.fields["agency"].queryset = agencies_for(person(request))  # type: ignore[attr-defined]
    form.full_clean()
    return form


class KeptFilter(forms.Form):
    """Of which agency, and whether those in time are listed too."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="机构", required=False, empty_label="全部"
    )
    late = forms.BooleanField(label="只看逾期和空白的", required=False)


def kept_list(request: HttpRequest) -> HttpResponse:
    """The columns that are to be updated at intervals: by when, and how late."""
    if not works_anywhere(request):
        raise PermissionDenied("没有任职的账号没有需要更新的栏目。")
    agencies = agencies_for(person(request)).current()
    form = KeptFilter(request.GET)
    form.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
    form.full_clean()
    chosen = form.cleaned_data.get("agency")
    rows = kept_columns([chosen] if chosen else agencies)
    late = [row for row in rows if row.is_late]
    is_late = form.cleaned_data.get("late")
    shown = late if is_late else rows
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = admin.site.each_context(request) | {
        "title": "栏目更新",
        "opts": Edition._meta,
        "form": form,
        "page": page,
        "total": len(rows),
        "late": len(late),
        "query": query_of({"agency": chosen and chosen.pk, "late": is_late and "on"}),
    }
    return render(request, "admin/catalogue/edition/kept.html", context)


def tally_table(request: HttpRequest) -> HttpResponse:
    """Withdrawals by reason, corrections and expiries by agency; `?format=csv` downloads them."""
    if not works_anywhere(request, Role.SUPERVISOR):
        raise PermissionDenied("只有监督人员可以查看撤下与清理统计，请联系管理员。")
    today = timezone.localdate()
    year = {"first": today.replace(month=1, day=1).isoformat(), "last": today.isoformat()}
    form = PeriodForm(year | request.GET.dict())
    period = form.cleaned_data if form.is_valid() else None
    lines = tally.tally(person(request), **period) if period else []
    if period and request.GET.get("format") == "csv":
        return tally_file(lines, period)
    context = admin.site.each_context(request) | {
        "title": "撤下与清理统计",
        "opts": Edition._meta,
        "form": form,
        "columns": tally.COLUMNS.values(),
        "lines": lines,
        "period": period,
    }
    return render(request, "admin/catalogue/edition/tally.html", context)


def tally_file(lines: list[tally.TallyLine], period: dict[str, Any]) -> HttpResponse:
    """The table as a file."""
    content = "".join(tally.csv_lines(lines, **period))
    name = f"withdrawals-{period['first']:%Y%m%d}-{period['last']:%Y%m%d}.csv"
    return as_file(HttpResponse(content, content_type=CSV), name)
