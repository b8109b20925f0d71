"""Tables of Excel, Word and web pages: the same grid, whatever the file; attacks are refused."""

import io
import zipfile

import docx
import openpyxl
import pytest

from disclosure.lib.tablefile import read_table_file
from disclosure.lib.workbook import WorkbookProblem

GRID = (("事项", "新收", "新收"), ("许可", "12", "——"), ("处罚", "3", "0"))
HTML = """<!DOCTYPE html><html><head><meta charset="{charset}"></head><body><p>说明</p>
<table><tr><th>事项</th><th colspan="2">新收</th></tr>
<tr><td>许可</td><td>12</td><td>——</td></tr><tr><td>处罚</td><td>3</td><td>0</td></tr></table>
</body></html>"""


def word() -> io.BytesIO:
    document = docx.Document()
    document.add_paragraph("说明")
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(table.rows, GRID, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2)).text = "新收"
    return saved(document)


def excel() -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in GRID:
        book.active.append(row)
    return saved(book)


def saved(file) -> io.BytesIO:
    out = io.BytesIO()
    file.save(out)
    return out


def page(charset="utf-8") -> io.BytesIO:
    return io.BytesIO(HTML.format(charset=charset).encode(charset))


@pytest.mark.parametrize(
    ("file", "name"),
    [(word(), "第1张表"), (excel(), "Sheet"), (page(), "第1张表"), (page("gbk"), "第1张表")],
    ids=["word", "excel", "page", "page in gbk"],
)
def test_the_same_table_is_read_from_every_kind_of_file(file, name):
    (sheet,) = read_table_file(file, "统计表").sheets
    assert sheet.rows == GRID
    assert sheet.name == name


def test_what_the_file_is_counts_and_not_its_name():
    assert read_table_file(word(), "统计表.xlsx").sheets[0].rows == GRID


def with_part(file, name, content) -> io.BytesIO:
    """The file with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, content)
    return out


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (with_part(word(), "word/vbaProject.bin", b"x"), "含有宏，请另存为不含宏的 docx"),
        (
            with_part(word(), "word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
            "含有不允许的外部定义",
        ),
        (with_part(word(), "word/document.xml", b"<w:document"), "请用 Word 或 WPS 重新另存为"),
        (with_part(word(), "word/document.xml", b"0" * 30_000_000), "展开后过大"),
        (io.BytesIO(b"MZ\x90\x00<program>"), "不是 Excel 工作簿"),
        (io.BytesIO(b"<" + b" " * 21_000_000), "大小为 20 MB，超过上限 20 MB"),
        (io.BytesIO(b""), "不是 Excel 工作簿"),
    ],
    ids=["macros", "entities", "broken", "bomb", "program", "too large", "empty"],
)
def test_unsafe_and_broken_files_are_refused_with_one_sentence(file, told):
    with pytest.raises(WorkbookProblem) as refusal:
        read_table_file(file, "统计表")
    assert told in str(refusal.value)
    assert str(refusal.value).startswith("“统计表”")


def test_a_page_without_tables_has_no_sheets():
    assert read_table_file(io.BytesIO("<p>没有表。</p>".encode()), "页面.html").sheets == ()
