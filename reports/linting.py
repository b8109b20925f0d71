"""Anybody's finished report looked over: a workbook, a Word file, a saved page, a stored one."""

import io
from dataclasses import dataclass, field

from disclosure.lib.savedpage import PageProblem, read_page
from disclosure.lib.tablefile import read_table_file
from disclosure.lib.workbook import WorkbookProblem
from reports.checks import Finding, check_figures
from reports.findings import confirmed, findings
from reports.models import AnnualReport
from reports.page_reader import page_findings, report_content
from reports.schemes import Scheme, for_year
from reports.schemes.local import with_rows
from reports.workbook_reader import read_figures, recognised_form
from reports.years import standing_edition


@dataclass
class Verdict:
    """What was found in a report: the form, findings, and what could not be read or compared."""

    title: str
    form: Scheme
    findings: list[Finding]
    notes: list[str] = field(default_factory=list)
    let_stand: dict[str, str] = field(default_factory=dict)

    def is_open(self, finding: Finding) -> bool:
        """Whether nobody has confirmed the finding with a reason."""
        return finding.severity == "block" or finding.check not in self.let_stand

    @property
    def faults(self) -> list[Finding]:
        """The arithmetic faults that stand open: a report should not go out with one."""
        return [one for one in self.findings if one.severity != "warn" and self.is_open(one)]


def lint_file(content: bytes, name: str, *, year: int | None = None) -> Verdict:
    """Look over a file: all checks for a saved page, those of the figures for tables alone.

    `year` says which form is meant where the labels leave it open. Raises WorkbookProblem.
    """
    try:
        page = read_page(content, name)
    except PageProblem:
        return lint_tables(content, name, year)
    report = report_content(page)
    if report is None:
        raise WorkbookProblem(f"“{name}”中没有年度报告的统计表，或标题中没有年度。")
    return Verdict(page.title, report.scheme, page_findings(page, report), report.warnings)


def lint_tables(content: bytes, name: str, year: int | None) -> Verdict:
    """The figures of a workbook, Word file or page that is no page of a catalogue."""
    book = read_table_file(io.BytesIO(content), name)
    form = recognised_form(book) or (for_year(year) if year else None)
    if form is None:
        raise WorkbookProblem(f"认不出“{name}”中的表属于哪个表式，请用 --year 说明报告年度。")
    read = read_figures(book, name, form)
    values = {cell: reading.value for cell, reading in read.cells.items()}
    form = with_rows(form, read.added)
    return Verdict(name, form, check_figures(form, values), [*read.problems, *read.notes])


def lint_report(report: AnnualReport) -> Verdict:
    """A report stored here: the released edition, else the newest, with what was confirmed."""
    edition = standing_edition(report)
    assert edition is not None  # noqa: S101 - a report is made with its first edition
    reasons = {check: row.reason for check, row in confirmed(edition).items()}
    verdict = Verdict(edition.title, report.form, findings(edition), let_stand=reasons)
    if report.before() is None:
        verdict.notes.append(f"系统中没有该机构 {report.year - 1} 年度的报告，没有核对跨年度数据。")
    return verdict
