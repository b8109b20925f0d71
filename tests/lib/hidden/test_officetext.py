"""Nothing inside an Office file hides from the reader."""

import io
import zipfile

import docx
import openpyxl

from disclosure.lib.hidden.officetext import office_text


def told(content: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in office_text(io.BytesIO(content)):
        found[part.place] = found.get(part.place, "") + "\n" + part.text
    return found


def workbook(change) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "公开的名单"
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_hidden_sheets_rows_columns_and_numbers_are_read():
    def change(book):
        hidden = book.create_sheet("隐藏")
        hidden.sheet_state = "hidden"
        hidden["A1"] = "13800138000"
        hidden["B2"] = 13900139000
        book.active.row_dimensions[5].hidden = True
        book.active["C5"] = "行内"
        book.active["D1"].comment = openpyxl.comments.Comment("批注里的13700137000", "甲")

    found = told(workbook(change))
    for place, text in (
        ("工作表「Sheet」", "公开的名单"),
        ("工作表「Sheet」", "行内"),
        ("工作表「隐藏（隐藏）」", "13800138000"),
        ("工作表「隐藏（隐藏）」", "13900139000"),
    ):
        assert text in found[place]
    assert "13700137000" in found["批注"]
    assert "隐藏" in found["工作表名称"]


def document(change) -> bytes:
    made = docx.Document()
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_runs_of_a_paragraph_are_one_line_and_properties_are_read():
    def change(made):
        paragraph = made.add_paragraph()
        for run in ("电话138", "0013", "8000"):
            paragraph.add_run(run)
        made.core_properties.author = "某作者"

    found = told(document(change))
    assert "电话13800138000" in found["正文和修订"]
    assert "某作者" in found["文档属性"]


def test_deleted_text_and_pivot_caches_are_read():
    def repack(content, name, old, new):
        file = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
            for item in source.namelist():
                data = source.read(item)
                target.writestr(item, data.replace(old, new) if item == name else data)
            if name not in source.namelist():
                target.writestr(name, new)
        return file.getvalue()

    content = document(lambda made: made.add_paragraph("留下"))
    deleted = "<w:del><w:r><w:delText>删去13800138000</w:delText></w:r></w:del></w:p>".encode()
    content = repack(content, "word/document.xml", b"</w:p>", deleted)
    assert "删去13800138000" in told(content)["正文和修订"]
    cache = '<pivotCacheRecords xmlns="urn:x"><r><s v="13800138000"/></r></pivotCacheRecords>'
    content = repack(workbook(lambda book: None), "xl/pivotCache/r1.xml", b"", cache.encode())
    assert "13800138000" in told(content)["数据透视表缓存"]


def test_what_is_no_container_or_is_broken_has_no_text():
    assert told(b"plain") == {}
    assert told(b"") == {}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("word/document.xml", "<w:p")
    assert told(file.getvalue()) in ({}, {"正文和修订": "\n"})
