"""The workbook of a report: out as a filled template, back with a preview, then confirmed."""

import io
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disclosure.agencies.access import note_access, person
from disclosure.agencies.models import Role
from disclosure.agencies.permissions import require
from disclosure.catalogue import uploads
from disclosure.catalogue.importers import ImportProblems
from disclosure.catalogue.models import Edition
from disclosure.lib.downloads import EXCEL
from disclosure.lib.workbook import WorkbookProblem, check_size
from reports.admin.desk import REFUSALS, desk_context, newest_edition, visible_report
from reports.figures import form_of, values_of
from reports.forms import WorkbookForm
from reports.importers import apply, preview
from reports.models import AnnualReport
from reports.workbook_reader import read_report_workbook
from reports.workbook_writer import file_name, write_workbook

SESSION_KEY = "workbook_import"


def report_workbook(request: HttpRequest, pk: int) -> FileResponse:
    """Download the template, filled with what is there."""
    report = visible_report(request, pk)
    edition = newest_edition(report)
    content = write_workbook(report, form_of(edition), values_of(edition))
    note_access(request, "report.workbook", on=edition)
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename=file_name(report), content_type=EXCEL
    )


def report_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload, see what would happen to every cell, confirm."""
    report = visible_report(request, pk)
    edition = newest_edition(report)
    require(person(request), Role.EDITOR, report.agency)
    if not edition.is_draft:
        messages.error(request, "报告已提交或已发布，不能导入；请先撤回，或新建更正版本。")
        return redirect("admin:reports_annualreport_change", pk)
    if request.method == "POST" and "confirm" in request.POST:
        return confirm_import(request, report, edition)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    context = desk_context(request, report, edition, "导入统计表")
    if request.method == "POST" and form.is_valid():
        try:
            context |= previewed(request, report, edition, form.cleaned_data["file"])
        except WorkbookProblem as error:
            form.add_error("file", str(error))
    return render(request, "admin/reports/annualreport/import.html", context | {"form": form})


def previewed(
    request: HttpRequest, report: AnnualReport, edition: Edition, file: UploadedFile
) -> dict[str, Any]:
    """Try the import, keep the file for the confirmation, and say what would happen."""
    name = file.name or "工作簿"
    check_size(file, name)
    file.seek(0)
    content = io.BytesIO(file.read())
    book = read_report_workbook(content, name, report, form_of(edition))
    content.seek(0)
    digest = uploads.keep(content)
    request.session[SESSION_KEY] = [edition.pk, edition.lock_version, digest, name]
    changes = preview(edition, book)
    counts = dict.fromkeys(("new", "changed", "same", "wrong"), 0)
    for change in changes:
        counts[change.status] += 1
    return {"changes": changes, "counts": counts, "notes": book.notes, "file_name": name}


def confirm_import(request: HttpRequest, report: AnnualReport, edition: Edition) -> HttpResponse:
    """Write what was previewed, if the draft is still as it was then."""
    kept = request.session.pop(SESSION_KEY, None)
    if not kept or kept[0] != edition.pk:
        messages.error(request, "没有待确认的导入，请重新选择文件。")
        return redirect("admin:reports_annualreport_import", report.pk)
    _, version, digest, name = kept
    try:
        with uploads.kept(digest).open("rb") as file:
            book = read_report_workbook(file, name, report, form_of(edition))
        changed = apply(edition, book, by=person(request), version=version)
    except FileNotFoundError:
        messages.error(request, uploads.GONE)
        return redirect("admin:reports_annualreport_import", report.pk)
    except (WorkbookProblem, ImportProblems, *REFUSALS) as error:
        messages.error(request, f"导入未进行：{error}")
        return redirect("admin:reports_annualreport_import", report.pk)
    messages.success(request, f"已从“{name}”导入，{changed} 格有变化。")
    return redirect("admin:reports_annualreport_change", report.pk)
