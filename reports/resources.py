"""Cells of a report as django-import-export takes them: tried first, then written all or none."""

from decimal import Decimal
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets

from disclosure.catalogue.models import Edition
from disclosure.lib.numbers import show
from reports.figures import cells_of
from reports.models import Figure
from reports.schemes import Cell
from reports.workbook_reader import ReportWorkbook


class FigureWidget(widgets.Widget):
    """A number that the reader has read already; blank stays blank."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        """The number, None for blank."""
        return Decimal(value) if value else None


class StatisticsResource(resources.ModelResource):
    """One row of the dataset is one cell of the form."""

    cell = fields.Field(column_name="cell", readonly=True)
    value = fields.Field(attribute="value", column_name="value", widget=FigureWidget())
    note = fields.Field(attribute="note", column_name="note")

    class Meta:
        model = Figure
        fields = ("cell", "value", "note")
        import_id_fields = ("cell",)
        skip_unchanged = True
        skip_html_diff = True
        store_instance = True

    def __init__(self, edition: Edition, book: ReportWorkbook) -> None:
        super().__init__()
        self.book = book
        self.figures = {"|".join(cell): figure for cell, figure in cells_of(edition).items()}
        self.changed: list[str] = []

    def dataset(self, cells: list[Cell]) -> tablib.Dataset:
        """The workbook's cells in the order of the form."""
        rows = tablib.Dataset(headers=["cell", "value", "note"])
        for cell in cells:
            reading = self.book.cells.get(cell)
            rows.append(["|".join(cell), show(reading.value) if reading else "", note_of(reading)])
        return rows

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """A cell that could not be read is refused with its place."""
        if fault := self.book.faults.get(tuple(row["cell"].split("|"))):
            raise ValidationError(fault)

    def get_instance(self, instance_loader: Any, row: Any) -> Figure | None:
        """The stored cell."""
        return self.figures.get(row["cell"])

    def before_save_instance(self, instance: Figure, row: Any, **kwargs: Any) -> None:
        """The text as given stays beside the number."""
        reading = self.book.cells[tuple(row["cell"].split("|"))]
        instance.text = reading.text[:60]
        self.changed.append(row["cell"])


def note_of(reading: Any) -> str:
    """The note of a reading."""
    return reading.note if reading else ""
