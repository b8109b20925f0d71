"""The list of entries and the form of a draft, on the stock admin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from js_asset import Media

from disclosure.agencies.access import NoSecondLog, hidden, person, works_anywhere
from disclosure.agencies.models import Role
from disclosure.agencies.permissions import holds
from disclosure.catalogue import actions
from disclosure.catalogue.addresses import edition_url, step_url
from disclosure.catalogue.admin.due import due_list, kept_list, tally_table
from disclosure.catalogue.admin.emergencies import emergency_register
from disclosure.catalogue.admin.erasing import edition_erase, edition_erasure
from disclosure.catalogue.admin.filters import AgencyFilter, CategoryFilter, StateFilter
from disclosure.catalogue.admin.importing import edition_import, edition_import_blank
from disclosure.catalogue.admin.panel import panel
from disclosure.catalogue.admin.policy import editor_policy
from disclosure.catalogue.admin.preview import (
    edition_choose,
    edition_compare,
    edition_preview,
    edition_version,
)
from disclosure.catalogue.admin.problemlist import grouped
from disclosure.catalogue.admin.releases import publish_many
from disclosure.catalogue.admin.steps import REFUSALS, step_view, visible_edition
from disclosure.catalogue.admin.uploads import save_files
from disclosure.catalogue.checks import ProblemsFound, problems
from disclosure.catalogue.forms import EditionForm
from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Edition, Entry
from disclosure.catalogue.models.reviews import Plans
from disclosure.catalogue.permissions import waits_for
from disclosure.lib.dates import to_minute
from disclosure.workflow.states import WrongState

CARRIED = ("agency", "category", "source")


@admin.register(Edition)
class EditionAdmin(NoSecondLog, admin.ModelAdmin):
    """信息条目: one row for each entry, its newest edition."""

    form = EditionForm
    list_display = (
        "titled",
        "state_shown",
        "number_shown",
        "agency",
        "category",
        "updated",
        "next",
    )
    list_display_links = None
    list_filter = (StateFilter, CategoryFilter, AgencyFilter)
    list_per_page = 30
    search_fields = ("title", "document_number", "entry__index_number")
    search_help_text = "按标题、文号或索引号搜索，例如 002668899/2017-66815。"
    show_full_result_count = False
    actions = ("publish_selected",)
    change_form_template = "admin/catalogue/edition/change_form.html"
    change_list_template = "admin/catalogue/edition/change_list.html"
    fieldsets = (
        ("一、写什么", {"fields": ("title", "document_number", "summary")}),
        (
            "二、谁、什么时候",
            {"fields": ("agency", "written_on", "source", "publisher_name", "joint_issuers")},
        ),
        (
            "三、分类与公开",
            {
                "fields": (
                    "category", "method", "closed_reason", "is_secret", "theme", "genre",
                    "keywords", "validity", "effective_on", "ends_on", "review_on",
                )
            },
        ),
        ("四、正文", {"fields": ("body", "change_note", "hides_previous")}),
        ("五、附件", {"fields": ("new_files",), "classes": ("attachments",)}),
    )  # fmt: skip

    class Media:
        js = ("js/editor.js",)

    # --- Who ---------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever works in an agency."""
        return works_anywhere(request)

    def has_view_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """Own agencies only."""
        if obj is None:
            return works_anywhere(request)
        return Edition.objects.for_user(person(request)).filter(pk=obj.pk).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Editors."""
        return works_anywhere(request, Role.EDITOR)

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """Editors of the agency."""
        if obj is None:
            return works_anywhere(request, Role.EDITOR)
        return holds(person(request), Role.EDITOR, obj.entry.agency)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """Nobody: drafts are discarded, pages withdrawn."""
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Publishers, for the action of the list."""
        return works_anywhere(request, Role.PUBLISHER)

    # --- The list ----------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """One row for each entry of own agencies."""
        rows = Edition.objects.for_user(person(request)).newest()
        return (
            rows.select_related("entry__agency", "entry__category", "entry__live_edition", "author")
            .prefetch_related("reviews")
            .defer("body")
        )

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list, whose rows share the review plans, read once."""
        shown, plans = super().get_changelist_instance(request), Plans()
        for row in shown.result_list:
            row.plans = plans
        return shown

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Under its own name."""
        return super().changelist_view(request, {"title": "信息条目"} | (extra_context or {}))

    @admin.display(description="标题", ordering="title")
    def titled(self, edition: Edition) -> SafeString:
        """The title, leading to the desk of its kind."""
        kind = "" if edition.entry.kind == "document" else f"{edition.entry.behaviour.label} · "
        return format_html('{}<a href="{}">{}</a>', kind, edition_url(edition), edition.title)

    @admin.display(description="状态", ordering="state")
    def state_shown(self, edition: Edition) -> SafeString:
        """The state as a mark; withdrawn counts as one."""
        withdrawn = edition.entry.withdrawn_at is not None
        name = "withdrawn" if withdrawn else edition.state
        label = "已撤下" if withdrawn else edition.get_state_display()
        return format_html('<span class="state state-{}">{}</span>', name, label)

    @admin.display(description="索引号", ordering="entry__index_number", empty_value="提交时编号")
    def number_shown(self, edition: Edition) -> str | None:
        """The index number."""
        return edition.entry.index_number or None

    @admin.display(description="机构", ordering="entry__agency")
    def agency(self, edition: Edition) -> str:
        """Who answers for it."""
        return edition.entry.agency.label

    @admin.display(description="栏目", ordering="entry__category")
    def category(self, edition: Edition) -> str:
        """Where it stands."""
        return edition.entry.category.name

    @admin.display(description="更新", ordering="updated_at")
    def updated(self, edition: Edition) -> str:
        """When it was last written."""
        return to_minute(edition.updated_at)

    @admin.display(description="等待")
    def next(self, edition: Edition) -> str:
        """What it waits for, and for whom."""
        return waits_for(edition, getattr(edition, "plans", None))

    @admin.action(description="发布所选条目", permissions=["publish"])
    def publish_selected(
        self, request: HttpRequest, queryset: QuerySet[Edition]
    ) -> HttpResponse | None:
        """Asks first; each is all or nothing; what was refused is named."""
        return publish_many(request, list(queryset.select_related("entry__agency")))

    # --- Addresses ---------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Preview, older versions and steps beside the stock addresses."""
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/preview/",
                hidden(wrap(edition_preview)),
                name="catalogue_edition_preview",
            ),
            path("import/", wrap(edition_import), name="catalogue_edition_import"),
            path(
                "import/blank/", wrap(edition_import_blank), name="catalogue_edition_import_blank"
            ),
            path("due/", wrap(due_list), name="catalogue_edition_due"),
            path("columns/", wrap(kept_list), name="catalogue_edition_kept"),
            path("tally/", wrap(tally_table), name="catalogue_edition_tally"),
            path("emergencies/", wrap(emergency_register), name="catalogue_emergency_register"),
            path("<int:pk>/version/", wrap(edition_version), name="catalogue_edition_version"),
            path("<int:pk>/compare/", wrap(edition_choose), name="catalogue_edition_choose"),
            path(
                "<int:pk>/compare/<int:other>/",
                wrap(edition_compare),
                name="catalogue_edition_compare",
            ),
            path("<int:pk>/step/erase/", wrap(edition_erase), name="catalogue_edition_erase"),
            path("<int:pk>/step/erasure/", wrap(edition_erasure), name="catalogue_edition_erasure"),
            path("<int:pk>/step/<slug:verb>/", wrap(step_view), name="catalogue_edition_step"),
            *super().get_urls(),
        ]

    # --- The form ----------------------------------------------------------------------------

    def get_form(
        self, request: HttpRequest, obj: Edition | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """The form, knowing who fills it in."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("PersonalForm", (form,), {"user": person(request)})

    @method_decorator(editor_policy)
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An empty form, with what the previous entry carries over."""
        extra = {"title": "新建信息"} | (extra_context or {})
        return super().add_view(request, form_url, extra)

    @method_decorator(editor_policy)
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form of a draft to who may write it, else the edition to read."""
        edition = visible_edition(request, int(object_id) if object_id.isdecimal() else 0)
        may_write = self.has_change_permission(request, edition)
        if request.method == "POST" and not may_write:
            raise PermissionDenied("只有本机构编辑可以修改。")
        if edition.entry.kind != "document" and edition_url(edition) != request.path:
            return redirect(edition_url(edition))
        if request.method != "POST" and not (may_write and edition.is_draft):
            return edition_version(request, edition.pk)
        extra = self.draft_context(request, edition) | (extra_context or {})
        try:
            return super().change_view(request, object_id, form_url, extra)
        except (actions.EditConflict, WrongState):
            # A colleague saved between check and write: the check now finds it and says so.
            return super().change_view(request, object_id, form_url, extra)

    def draft_context(self, request: HttpRequest, edition: Edition) -> dict[str, Any]:
        """What stands beside the form."""
        extra = panel(edition, person(request)) | {
            "title": edition.title,
            "subtitle": None,
        }
        if "check" in request.GET and request.method == "GET":
            extra["problems"] = problems(edition, today=timezone.localdate())
            extra["problem_groups"] = grouped(edition, extra["problems"], in_form=True)
        return extra

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With problems beside their fields, and the nonce that the editor's import map needs."""
        form = context["adminform"].form
        for problem in context.get("problems", ()):
            mark(form, problem)
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
        context["media"] = Media.from_media(context["media"], nonce=nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Writing -----------------------------------------------------------------------------

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Edition:
        """The draft as it is: only actions write it."""
        if change:
            return visible_edition(request, form.instance.pk)
        return Edition(title=form.cleaned_data["title"])

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        """Through the actions, so that checks, log and lock cannot differ."""
        user, data = person(request), form.cleaned_data
        fields = form.written()
        if not change:
            fields["category"] = fields.pop("category_id") and data["category"]
            made = actions.create_entry(data["agency"], by=user, **fields)
            obj.__dict__.update(made.__dict__)
        elif fields:
            actions.save_draft(obj, by=user, version=data["lock_version"], **fields)
        save_files(request, obj, data["new_files"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: there are no inlines and no many-to-many fields."""

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        """Nothing: the log has its own words."""
        return []

    # --- After saving ------------------------------------------------------------------------

    def response_add(
        self, request: HttpRequest, obj: Edition, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Where the pressed button leads."""
        return self.after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Edition) -> HttpResponse:
        """Where the pressed button leads."""
        return self.after_saving(request, obj)

    def after_saving(self, request: HttpRequest, edition: Edition) -> HttpResponse:
        """Submit, preview, begin the next one, or stay."""
        edition = visible_edition(request, edition.pk)
        if "_submit" in request.POST:
            return self.submitted(request, edition)
        messages.success(request, f"草稿“{edition.title}”已保存。")
        if "_preview" in request.POST:
            return redirect("admin:catalogue_edition_preview", edition.pk)
        if "_next" in request.POST:
            return redirect(next_entry_url(edition))
        return redirect(edition_url(edition))

    def submitted(self, request: HttpRequest, edition: Edition) -> HttpResponse:
        """Hand it in; with problems, back to the form that names them all."""
        try:
            actions.submit(edition, by=person(request))
        except ProblemsFound as error:
            if error.needs_only_a_reason:
                messages.info(request, "草稿已保存；提交前请说明下面的问题为什么仍然成立。")
                return redirect(step_url(edition, "submit"))
            messages.warning(request, "草稿已保存，但还不能提交：请按下面的提示修改。")
            return redirect(f"{edition_url(edition)}?check=1")
        except REFUSALS as error:
            messages.error(request, f"草稿已保存，但没有提交：{error}")
            return redirect(edition_url(edition))
        number = Entry.objects.values_list("index_number", flat=True).get(pk=edition.entry_id)
        messages.success(request, f"“{edition.title}”已提交，索引号 {number}。")
        return redirect(edition_url(edition))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What happened, from our own log."""
        if not object_id.isdecimal():
            raise Http404
        edition = visible_edition(request, int(object_id))
        context = self.admin_site.each_context(request) | panel(edition, person(request))
        context |= {"title": f"操作记录：{edition.title}", "opts": self.opts}
        return TemplateResponse(request, "admin/catalogue/edition/history_page.html", context)


def mark(form: Any, problem: Problem) -> None:
    """Put a problem beside its field."""
    if problem.field in form.fields and problem.severity != "warn":
        form.errors.setdefault(problem.field, form.error_class()).append(problem.message)


def next_entry_url(edition: Edition) -> str:
    """An empty form that carries agency, column and source over."""
    entry = edition.entry
    carried = (entry.agency_id, entry.category_id, edition.source)
    query = urlencode(list(zip(CARRIED, map(str, carried), strict=True)))
    return f"{reverse('admin:catalogue_edition_add')}?{query}"
