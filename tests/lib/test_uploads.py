"""Uploads are what their content is, not what their name says."""

import io
import zipfile

import openpyxl
import pytest

from disclosure.lib.uploads import BadUpload, check_upload, clean_name
from tests.hiddenfiles import encrypted_pdf

LIMIT = 1024 * 1024


def zipped(*names) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file


def workbook() -> io.BytesIO:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file


@pytest.mark.parametrize(
    ("name", "file", "content_type"),
    [
        ("公告.PDF", io.BytesIO(b"%PDF-1.7 ..."), "application/pdf"),
        ("表.xlsx", workbook(), "spreadsheetml"),
        ("文.docx", zipped("word/document.xml"), "wordprocessingml"),
        ("版.ofd", zipped("OFD.xml"), "application/ofd"),
        ("旧.doc", io.BytesIO(bytes.fromhex("d0cf11e0a1b11ae1")), "application/msword"),
        ("图.png", io.BytesIO(b"\x89PNG\r\n\x1a\n"), "image/png"),
        ("注.txt", io.BytesIO("说明".encode()), "text/plain"),
        ("表.csv", io.BytesIO("指标,数".encode("gb18030")), "text/csv"),
    ],
)
def test_sound_files_are_accepted_and_left_at_their_start(name, file, content_type):
    assert content_type in check_upload(name, file, LIMIT).content_type
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("病毒.exe", b"MZ", "不能上传"),
        ("网页.html", b"<html>", "不能上传"),
        ("图.svg", b"<svg>", "不能上传"),
        ("无扩展名", b"x", "不能上传"),
        ("改名.pdf", b"MZ\x90", "改过扩展名"),
        ("改名.xlsx", b"MZ\x90", "改过扩展名"),
        ("网页.txt", b"<html><script>", "改过扩展名"),
        ("空.pdf", b"", "空文件"),
        ("大.pdf", b"%PDF-" + b"0" * LIMIT, "超过上限 1 MB，请压缩"),
        ("坏.docx", b"PK\x03\x04 broken", "“坏.docx”：文件已损坏"),
    ],
)
def test_other_files_are_refused_with_one_sentence(name, content, said):
    with pytest.raises(BadUpload, match=said):
        check_upload(name, io.BytesIO(content), LIMIT)


def test_macros_are_refused():
    with pytest.raises(BadUpload, match=r"“文\.docx”：文件含有宏"):
        check_upload("文.docx", zipped("word/document.xml", "word/vbaProject.bin"), LIMIT)


def test_plain_zip_named_docx_is_refused():
    with pytest.raises(BadUpload, match="改过扩展名"):
        check_upload("文.docx", zipped("readme.txt"), LIMIT)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\表\\附件.xlsx", "附件.xlsx"),
        ("a\x00b\u202e.pdf", "ab.pdf"),
        ("  附件 1.pdf ", "附件 1.pdf"),
        ('<x>".pdf', "x.pdf"),
    ],
)
def test_clean_name(name, clean):
    assert clean_name(name) == clean


def test_name_of_nothing_is_refused():
    with pytest.raises(BadUpload, match="没有名称"):
        clean_name("../..")


OLE = bytes.fromhex("d0cf11e0a1b11ae1").ljust(512, b"\0")
BOF = bytes.fromhex("0908100000060500") + bytes(12)
LOCKED_WORD = b"\xec\xa5\xc1\x00" + bytes(7) + b"\x01"
PASSWORD, MACROS = "设有密码", "含有宏"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("锁.pdf", encrypted_pdf(), PASSWORD),
        ("锁.docx", OLE + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
        ("锁.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
        ("锁.xls", OLE + BOF + b"\x2f\x00\x36\x00", PASSWORD),
        ("锁.doc", OLE + LOCKED_WORD, PASSWORD),
        ("宏.xls", OLE + "_VBA_PROJECT".encode("utf-16-le"), MACROS),
        ("旧.docx", OLE, "改过扩展名"),
    ],
)
def test_what_is_locked_or_carries_macros_is_refused(name, content, said):
    with pytest.raises(BadUpload, match=said):
        check_upload(name, io.BytesIO(content), LIMIT)


def test_old_files_without_password_are_accepted():
    for name, content in (
        ("表.xls", OLE + BOF + b"\x42\x00\x02\x00"),
        ("文.doc", OLE + LOCKED_WORD[:-1] + b"\x12"),
        ("文.pdf", b"%PDF-1.7 /EncryptMetadata true (about /Encrypt)"),
    ):
        assert check_upload(name, io.BytesIO(content), LIMIT)
