"""The text of a file as its reader sees it, for the search: docx, xlsx, pdf, txt, csv.

Comments, deletions, hidden text, sheets, rows and columns are left out. Files are read in a
process of its own with an end to its time and memory: whatever cannot be read there has no text,
of a PDF the pages before, and is released all the same.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from pypdf import PdfReader

from disclosure.lib import bounded
from disclosure.lib.opc import Package, attribute

logger = logging.getLogger(__name__)

LONGEST = 200_000  # characters of a file that are searched
LARGEST = 50 * 1024 * 1024  # bytes
MOST_PAGES = 500
SECONDS = 20
MEMORY = 1024**3  # bytes
ENCODINGS = ("utf-8-sig", "gb18030")
UNSEEN = {"del", "moveFrom", "instrText", "delText"}  # of a Word document
WORD_PARTS = r"word/(?:document|footnotes|endnotes|header|footer)[^/]*\.xml$"
BOOK, STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"


def file_text(path: Path, name: str) -> str:
    """The visible text of a file, read by the ending of its name; "" for what has none."""
    kind = name.rpartition(".")[2].lower()
    if kind not in READERS or path.stat().st_size > LARGEST:
        return ""
    try:
        printed = bounded.run(__name__, str(path), kind, seconds=SECONDS)
    except bounded.Unfinished as error:
        logger.warning("文件 %s（%s）的文字没有读完，检索不到：%s", path.name, kind, error)
        printed = error.printed
    return printed.decode(errors="ignore")[:LONGEST]


def plain(path: Path) -> str:
    """A text in UTF-8 or GB 18030."""
    with path.open("rb") as file:
        content = file.read(LONGEST * 4)
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if error.end >= len(content) - 4:  # cut inside a character
                return content[: error.start].decode(encoding)
    return ""


def local(node: Any) -> str:
    """The name of an element without its namespace; "" for comments and the like."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def word(path: Path) -> str:
    """A Word document: a line for each paragraph of text, notes, headers and footers."""
    package = opened(path)
    lines = [
        "".join(seen(paragraph))
        for part in package.named(WORD_PARTS)
        for paragraph in package.tree(part).iter("{*}p")
        if "word" in str(paragraph.tag)
    ]
    return "\n".join(line for line in lines if line.strip())


def seen(node: Any) -> Iterator[str]:
    """The text under an element that a reader sees, in its order."""
    for child in node:
        name = local(child)
        if name in UNSEEN or (name == "r" and is_hidden(child)):
            continue
        if name == "t":
            yield child.text or ""
        elif name in ("tab", "br"):
            yield " "
        elif name != "p":  # a paragraph inside a text box is a line of its own
            yield from seen(child)


def is_hidden(run: Any) -> bool:
    """Whether a run of text is formatted as hidden."""
    for mark in run.iterfind("{*}rPr/{*}vanish"):
        value = next((value for key, value in mark.attrib.items() if key.endswith("val")), "1")
        return value not in ("0", "false", "off")
    return False


def sheets(path: Path) -> str:
    """A workbook: a line for each visible row of its visible sheets."""
    package = opened(path)
    strings = [
        "".join(text.text or "" for text in item.iter("{*}t") if local(text.getparent()) != "rPh")
        for item in (package.tree(STRINGS).iter("{*}si") if STRINGS in package.parts else ())
    ]
    lines: list[str] = []
    for name in visible_sheets(package):
        if name in package.parts:
            lines += rows(package.tree(name), strings)
    return "\n".join(line for line in lines if line.strip())


def opened(path: Path) -> Package:
    """An Office file. Raises BadArchive for what is unsafe or broken."""
    with path.open("rb") as file:
        return Package(file)


def visible_sheets(package: Package) -> list[str]:
    """The names of the parts of the sheets that are shown, in their order."""
    targets = {one.key: one.target for one in package.relations(BOOK)}
    return [
        targets.get(attribute(sheet, "id"), "")
        for sheet in package.tree(BOOK).iter("{*}sheet")
        if sheet.get("state", "visible") == "visible"
    ]


def rows(sheet: Any, strings: list[str]) -> Iterator[str]:
    """The visible rows of a sheet as lines of cells with blanks between."""
    hidden = [span(one) for one in sheet.iter("{*}col") if one.get("hidden") in ("1", "true")]
    for row in sheet.iter("{*}row"):
        if row.get("hidden") not in ("1", "true"):
            cells = (cell for cell in row if not any(column(cell) in one for one in hidden))
            yield " ".join(filter(None, (cell_text(cell, strings) for cell in cells)))


def span(columns: Any) -> range:
    """The numbers of the columns that an element speaks of; none where it gives no first.

    >>> span(etree.fromstring('<col min="2" max="3"/>')), len(span(etree.fromstring("<col/>")))
    (range(2, 4), 0)
    """
    first = int(columns.get("min") or 0)
    return range(first, int(columns.get("max") or first) + 1) if first else range(0)


def column(cell: Any) -> int:
    """The number of a cell's column, counted from 1; 0 where none is given.

    >>> column(etree.fromstring('<c r="AB12"/>'))
    28
    """
    number = 0
    for letter in str(cell.get("r", "")).rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def cell_text(cell: Any, strings: list[str]) -> str:
    """What a cell shows, unformatted."""
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter("{*}t"))
    value = str(cell.findtext("{*}v", "") or "")
    if cell.get("t") != "s":
        return value
    return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""


def pdf(path: Path) -> str:
    """The text of a PDF, printed page by page as far as it can be read; nothing is left over."""
    written = 0
    for page in PdfReader(path).pages[:MOST_PAGES]:
        written += say(page.extract_text() + "\n")
        if written > LONGEST * 4:
            break
    return ""


def say(text: str) -> int:
    """Print at once, whatever becomes of this process; how many bytes."""
    written = sys.stdout.buffer.write(text.encode(errors="ignore"))
    sys.stdout.buffer.flush()
    return written


READERS: dict[str, Callable[[Path], str]] = {
    "docx": word, "xlsx": sheets, "pdf": pdf, "txt": plain, "csv": plain,
}  # fmt: skip


if __name__ == "__main__":
    bounded.limit(SECONDS, MEMORY)
    say(READERS[sys.argv[2]](Path(sys.argv[1]))[:LONGEST])
