"""Workbooks as LibreOffice, Excel and WPS save them; LibreOffice's are made for real.

Excel and WPS are not at hand: theirs are built after their known quirks, one test for each.
"""

import io
import subprocess
import zipfile

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from disclosure.lib.workbook import WorkbookProblem
from reports.actions import create_report
from reports.figures import values_of
from reports.schemes import scheme
from reports.workbook_reader import read_report_workbook
from reports.workbook_writer import write_workbook

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LABELS = [row.label for row in scheme("gk2014").tables[0].rows]


@pytest.fixture
def report(agency, clerk, category):
    return create_report(agency, year=2016, by=clerk)


@pytest.fixture
def edition(report):
    return report.entry.open_edition()


@pytest.fixture
def filled(report, edition) -> bytes:
    """The template with 1026 条 typed into row 1.1 and 10.5 into row 8.4."""
    content = write_workbook(report, scheme("gk2014"), values_of(edition))
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book.worksheets[0].iter_rows(min_row=5):
        if "主动公开政府信息数" in str(row[0].value):
            row[2].value = "1026条"
        if "专项经费" in str(row[0].value):
            row[2].value = 10.5
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(content: bytes, report):
    return read_report_workbook(io.BytesIO(content), "统计表.xlsx", report)


def values(found) -> dict:
    return {cell[1]: reading.value for cell, reading in found.cells.items()}


def by_hand(rows: str, shared: str = "") -> bytes:
    """A minimal workbook with the XML that another program writes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
            "</Types>",
        )
        relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="/xl/workbook.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relations}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{NAMESPACE}" xmlns:r="{relations}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{NAMESPACE}">{shared}</sst>')
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{NAMESPACE}" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData">'
            f"<sheetData>{rows}</sheetData></worksheet>",
        )
    return file.getvalue()


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.libreoffice
def test_libreoffice_saves_what_we_read(filled, report, tmp_path):
    source = tmp_path / "in.xlsx"
    source.write_bytes(filled)
    (tmp_path / "out").mkdir()
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", "xlsx", "--outdir", tmp_path / "out", source,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    found = read((tmp_path / "out" / "in.xlsx").read_bytes(), report)
    assert found.problems == []
    assert len(found.cells) == 58
    assert (values(found)["1.1"], str(values(found)["8.4"])) == (1026, "10.5")


@pytest.mark.libreoffice
def test_libreoffice_opens_our_template_with_its_locks_and_print_area(filled, tmp_path):
    source = tmp_path / "in.xlsx"
    source.write_bytes(filled)
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", "pdf", "--outdir", tmp_path, source,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    assert (tmp_path / "in.pdf").read_bytes().startswith(b"%PDF-")


def test_excel_writes_rich_text_runs_into_shared_strings(report):
    shared = "".join(
        f"<si><r><t>{label[:3]}</t></r><r><rPr><b/></rPr><t>{label[3:]}</t></r></si>"
        for label in LABELS
    )
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c><c r="C{n}"><v>7</v></c></row>'
        for n in range(1, len(LABELS) + 1)
    )
    assert set(values(read(by_hand(rows, shared), report)).values()) == {7}


def test_excel_keeps_numbers_typed_with_an_apostrophe_as_text(report):
    rows = "".join(
        f'<row r="{n}">{inline(f"A{n}", label)}{inline(f"C{n}", "１２")}</row>'
        for n, label in enumerate(LABELS, 1)
    )
    assert set(values(read(by_hand(rows), report)).values()) == {12}


def test_excel_formula_counts_with_its_saved_result(report):
    rows = "".join(
        f'<row r="{n}">{inline(f"A{n}", label)}<c r="C{n}"><f>SUM(D1:D2)</f><v>5</v></c></row>'
        for n, label in enumerate(LABELS, 1)
    )
    assert set(values(read(by_hand(rows), report)).values()) == {5}


def test_wps_leaves_out_references_of_cells_and_breaks_labels(report):
    rows = "".join(
        f'<row r="{n}">{inline(f"A{n}", label[:4] + "&#10;" + label[4:])}'
        f'{inline(f"B{n}", "　")}<c r="C{n}" etc:custom="1"><v>3</v></c></row>'
        for n, label in enumerate(LABELS, 1)
    )
    assert set(values(read(by_hand(rows), report)).values()) == {3}


def test_empty_sheets_of_excel_beside_the_table_do_no_harm(filled, report):
    book = openpyxl.load_workbook(io.BytesIO(filled))
    book.create_sheet("Sheet2")
    book.create_sheet("Sheet3", 0)
    file = io.BytesIO()
    book.save(file)
    assert len(read(file.getvalue(), report).cells) == 58


def test_missing_row_is_told(filled, report):
    book = openpyxl.load_workbook(io.BytesIO(filled))
    book.worksheets[0].delete_rows(6)
    file = io.BytesIO()
    book.save(file)
    found = read(file.getvalue(), report)
    assert "主动公开政府信息数" in found.notes[0]
    assert "1.1" not in values(found)


def test_password_is_told_how_to_be_taken_off(report):
    encrypted = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512
    with pytest.raises(WorkbookProblem, match="去掉密码"):
        read(encrypted, report)


# --- The command --------------------------------------------------------------------------------


def run(path, **options):
    call_command("import_statistics", str(path), agency="002668020", year=2016, **options)


def test_command_fills_the_draft(filled, report, edition, tmp_path, capsys):
    path = tmp_path / "a.xlsx"
    path.write_bytes(filled)
    run(path)
    assert values_of(edition)["statistics", "1.1", "count"] == 1026
    assert "2 格有变化" in capsys.readouterr().out


def test_command_names_every_problem_and_writes_nothing(report, edition, tmp_path):
    rows = "".join(
        f'<row r="{n}">{inline(f"A{n}", label)}{inline(f"C{n}", "若干")}</row>'
        for n, label in enumerate(LABELS, 1)
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(by_hand(rows))
    with pytest.raises(CommandError) as refused:
        run(path)
    assert str(refused.value).count("“若干”") == 58
    assert "“Sheet1”第 2 行 C2" in str(refused.value)
    assert set(values_of(edition).values()) == {None}


def test_command_refuses_an_unknown_report_and_a_missing_file(report, tmp_path):
    with pytest.raises(CommandError, match="2017"):
        call_command("import_statistics", "x.xlsx", agency="002668020", year=2017)
    with pytest.raises(CommandError, match="无法打开"):
        run(tmp_path / "none.xlsx")


def test_command_refuses_an_operator_who_may_not_write(
    filled, report, edition, publisher, tmp_path
):
    path = tmp_path / "a.xlsx"
    path.write_bytes(filled)
    with pytest.raises(CommandError, match="角色"):
        run(path, by=publisher.username)
    assert set(values_of(edition).values()) == {None}
