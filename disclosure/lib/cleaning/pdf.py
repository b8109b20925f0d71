"""A PDF without properties, comments, scripts and files inside; its pages stay as they are."""

from __future__ import annotations

import io
import logging
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from disclosure.lib.hidden.pdftext import ACTING, NOT_COMMENTS, resolved
from disclosure.lib.hidden.traces import Cleaned

MOST_CHECKED = 100  # pages whose text is compared before and after
ROOT_KEYS = {
    "/Metadata": "XMP 元数据",
    "/OpenAction": "打开时的动作",
    "/AA": "自动执行的动作",
    "/PieceInfo": "制作软件的私有数据",
    "/Collection": "文件包",
    "/AF": "关联文件",
    "/Perms": "",
    "/DSS": "",
}
NAME_KEYS = {"/JavaScript": "JavaScript 脚本", "/EmbeddedFiles": "内嵌文件"}
THING_KEYS = ("/AA", "/PieceInfo", "/Metadata", "/AF", "/LastModified")
OPENS = {"/URI", "/GoTo", "/Named", ""}


class ChangedPages(Exception):
    """The pages of the copy do not say what those of the original say."""


def clean_pdf(content: bytes) -> tuple[bytes, Cleaned]:
    """The cleaned copy, and what was done. Raises ChangedPages, and pypdf's errors."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader, cleaned = PdfReader(io.BytesIO(content)), Cleaned()
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    if any(not str(key).startswith(("/Producer", "/ModDate")) for key in reader.metadata or {}):
        cleaned.done.append("文档属性已清空")
    writer.metadata = None
    clean_root(writer.root_object, cleaned)
    for item in outline_items(writer.root_object):
        if "/A" in item and not is_harmless(item["/A"]):
            del item["/A"]
    comments = actions = 0
    for page in writer.pages:
        less, fewer = clean_page(page)
        comments, actions = comments + less, actions + fewer
    if comments:
        cleaned.done.append(f"{comments} 处批注已删除")
    if actions:
        cleaned.done.append(f"{actions} 处脚本或启动动作已删除")
    strip_objects(writer)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    file = io.BytesIO()
    writer.write(file)
    compare(reader, PdfReader(io.BytesIO(file.getvalue())))
    return file.getvalue(), cleaned


def clean_root(root: Any, cleaned: Cleaned) -> None:
    """What hangs on the document as a whole."""
    for key, label in ROOT_KEYS.items():
        if key in root and not (key == "/OpenAction" and is_harmless(root[key])):
            del root[key]
            if label:
                cleaned.done.append(f"{label}已删除")
    names = resolved(root.get("/Names"))
    for key, label in NAME_KEYS.items():
        if key in names:
            del names[key]
            cleaned.done.append(f"{label}已删除")
    form = resolved(root.get("/AcroForm"))
    if form:
        form.pop("/XFA", None)
        cleaned.left.append("表单栏和其中填写的内容保留，不需要的请打印成新的 PDF")


def outline_items(root: Any) -> list[Any]:
    """The entries of the outline, however they are nested."""
    found: list[Any] = []
    queue = [resolved(root.get("/Outlines"))]
    while queue and len(found) < 20_000:
        item = queue.pop()
        for key in ("/First", "/Next"):
            if key in item and (following := item[key]) not in found:
                found.append(following)
                queue.append(following)
    return found


def clean_page(page: Any) -> tuple[int, int]:
    """Remove comments, and the actions of what stays; how many of each."""
    page.pop("/Thumb", None)
    kept, comments, actions = ArrayObject(), 0, 0
    for one in page.get("/Annots") or ():
        note = one.get_object()
        kind = note.get("/Subtype")
        if kind not in NOT_COMMENTS or kind == "/Popup":
            comments += kind != "/Popup"
            continue
        if "/A" in note and not is_harmless(note["/A"]):
            actions += 1
            del note["/A"]
        kept.append(one)
    if "/Annots" in page:
        page[NameObject("/Annots")] = kept
    return comments, actions


def is_harmless(action: Any) -> bool:
    """Whether an action only leads to a page or to the web, and nothing follows it."""
    action = action.get_object() if isinstance(action, IndirectObject) else action
    if not isinstance(action, dict):
        return True  # a place in the document
    kind = str(action.get("/S", ""))
    is_local = kind == "/URI" and str(action.get("/URI", "")).lower().startswith("file:")
    return kind in OPENS and kind not in ACTING and "/Next" not in action and not is_local


def strip_objects(writer: PdfWriter) -> None:
    """Remove what may hang on any object: its own metadata, private data, automatic actions."""
    for thing in writer._objects:
        if isinstance(thing, DictionaryObject):
            for key in THING_KEYS:
                thing.pop(key, None)


def compare(before: PdfReader, after: PdfReader) -> None:
    """Raise ChangedPages unless both have the same pages with the same text."""
    if len(before.pages) != len(after.pages):
        raise ChangedPages("页数不同")
    for number in range(min(len(before.pages), MOST_CHECKED)):
        if before.pages[number].extract_text() != after.pages[number].extract_text():
            raise ChangedPages(f"第 {number + 1} 页文字不同")
