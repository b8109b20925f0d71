"""What a supervisor asks of the past: the log in plain words, the register, one entry's record."""

from tempfile import TemporaryFile
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.http import urlencode
from openpyxl import Workbook

from disclosure.agencies.access import ReadOnly, note_access, person, works_anywhere
from disclosure.agencies.models import Role
from disclosure.catalogue.admin.record import edition_record
from disclosure.catalogue.models import Review
from disclosure.catalogue.proof import asking
from disclosure.catalogue.proof.questionforms import QuestionForm, RegisterForm
from disclosure.catalogue.proof.register import READERS, BadPeriod, Register, register
from disclosure.catalogue.proof.registerfile import (
    pdf_bytes,
    pdf_parts,
    returns_of,
    tables,
    workbook_bytes,
)
from disclosure.lib.csvlines import harmless
from disclosure.lib.downloads import CSV, EXCEL, as_file
from disclosure.lib.pdf import PdfProblem

PER_PAGE = 50
MOST_IN_WORKBOOK = 50_000


@admin.register(Review)
class ReviewAdmin(ReadOnly, admin.ModelAdmin):
    """审查记录: never listed as a table; its addresses are the pages that prove."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Reached from the front page."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The pages before the stock addresses."""
        wrap = self.admin_site.admin_view
        return [
            path("log/", wrap(ask_log), name="catalogue_log"),
            path("register/", wrap(secrecy_register), name="catalogue_register"),
            path("record/<int:pk>/", wrap(edition_record), name="catalogue_edition_record"),
            *super().get_urls(),
        ]


def ask_log(request: HttpRequest) -> HttpResponseBase:
    """查日志: a question and its answer; `?format=csv` and `xlsx` take it home."""
    if not works_anywhere(request, Role.SUPERVISOR):
        raise PermissionDenied("只有监督人员可以查日志，请联系管理员。")
    form = QuestionForm(request.GET)
    asked = form.question() if form.is_valid() else None
    wanted = request.GET.get("format", "")
    if asked and wanted in FORMATS:
        note_access(request, "log.exported", title=asked.in_words())
        return FORMATS[wanted](request, asked)
    return render(request, "admin/catalogue/log/page.html", answer(request, form, asked))


def answer(
    request: HttpRequest, form: QuestionForm, asked: asking.Question | None
) -> dict[str, Any]:
    """Context of a page of the log; nothing is read for a question that makes no sense."""
    found = asking.keys(person(request), asked) if asked else ()
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return admin.site.each_context(request) | {
        "title": "查日志",
        "opts": Review._meta,
        "form": form,
        "rows": rows,
        "lines": asking.lines(rows.object_list),
        "query": without(request, "page", "format"),
    }


def as_csv(request: HttpRequest, asked: asking.Question) -> StreamingHttpResponse:
    """Sent while it is read: any length."""
    content = asking.csv_lines(person(request), asked)
    return as_file(StreamingHttpResponse(content, content_type=CSV), "log.csv")


def as_workbook(request: HttpRequest, asked: asking.Question) -> HttpResponseBase:
    """Written row by row; what is longer is for CSV."""
    user = person(request)
    if asking.keys(user, asked).count() > MOST_IN_WORKBOOK:
        told = f"超过 {MOST_IN_WORKBOOK} 条，请缩小范围，或者导出 CSV。"
        messages.error(request, told)
        return redirect(f"{request.path}?{without(request, 'format')}")
    book = Workbook(write_only=True)
    page = book.create_sheet("操作记录")
    page.append(list(asking.COLUMNS))
    for line in asking.every_line(user, asked):
        page.append([harmless(value) for value in asking.row(line)])
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="log.xlsx", content_type=EXCEL)


FORMATS = {"csv": as_csv, "xlsx": as_workbook}


def secrecy_register(request: HttpRequest) -> HttpResponseBase:
    """保密审查登记表 of a period; `?format=pdf` and `xlsx` take it home."""
    if not works_anywhere(request, *READERS):
        raise PermissionDenied("只有监督、保密审查或发布人员可以查看登记表，请联系管理员。")
    form = RegisterForm(request.GET, user=person(request))
    sheet, problem = sheet_of(form)
    wanted = request.GET.get("format", "")
    if sheet and wanted in FILES:
        note_access(request, "register.exported", title=f"{sheet.since} 至 {sheet.until}")
        try:
            return FILES[wanted](request, sheet)
        except PdfProblem as error:
            problem = str(error)
    context = shown(request, form, sheet, problem=problem)
    return render(request, "admin/catalogue/register/page.html", context)


def shown(
    request: HttpRequest, form: RegisterForm, sheet: Register | None, *, problem: str
) -> dict[str, Any]:
    """Context of the sheet."""
    return admin.site.each_context(request) | {
        "title": "保密审查登记表",
        "opts": Review._meta,
        "form": form,
        "sheet": sheet,
        "problem": problem,
        "tables": tables(sheet) if sheet else [],
        "returns": returns_of(sheet) if sheet else [],
        "pdf_parts": range(1, pdf_parts(sheet) + 1) if sheet else (),
        "query": without(request, "format", "part") if request.GET else period_of(sheet),
    }


def period_of(sheet: Register | None) -> str:
    """The period that was shown without having been asked for."""
    return urlencode({"since": f"{sheet.since}", "until": f"{sheet.until}"}) if sheet else ""


def sheet_of(form: RegisterForm) -> tuple[Register | None, str]:
    """The sheet, or why there is none."""
    if not form.is_valid():
        return None, ""
    try:
        data = form.cleaned_data
        return register(form.agencies(), data["since"], data["until"]), ""
    except BadPeriod as error:
        return None, str(error)


def as_pdf(request: HttpRequest, sheet: Register) -> HttpResponse:
    """A4 across; a long sheet comes in parts. Raises PdfProblem."""
    given = request.GET.get("part", "1")
    parts = pdf_parts(sheet)
    part = int(given) if given in map(str, range(1, parts + 1)) else 1
    content = pdf_bytes(sheet, part)
    return as_file(HttpResponse(content, content_type="application/pdf"), f"register-{part}.pdf")


def as_sheet(request: HttpRequest, sheet: Register) -> HttpResponse:
    """A workbook of the whole."""
    return as_file(HttpResponse(workbook_bytes(sheet), content_type=EXCEL), "register.xlsx")


FILES = {"pdf": as_pdf, "xlsx": as_sheet}


def without(request: HttpRequest, *names: str) -> str:
    """The query of a request without some of its parts."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return str(query.urlencode())
