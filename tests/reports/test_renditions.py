"""The files of a released report: the same figures in each, kept as made."""

import csv
import io
import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from disclosure.agencies.models import Role
from disclosure.catalogue.models import Rendition, WithdrawalReason
from disclosure.catalogue.release import withdrawing
from disclosure.lib import blobs, pdf
from disclosure.pages.models import Page
from disclosure.pages.names import names
from reports.figures import values_of
from reports.schemes import all_schemes
from reports.workbook_reader import read_report_workbook
from tests.factories import make_entry, make_member, make_report, release_report

pytestmark = pytest.mark.django_db
FORMS = pytest.mark.parametrize("form", all_schemes(), ids=lambda form: form.key)
KINDS = ["pdf", "docx", "xlsx", "csv", "json"]


def status(citizen, path) -> int:
    """What a stranger gets at a path; the file is closed."""
    response = citizen.get(path)
    b"".join(response)
    return response.status_code


def files(entry) -> dict[str, bytes]:
    rows = Rendition.objects.filter(edition=entry.live_edition)
    return {
        row.name.rpartition(".")[2]: blobs.path(
            Path(settings.PRIVATE_ROOT), row.blob_id
        ).read_bytes()
        for row in rows
    }


@FORMS
@pytest.mark.pango
def test_every_file_holds_the_figures_of_the_page(
    form, agency, clerk, publisher, category, citizen, django_capture_on_commit_callbacks
):
    report = make_report(agency, by=clerk, year=form.first_year)
    with django_capture_on_commit_callbacks(execute=True):
        entry = release_report(report, clerk, publisher)
    figures = values_of(entry.live_edition)
    made = files(entry)
    assert sorted(made) == sorted(KINDS)
    for kind in ("docx", "xlsx"):
        book = read_report_workbook(io.BytesIO(made[kind]), f"统计表.{kind}", report)
        assert {cell: reading.value for cell, reading in book.cells.items()} == figures
        assert book.problems == []
    lines = list(csv.DictReader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    told = {(one["table"], one["row"], one["column"]): Decimal(one["value"]) for one in lines}
    assert told == figures
    data = json.loads(made["json"])
    assert (data["agency_code"], data["year"], data["scheme"]) == (
        agency.code,
        form.first_year,
        form.key,
    )
    assert len(data["cells"]) == len(figures)
    assert made["pdf"].startswith(b"%PDF")
    page = citizen.get(entry.path).content.decode()
    for row in Rendition.objects.filter(edition=entry.live_edition):
        assert row.name in page
    for file in Page.objects.get(path=entry.path).files.all():
        assert status(citizen, file.path) == 200


def test_word_file_is_an_official_document(agency, clerk, publisher, category):
    form = all_schemes()[-1]
    report = make_report(agency, by=clerk, year=form.first_year)
    entry = release_report(report, clerk, publisher)
    document = docx.Document(io.BytesIO(files(entry)["docx"]))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == entry.live_edition.title
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == [section.heading for section in form.sections if section.number]
    assert "本年没有情况。" in texts
    bold = [run.text for one in document.paragraphs for run in one.runs if run.bold]
    assert "没有" in bold
    head = document.tables[1].rows[0]._tr.xml
    assert "w:tblHeader" in head
    assert openpyxl.load_workbook(io.BytesIO(files(entry)["xlsx"])).sheetnames


@pytest.mark.writer
@pytest.mark.poppler
def test_word_file_opens_in_libreoffice(agency, clerk, publisher, category, tmp_path):
    form = all_schemes()[-1]
    entry = release_report(make_report(agency, by=clerk, year=form.first_year), clerk, publisher)
    source = tmp_path / "report.docx"
    source.write_bytes(files(entry)["docx"])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, source],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    text = text_of(tmp_path / "report.pdf")
    assert "主动公开政府信息情况" in text
    assert "未经复议直接起诉" in text


@pytest.mark.pango
@pytest.mark.poppler
def test_pdf_is_tagged_and_repeats_the_head_on_every_page(
    agency, clerk, publisher, category, tmp_path
):
    entry = release_report(make_report(agency, by=clerk, year=2014), clerk, publisher)
    path = tmp_path / "report.pdf"
    path.write_bytes(files(entry)["pdf"])
    told = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Tagged:\s+yes", told)
    assert entry.live_edition.title in told
    text = text_of(path)
    pages = text.split("\f")
    with_table = [page for page in pages if "统计指标" in page]
    assert len(with_table) >= 2
    assert entry.index_number in pages[0]


def text_of(path) -> str:
    """The text of a PDF without blanks."""
    command = ["pdftotext", "-layout", path, "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return re.sub(r"[ \n]+", "", text)


def test_files_are_made_once_and_the_page_rebuilt_from_them(
    agency, clerk, publisher, category, capsys, django_capture_on_commit_callbacks
):
    report = make_report(agency, by=clerk, year=2014)
    with django_capture_on_commit_callbacks(execute=True):
        release_report(report, clerk, publisher)
    before = list(Rendition.objects.values_list("pk", "blob"))
    call_command("rebuild_pages", check=True)
    call_command("rebuild_pages")
    call_command("rebuild_pages", check=True)
    assert list(Rendition.objects.values_list("pk", "blob")) == before
    call_command("rebuild_pages", renew_files=True)
    assert not {pk for pk, _ in before} & set(Rendition.objects.values_list("pk", flat=True))
    assert Rendition.objects.count() == len(before)


def test_withdrawal_takes_the_files_down_and_restoring_brings_them_back(
    agency, clerk, publisher, category, citizen, django_capture_on_commit_callbacks
):
    report = make_report(agency, by=clerk, year=2014)
    with django_capture_on_commit_callbacks(execute=True):
        entry = release_report(report, clerk, publisher)
    paths = [file.path for file in Page.objects.get(path=entry.path).files.all()]
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.ERROR)
    assert {status(citizen, path) for path in paths} == {404}
    with django_capture_on_commit_callbacks(execute=True):
        withdrawing.restore(entry, by=publisher, reason="核实无误")
    assert {status(citizen, path) for path in paths} == {200}


def test_draft_has_no_files(agency, clerk, category):
    report = make_report(agency, by=clerk, year=2014)
    assert not Rendition.objects.filter(edition__entry=report.entry).exists()


@pytest.mark.pango
def test_report_is_released_without_a_pdf_where_none_can_be_made(
    agency, clerk, publisher, category, monkeypatch, caplog
):
    monkeypatch.setattr(pdf, "COMMAND", ("false",))
    entry = release_report(make_report(agency, by=clerk, year=2014), clerk, publisher)
    assert sorted(files(entry)) == sorted(set(KINDS) - {"pdf"})
    assert "libpango" in caplog.text


def test_pdf_can_be_turned_off(agency, clerk, publisher, category, settings):
    settings.PDF_RENDITIONS = False
    entry = release_report(make_report(agency, by=clerk, year=2014), clerk, publisher)
    assert "pdf" not in files(entry)


def test_plain_document_has_no_renditions(client, clerk):
    entry = make_entry()
    assert not Rendition.objects.filter(edition=entry.live_edition).exists()
    assert b"renditions" not in client.get(entry.path).content


def test_all_released_reports_come_as_one_csv(agency, clerk, publisher, category, citizen):
    release_report(make_report(agency, by=clerk, year=2021), clerk, publisher)
    response = citizen.get(reverse("reports:report_data", args=["csv"]))
    lines = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert len(lines) == 10 + 175 + 15
    assert {line["agency_code"] for line in lines} == {agency.code}
    (report,) = json.loads(b"".join(citizen.get("/reports/data.json")))
    assert (report["agency_code"], len(report["cells"])) == (agency.code, 200)
    assert json.loads(b"".join(citizen.get("/reports/data.json?year=1999"))) == []
    assert citizen.get("/reports/data.exe").status_code == 404


def test_all_reports_cost_a_constant_number_of_queries(
    agency, other_agency, clerk, publisher, category, citizen, django_assert_num_queries
):
    form = all_schemes()[0]
    release_report(make_report(agency, by=clerk, year=form.first_year), clerk, publisher)
    names()  # read once for each change of them
    with django_assert_num_queries(2):  # when it changed, and the rows
        b"".join(citizen.get("/reports/data.csv"))
    other = make_member(other_agency, Role.EDITOR), make_member(other_agency, Role.PUBLISHER)
    release_report(make_report(other_agency, by=other[0], year=form.first_year), *other)
    names()  # read once for each change of them
    with django_assert_num_queries(2):
        assert b"".join(citizen.get("/reports/data.csv")).count(b"\n") == 1 + 2 * 58
