"""The desk of one report: where it stands, what is missing, its sections."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from js_asset import Media

from disclosure.agencies.access import person
from disclosure.agencies.models import Role
from disclosure.agencies.permissions import holds
from disclosure.catalogue.actions import EditConflict, save_draft
from disclosure.catalogue.admin.panel import panel
from disclosure.catalogue.admin.policy import editor_policy
from disclosure.catalogue.checks import problems
from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Edition
from disclosure.workflow.states import WrongState
from reports.actions import ReportRefused, confirm, save_section
from reports.deadlines import due_date
from reports.figures import cells_of
from reports.findings import confirmed, findings
from reports.forms import AboutForm, ConfirmForm, SectionForm
from reports.models import AnnualReport
from reports.schemes import Scheme, SectionSpec
from reports.sections import html_of, mark, texts_of

REFUSALS = (EditConflict, WrongState)
KEPT = "您写的内容仍在下面；对照后再次保存即以您的内容为准。"


def visible_report(request: HttpRequest, pk: int) -> AnnualReport:
    """A report of an agency in which the person works; for others it does not exist."""
    rows = AnnualReport.objects.for_user(person(request)).select_related("agency", "entry__agency")
    report = rows.filter(pk=pk).first()
    if report is None:
        raise Http404("没有这份报告。")
    return report


def newest_edition(report: AnnualReport) -> Edition:
    """The edition that the desk shows: the last that was begun."""
    rows = report.entry.editions.select_related("entry__agency", "author")
    return rows.order_by("-number")[0]


def desk_context(
    request: HttpRequest, report: AnnualReport, edition: Edition, title: str
) -> dict[str, Any]:
    """What every page of the desk knows."""
    user = person(request)
    return admin.site.each_context(request) | {
        "title": title,
        "opts": AnnualReport._meta,
        "report": report,
        "edition": edition,
        "entry": report.entry,
        "form_title": report.form.title,
        "may_write": edition.is_draft and holds(user, Role.EDITOR, report.agency),
    }


def report_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the report stands: sections, tables, findings, steps."""
    return desk_page(request, visible_report(request, pk))


def desk_page(
    request: HttpRequest, report: AnnualReport, about: AboutForm | None = None
) -> HttpResponse:
    """The page of the desk; `about` holds what was typed and could not be saved."""
    edition = newest_edition(report)
    form = report.form
    context = desk_context(request, report, edition, edition.title)
    context |= panel(edition, person(request))
    about = about or AboutForm(instance=edition)
    if not context["may_write"]:
        about.freeze()
    context |= {
        "parts": parts(form, edition),
        "has_subordinates": report.agency.children.current().exists(),
        "about": about,
        "due": due_date(form, report.year, report.agency),
        "findings": told(edition),
        "problems": to_mend(edition) if edition.is_draft else (),
    }
    return render(request, "admin/reports/annualreport/desk.html", context)


def to_mend(edition: Edition) -> list[Problem]:
    """What stands before submission; doubts of the checks are told among the findings."""
    found = problems(edition, today=timezone.localdate())
    return [one for one in found if not (one.rule and one.severity == "warn")]


def parts(form: Scheme, edition: Edition) -> list[dict[str, Any]]:
    """Every section and table of the form with how far it is."""
    texts = texts_of(edition)
    figures = cells_of(edition)
    found = []
    for section in form.sections:
        if section.kind == "text":
            found.append({"section": section, "size": len(texts.get(section.key, ""))})
            continue
        cells = [figure for cell, figure in figures.items() if cell[0] == section.table]
        filled = sum(figure.value is not None for figure in cells)
        found.append({"section": section, "filled": filled, "total": len(cells)})
    return found


def told(edition: Edition) -> list[dict[str, Any]]:
    """The findings with the confirmations that still hold."""
    let_stand = confirmed(edition)
    return [
        {"finding": finding, "confirmation": let_stand.get(finding.check)}
        for finding in findings(edition)
    ]


@require_POST
def report_about(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the page says of the report; what could not be saved stays in the form."""
    report = visible_report(request, pk)
    form = AboutForm(request.POST, instance=newest_edition(report))
    if not form.is_valid():
        told = "；".join(f"{form.fields[k].label}：{v[0]}" for k, v in form.errors.items())
        messages.error(request, f"没有保存：{told}")
    elif save_about(request, report, form):
        return redirect("admin:reports_annualreport_change", pk)
    return desk_page(request, report, form)


def save_about(request: HttpRequest, report: AnnualReport, form: AboutForm) -> bool:
    """Through the action; a refusal is said."""
    fields = {}
    for name in form.changed_data:
        value = form.cleaned_data[name]
        is_row = name in ("theme", "genre")
        fields[f"{name}_id" if is_row else name] = value.pk if is_row and value else value
    version = number(request.POST.get("lock_version", ""))
    try:
        save_draft(newest_edition(report), by=person(request), version=version, **fields)
    except REFUSALS as error:
        messages.error(request, f"{error}{KEPT}{theirs(newest_edition(report), form)}")
        return False
    messages.success(request, "基本信息已保存。")
    return True


def theirs(edition: Edition, form: AboutForm) -> str:
    """What is stored now, for each field that was typed otherwise."""
    stored = [
        f"{form.fields[name].label}为“{getattr(edition, name) or '空'}”"
        for name in form.changed_data
    ]
    return f"已保存的内容中，{'，'.join(stored)}。" if stored else ""


def number(text: str) -> int:
    """A lock version that came with a form; what is none never matches."""
    return int(text) if text.isdecimal() else -1


@editor_policy
def report_section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Write one section; with the header X-Autosave the page stays where it is."""
    report = visible_report(request, pk)
    edition = newest_edition(report)
    section = text_section(report.form, key)
    html = html_of(edition, key)
    initial = {"html": html, "seen": mark(html)}
    form = SectionForm(request.POST or None, heading=section.heading, initial=initial)
    context = desk_context(request, report, edition, section.heading)
    if request.method == "POST" and form.is_valid():
        if not write_section(request, edition, key, form):
            context["theirs"] = html
        elif "X-Autosave" not in request.headers:
            messages.success(request, "本章已保存。")
            return redirect(*after_section(request, report, key))
    context |= {"form": form, "section": section, "html": html}
    nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
    context["media"] = Media.from_media(form.media, nonce=nonce)
    return render(request, "admin/reports/annualreport/section.html", context)


def text_section(form: Scheme, key: str) -> SectionSpec:
    """The text section of that key."""
    found = [one for one in form.sections if one.key == key and one.kind == "text"]
    if not found:
        raise Http404("没有这一章。")
    return found[0]


def write_section(request: HttpRequest, edition: Edition, key: str, form: SectionForm) -> bool:
    """Save a section; when somebody was faster, say so and keep what was typed.

    The form then knows the section as it is stored now: who saves again has been told.
    """
    data = form.cleaned_data
    saved = True
    try:
        save_section(edition, key=key, html=data["html"], by=person(request), seen=data["seen"])
    except REFUSALS as error:
        messages.error(request, f"{error}{KEPT}")
        saved = False
    seen = mark(html_of(edition, key))
    form.data = {**form.data.dict(), "seen": seen}  # type: ignore[attr-defined]
    return saved


def after_section(request: HttpRequest, report: AnnualReport, key: str) -> tuple[Any, ...]:
    """Where the pressed button leads: the next part, or the desk."""
    keys = [section.key for section in report.form.sections if section.kind == "text"]
    place = keys.index(key)
    if "_next" in request.POST and place + 1 < len(keys):
        return ("admin:reports_annualreport_section", report.pk, keys[place + 1])
    return ("admin:reports_annualreport_change", report.pk)


@require_POST
def report_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a finding stand with a reason."""
    report = visible_report(request, pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, "确认核对结果必须填写理由。")
    else:
        data = form.cleaned_data
        try:
            confirm(
                newest_edition(report),
                check=data["check_id"],
                reason=data["reason"],
                by=person(request),
            )
            messages.success(request, f"已确认 {data['check_id']}，数据改动后需要重新确认。")
        except (ReportRefused, *REFUSALS) as error:
            messages.error(request, str(error))
    return redirect("admin:reports_annualreport_change", pk)
