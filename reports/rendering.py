"""A report's article: its sections, then its tables as the form prints them."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from disclosure.catalogue.kinds import Rendered
from disclosure.catalogue.models import Edition
from disclosure.lib.html import plain_text
from disclosure.lib.numbers import show
from reports.figures import cells_of, form_of
from reports.models import AnnualReport, Figure
from reports.schemes import Scheme, SectionSpec, TableSpec
from reports.schemes.layout import GridCell, grid
from reports.schemes.local import is_local


@dataclass(frozen=True)
class PrintedCell:
    """A cell of the form with what is printed in it."""

    cell: GridCell
    text: str
    note: str = ""


@dataclass(frozen=True)
class PrintedLine:
    """A line of the body with the kind of its row."""

    cells: tuple[PrintedCell, ...]
    kind: str


@dataclass(frozen=True)
class PrintedTable:
    """A table ready for the template."""

    key: str
    caption: str
    subcaption: str
    head: tuple[tuple[GridCell, ...], ...]
    body: tuple[PrintedLine, ...]
    is_wide: bool


@dataclass(frozen=True)
class PrintedPart:
    """A section ready to be printed: heading, text, and the table that stands in it."""

    anchor: str
    heading: str
    html: str
    table: PrintedTable | None = None

    @property
    def title(self) -> str:
        """What the list of contents calls it: the heading, or the caption of its table."""
        return self.heading or (self.table.caption if self.table else "")

    @property
    def names_its_table(self) -> bool:
        """Whether the heading says what the caption would say again."""
        table = self.table
        return bool(table and self.heading.endswith(table.caption) and not table.subcaption)


def render(edition: Edition) -> Rendered:
    """The article of a report's edition, frozen at publication."""
    report = edition.entry.annual_report
    parts = printed_parts(edition)
    html = render_to_string("reports/article.html", {"parts": parts})
    data = structured(report, form_of(edition), cells_of(edition))
    data["contents"] = [[part.anchor, part.title] for part in parts if part.title]
    return Rendered(html, plain_text(html), data)


def printed_parts(edition: Edition) -> list[PrintedPart]:
    """The sections of a report in order, with their tables."""
    report = edition.entry.annual_report
    form = form_of(edition)
    figures = cells_of(edition)
    tables = {table.key: printed(table, figures, report.year) for table in form.tables}
    texts = {section.key: section.html for section in edition.sections.all()}
    return [
        PrintedPart(
            f"part-{section.key}",
            heading(form, section),
            texts.get(section.key, ""),
            tables.get(section.table),
        )
        for section in form.sections
    ]


def heading(form: Scheme, section: SectionSpec) -> str:
    """The heading as printed: none over the preface, nor over a table that has no number."""
    is_bare = section == form.sections[0] or (section.table and not section.number)
    return "" if is_bare else section.heading


def printed(
    table: TableSpec, figures: dict[tuple[str, str, str], Figure], year: int
) -> PrintedTable:
    """A table of the form filled with figures."""
    laid_out = grid(table)
    body = []
    for line in laid_out.body:
        cells = tuple(filled(cell, table.key, figures) for cell in line)
        code = next((cell.code for cell in line if cell.code), "")
        row = table.row(code) if code else None
        kind = row.kind if row else "header"
        body.append(PrintedLine(cells, kind))
    subcaption = table.subcaption.format(year=year)
    return PrintedTable(
        table.key, table.caption, subcaption, laid_out.head, tuple(body), laid_out.is_wide
    )


def filled(cell: GridCell, table: str, figures: dict[tuple[str, str, str], Figure]) -> PrintedCell:
    """A cell with its figure; blank stays blank."""
    figure = figures.get((table, cell.code, cell.column))
    if cell.kind != "value" or figure is None:
        return PrintedCell(cell, cell.text)
    return PrintedCell(cell, show(figure.value), figure.note)


def structured(
    report: AnnualReport, form: Scheme, figures: dict[tuple[str, str, str], Figure]
) -> dict[str, Any]:
    """Every cell with its stable key, for open data."""
    cells = [
        {
            "table": table.key,
            "row": row.code,
            "column": column.key,
            "value": show(figure.value) if figure.value is not None else None,
            "unit": table.unit_of(row, column),
            "note": figure.note,
        }
        | ({"label": row.name} if is_local(row.code) else {})
        for table, row, column in form.figures()
        if (figure := figures.get((table.key, row.code, column.key))) is not None
    ]
    return {"year": report.year, "scheme": form.key, "cells": cells}
