"""The annual report as a kind of entry: how it is rendered, copied, digested and checked."""

from collections.abc import Callable, Iterable
from typing import cast

from django.urls import reverse

from disclosure.catalogue.kinds import FreeText, Problem, Rendered, RenditionData, Severity, Written
from disclosure.catalogue.models import Edition
from disclosure.lib.numbers import show
from disclosure.lib.text import digest as text_digest
from reports.figures import cells_of, copy_rows, digest_of, form_of, values_of
from reports.findings import confirmed, findings
from reports.models import Figure, Section
from reports.rendering import render
from reports.renditions import renditions
from reports.schemes.local import is_local


class ReportKind:
    """A report's content lies in its sections and figures."""

    label = "年度报告"
    has_own_term = True  # by 31 January (条例 Art. 49): see reports/deadlines.py

    def desk_url(self, edition: Edition) -> str:
        """Where staff write a report."""
        report = edition.entry.annual_report
        return reverse("admin:reports_annualreport_change", args=[report.pk])

    def render(self, edition: Edition) -> Rendered:
        """Sections and tables as HTML, text, and structured cells."""
        return render(edition)

    def renditions(self, edition: Edition) -> Iterable[RenditionData]:
        """PDF, Word, Excel, CSV and JSON."""
        return renditions(edition)

    def copy(self, old: Edition, new: Edition) -> None:
        """Sections, rows and figures of the old edition."""
        Section.objects.bulk_create(
            Section(edition=new, key=section.key, html=section.html)
            for section in old.sections.all()
        )
        copy_rows(old, new)

    def digest(self, edition: Edition) -> str:
        """Over sections, figures and notes."""
        sections = [f"{s.key}={s.html}" for s in edition.sections.order_by("key")]
        notes = edition.statistics_rows.exclude(figures__note="").order_by("table", "position")
        told = notes.values_list("table", "code", "figures__column", "figures__note")
        added = [
            f"{row.table}|{row.code}={row.label}（{row.unit}）"
            for row in edition.statistics_rows.all()
            if is_local(row.code)
        ]
        figures = digest_of(values_of(edition))
        return text_digest("\n".join([*sections, figures, *map(str, told), *added]))

    def cell_names(self, edition: Edition) -> Callable[[str, str, str], str]:
        """How the form prints a cell of the edition; one of a row that is gone, by its key."""
        form = form_of(edition)

        def name(table: str, row: str, column: str) -> str:
            spec = form.table(table)
            if row not in {one.code for one in spec.rows}:
                return f"{spec.caption} {row}"
            return spec.describe_cell(spec.row(row), spec.column(column))

        return name

    def place(self, edition: Edition, field: str) -> tuple[str, str] | None:
        """What a section or cell is called, and where it is written; None for neither."""
        report = edition.entry.annual_report
        headings = {spec.key: spec.heading for spec in form_of(edition).sections}
        if field in headings:
            name = "admin:reports_annualreport_section"
            return headings[field], reverse(name, args=[report.pk, field])
        table, *rest = field.split("|")
        captions = {spec.key: spec.caption for spec in form_of(edition).tables}
        if not rest or table not in captions:
            return None
        url = reverse("admin:reports_annualreport_table", args=[report.pk, table])
        return captions[table], url

    def texts(self, edition: Edition) -> Iterable[Written]:
        """What staff wrote in sections and beside cells."""
        headings = {spec.key: spec.heading for spec in form_of(edition).sections}
        for section in edition.sections.all():
            heading = headings.get(section.key, section.key)
            yield Written(f"“{heading}”", section.key, section.html, is_html=True)
        name = self.cell_names(edition)
        for cell, figure in cells_of(edition).items():
            if figure.note:
                yield Written(f"“{name(*cell)}”的附注", "|".join(cell), figure.note)

    def beside(self, edition: Edition) -> Iterable[Written]:
        """What the page prints of the tables besides notes: added rows and the figures."""
        captions = {spec.key: spec.caption for spec in form_of(edition).tables}
        for row in edition.statistics_rows.all():
            if is_local(row.code) and row.table in captions:
                where, field = f"“{captions[row.table]}”增设行", f"{row.table}|{row.code}|"
                yield Written(f"{where}“{row.label}”的名称", field, row.label)
                yield Written(f"{where}“{row.label}”的单位", field, row.unit)
        name = self.cell_names(edition)
        for cell, figure in cells_of(edition).items():
            yield Written(f"“{name(*cell)}”的数据", "|".join(cell), show(figure.value))

    def rewrite(
        self, edition: Edition, text: Callable[[str], str], html: Callable[[str], str]
    ) -> None:
        """Change the words of the sections of a draft and of the notes of its cells."""
        for section in edition.sections.all():
            section.html = html(section.html)
            section.save(update_fields=["html"])
        for figure in Figure.objects.of_edition(edition).exclude(note=""):
            figure.note = text(figure.note)
            figure.save(update_fields=["note"])

    def free_texts(self, edition: Edition) -> Iterable[FreeText]:
        """Sections, notes and raw texts of cells, notes of rows, local rows' own, reasons given."""
        for section in edition.sections.all():
            yield FreeText(section, "html", f"章节 {section.key}", is_html=True)
        for row in edition.statistics_rows.all():
            yield FreeText(row, "note", f"统计行“{row.code}”的说明")
            if is_local(row.code):
                yield FreeText(row, "label", f"增设行“{row.code}”的名称")
                yield FreeText(row, "unit", f"增设行“{row.code}”的单位")
        for figure in Figure.objects.of_edition(edition).select_related("row"):
            where = f"{figure.row.table} {figure.row.code} {figure.column}"
            yield FreeText(figure, "note", f"数据 {where} 的附注")
            yield FreeText(figure, "text", f"数据 {where} 的原文")
        for one in edition.confirmations.all():
            yield FreeText(one, "reason", f"确认 {one.check_id} 的理由")

    def problems(self, edition: Edition) -> Iterable[Problem]:
        """Empty sections, and the findings that nobody has confirmed."""
        yield from empty_sections(edition)
        let_stand = confirmed(edition)
        for finding in findings(edition):
            severity = cast("Severity", finding.severity)
            if severity == "confirm" and finding.check in let_stand:
                severity = "warn"
            field = "|".join(finding.cells[0]) if finding.cells else ""
            yield Problem(finding.message, severity, field, finding.check)


def empty_sections(edition: Edition) -> Iterable[Problem]:
    """Text sections without text: the law names their contents (条例 Art. 50)."""
    written = {section.key for section in edition.sections.all() if section.html.strip()}
    for section in edition.entry.annual_report.form.sections:
        if section.kind == "text" and section.key not in written:
            message = f"“{section.heading}”还没有内容；没有情况的请写“无”。"
            yield Problem(message, "confirm", section.key, f"empty-{section.key}")
