"""批量导入: a catalogue file from an editor, shown row by row before it is written."""

from io import BytesIO
from typing import IO, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from disclosure.agencies.access import person, works_anywhere
from disclosure.agencies.models import Role
from disclosure.catalogue import uploads
from disclosure.catalogue.entryfile.atdesk import (
    MOST_ROWS,
    import_drafts,
    left_out,
    outlook,
    problems_at_desk,
)
from disclosure.catalogue.entryfile.reader import CatalogueFile
from disclosure.catalogue.importers import ImportProblems
from disclosure.catalogue.models import Edition
from disclosure.lib.csvlines import BOM, csv_line
from disclosure.lib.downloads import CSV, as_file
from disclosure.lib.rowfile import RowFileProblem
from disclosure.lib.workbook import WorkbookProblem, check_size
from disclosure.pages.columns import COLUMNS

SESSION_KEY = "catalogue_import"
SHOWN = 100  # rows of the preview
REFUSED = (RowFileProblem, WorkbookProblem)


class CatalogueFileForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        label="目录文件",
        help_text=f"xlsx，或者 UTF-8、GBK 编码的 csv，第一行为列名，不超过 20 MB、{MOST_ROWS} 行。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def edition_import(request: HttpRequest) -> HttpResponse:
    """Upload, see what would become of every row, confirm."""
    if not works_anywhere(request, Role.EDITOR):
        raise PermissionDenied("只有编辑可以导入目录。")
    if request.method == "POST" and "confirm" in request.POST:
        return confirmed(request)
    form = CatalogueFileForm(request.POST or None, request.FILES or None)
    context = admin.site.each_context(request) | {"title": "批量导入", "opts": Edition._meta}
    if form.is_valid():
        try:
            context |= previewed(request, form.cleaned_data["file"])
        except REFUSED as error:
            form.add_error("file", str(error))
    page = "admin/catalogue/edition/import.html"
    return render(request, page, context | {"form": form, "columns": COLUMNS})


def previewed(request: HttpRequest, file: UploadedFile) -> dict[str, Any]:
    """Check all of it, keep it for the confirmation, and say what would happen."""
    name = file.name or "目录"
    check_size(file, name)
    file.seek(0)
    content = BytesIO(file.read())
    book = opened(content, name)
    if problems := problems_at_desk(book, person(request)):
        return {"problems": problems, "file_name": name}
    rows = outlook(book)
    content.seek(0)
    request.session[SESSION_KEY] = [uploads.keep(content), name]
    new = sum(one.is_new for one in rows)
    counts = {"new": new, "same": len(rows) - new, "total": len(rows)}
    told = {"rows": rows[:SHOWN], "counts": counts, "left_out": left_out(book)}
    return told | {"file_name": name, "names": book.names}


def opened(file: IO[bytes], name: str) -> CatalogueFile:
    """The file as a catalogue. Raises RowFileProblem."""
    return CatalogueFile(file, name, timezone.localdate())


def confirmed(request: HttpRequest) -> HttpResponse:
    """Write what was previewed; it is checked once more, for others write meanwhile."""
    kept = request.session.pop(SESSION_KEY, None)
    if not kept:
        messages.error(request, "没有待确认的导入，请重新选择文件。")
        return redirect("admin:catalogue_edition_import")
    digest, name = kept
    try:
        with uploads.kept(digest).open("rb") as file:
            tally = import_drafts(opened(file, name), by=person(request))
    except FileNotFoundError:
        messages.error(request, uploads.GONE)
        return redirect("admin:catalogue_edition_import")
    except (ImportProblems, *REFUSED) as error:
        messages.error(request, f"导入未进行，没有写入任何内容：{error}")
        return redirect("admin:catalogue_edition_import")
    told = f"已从“{name}”导入 {tally.new} 条草稿"
    messages.success(request, f"{told}；{tally.same} 条与系统中相同，没有改动。")
    return redirect("admin:catalogue_edition_changelist")


def edition_import_blank(request: HttpRequest) -> HttpResponse:
    """An empty table with our names of the columns."""
    if not works_anywhere(request, Role.EDITOR):
        raise PermissionDenied("只有编辑可以导入目录。")
    line = BOM + csv_line(one.name for one in COLUMNS)
    return as_file(HttpResponse(line, content_type=CSV), "catalogue.csv")
