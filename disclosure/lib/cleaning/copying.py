"""A copy of a file without hidden content, verified: it opens, and what is left in it is named.

`make` is for the site: it runs this module as a process. `clean` is the work itself.
"""

from __future__ import annotations

import io
import json
import struct
import sys
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path

import docx
import openpyxl
from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError
from openpyxl.utils.exceptions import InvalidFileException
from pypdf.errors import DependencyError, PyPdfError

from disclosure.lib import bounded
from disclosure.lib.archives import BadArchive
from disclosure.lib.cleaning.image import BadImage, clean_image
from disclosure.lib.cleaning.pdf import ChangedPages, clean_pdf
from disclosure.lib.cleaning.sheet import clean_sheets
from disclosure.lib.cleaning.word import clean_word
from disclosure.lib.hidden.imagetraces import image_traces
from disclosure.lib.hidden.inspection import inspect
from disclosure.lib.hidden.traces import Cleaned
from disclosure.lib.opc import Package
from disclosure.lib.personal import kinds_of

VERSION = 1  # raised whenever cleaning removes more
SECONDS = 60
CLEANABLE = ("docx", "xlsx", "pdf", "jpg", "jpeg", "png")
MASKABLE = ("docx", "xlsx")
EXPECTED = {"no-text", "unseen", "form"}  # what no cleaning changes, and is told elsewhere
BROKEN = (
    BadArchive, BadImage, ChangedPages, OpcError, LxmlError, InvalidFileException, PyPdfError,
    DependencyError, ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError,
    ArithmeticError, AssertionError, NotImplementedError, zipfile.BadZipFile, zlib.error,
    struct.error,
)  # fmt: skip


class NotCleaned(Exception):
    """No copy was made; the sentence says why and what to do."""


def make(path: Path, extension: str, target: Path, *, is_masked: bool) -> Cleaned:
    """Write the cleaned copy of a file to a path, within bounds. Raises NotCleaned."""
    words = (str(path), extension, str(target), str(int(is_masked)))
    try:
        told = json.loads(bounded.run(__name__, *words, seconds=SECONDS))
    except bounded.Unfinished as error:
        raise NotCleaned(f"清理副本没有生成：{error}。请用办公软件另存后重新上传。") from error
    if "refused" in told:
        raise NotCleaned(told["refused"])
    return Cleaned(**told)


def clean(content: bytes, extension: str, *, is_masked: bool = False) -> tuple[bytes, Cleaned]:
    """The verified copy, what was done, and what is left. Raises NotCleaned."""
    try:
        copy, cleaned = cleaner(content, extension, is_masked=is_masked)
        verify(copy, extension)
    except BROKEN as error:
        told = f"清理副本没有生成或者打不开（{type(error).__name__}），原件没有改动。"
        raise NotCleaned(f"{told}请用办公软件清理、另存后重新上传。") from error
    after = inspect(io.BytesIO(copy), extension)
    still = [one.says for one in after.traces if one.code not in EXPECTED]
    cleaned.left.extend(f"副本中仍有：{says}" for says in still)
    for place, found in after.finds:
        kinds = kinds_of(found)
        cleaned.left.append(f"副本{f'的{place}' if place else ''}中仍有 {len(found)} 处{kinds}")
    if extension == "pdf" and after.finds:
        cleaned.left.append("PDF 中的个人信息不能在副本中隐去，请在源文件中隐去后重新生成 PDF")
    return copy, cleaned


def cleaner(content: bytes, extension: str, *, is_masked: bool) -> tuple[bytes, Cleaned]:
    """The copy as its kind of file is cleaned."""
    if extension in ("docx", "xlsx"):
        package = Package(io.BytesIO(content))
        by_kind = clean_word if extension == "docx" else clean_sheets
        cleaned = by_kind(package, is_masked=is_masked)
        return package.save(), cleaned
    if extension == "pdf":
        return clean_pdf(content)
    done = [f"{one.says}已删除" for one in image_traces(io.BytesIO(content))]
    return clean_image(content), Cleaned(done)


def verify(copy: bytes, extension: str) -> None:
    """Open the copy as its readers do; what does not open is not offered.

    The pages of a PDF were compared where it was written, a picture is opened again by `inspect`.
    """
    file = io.BytesIO(copy)
    if extension == "docx":
        docx.Document(file)
    elif extension == "xlsx":
        openpyxl.load_workbook(file).close()
    elif extension != "pdf" and any(one.code == "unread" for one in image_traces(file)):
        raise BadImage("清理后的图片打不开。")


def main(path: str, extension: str, target: str, is_masked: str) -> None:
    """Write the copy, print what was done as JSON."""
    bounded.limit(SECONDS)
    try:
        copy, cleaned = clean(Path(path).read_bytes(), extension, is_masked=is_masked == "1")
    except NotCleaned as error:
        sys.stdout.write(json.dumps({"refused": str(error)}))
        return
    Path(target).write_bytes(copy)
    sys.stdout.write(json.dumps(asdict(cleaned)))


if __name__ == "__main__":
    main(*sys.argv[1:])
