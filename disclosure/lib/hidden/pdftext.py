"""All text inside a PDF, also what its reader does not see, and what in it acts by itself.

Called in a process of its own (`lib/inspection.py`): pypdf walks whatever a stranger built.
"""

from __future__ import annotations

import logging
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from disclosure.lib.hidden.officetext import text_of
from disclosure.lib.hidden.traces import Trace, named

MOST_PAGES = 2000
MOST_TEXT = 5_000_000  # characters
SECONDS = 18
MOST_EMBEDDED = 20
BROKEN = (
    PyPdfError, DependencyError, ValueError, LookupError, TypeError, AttributeError, OSError,
    RecursionError, ArithmeticError, AssertionError, NotImplementedError, zlib.error, struct.error,
)  # fmt: skip
ACTING = {
    "/JavaScript": "JavaScript 脚本",
    "/Launch": "启动程序的动作",
    "/SubmitForm": "提交表单的动作",
    "/ImportData": "读入文件的动作",
    "/GoToR": "打开其他文件的动作",
    "/GoToE": "打开内嵌文件的动作",
}
NOT_COMMENTS = {"/Link", "/Widget", "/Popup"}
TELLING = {
    "/Author": "作者",
    "/Title": "标题",
    "/Subject": "主题",
    "/Keywords": "关键词",
    "/Company": "单位",
}


@dataclass
class PdfRead:
    """What was read: texts by place, hidden content, files inside."""

    parts: list[tuple[str, str]] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    embedded: list[tuple[str, bytes]] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)  # pages without text


@dataclass
class Counts:
    """What the pages and the catalogue hold besides text."""

    comments: list[str] = field(default_factory=list)
    comment_count: int = 0
    actions: dict[str, int] = field(default_factory=dict)
    fields: int = 0


def read_pdf(file: IO[bytes], seconds: float = SECONDS) -> PdfRead:
    """Read as much of a PDF as its bounds allow, and say when it was only part."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    read, counts = PdfRead(), Counts()
    file.seek(0)
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            read.traces.append(Trace("encrypted", "文件设有密码，请去掉密码后再上传", "block"))
            return read
        total = len(reader.pages)
    except BROKEN:
        read.traces.append(Trace("unread", "文件读不出，没有检查，请用阅读软件重新保存"))
        return read
    read_pages(reader, read, counts, time.monotonic() + seconds, total)
    for step in (information, outline, form, embedded, catalogue, layers):
        attempt(step, reader, read, counts)
    read.traces += told(counts)
    read.traces += revisions(file)
    return read


def attempt(step: Callable[..., None], *given: object) -> None:
    """A step of reading that may meet what is broken: the rest is read all the same."""
    try:
        step(*given)
    except BROKEN:
        given[1].traces.append(Trace("partly", "有一部分读不出"))  # type: ignore[attr-defined]


def read_pages(
    reader: PdfReader, read: PdfRead, counts: Counts, deadline: float, total: int
) -> None:
    """The text and the annotations of each page."""
    size, unread = 0, list[int]()
    seen = total
    for number in range(1, total + 1):
        if number > MOST_PAGES or size > MOST_TEXT or time.monotonic() > deadline:
            seen = number - 1
            break
        try:
            page = reader.pages[number - 1]
            text = page.extract_text()
            annotated(page, read, counts)
        except BROKEN:
            unread.append(number)
            continue
        size += len(text)
        read.parts.append((f"第 {number} 页", text))
        if not text.strip():
            read.empty.append(number)
    if seen < total:
        read.traces.append(Trace("partly", f"共 {total} 页，只检查了前 {seen} 页"))
    if unread:
        read.traces.append(Trace("partly", f"{pages(unread)}读不出，没有检查"))
    if read.empty:
        read.traces.append(without_text(read.empty, total))


def without_text(empty: list[int], total: int) -> Trace:
    """A scan: it can be neither searched nor read aloud."""
    which = "" if len(empty) == total else pages(empty)
    told = "没有文字层，检索不到，读屏软件读不出；请换成由文字生成的 PDF 或另附文字版"
    return Trace("no-text", f"{which}{told}", "warn")


def pages(numbers: list[int], most: int = 8) -> str:
    """The names of pages.

    >>> pages([2, 5]), pages(list(range(1, 11)), 3)
    ('第 2、5 页', '第 1、2、3 页等 10 页')
    """
    named_ones = "、".join(map(str, numbers[:most]))
    return f"第 {named_ones} 页" + (f"等 {len(numbers)} 页" if len(numbers) > most else "")


def annotated(page: Any, read: PdfRead, counts: Counts) -> None:
    """Comments on a page, and what its parts do when they are touched."""
    act(page, counts)
    for one in page.get("/Annots") or ():
        note = one.get_object()
        act(note, counts)
        kind = note.get("/Subtype")
        texts = [str(note[key]) for key in ("/Contents", "/RC", "/V", "/TU") if key in note]
        if texts:
            label = "表单栏" if kind == "/Widget" else "批注"
            read.parts.append((label, "\n".join(texts)))
        if kind not in NOT_COMMENTS:
            counts.comment_count += 1
            counts.comments.append(str(note.get("/T", "")))


def act(thing: Any, counts: Counts) -> None:
    """Count the actions that hang on a page, an annotation or the document."""
    found = [thing.get("/A"), thing.get("/OpenAction"), *resolved(thing.get("/AA")).values()]
    for _ in range(50):  # a chain of actions has an end here
        if not found:
            return
        action = found.pop()
        action = action.get_object() if action is not None else None
        if not isinstance(action, dict):
            continue
        kind = str(action.get("/S", ""))
        if kind in ACTING:
            counts.actions[kind] = counts.actions.get(kind, 0) + 1
        found.append(action.get("/Next"))


def information(reader: PdfReader, read: PdfRead, counts: Counts) -> None:
    """Document information and XMP metadata."""
    facts = {key: str(value) for key, value in (reader.metadata or {}).items()}
    read.parts.append(("文档属性", "\n".join(facts.values())))
    told = [
        f"{TELLING[key]}“{text[:60]}”" for key, text in facts.items() if key in TELLING and text
    ]
    if told:
        read.traces.append(Trace("properties", "文档属性：" + "、".join(told), "warn"))
    metadata = reader.root_object.get("/Metadata")
    if metadata is not None:
        read.parts.append(("文档属性", text_of(metadata.get_object().get_data())))
        read.traces.append(Trace("xmp", "XMP 元数据", "warn"))


def outline(reader: PdfReader, read: PdfRead, counts: Counts) -> None:
    """Titles of the outline (书签)."""
    titles, queue = list[str](), list[Any](reader.outline)
    while queue and len(titles) < MOST_PAGES:
        item = queue.pop(0)
        if isinstance(item, list):
            queue = [*item, *queue]
        else:
            titles.append(str(item.title))
    read.parts.append(("书签", "\n".join(titles)))


def form(reader: PdfReader, read: PdfRead, counts: Counts) -> None:
    """What is filled in into the fields of a form."""
    fields = reader.get_fields() or {}
    values = [f"{one.get('/V') or ''}" for one in fields.values()]
    filled = [value for value in values if value and value != "/Off"]
    read.parts.append(("表单栏", "\n".join([*fields, *values])))
    if filled:
        read.traces.append(Trace("form", f"{len(filled)} 个填写了内容的表单栏", "warn"))
    if any(one.get("/FT") == "/Sig" for one in fields.values()):
        read.traces.append(Trace("signature", "电子签名或电子印章，清理后失效", "warn"))


def embedded(reader: PdfReader, read: PdfRead, counts: Counts) -> None:
    """Files inside the file."""
    names = []
    for one in reader.attachment_list:
        names.append(str(one.name))
        if len(read.embedded) < MOST_EMBEDDED:
            read.embedded.append((str(one.name), bytes(one.content)))
    if names:
        read.traces.append(Trace("embedded", f"{len(names)} 个内嵌文件{named(names)}"))
        read.parts.append(("内嵌文件名", "\n".join(names)))


def catalogue(reader: PdfReader, read: PdfRead, counts: Counts) -> None:
    """What the document does by itself when it is opened."""
    root = reader.root_object
    act(root, counts)
    if "/JavaScript" in resolved(root.get("/Names")):
        counts.actions["/JavaScript"] = counts.actions.get("/JavaScript", 0) + 1
    if "/XFA" in resolved(root.get("/AcroForm")):
        read.traces.append(Trace("xfa", "XFA 动态表单，请打印成普通 PDF"))


def resolved(thing: Any) -> Any:
    """A dictionary behind a reference; an empty one where there is none."""
    return thing.get_object() if thing is not None else {}


def layers(reader: PdfReader, read: PdfRead, counts: Counts) -> None:
    """Layers that are switched off."""
    options = resolved(reader.root_object.get("/OCProperties"))
    off = resolved(options.get("/D")).get("/OFF")
    if off:
        read.traces.append(Trace("layers", f"{len(off)} 个隐藏的图层"))


def told(counts: Counts) -> Iterator[Trace]:
    """What was counted, as hidden content."""
    if counts.actions:
        names = "、".join(f"{ACTING[kind]} {count} 处" for kind, count in counts.actions.items())
        yield Trace("actions", names)
    if counts.comment_count:
        by = named(counts.comments)
        yield Trace("comments", f"{counts.comment_count} 处批注" + (f"（{by}）" if by else ""))


def revisions(file: IO[bytes]) -> Iterator[Trace]:
    """Earlier states of the document, kept at the end of which a newer one was written."""
    file.seek(0)
    content = file.read()
    allowed = 2 if b"/Linearized" in content[:2048] else 1
    older = content.count(b"startxref") - allowed
    if older > 0:
        yield Trace("revisions", f"文件中保留着 {older} 个较早的版本", "warn")
