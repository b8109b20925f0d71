"""Workbooks: sound ones are read, every attack is refused with one sentence."""

import io
import time
import zipfile

import openpyxl
import pytest
from openpyxl.packaging.custom import StringProperty

from disclosure.lib.workbook import WorkbookProblem, cell_name, read_workbook


def saved(book) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    return file


@pytest.fixture
def sound() -> io.BytesIO:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "统计表"
    sheet.append(["统计指标", "单位", "统计数"])
    sheet.append(["(一)主动公开政府信息数", "条", 1026])
    sheet.append([None, None, "10万元"])
    sheet.append([])
    book.create_sheet("说明").sheet_state = "hidden"
    book.custom_doc_props.append(StringProperty(name="scheme", value="gk2014"))
    return saved(book)


def repacked(file, change=None, add=None) -> io.BytesIO:
    """The same workbook with members changed or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(file) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(info.filename, content) if change else content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out


def test_values_and_properties_are_read(sound):
    book = read_workbook(sound)
    first = book.sheets[0]
    assert (first.name, first.value(2, 3), first.value(3, 3)) == (
        "统计表",
        1026,
        "10万元",
    )
    assert (len(first.rows), first.value(99, 99)) == (3, None)
    assert book.sheets[1].hidden
    assert book.properties == {"scheme": "gk2014"}


def test_cell_name():
    assert cell_name(12, 28) == "AB12"


def test_formula_without_a_saved_result_is_blank():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    assert read_workbook(saved(book)).sheets[0].value(1, 1) is None


def test_sheet_with_its_last_possible_cell_is_refused_at_once(sound):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 1
    began = time.monotonic()
    with pytest.raises(WorkbookProblem, match="5000 行"):
        read_workbook(saved(book))
    assert time.monotonic() - began < 5


def test_wide_sheet_is_cut_at_the_cap():
    book = openpyxl.Workbook()
    book.active["XFD1"] = 1
    assert len(read_workbook(saved(book)).sheets[0].rows) <= 1


def test_zip_bomb_is_refused(sound):
    bomb = repacked(sound, add={"xl/media/bomb.bin": b"\0" * 60_000_000})
    with pytest.raises(WorkbookProblem, match="展开后过大"):
        read_workbook(bomb)


def test_macro_workbook_is_refused(sound):
    with pytest.raises(WorkbookProblem, match="宏"):
        read_workbook(repacked(sound, add={"xl/vbaProject.bin": b"x"}))


def test_external_entity_is_refused(sound):
    def infect(name, content):
        evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        return evil + content if name.startswith("xl/worksheets/") else content

    with pytest.raises(WorkbookProblem, match="外部定义"):
        read_workbook(repacked(sound, change=infect))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\0" + b"\0" * 100, "不是 Excel"),
        (b"", "不是 Excel"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "另存为 xlsx"),
        (b"PK\x03\x04" + b"garbage" * 20, "已损坏"),
    ],
)
def test_what_is_no_xlsx_is_refused(content, said):
    with pytest.raises(WorkbookProblem, match=said):
        read_workbook(io.BytesIO(content), "附件.xlsx")


def test_other_zip_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(WorkbookProblem, match="不是 Excel"):
        read_workbook(file)


def test_file_over_the_limit_is_refused_without_being_read():
    class Huge(io.BytesIO):
        def seek(self, offset, whence=0):
            return 200 * 1024 * 1024 if whence == 2 else super().seek(offset, whence)

    with pytest.raises(WorkbookProblem, match="200 MB"):
        read_workbook(Huge())


def test_corrupt_sheet_is_refused(sound):
    def cut(name, content):
        return content[: len(content) // 2] if name.startswith("xl/worksheets/") else content

    with pytest.raises(WorkbookProblem, match="无法读取"):
        read_workbook(repacked(sound, change=cut))


def test_every_truncation_is_read_or_refused(sound):
    whole = sound.getvalue()
    for length in range(0, len(whole), 97):
        with pytest.raises(WorkbookProblem):
            read_workbook(io.BytesIO(whole[:length]))
