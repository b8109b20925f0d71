"""Agencies: contact data for their publishers, everything else for who runs the site."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from disclosure.agencies.access import NoSecondLog, SuperuserOnly, person, works_anywhere
from disclosure.agencies.actions import dissolve_agency, rename_agency
from disclosure.agencies.forms import DissolveForm, MergeForm, RenameForm
from disclosure.agencies.models import Agency, AgencyName, Role
from disclosure.agencies.permissions import agencies_for
from disclosure.workflow.log import record

CONTACT = ("office", "address", "postcode", "office_hours", "phone", "fax", "email")
FACTS = ("name", "short_name", "code", "credit_code", "parent", "established_on")
STEPS = {
    "rename": ("更名", "旧名称保留为曾用名；已发布的页面仍显示发布时的名称。"),
    "merge": ("并入其他机构", "本机构撤销，职责由承接机构承担；已发布的页面保持不变。"),
    "dissolve": ("撤销", "本机构撤销，没有承接机构；不能再发布新信息。"),
}


class FormerNames(SuperuserOnly, admin.TabularInline):
    """曾用名, written by renaming only."""

    model = AgencyName
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


@admin.register(Agency)
class AgencyAdmin(NoSecondLog, admin.ModelAdmin):
    """机构."""

    list_display = ("name", "short_name", "code", "phone", "parent", "dissolved_on")
    search_fields = ("name", "short_name", "code")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    inlines = (FormerNames,)
    change_form_template = "admin/agencies/agency/change_form.html"
    fieldsets = (
        ("机构", {"fields": (*FACTS, "dissolved_on", "successor")}),
        (
            "公开指南中的联系方式",
            {
                "fields": CONTACT,
                "description": "显示在政府信息公开指南和机构页面上（条例第十二条）。",
            },
        ),
        ("公众页面", {"fields": ("shows_earlier_editions",)}),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Publishers and who runs the site."""
        return works_anywhere(request, Role.PUBLISHER)

    def has_view_permission(self, request: HttpRequest, obj: Agency | None = None) -> bool:
        """Own agencies."""
        if obj is None:
            return works_anywhere(request)
        return agencies_for(person(request)).filter(pk=obj.pk).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who runs the site."""
        return person(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Agency | None = None) -> bool:
        """Publishers their own agency's contact data."""
        if obj is None:
            return works_anywhere(request, Role.PUBLISHER)
        return agencies_for(person(request), Role.PUBLISHER).filter(pk=obj.pk).exists()

    def has_delete_permission(self, request: HttpRequest, obj: Agency | None = None) -> bool:
        """Nobody: agencies are dissolved."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        """Own agencies."""
        return agencies_for(person(request)).select_related("parent", "successor")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Agency | None = None
    ) -> tuple[str, ...]:
        """Names and ends change through their pages; publishers write contact data only."""
        if not person(request).is_superuser:
            return (*FACTS, "dissolved_on", "successor")
        ends = ("dissolved_on", "successor")
        return ("name", "short_name", *ends) if obj else ends

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """404 for other agencies, with the pages of an agency's life for who runs the site."""
        pk = int(object_id) if object_id.isdecimal() else 0
        agency = get_object_or_404(self.get_queryset(request), pk=pk)
        may = person(request).is_superuser and agency.dissolved_on is None
        extra = {"life_steps": STEPS if may else {}} | (extra_context or {})
        return super().change_view(request, object_id, form_url, extra)

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        """Save, note it, and say what the check digits say."""
        super().save_model(request, obj, form, change)
        action = "agency.changed" if change else "agency.created"
        fields = sorted(form.changed_data)
        record(action, on=obj, by=person(request), agency_code=obj.code, fields=fields)
        for warning in obj.code_warnings():
            messages.warning(request, warning)

    def get_urls(self) -> list[URLPattern]:
        """Rename, merge and dissolve beside the stock addresses."""
        view = self.admin_site.admin_view(life_step)
        own = path("<int:pk>/step/<slug:verb>/", view, name="agencies_agency_step")
        return [own, *super().get_urls()]


def life_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Rename, merge or dissolve an agency: asks, then does."""
    agency = get_object_or_404(agencies_for(person(request)), pk=pk)
    if verb not in STEPS:
        raise Http404("没有这个操作。")
    if not person(request).is_superuser:
        raise PermissionDenied("只有系统管理员可以办理机构更名、合并和撤销。")
    form = life_form(verb, agency, request)
    if request.method == "POST" and form.is_valid() and live_on(request, agency, verb, form):
        return redirect("admin:agencies_agency_change", agency.pk)
    context = admin.site.each_context(request) | {
        "title": f"{STEPS[verb][0]}：{agency}",
        "says": STEPS[verb][1],
        "label": STEPS[verb][0],
        "form": form,
        "agency": agency,
        "opts": Agency._meta,
    }
    return render(request, "admin/agencies/agency/step.html", context)


def life_form(verb: str, agency: Agency, request: HttpRequest) -> Form:
    """The form of a page."""
    data = request.POST if request.method == "POST" else None
    if verb == "merge":
        return MergeForm(data, agency=agency)
    return RenameForm(data) if verb == "rename" else DissolveForm(data)


def live_on(request: HttpRequest, agency: Agency, verb: str, form: Form) -> bool:
    """Do it and say so; False when the database refused it."""
    act = rename_agency if verb == "rename" else dissolve_agency
    try:
        act(agency, by=person(request), **form.cleaned_data)
    except IntegrityError:
        messages.error(request, "没有写入：名称已被使用，或日期早于成立日期、曾用名的启用日期。")
        agency.refresh_from_db()
        return False
    messages.success(request, f"“{agency}”{STEPS[verb][0]}已办理。")
    return True
