"""Working days: the list of special days, and a page that reads a year's notice."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from disclosure.agencies.access import NoSecondLog, RemovesOneByOne, SuperuserOnly, person
from disclosure.catalogue.calendars import enter_notice
from disclosure.catalogue.models.workdays import SpecialDay
from disclosure.lib.notices import read_notice
from disclosure.workflow.log import record

EXAMPLE = "元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"


class NoticeForm(forms.Form):
    """A year's notice as it was published."""

    year = forms.IntegerField(label="年度", min_value=2004, max_value=2100)
    source = forms.CharField(
        label="发文字号", max_length=100, help_text="例如 国办发明电〔2025〕7号。"
    )
    text = forms.CharField(
        label="通知内容",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=f"粘贴通知中的各条，每个节日一行，例如 {EXAMPLE}",
    )

    def clean(self) -> dict[str, Any]:
        """With the days that were read, if nothing contradicts itself."""
        data: dict[str, Any] = super().clean() or {}
        if not {"year", "text"} <= data.keys():
            return data
        notice = read_notice(data["text"], data["year"])
        for fault in notice.faults:
            self.add_error("text", fault)
        if not any(day.on.year == data["year"] for day in notice.days):
            self.add_error("text", "没有读到放假日期，请粘贴通知原文，例如 " + EXAMPLE)
        return data | {"days": notice.days}


@admin.register(SpecialDay)
class SpecialDayAdmin(SuperuserOnly, NoSecondLog, RemovesOneByOne, admin.ModelAdmin):
    """放假和调休日期."""

    list_display = ("date", "kind", "name", "source", "is_provisional")
    list_filter = ("kind", "is_provisional")
    date_hierarchy = "date"
    list_per_page = 50
    change_list_template = "admin/catalogue/specialday/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """The page of a notice beside the stock addresses."""
        view = self.admin_site.admin_view(specialday_enter)
        return [path("enter/", view, name="catalogue_specialday_enter"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: SpecialDay, form: Any, change: bool) -> None:
        """Save and note it."""
        super().save_model(request, obj, form, change)
        note_day("calendar.changed", request, obj)

    def delete_model(self, request: HttpRequest, obj: SpecialDay) -> None:
        """Note it, then remove it."""
        note_day("calendar.removed", request, obj)
        super().delete_model(request, obj)


def note_day(action: str, request: HttpRequest, day: SpecialDay) -> None:
    """Record what became of a day."""
    record(action, on=day, by=person(request), date=day.date, kind=day.kind, name=day.name)


def specialday_enter(request: HttpRequest) -> HttpResponse:
    """Read a notice, show the days that were found, write them once confirmed."""
    if not person(request).is_superuser:
        raise PermissionDenied("只有系统管理员可以录入放假通知。")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() else timezone.localdate().year + 1
    form = NoticeForm(request.POST or None, initial={"year": year})
    if form.is_valid() and "confirm" in request.POST:
        data = form.cleaned_data
        count = enter_notice(data["year"], data["days"], source=data["source"], by=person(request))
        messages.success(request, f"已录入 {data['year']} 年放假通知，共 {count} 天。")
        return redirect("admin:catalogue_specialday_changelist")
    context = admin.site.each_context(request) | {
        "title": "录入放假通知",
        "form": form,
        "days": form.cleaned_data.get("days") if form.is_valid() else None,
        "opts": SpecialDay._meta,
    }
    return render(request, "admin/catalogue/specialday/enter.html", context)
