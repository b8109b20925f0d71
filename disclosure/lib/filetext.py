"""The text of a file as its reader sees it, for the search: docx, xlsx, pdf, txt, csv.

Comments, deletions, hidden text, sheets, rows and columns are left out. Whatever cannot be read
has no text: a file is released all the same. PDF is read in a process of its own with an end to
its time and memory, because nothing bounds what a page may ask of its reader.
"""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from disclosure.lib import bounded
from disclosure.lib.archives import BadArchive, members

LONGEST = 200_000  # characters of a file that are searched
LARGEST = 50 * 1024 * 1024  # bytes
MOST_PAGES = 500
SECONDS = 20
MEMORY = 1024**3  # bytes
ENCODINGS = ("utf-8-sig", "gb18030")
UNSEEN = {"del", "moveFrom", "instrText", "delText"}  # of a Word document
BROKEN = (BadArchive, etree.XMLSyntaxError, zipfile.BadZipFile, OSError, ValueError, KeyError)


def file_text(path: Path, name: str) -> str:
    """The visible text of a file, read by the ending of its name; "" for what has none."""
    readers = {"docx": word, "xlsx": sheets, "pdf": pdf, "txt": plain, "csv": plain}
    reader = readers.get(name.rpartition(".")[2].lower())
    if reader is None or path.stat().st_size > LARGEST:
        return ""
    try:
        return reader(path)[:LONGEST]
    except BROKEN:
        return ""


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


def parts(path: Path, *prefixes: str) -> Iterator[tuple[str, Any]]:
    """The XML parts of a container whose names begin so, as trees."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    with path.open("rb") as file:
        names = [name for name in members(file) if name.startswith(prefixes)]
        with zipfile.ZipFile(file) as archive:
            for name in sorted(names):
                if name.endswith(".xml"):
                    tree = etree.fromstring(archive.read(name), parser)
                    if tree is not None:
                        yield name, tree


def local(node: Any) -> str:
    """The name of an element without its namespace; "" for comments and the like."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def word(path: Path) -> str:
    """A Word document: a line for each paragraph of text, notes, headers and footers."""
    prefixes = ("word/document", "word/footnotes", "word/endnotes", "word/header", "word/footer")
    lines = [
        "".join(seen(paragraph))
        for _, tree in parts(path, *prefixes)
        for paragraph in tree.iter("{*}p")
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
    trees = dict(parts(path, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet"))
    strings = [
        "".join(text.text or "" for text in item.iter("{*}t") if local(text.getparent()) != "rPh")
        for item in trees.get("xl/sharedStrings.xml", etree.Element("none")).iter("{*}si")
    ]
    lines: list[str] = []
    for name in visible_sheets(path, trees["xl/workbook.xml"]):
        if name in trees:
            lines += rows(trees[name], strings)
    return "\n".join(line for line in lines if line.strip())


def visible_sheets(path: Path, book: Any) -> list[str]:
    """The names of the parts of the sheets that are shown, in their order."""
    with zipfile.ZipFile(path) as archive:
        relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): str(one.get("Target")) for one in relations}
    found = []
    for sheet in book.iter("{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        if sheet.get("state", "visible") == "visible":
            found.append("xl/" + targets.get(key, "").removeprefix("/xl/"))
    return found


def rows(sheet: Any, strings: list[str]) -> Iterator[str]:
    """The visible rows of a sheet as lines of cells with blanks between."""
    hidden = [
        range(int(column.get("min")), int(column.get("max")) + 1)
        for column in sheet.iter("{*}col")
        if column.get("hidden") in ("1", "true")
    ]
    for row in sheet.iter("{*}row"):
        if row.get("hidden") not in ("1", "true"):
            cells = (cell for cell in row if not any(column(cell) in span for span in hidden))
            yield " ".join(filter(None, (cell_text(cell, strings) for cell in cells)))


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
    """The text of a PDF, from a process that may be stopped."""
    command = (sys.executable, "-W", "ignore", "-m", "disclosure.lib.filetext", str(path))
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, its word is a path of the store
            command, capture_output=True, timeout=SECONDS, check=False, cwd=bounded.ROOT
        )
    except subprocess.TimeoutExpired as slow:
        return (slow.stdout or b"").decode(errors="ignore")
    return done.stdout.decode(errors="ignore")


def print_pdf(path: str) -> None:
    """Print the text of a PDF page by page, as far as it can be read."""
    bounded.limit(SECONDS, MEMORY)
    reader, written = PdfReader(path), 0
    for page in reader.pages[:MOST_PAGES]:
        text = page.extract_text()
        written += sys.stdout.buffer.write(text.encode(errors="ignore") + b"\n")
        sys.stdout.buffer.flush()
        if written > LONGEST * 4:
            return


if __name__ == "__main__":
    try:
        print_pdf(sys.argv[1])
    except (PyPdfError, ValueError, LookupError, TypeError, RecursionError, MemoryError):
        sys.exit(1)
