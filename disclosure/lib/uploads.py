"""What may be uploaded: checked by content, not by name."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from disclosure.lib.archives import (
    OLE_MAGIC,
    ZIP_MAGIC,
    BadArchive,
    has_macros,
    members,
)
from disclosure.lib.hidden.oldoffice import carries_macros, is_locked, is_ole, whole

# A PDF with a password says so outside of its compressed parts.
LOCKED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
LONGEST_NAME = 120
HEAD = 4096

WITH_MACROS = "“{}”：文件含有宏，请另存为不含宏的格式后再上传。"


class BadUpload(ValueError):
    """The file is not accepted; the sentence names it and says what to do."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that we accept."""

    extension: str
    content_type: str
    label: str


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "application/pdf", "PDF 文档"),
        FileKind("docx", f"{OFFICE}.wordprocessingml.document", "Word 文档"),
        FileKind("xlsx", f"{OFFICE}.spreadsheetml.sheet", "Excel 工作簿"),
        FileKind("ofd", "application/ofd", "OFD 版式文档"),
        FileKind("doc", "application/msword", "Word 97-2003 文档"),
        FileKind("xls", "application/vnd.ms-excel", "Excel 97-2003 工作簿"),
        FileKind("wps", "application/vnd.ms-works", "WPS 文字文档"),
        FileKind("et", "application/vnd.ms-excel", "WPS 表格"),
        FileKind("jpg", "image/jpeg", "JPEG 图片"),
        FileKind("jpeg", "image/jpeg", "JPEG 图片"),
        FileKind("png", "image/png", "PNG 图片"),
        FileKind("gif", "image/gif", "GIF 图片"),
        FileKind("txt", "text/plain", "文本文件"),
        FileKind("csv", "text/csv", "CSV 表格"),
    )
}
MAGIC = {
    "pdf": b"%PDF-",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    "gif": b"GIF8",
    "doc": OLE_MAGIC,
    "xls": OLE_MAGIC,
    "wps": OLE_MAGIC,
    "et": OLE_MAGIC,
}
WANTED_MEMBER = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "ofd": "OFD.xml",
}
TEXTS = {"txt", "csv"}


def check_upload(name: str, file: IO[bytes], limit: int) -> FileKind:
    """The kind of a file whose content is what its name says; `limit` in bytes.

    The file is left at its start. Raises BadUpload.
    """
    name = clean_name(name)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = KINDS.get(extension)
    if kind is None:
        known = "、".join(sorted({one.extension for one in KINDS.values()}))
        raise BadUpload(f"“{name}”的类型不能上传，可上传的类型：{known}。")
    check_size(name, file, limit)
    file.seek(0)
    head = file.read(HEAD)
    refuse_locked(name, file)
    if not content_fits(name, head, file):
        raise BadUpload(f"“{name}”的内容不是{kind.label}，请检查文件是否改过扩展名。")
    file.seek(0)
    return kind


def check_size(name: str, file: IO[bytes], limit: int) -> None:
    """Refuse what is empty or too large."""
    size = file.seek(0, 2)
    if not size:
        raise BadUpload(f"“{name}”是空文件，请重新选择。")
    if size > limit:
        raise BadUpload(
            f"“{name}”大小为 {size / 1048576:.1f} MB，超过上限 {limit / 1048576:.0f} MB，"
            "请压缩其中的图片或者拆分后再上传。"
        )


def refuse_locked(name: str, file: IO[bytes]) -> None:
    """Refuse what has a password, or macros in an old container: nobody can look into it."""
    file.seek(0)
    is_pdf = file.read(len(MAGIC["pdf"])) == MAGIC["pdf"]
    file.seek(0)
    is_old = is_ole(file)
    if (is_old and is_locked(file)) or (is_pdf and LOCKED_PDF.search(whole(file))):
        raise BadUpload(f"“{name}”：文件设有密码，请去掉密码、另存后再上传。")
    if is_old and carries_macros(file):
        raise BadUpload(WITH_MACROS.format(name))


def content_fits(name: str, head: bytes, file: IO[bytes]) -> bool:
    """Whether the content is of the kind that the extension of the name says."""
    extension = name.rpartition(".")[2].lower()
    if extension in TEXTS:
        return is_text(head)
    if extension in WANTED_MEMBER:
        return head.startswith(ZIP_MAGIC) and container_fits(name, extension, file)
    return head.startswith(MAGIC[extension])


def container_fits(name: str, extension: str, file: IO[bytes]) -> bool:
    """Whether a zip container holds what its kind holds, and no macros."""
    try:
        names = members(file)
    except BadArchive as error:
        raise BadUpload(f"“{name}”：{error}") from error
    if has_macros(names):
        raise BadUpload(WITH_MACROS.format(name))
    return WANTED_MEMBER[extension] in names


def is_text(head: bytes) -> bool:
    """Whether bytes are text in UTF-8 or GB 18030, without markup of a web page."""
    decoders: tuple[Callable[[], str], ...] = (
        lambda: head.decode("utf-8-sig"),
        lambda: head[:-3].decode("utf-8-sig"),
        lambda: head.decode("gb18030"),
        lambda: head[:-3].decode("gb18030"),
    )
    for decode in decoders:
        try:
            text = decode()
        except UnicodeDecodeError:
            continue
        return "\x00" not in text and not re.search(r"<(html|script|svg|!doctype)", text, re.I)
    return False


def clean_name(name: str) -> str:
    """The bare file name: no folders, no control or reserved characters, of bearable length.

    >>> clean_name("C:\\\\表\\\\附件1.xlsx"), clean_name("../../etc/p.txt")
    ('附件1.xlsx', 'p.txt')
    """
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    bare = "".join(c for c in bare if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*#%')
    bare = bare.strip(" .")
    if not bare:
        raise BadUpload("文件没有名称，请重命名后再上传。")
    stem, dot, extension = bare.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{extension[:10]}" if dot else extension[:LONGEST_NAME]
