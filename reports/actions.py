"""What a clerk does with a report: begin it, write a section, fill a table, let a finding stand."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import claim, create_entry, log
from disclosure.catalogue.models import Edition
from disclosure.lib.html import sanitise
from disclosure.lib.numbers import NotANumber, Reading, read_number
from disclosure.pages.models import Category
from reports.figures import digest_of, put_cells, put_rows, values_of
from reports.findings import recount
from reports.models import AnnualReport, Confirmation, Section
from reports.schemes import Cell, Scheme, TableSpec, for_year

REPORTS_COLUMN = "reports"  # slug of the column 政府信息公开年报


class ReportRefused(Exception):
    """The report cannot be begun; the sentence says why."""


class CellsRefused(Exception):
    """Cells are no numbers; `problems` names each by its cell, and nothing was written."""

    def __init__(self, problems: dict[Cell, str]) -> None:
        super().__init__("；".join(problems.values()))
        self.problems = problems


@transaction.atomic
def create_report(agency: Agency, *, year: int, by: User) -> AnnualReport:
    """Begin an agency's report for a year: scheme, title and rows follow from the year.

    Raises ReportRefused when there is one already, or no scheme for the year.
    """
    form = for_year(year)
    if form is None:
        raise ReportRefused(f"{year} 年度没有可用的表式，无法在本系统编写。")
    if AnnualReport.objects.filter(agency=agency, year=year).exists():
        raise ReportRefused(f"“{agency}”的 {year} 年度报告已经存在，请直接打开修改。")
    category = Category.objects.filter(slug=REPORTS_COLUMN).first()
    if category is None:
        raise ReportRefused("没有“政府信息公开年报”栏目，请管理员先载入栏目（load_vocabularies）。")
    edition = create_entry(
        agency,
        category=category,
        by=by,
        kind="report",
        title=form.report_title(agency.name, year),
        source=agency.label,
    )
    return add_report(edition, form, year)


def add_report(edition: Edition, form: Scheme, year: int) -> AnnualReport:
    """Make an entry's first edition a report: the row that says so, sections and blank cells."""
    entry = edition.entry
    try:
        with transaction.atomic():
            report = AnnualReport.objects.create(
                entry=entry,
                agency=entry.agency,
                year=year,
                scheme=form.key,
                scheme_digest=form.digest,
            )
    except IntegrityError as error:
        there = AnnualReport.objects.select_related("entry").get(agency=entry.agency, year=year)
        raise ReportRefused(
            f"“{entry.agency}”的 {year} 年度报告已经存在，"
            f"索引号为 {there.entry.index_number or '提交时编号'}，请核对是否同一份报告。"
        ) from error
    Section.objects.bulk_create(
        Section(edition=edition, key=section.key)
        for section in form.sections
        if section.kind == "text"
    )
    put_rows(edition, form)
    return report


@transaction.atomic
def save_section(edition: Edition, *, key: str, html: str, by: User, version: int) -> None:
    """Write one section if nobody has saved the draft since `version`.

    Raises EditConflict, WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    claim(edition, version)
    Section.objects.update_or_create(edition=edition, key=key, defaults={"html": sanitise(html)})
    log("report.section_saved", edition, by, section=key)
    recount(edition)


@transaction.atomic
def save_table(
    edition: Edition,
    *,
    table: str,
    typed: Mapping[tuple[str, str], str],
    by: User,
    version: int,
) -> list[Cell]:
    """Write what was typed into a table's cells, by (row code, column key); what changed.

    Raises CellsRefused with every cell that is no number, and then writes nothing.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    spec = edition.entry.annual_report.form.table(table)
    readings = read_cells(spec, typed)
    claim(edition, version)
    changed = put_cells(edition, readings)
    log(
        "report.table_saved",
        edition,
        by,
        table=table,
        cells=["|".join(cell) for cell in changed],
    )
    recount(edition)
    return changed


@transaction.atomic
def declare_nothing(edition: Edition, *, table: str, by: User, version: int) -> list[Cell]:
    """Say that there is nothing to report in a table: its blank cells become 0, and it is logged.

    Figures that are there stay. Raises EditConflict, WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    claim(edition, version)
    blank = [
        cell for cell, value in values_of(edition).items() if cell[0] == table and value is None
    ]
    zero = read_number("0")
    changed = put_cells(edition, dict.fromkeys(blank, zero))
    log("report.nothing_declared", edition, by, table=table, cells=len(changed))
    recount(edition)
    return changed


def read_cells(spec: TableSpec, typed: Mapping[tuple[str, str], str]) -> dict[Cell, Reading]:
    """Read every typed cell. Raises CellsRefused with all that cannot be read."""
    readings: dict[Cell, Reading] = {}
    problems: dict[Cell, str] = {}
    for row, column in spec.figures():
        if (row.code, column.key) not in typed:
            continue
        cell = (spec.key, row.code, column.key)
        try:
            reading = read_number(typed[row.code, column.key], spec.decimals(row, column))
        except NotANumber as error:
            problems[cell] = f"{spec.describe_cell(row, column)}：{error}"
            continue
        if (
            reading.value is not None
            and reading.value < 0
            and spec.kind_of(row, column) != "signed"
        ):
            problems[cell] = f"{spec.describe_cell(row, column)}：{reading.text} 不应为负数。"
        readings[cell] = reading
    if problems:
        raise CellsRefused(problems)
    return readings


@transaction.atomic
def confirm(edition: Edition, *, check: str, reason: str, by: User) -> Confirmation:
    """Let a finding stand with a reason; it holds while the figures stay the same."""
    require(by, Role.EDITOR, edition.entry.agency)
    if not reason.strip():
        raise ReportRefused("确认核对结果必须填写理由。")
    row, _ = Confirmation.objects.update_or_create(
        edition=edition,
        check_id=check,
        figures_digest=digest_of(values_of(edition)),
        defaults={"reason": reason.strip()[:300], "by": by},
    )
    log("report.finding_confirmed", edition, by, check=check, reason=reason)
    recount(edition)
    return row
