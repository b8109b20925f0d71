"""Index numbers: their rules, and the register that nobody writes by hand."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import URLPattern, path

from disclosure.agencies.access import NoSecondLog, ReadOnly, RemovesOneByOne, SuperuserOnly, person
from disclosure.catalogue.admin.plans import adopt_plan, review_plans
from disclosure.catalogue.models import IndexNumber, IndexNumberRule, ReviewStep
from disclosure.catalogue.models.reviews import Plans, ReviewKind
from disclosure.workflow.log import record


@admin.register(IndexNumberRule)
class IndexNumberRuleAdmin(SuperuserOnly, NoSecondLog, RemovesOneByOne, admin.ModelAdmin):
    """索引号规则."""

    list_display = ("name", "sample", "period", "width", "is_site_wide")
    list_select_related = ("agency",)

    @admin.display(description="适用机构")
    def name(self, rule: IndexNumberRule) -> str:
        """Whose rule it is."""
        return str(rule.agency or "全站默认")

    @admin.display(description="编号示例")
    def sample(self, rule: IndexNumberRule) -> str:
        """What a number of this rule looks like."""
        return rule.example()

    def save_model(
        self, request: HttpRequest, obj: IndexNumberRule, form: Any, change: bool
    ) -> None:
        """Save and log, with what each field was."""
        super().save_model(request, obj, form, change)
        changes = {
            name: [str(form.initial.get(name, "")), str(getattr(obj, name))]
            for name in form.changed_data
        }
        code = obj.agency.code if obj.agency else ""
        record("numberrule.set", on=obj, by=person(request), agency_code=code, changes=changes)

    def delete_model(self, request: HttpRequest, obj: IndexNumberRule) -> None:
        """Log what is removed, then remove it."""
        code = obj.agency.code if obj.agency else ""
        record("numberrule.removed", on=obj, by=person(request), agency_code=code)
        super().delete_model(request, obj)


@admin.register(IndexNumber)
class IndexNumberAdmin(ReadOnly, admin.ModelAdmin):
    """索引号登记."""

    list_display = ("number", "state", "counter", "serial", "taken_at")
    list_filter = ("state",)
    search_fields = ("number",)
    list_select_related = ("counter",)
    list_per_page = 50


@admin.register(ReviewStep)
class ReviewStepAdmin(SuperuserOnly, NoSecondLog, RemovesOneByOne, admin.ModelAdmin):
    """审查环节: those of an agency bind the agencies below that have none of their own."""

    list_display = ("agency", "position", "name", "kind", "reviewer")
    list_display_links = ("agency", "name")
    list_select_related = ("agency", "reviewer")
    autocomplete_fields = ("agency", "reviewer")

    def get_urls(self) -> list[URLPattern]:
        """The plans before the stock addresses."""
        wrap = self.admin_site.admin_view
        return [
            path("plans/", wrap(review_plans), name="catalogue_reviewstep_plans"),
            path("plans/<int:pk>/<slug:key>/", wrap(adopt_plan), name="catalogue_reviewstep_adopt"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: ReviewStep, form: Any, change: bool) -> None:
        """Save, log, and say what is missing."""
        super().save_model(request, obj, form, change)
        note_step("step.set", request, obj)
        kinds = {step.kind for step in Plans().configured(obj.agency_id)}
        if ReviewKind.SECRECY not in kinds:
            told = f"“{obj.agency}”的环节中没有设定保密审查，系统在最后加上一次（条例第十七条）。"
            messages.info(request, told)

    def delete_model(self, request: HttpRequest, obj: ReviewStep) -> None:
        """Log what is removed, then remove it."""
        note_step("step.removed", request, obj)
        super().delete_model(request, obj)


def note_step(action: str, request: HttpRequest, step: ReviewStep) -> None:
    """Record what became of a step."""
    record(
        action,
        on=step,
        by=person(request),
        agency_code=step.agency.code,
        position=step.position,
        name=step.name,
        kind=step.kind,
        reviewer=str(step.reviewer or ""),
    )
