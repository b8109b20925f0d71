"""A saved page of an old site becomes an entry, and a report where it holds a statutory table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from disclosure.agencies.models import Agency, AgencyName, User
from disclosure.catalogue.importers import (
    EntryData,
    ImportProblems,
    add_imported,
    create_imported,
    differences,
    release_imported,
    seal,
    short,
    touched,
)
from disclosure.catalogue.models import Edition, Entry
from disclosure.lib.html import sanitise
from disclosure.lib.numbers import show
from disclosure.lib.savedpage import SavedPage
from disclosure.pages.models import Category, Method
from disclosure.workflow.log import record
from reports.actions import REPORTS_COLUMN, add_report
from reports.figures import copy_rows, put_cells, put_missing_rows, values_of
from reports.findings import recount
from reports.models import Section
from reports.page_reader import ReportContent, page_findings, report_content

METHODS = {label: value for value, label in Method.choices} | {"不公开": Method.CLOSED}


@dataclass
class Outcome:
    """What became of one page, as sentences for the operator."""

    title: str
    index_number: str
    state: str  # new, unchanged, draft
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@transaction.atomic
def import_page(
    page: SavedPage,
    *,
    code: str = "",
    publish: bool = False,
    as_draft: bool = False,
    by: User | None = None,
    operator: str = "",
) -> Outcome:
    """Make an entry of a saved page. Raises ImportProblems, and then has written nothing.

    A page that is here already changes nothing; one that differs from what is here is refused
    with the differences, or becomes a new draft with `as_draft`.
    """
    outcome = Outcome(page.title, page.index_number, "new")
    agency = agency_of(page, code, outcome, by=by, operator=operator)
    report = report_content(page)
    data = entry_data(page, agency, report)
    outcome.warnings += [*page.problems, *warnings(page, report)]
    entry = Entry.objects.filter(index_number=page.index_number).first()
    if entry is None:
        edition = create_imported(data, by=by, operator=operator)
        fill(edition, report, is_first=True)
    elif not (found := all_differences(entry, data, report)):
        outcome.state = "unchanged"
        return outcome
    elif not as_draft:
        raise ImportProblems([refusal(entry, found)])
    else:
        edition = imported_draft(entry, data, report, by, operator)
        outcome.state = "draft"
    seal(edition)
    if publish and outcome.state == "new":
        release_imported(edition, by=by, operator=operator, first=page.published_at)
    return outcome


def agency_of(
    page: SavedPage, code: str, outcome: Outcome, *, by: User | None, operator: str
) -> Agency:
    """The agency with the code (else the one in the index number), made from the page if new."""
    code = code or re.split(r"[/-]", page.index_number)[0]
    agency = Agency.objects.filter(code=code).first()
    if agency:
        return agency
    if not code or not page.agency_names:
        raise ImportProblems(["页面中没有机构代码或名称，请用 --agency 指定机构。"])
    agency = new_agency(code, page.agency_names)
    record(
        "agency.created",
        on=agency,
        by=by,
        agency_code=code,
        origin="imported",
        operator=operator,
    )
    outcome.notes.append(
        f"系统中没有代码为 {code} 的机构，已按页面新建“{agency.name}”，请核对名称和联系方式。"
    )
    outcome.warnings += agency.code_warnings()
    return agency


def new_agency(code: str, names: Sequence[str]) -> Agency:
    """An agency with the names of the page: full, former ones, short. Raises ImportProblems."""
    full, *others = names
    namesake = Agency.objects.filter(name=full).first()
    if namesake:
        told = f"系统中“{full}”的代码是 {namesake.code}，不是 {code}；请核对，"
        raise ImportProblems([f"{told}或用 --agency {namesake.code} 导入。"])
    agency = Agency(code=code, name=full, short_name=others[-1] if others else "")
    try:
        agency.full_clean()
    except ValidationError as error:
        faults = [f"不能新建机构“{full}”（代码 {code}）：{told}" for told in error.messages]
        raise ImportProblems(faults) from error
    agency.save()
    for name in others[:-1]:
        AgencyName.objects.get_or_create(agency=agency, name=name)
    return agency


def entry_data(page: SavedPage, agency: Agency, report: ReportContent | None) -> EntryData:
    """The page as the catalogue takes it. Raises ImportProblems with all that is missing."""
    method = METHODS.get(page.disclosure_method or Method.ACTIVE.label)
    category = category_of(page, report)
    problems = []
    if method is None:
        problems.append(
            f"公开方式“{page.disclosure_method}”无法识别，应为主动公开、依申请公开或不予公开。"
        )
    if category is None:
        crumb = page.breadcrumb[-1] if page.breadcrumb else ""
        problems.append(f"没有名为“{crumb}”的栏目，请先在后台建立或载入栏目。")
    if problems or method is None or category is None:
        raise ImportProblems(problems)
    return EntryData(
        agency=agency,
        category=category,
        index_number=page.index_number,
        title=page.title,
        method=method,
        publisher_name=page.publisher_name or agency.label,
        source=page.source or page.publisher_name,
        written_on=page.written_on,
        body="" if report else page.body_html,
        kind="report" if report else "document",
    )


def category_of(page: SavedPage, report: ReportContent | None) -> Category | None:
    """The column named last in the breadcrumb; a report goes to the column of reports."""
    if report:
        return Category.objects.filter(slug=REPORTS_COLUMN).first()
    crumb = page.breadcrumb[-1] if page.breadcrumb else ""
    return Category.objects.filter(name=crumb).first()


def warnings(page: SavedPage, report: ReportContent | None) -> list[str]:
    """What the checks find in the page: told, never blocking an import."""
    if report is None:
        return []
    return [
        *report.warnings,
        *(f"[{finding.check}] {finding.message}" for finding in page_findings(page, report)),
    ]


def fill(edition: Edition, report: ReportContent | None, *, is_first: bool) -> None:
    """Write the report's sections and cells to an imported edition."""
    if report is None:
        return
    if is_first:
        add_report(edition, report.scheme, report.year)
    for key, html in report.sections.items():
        Section.objects.update_or_create(
            edition=edition, key=key, defaults={"html": sanitise(html)}
        )
    put_missing_rows(edition, report.scheme)
    put_cells(edition, report.cells)
    recount(edition)


def all_differences(entry: Entry, data: EntryData, report: ReportContent | None) -> list[str]:
    """Where the newest edition says something else than the page."""
    edition = entry.editions.order_by("-number")[0]
    found = differences(edition, data)
    if report is None:
        return found
    stored = {section.key: section.html for section in edition.sections.all()}
    for section in report.scheme.sections:
        wanted = sanitise(report.sections.get(section.key, ""))
        if section.kind == "text" and stored.get(section.key, "") != wanted:
            found.append(f"“{section.heading}”一章的文字不同。")
    values = values_of(edition)
    for table, row, column in report.scheme.figures():
        cell = (table.key, row.code, column.key)
        reading = report.cells.get(cell)
        given = reading.value if reading else None
        if values.get(cell) != given:
            here, there = show(values.get(cell)) or "空白", show(given) or "空白"
            found.append(f"{table.describe_cell(row, column)}：系统中为 {here}，文件中为 {there}。")
    return found


def refusal(entry: Entry, found: list[str]) -> str:
    """The sentence that refuses an import over something else, with every difference."""
    edition = entry.editions.order_by("-number")[0]
    why = "导入后已有工作人员修改" if touched(edition) else "文件与上次导入的内容不同"
    listed = "\n  ".join(short_line(line) for line in found)
    return (
        f"{entry.index_number}《{short(edition.title)}》{why}，没有覆盖。差异：\n  {listed}\n"
        "  如需采用文件中的内容，请加 --as-draft 另存为新的草稿。"
    )


def short_line(line: str) -> str:
    """A difference on one line."""
    return " ".join(line.split())


def imported_draft(
    entry: Entry,
    data: EntryData,
    report: ReportContent | None,
    by: User | None,
    operator: str,
) -> Edition:
    """The page's content as a new draft beside what is here."""
    if opened := entry.open_edition():
        raise ImportProblems(
            [f"{entry.index_number} 已有正在编写的第 {opened.number} 版，请先处理后再导入。"]
        )
    last = entry.editions.order_by("-number")[0]
    edition = add_imported(entry, data, by=by, operator=operator)
    if report is not None:
        copy_rows(last, edition)
    fill(edition, report, is_first=False)
    return edition
