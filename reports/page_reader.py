"""The report in a saved page: its form, year, sections and figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import lxml.html
from django.utils import timezone

from disclosure.lib.blocks import resolve
from disclosure.lib.html import plain_text
from disclosure.lib.numbers import Reading
from disclosure.lib.savedpage import SavedPage
from reports.checks import Finding, check_figures
from reports.schemes import Cell, Scheme, TableSpec, for_year, recognise
from reports.schemes.local import with_rows
from reports.sections import split_sections
from reports.tables import TableReading, read_tables
from reports.textchecks import check_text

YEAR = re.compile(r"(20\d\d)\s*年")


@dataclass
class ReportContent:
    """The report in a page: its scheme and year, sections, and cells."""

    scheme: Scheme
    year: int
    sections: dict[str, str]
    cells: dict[Cell, Reading]
    warnings: list[str] = field(default_factory=list)


def report_content(page: SavedPage) -> ReportContent | None:
    """The report in the page; None for a plain document."""
    year = YEAR.search(page.title)
    body = lxml.html.fromstring(f"<div>{page.body_html}</div>")
    inside = {table: resolve(table) for table in body.iter("table")}
    grids = [table.rows for table in page.tables]
    form = recognise(cell for grid in [*inside.values(), *grids] for row in grid for cell in row)
    if form is None or year is None:
        return None
    readings: list[TableReading] = []
    for table, grid in [*((None, grid) for grid in grids), *inside.items()]:
        found = read_tables(form, grid)
        readings += found
        form = with_rows(form, [row for one in found for row in one.added])
        if found and table is not None:
            table.drop_tree()
    html = "".join(lxml.html.tostring(one, encoding="unicode") for one in body)
    sections, unknown = split_sections(form, (body.text or "") + html)
    content = ReportContent(form, int(year[1]), sections, cells_of(readings))
    content.warnings += told(form, readings)
    content.warnings += [f"标题“{title}”不是表式的章节，并入上一章。" for title in unknown]
    if getattr(for_year(content.year), "key", "") != form.key:
        content.warnings.append(f"报告年度 {content.year} 与所用表式“{form.title}”不符，请核对。")
    return content


def cells_of(readings: Sequence[TableReading]) -> dict[Cell, Reading]:
    """The cells of all tables; of one that stands twice the first counts."""
    return {cell: value for one in reversed(readings) for cell, value in one.cells.items()}


def told(form: Scheme, readings: Sequence[TableReading]) -> list[str]:
    """What could not be read, what the form does not have, and what the page does not show."""
    found = [f"统计表：{problem}" for one in readings for problem in one.problems]
    lines = dict.fromkeys(line for one in readings for line in one.unknown)
    found += [f"统计表中有表式以外的行“{line}”，没有读入。" for line in lines]
    added = [row.label for one in readings for row in one.added]
    found += [f"统计表中有表式以外的行“{label}”，作为地方增设行保留。" for label in added]
    for table in form.tables:
        found += missing(table, [one for one in readings if one.table == table.key])
    return found


def missing(table: TableSpec, readings: Sequence[TableReading]) -> list[str]:
    """The rows of a table that no piece of it shows."""
    if not readings:
        return [f"页面中没有“{table.caption}”表，全部按空白处理。"]
    codes = set.intersection(*(set(one.missing) for one in readings))
    names = "、".join(row.name for row in table.rows if row.code in codes)
    return [f"统计表“{table.caption}”缺少以下各行，按空白处理：{names}。"] if names else []


def page_findings(page: SavedPage, report: ReportContent) -> list[Finding]:
    """What the checks find in the report of a page."""
    values = {cell: reading.value for cell, reading in report.cells.items()}
    texts = {key: plain_text(html) for key, html in report.sections.items()}
    published_on = timezone.localdate(page.published_at) if page.published_at else None
    return check_figures(report.scheme, values) + check_text(
        texts,
        report.scheme,
        year=report.year,
        figures=values,
        published_on=published_on,
        names=page.agency_names,
    )
