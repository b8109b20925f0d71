"""Takes a saved page, HTML or plain text, apart into lines and tables, in reading order.

Spans of tables are resolved: a cell that covers several places stands in each of them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

Grid = tuple[tuple[str, ...], ...]

LEAST_ROWS = 3  # smaller tables only lay out the page
MOST_SPAN = 200  # a damaged page must not fill the memory

_SKIPPED = {
    "script",
    "style",
    "noscript",
    "head",
    "select",
    "textarea",
    "template",
    "title",
}
_INLINE = {"strong", "b", "em", "i", "u", "sub", "sup"}
_CELLS = {"td", "th"}
_BREAKS = (
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
    }
    | {
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
    }
    | {
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
    }
    | {"ul"}
)


@dataclass(frozen=True)
class Block:
    """A line of text with its inline markup, or a table (then `grid` is not empty)."""

    text: str
    html: str = ""
    grid: Grid = ()

    @property
    def is_empty(self) -> bool:
        return not (self.text.strip() or self.grid or "<img" in self.html)


def from_text(text: str) -> list[Block]:
    """Each line of a plain text is a block; empty lines stay, as they part paragraphs."""
    return [
        Block(line.strip(), html.escape(line.strip(), quote=False)) for line in text.split("\n")
    ]


def from_html(text: str) -> list[Block]:
    """The lines and data tables of an HTML page, whatever its boxes; none of an empty page."""
    walker = _Walker()
    # A declared encoding no longer holds once the bytes are text, and lxml refuses it.
    try:
        walker.walk(lxml.html.document_fromstring(re.sub(r"<\?xml[^>]*>", "", text, count=1)))
    except ParserError:
        return []
    walker.end_line()
    return walker.blocks


@dataclass
class _Walker:
    """Collects running text until something that breaks the line."""

    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)

    def walk(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            return
        if tag == "table" and _is_data(element):
            self.end_line()
            self.blocks.append(_table(element))
            return
        if tag in _BREAKS and tag != "dd":
            self.end_line()
        if tag in _CELLS:
            self._say("  ")
        if tag == "img":
            self.html.append(_picture(element))
        self._inside(element, *_wrap(element))
        if tag == "dt":
            self._say("" if element.text_content().rstrip().endswith((":", "：")) else "：")
        elif tag in _BREAKS:
            self.end_line()

    def _inside(self, element: HtmlElement, before: str, after: str) -> None:
        self.html.append(before)
        self._say(element.text)
        for child in element:
            self.walk(child)
            self._say(child.tail)
        self.html.append(after)

    def _say(self, text: str | None) -> None:
        if text:
            flat = re.sub(r"[\t\r\n\f ]+", " ", text)
            self.text.append(flat)
            self.html.append(html.escape(flat, quote=False))

    def end_line(self) -> None:
        block = Block("".join(self.text).strip(), "".join(self.html).strip())
        if not block.is_empty:
            self.blocks.append(block)
        self.text, self.html = [], []


def _wrap(element: HtmlElement) -> tuple[str, str]:
    """The tags to keep around what is inside: emphasis, and links that lead somewhere."""
    tag, address = element.tag, (element.get("href") or "").strip()
    if tag == "a" and re.match(r"https?://", address, re.IGNORECASE):
        return f'<a href="{html.escape(address)}">', "</a>"
    return (f"<{tag}>", f"</{tag}>") if tag in _INLINE else ("", "")


def _picture(element: HtmlElement) -> str:
    source, words = element.get("src") or "", element.get("alt") or ""
    return f'<img src="{html.escape(source)}" alt="{html.escape(words)}">'


def _is_data(table: HtmlElement) -> bool:
    """A table without tables in it, of several rows and columns, is data and not page layout."""
    if table.find(".//table") is not None:
        return False
    rows = [len(row.findall("td")) + len(row.findall("th")) for row in table.iter("tr")]
    return len(rows) >= LEAST_ROWS and max(rows, default=0) >= 2


def _table(table: HtmlElement) -> Block:
    caption = table.find("caption")
    text = cell_text(caption) if caption is not None else ""
    markup = lxml.html.tostring(table, encoding="unicode", with_tail=False)
    return Block(text, markup, resolve(table))


def cell_text(element: HtmlElement) -> str:
    """The text of a cell, its lines set one after another."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def resolve(table: HtmlElement) -> Grid:
    """The texts of a table on squared paper, spans resolved, rows of equal length."""
    squares: dict[tuple[int, int], str] = {}
    for y, row in enumerate(table.iter("tr")):
        x = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (x, y) in squares:
                x += 1
            text = cell_text(cell)
            for place in _covered(cell, x, y):
                squares.setdefault(place, text)
    if not squares:
        return ()
    width, height = (1 + max(numbers) for numbers in zip(*squares, strict=True))
    return tuple(tuple(squares.get((x, y), "") for x in range(width)) for y in range(height))


def _covered(cell: HtmlElement, x: int, y: int) -> Iterator[tuple[int, int]]:
    for dy in range(_span(cell, "rowspan")):
        for dx in range(_span(cell, "colspan")):
            yield x + dx, y + dy


def _span(cell: HtmlElement, name: str) -> int:
    given = (cell.get(name) or "1").strip()
    return min(max(int(given), 1), MOST_SPAN) if given.isdecimal() else 1
