"""For each form the whole way of its figures: template, LibreOffice, desk, release, every file."""

import csv
import io
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl.cell.cell import MergedCell

from disclosure.catalogue.models import Edition, Entry
from disclosure.lib import blobs
from disclosure.lib.savedpage import read_page
from reports.page_reader import report_content
from reports.schemes import all_schemes
from reports.workbook_reader import read_report_workbook
from tests.factories import clear, make_report

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.libreoffice,
    pytest.mark.pango,
    pytest.mark.poppler,
]
FORMS = pytest.mark.parametrize("form", all_schemes(), ids=lambda form: form.key)


def resaved(content: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it."""
    source = folder / "in.xlsx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, folder / "out", source], check=True, capture_output=True, timeout=120)
    return (folder / "out" / "in.xlsx").read_bytes()


def filled(content: bytes, numbers) -> bytes:
    """The template with these numbers typed into its open cells, sheet by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    opened = (
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if type(cell) is not MergedCell and not cell.protection.locked
    )
    for cell, number in zip(opened, numbers, strict=True):
        cell.value = int(number)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sound(form) -> dict:
    """Figures that keep every rule of the form: zeros, and pairs that balance."""
    figures = {(t.key, r.code, c.key): Decimal(0) for t, r, c in form.figures()}
    if form.key == "gk2014":
        return figures | {
            ("statistics", code, "count"): Decimal(number)
            for code, number in (("1.1", 246), ("1.2.2", 240), ("1.2.4", 30), ("9.3", 86))
        }
    for column, number in (("natural", 12), ("business", 3), ("total", 15)):
        for code in ("3.1", "3.3.1", "3.3.7"):
            figures["requests", code, column] = Decimal(number)
    figures["disputes", "4.1", "upheld"] = figures["disputes", "4.1", "total"] = Decimal(2)
    return figures


@FORMS
def test_the_same_figures_arrive_everywhere(
    form, client, agency, clerk, publisher, category, tmp_path
):
    report = make_report(agency, by=clerk, year=form.first_year, figure="")
    figures = sound(form)
    client.force_login(clerk)
    template = b"".join(
        client.get(reverse("admin:reports_annualreport_workbook", args=[report.pk]))
    )
    content = resaved(filled(template, figures.values()), tmp_path)
    url = reverse("admin:reports_annualreport_import", args=[report.pk])
    preview = client.post(url, {"file": SimpleUploadedFile("统计表.xlsx", content)})
    assert preview.context["counts"] == {"new": len(figures), "changed": 0, "same": 0, "wrong": 0}
    client.post(url, {"confirm": "1"})
    edition = Edition.objects.get(entry=report.entry)
    step = reverse("admin:catalogue_edition_step", args=[edition.pk, "submit"])
    client.post(step, {"lock_version": edition.lock_version})
    clear(Edition.objects.get(pk=edition.pk))
    client.force_login(publisher)
    client.post(reverse("admin:catalogue_edition_step", args=[edition.pk, "publish"]), {})
    entry = Entry.objects.get(pk=report.entry_id)
    assert entry.live_edition_id == edition.pk
    client.logout()

    page = read_page(client.get(f"{entry.path}print/").content, "页面.html")
    assert values(report_content(page).cells) == figures
    made = {
        row.name.rpartition(".")[2]: blobs.path(Path(settings.PRIVATE_ROOT), row.blob_id)
        for row in entry.live_edition.renditions.all()
    }
    for kind in ("docx", "xlsx"):
        with made[kind].open("rb") as file:
            assert values(read_report_workbook(file, kind, report).cells) == figures
    lines = csv.DictReader(io.StringIO(made["csv"].read_text("utf-8-sig")))
    told = {(one["table"], one["row"], one["column"]): Decimal(one["value"]) for one in lines}
    assert told == figures
    text = subprocess.run(
        ["pdftotext", "-layout", made["pdf"], "-"], check=True, capture_output=True, text=True
    ).stdout
    for number in {value for value in figures.values() if value > 9}:
        assert str(number) in text


def values(cells) -> dict:
    return {cell: reading.value for cell, reading in cells.items()}
