"""The catalogue as a file: everything public in it, and an import reads it back."""

import csv
import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.catalogue.models import Edition, Entry, IndexNumber, Review
from disclosure.pages import listfile
from disclosure.pages.columns import COLUMNS
from disclosure.pages.models import Page, PageKind, SearchRow, Validity
from tests.factories import make_agency, make_entry, make_genre, make_theme

pytestmark = pytest.mark.django_db
PRINTED = (
    "path", "kind", "target", "title", "agency", "category", "method", "index_number",
    "document_number", "publisher_name", "source", "written_on", "validity", "effective_on",
    "ends_on", "theme", "genre", "keywords", "summary", "article", "text",
)  # fmt: skip


def run(name, *args, **options):
    out = io.StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def printed():
    """What the public reads; times as pages print them, to the minute."""
    rows = Page.objects.order_by("path")
    return [
        [getattr(row, f"{name}_id", getattr(row, name)) for name in PRINTED]
        + [row.published_at.replace(second=0, microsecond=0)]
        for row in rows
    ]


@pytest.fixture
def catalogue(agency, category, settings):
    """Made-up entries, and some that spreadsheets would spoil."""
    settings.DEVELOPMENT = True
    theme = make_theme(name="土地", parent=make_theme(name="国土资源、能源"))
    for title in ("=1+1", "-8", "'=百日行动", '逗号，"引号"', "+86", "@某栏目"):
        body = f"<p>{title}</p><p>第二段<br>换行\n与 a &lt; b</p>"
        more = {"theme": theme, "genre": make_genre(), "validity": Validity.REPEALED}
        make_entry(agency=agency, category=category, title=title, body=body, **more)
    run("make_load", 25, add=True)
    first = Page.objects.entries()[0]
    Page.objects.create(
        path="/art/1.html", kind=PageKind.REDIRECT, target=first.path, agency=first.agency,
        category=first.category, method=first.method, published_at=first.published_at,
        updated_at=first.updated_at, index_number=first.index_number,
        publisher_name=first.publisher_name,
    )  # fmt: skip


def empty():
    """A database without a catalogue."""
    Page.objects.all().delete()
    SearchRow.objects.all().delete()
    IndexNumber.objects.all().delete()
    Entry.objects.update(live_edition=None)
    Review.objects.all().delete()
    Edition.objects.all().delete()
    Entry.objects.all().delete()


@pytest.mark.parametrize("name", ["目录.csv", "目录.XLSX"])
def test_export_entries_writes_what_import_entries_reads_back(catalogue, tmp_path, name):
    before = printed()
    assert "已导出 31 条" in run("export_entries", tmp_path / name)
    empty()
    assert "已导入 31 条" in run("import_entries", tmp_path / name, publish=True)
    assert printed() == before


@pytest.mark.parametrize("name", ["目录.csv", "目录.xlsx"])
def test_what_was_written_at_the_desk_is_the_same_when_its_export_is_imported(
    catalogue, agency, tmp_path, name
):
    path = tmp_path / name
    run("export_entries", path, agency=agency.code)
    assert "已导入 0 条；6 条与系统中相同" in run("import_entries", path, publish=True)
    Edition.objects.filter(title="-8").update(summary="改过的概述")
    with pytest.raises(CommandError, match="已在系统中，内容不同"):
        run("import_entries", path, publish=True)


def test_export_entries_leaves_nothing_that_a_spreadsheet_computes(catalogue, tmp_path):
    run("export_entries", tmp_path / "a.csv")
    run("export_entries", tmp_path / "a.xlsx")
    lines = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    titles = {line[0] for line in lines}
    assert {"'=1+1", "-8", "'@某栏目", "''=百日行动"} <= titles
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert [cell.value for cell in sheet[1]] == [column.name for column in COLUMNS]


def test_export_entries_writes_an_object_a_line(catalogue, tmp_path):
    run("export_entries", tmp_path / "a.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 31
    assert {row["title"] for row in rows} >= {"=1+1", "-8", "'=百日行动"}
    assert [row["old_address"] for row in rows].count("/art/1.html") == 1
    assert rows[0].keys() == {column.key for column in COLUMNS}


def test_export_entries_of_an_agency_and_a_year(catalogue, agency, tmp_path):
    assert "已导出 6 条" in run("export_entries", tmp_path / "a.csv", agency=agency.code)
    year = Page.objects.filter(agency=agency)[0].published_at.year
    assert "已导出 6 条" in run("export_entries", tmp_path / "a.csv", year=year)
    assert "已导出 0 条" in run("export_entries", tmp_path / "a.csv", agency=make_agency().code)


def test_export_entries_costs_a_query_for_each_batch(catalogue, tmp_path, monkeypatch):
    costs = []
    for size in (500, 10):
        monkeypatch.setattr(listfile, "BATCH", size)
        with CaptureQueriesContext(connection) as captured:
            run("export_entries", tmp_path / "a.csv")
        costs.append(len(captured))
    assert costs[1] - costs[0] == 3  # batches of 31 rows


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("a.doc", {}, "结尾应为 .csv、.jsonl、.xlsx 之一"),
        ("a.csv", {"agency": "000"}, "没有代码为“000”的机构"),
        ("none/a.csv", {}, "无法写入"),
    ],
)
def test_export_entries_says_what_it_cannot_do(tmp_path, name, options, said):
    with pytest.raises(CommandError, match=said):
        run("export_entries", tmp_path / name, **options)


def test_export_entries_leaves_an_old_file_when_a_text_is_too_long_for_excel(tmp_path):
    entry = make_entry(body=f"<p>{'长' * 33_000}</p>")
    (tmp_path / "a.xlsx").write_text("old")
    with pytest.raises(CommandError, match=f"{entry.index_number}.*超过 Excel 单元格的上限"):
        run("export_entries", tmp_path / "a.xlsx")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a.xlsx", "old")]
    assert "已导出 1 条" in run("export_entries", tmp_path / "a.csv")
