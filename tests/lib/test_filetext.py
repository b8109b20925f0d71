"""The search sees of a file what its reader sees, and survives what nobody can read."""

import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure.lib import filetext
from disclosure.lib.filetext import file_text
from disclosure.lib.pdf import make_pdf


def test_text_of_plain_files_in_both_encodings(tmp_path):
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        path = tmp_path / encoding
        path.write_bytes("预算公开，𬱖河".encode(encoding))
        assert file_text(path, "名单.CSV") == "预算公开，𬱖河"


def test_long_plain_text_is_cut_between_characters(tmp_path):
    path = tmp_path / "long"
    path.write_text("预" * 400_000, "utf-8")
    assert file_text(path, "a.txt") == "预" * 200_000


def test_word_is_read_without_hidden_and_deleted_text(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("公开的")
    paragraph.add_run("正文")
    paragraph.add_run("隐藏").font.hidden = True
    deleted = f"<w:del {nsdecls('w')}><w:r><w:delText>删去</w:delText></w:r></w:del>"
    paragraph._p.append(parse_xml(deleted))
    document.add_table(1, 1).cell(0, 0).text = "表内"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    document.save(tmp_path / "a")
    text = file_text(tmp_path / "a", "a.docx")
    assert text.split("\n") == ["公开的正文", "表内", "页脚"]


def test_workbook_is_read_without_hidden_sheets_rows_and_columns(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["单位", "金额", "密列"])
    sheet.append(["财政局", 125, "密格"])
    sheet.append(["密行", 1, 1])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("密表").sheet_state = "hidden"
    book["密表"]["A1"] = "密"
    book.save(tmp_path / "a")
    text = file_text(tmp_path / "a", "a.xlsx")
    assert text.split("\n") == ["单位 金额", "财政局 125"]


def odd_workbook(path, sheet):
    """A workbook whose sheet is replaced by an XML of ours."""
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, sheet if name.endswith("sheet1.xml") else content)


def test_workbook_with_a_hidden_column_that_has_no_number_is_read(tmp_path):
    row = '<row><c r="A1" t="inlineStr"><is><t>财政局</t></is></c></row>'
    odd_workbook(tmp_path / "a", f'<w><col hidden="1"/>{row}</w>')
    assert file_text(tmp_path / "a", "a.xlsx") == "财政局"


@pytest.mark.parametrize("sheet", ['<w><col hidden="1" min="x"/><row/></w>', "<w><row>"])
def test_workbook_that_breaks_its_reader_has_no_text_and_a_line_in_the_log(tmp_path, sheet, caplog):
    odd_workbook(tmp_path / "a", sheet)
    assert file_text(tmp_path / "a", "a.xlsx") == ""
    assert "文件 a（xlsx）的文字没有读完" in caplog.text


def test_reader_that_takes_too_long_is_ended(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(filetext, "SECONDS", 0.001)
    (tmp_path / "a").write_text("预算", "utf-8")
    assert file_text(tmp_path / "a", "a.txt") == ""
    assert "秒内没有读完" in caplog.text


@pytest.mark.pango
def test_pdf_is_read(tmp_path):
    (tmp_path / "a").write_bytes(make_pdf("<p>湖港镇预算公开</p>"))
    assert "湖港镇预算公开" in file_text(tmp_path / "a", "a.pdf")


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf", "a.zip", "a", "a.doc"])
def test_what_cannot_be_read_has_no_text(tmp_path, name):
    (tmp_path / "a").write_bytes(b"PK\x03\x04 broken \x00\xff")
    assert file_text(tmp_path / "a", name) == ""


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300))
def test_any_bytes_are_harmless(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    for name in ("a.txt", "a.docx", "a.xlsx"):
        assert isinstance(file_text(tmp_path / "a", name), str)
