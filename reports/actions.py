"""What a clerk does with a report: begin it, write a section, fill a table, let a finding stand."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import EditConflict, claim, create_entry, lock, log
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.writers import note_writer
from disclosure.lib.html import sanitise
from disclosure.lib.numbers import NotANumber, Reading, read_number, show
from disclosure.pages.models import Category
from reports.figures import (
    as_typed,
    cells_of,
    digest_of,
    form_of,
    put_cells,
    put_rows,
    values_of,
)
from reports.findings import recount
from reports.models import AnnualReport, Confirmation, Section
from reports.prefill import Proposal, proposals
from reports.rollup import rollup
from reports.schemes import Cell, Scheme, TableSpec, for_year
from reports.sections import html_of, mark

Typed = Mapping[tuple[str, str], str]
"""What stands in the inputs of a table, by (row code, column key)."""

REPORTS_COLUMN = "reports"  # slug of the column 政府信息公开年报


class ReportRefused(Exception):
    """The report cannot be begun; the sentence says why."""


class CellsRefused(Exception):
    """Cells cannot be written; `problems` says why for each, and nothing was written."""

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
def save_section(
    edition: Edition, *, key: str, html: str, by: User, seen: str | None = None
) -> bool:
    """Write one section unless somebody changed it since it was `seen`; whether it changed.

    `seen` is the mark of the section as it was opened (`sections.mark`); without it the text is
    written over whatever is there. Raises EditConflict, WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    lock(edition)
    stored, html = html_of(edition, key), sanitise(html)
    if html == stored:
        return False
    if seen not in (None, mark(stored)):
        raise EditConflict("您打开之后，另一位同事保存过这一章；您的内容没有写入，请核对后再保存。")
    claim(edition, edition.lock_version, by)
    Section.objects.update_or_create(edition=edition, key=key, defaults={"html": html})
    log("report.section_saved", edition, by, section=key)
    recount(edition)
    return True


@transaction.atomic
def save_table(
    edition: Edition, *, table: str, typed: Typed, by: User, seen: Typed | None = None
) -> list[Cell]:
    """Write what was typed into a table's cells; what changed. All of it or nothing.

    Only cells that differ from what was `seen` when the table was opened are written, so that
    two people may fill in one table. Raises CellsRefused with every cell that is no number, or
    that somebody else changed since; WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    lock(edition)
    readings, problems = compare(edition, table, typed, seen)
    if problems:
        raise CellsRefused(problems)
    return write_cells(edition, table, readings, by)


@transaction.atomic
def autosave_table(
    edition: Edition, *, table: str, typed: Typed, by: User, seen: Typed
) -> dict[Cell, str]:
    """Write what can be written while a clerk still types; what is wrong with the other cells."""
    require(by, Role.EDITOR, edition.entry.agency)
    lock(edition)
    readings, problems = compare(edition, table, typed, seen)
    good = {cell: reading for cell, reading in readings.items() if cell not in problems}
    write_cells(edition, table, good, by)
    return problems


def compare(
    edition: Edition, table: str, typed: Typed, seen: Typed | None
) -> tuple[dict[Cell, Reading], dict[Cell, str]]:
    """What a clerk changed, read, and a sentence for each cell that cannot be written."""
    spec = form_of(edition).table(table)
    mine = {cell: text for cell, text in typed.items() if seen is None or text != seen.get(cell)}
    readings, problems = read_cells(spec, mine)
    if seen is None:
        return readings, problems
    figures = cells_of(edition)
    for cell, reading in readings.items():
        stored = figures.get(cell)
        if stored is None or as_typed(stored) == seen.get(cell[1:], ""):
            continue
        if (stored.value, stored.note) != (reading.value, reading.note):
            name = spec.describe_cell(spec.row(cell[1]), spec.column(cell[2]))
            problems[cell] = (
                f"{name}：您打开之后，同事已改为“{as_typed(stored) or '空白'}”，"
                f"您填的是“{mine[cell[1:]] or '空白'}”。"
            )
    return readings, problems


def write_cells(
    edition: Edition, table: str, readings: Mapping[Cell, Reading], by: User
) -> list[Cell]:
    """Write cells of a locked draft, and log which of them changed."""
    changed = put_cells(edition, readings)
    if changed:
        claim(edition, edition.lock_version, by)
        cells = ["|".join(cell) for cell in changed]
        log("report.table_saved", edition, by, table=table, cells=cells)
        recount(edition)
    return changed


@transaction.atomic
def declare_nothing(edition: Edition, *, table: str, by: User) -> list[Cell]:
    """Say that there is nothing to report in a table: its blank cells become 0, and it is logged.

    Figures that are there stay. Raises WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    lock(edition)
    claim(edition, edition.lock_version, by)
    blank = [
        cell for cell, value in values_of(edition).items() if cell[0] == table and value is None
    ]
    zero = read_number("0")
    changed = put_cells(edition, dict.fromkeys(blank, zero))
    log("report.nothing_declared", edition, by, table=table, cells=len(changed))
    recount(edition)
    return changed


def read_cells(spec: TableSpec, typed: Typed) -> tuple[dict[Cell, Reading], dict[Cell, str]]:
    """Read every typed cell, and say of each that cannot be read why."""
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
    return readings, problems


@transaction.atomic
def adopt_sums(edition: Edition, *, by: User, version: int) -> int:
    """Fill the parent's blank cells with the sums; how many. What is filled stays.

    Raises EditConflict, WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    found = rollup(edition.entry.annual_report, edition)
    claim(edition, version, by)
    blank = {
        one.cell: Reading(one.sum, text=show(one.sum)) for one in found.cells if one.own is None
    }
    changed = put_cells(edition, blank)
    names = [agency.name for agency in found.included]
    log("report.rolled_up", edition, by, cells=len(changed), agencies=names)
    recount(edition)
    return len(changed)


@transaction.atomic
def take_over(
    edition: Edition, *, table: str, keys: Sequence[str], by: User, version: int
) -> list[Proposal]:
    """Write the chosen proposals, made afresh, and log where each figure comes from.

    Raises EditConflict, WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    chosen = [one for one in proposals(edition, table) if one.key in keys]
    claim(edition, version, by)
    put_cells(edition, {one.cell: Reading(one.value, text=show(one.value)) for one in chosen})
    log("report.prefilled", edition, by, table=table, cells=[one.say() for one in chosen])
    recount(edition)
    return chosen


@transaction.atomic
def confirm(edition: Edition, *, check: str, reason: str, by: User) -> Confirmation:
    """Let a finding of a draft stand with a reason; it holds while the figures stay the same.

    Who vouches for the figures does not judge them afterwards: it counts as writing. Raises
    WrongState, ReportRefused, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    lock(edition)
    if not reason.strip():
        raise ReportRefused("确认核对结果必须填写理由。")
    row, _ = Confirmation.objects.update_or_create(
        edition=edition,
        check_id=check,
        figures_digest=digest_of(values_of(edition)),
        defaults={"reason": reason.strip()[:300], "by": by},
    )
    note_writer(edition, by)
    log("report.finding_confirmed", edition, by, check=check, reason=reason)
    recount(edition)
    return row
