"""The files of a released report: PDF, Word, Excel, CSV and JSON, all from the same edition."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from disclosure.catalogue.kinds import RenditionData
from disclosure.catalogue.models import Edition
from disclosure.lib.pdf import PdfProblem, make_pdf
from disclosure.lib.uploads import clean_name
from reports.figures import cells_of, form_of, values_of
from reports.models import AnnualReport
from reports.opendata import Source, csv_lines, json_text
from reports.rendering import printed_parts, render, structured
from reports.word_writer import write_word
from reports.workbook_writer import write_workbook

logger = logging.getLogger(__name__)

STYLES = Path(settings.BASE_DIR) / "static" / "css" / "document.css"
OFFICE = "application/vnd.openxmlformats-officedocument"


def renditions(edition: Edition) -> Iterator[RenditionData]:
    """Each file with its name; the PDF is left out where the system cannot make one."""
    report = edition.entry.annual_report
    form = form_of(edition)
    stem = clean_name(f"{report.agency.label}{report.year}年度政府信息公开工作年度报告")
    data = clean_name(f"{report.agency.label}{report.year}年度统计数据")
    source = source_of(report, edition)
    yield from pdf(edition, f"{stem}.pdf")
    yield RenditionData(
        f"{stem}.docx",
        f"{OFFICE}.wordprocessingml.document",
        write_word(edition, printed_parts(edition)),
    )
    yield RenditionData(
        f"{data}.xlsx",
        f"{OFFICE}.spreadsheetml.sheet",
        write_workbook(report, form, values_of(edition)),
    )
    yield RenditionData(f"{data}.csv", "text/csv", "".join(csv_lines([source])).encode())
    yield RenditionData(f"{data}.json", "application/json", json_text(source).encode())


def pdf(edition: Edition, name: str) -> Iterable[RenditionData]:
    """The PDF, or nothing and a line in the log: a report is not kept back for its copy."""
    if not settings.PDF_RENDITIONS:
        return []
    try:
        content = make_pdf(document_html(edition))
    except PdfProblem as problem:
        logger.warning("%s: %s", edition, problem)
        return []
    return [RenditionData(name, "application/pdf", content)]


def document_html(edition: Edition) -> str:
    """The report as a document: what stands above it, and the article as the page shows it."""
    context = {
        "edition": edition,
        "entry": edition.entry,
        "article": render(edition).html,
        "styles": STYLES.read_text("utf-8"),
    }
    return render_to_string("reports/document.html", context)


def source_of(report: AnnualReport, edition: Edition) -> Source:
    """The report as open data."""
    data = structured(report, form_of(edition), cells_of(edition))
    return Source(report.agency.code, edition.publisher_name, data)
