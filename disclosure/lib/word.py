"""Sanitised HTML into a Word document, set as official documents are (GB/T 9704)."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import docx
import lxml.html
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from disclosure.lib.blocks import resolve

SONG, HEI, FANG = "宋体", "黑体", "仿宋"
BODY_SIZE = Pt(16)  # 三号
MARGINS = {"top": Mm(37), "bottom": Mm(35), "left": Mm(28), "right": Mm(26)}
TEXT_WIDTH = 210 - 28 - 26  # mm
HEADINGS = {"h2": 1, "h3": 2, "h4": 3}
LISTS = {"ul": "List Bullet", "ol": "List Number"}
EMPHASIS = {"strong": "bold", "em": "italic", "u": "underline", "s": "strike"}


def new_document(title: str, author: str) -> Document:
    """An empty A4 document with its title set above the text."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", width)
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, "zh-CN"
    set_font(document.styles["Normal"], FANG, BODY_SIZE)
    set_font(document.styles["Title"], SONG, Pt(22))
    without_line_below(document.styles["Title"])
    for level, face in ((1, HEI), (2, HEI), (3, FANG)):
        set_font(document.styles[f"Heading {level}"], face, BODY_SIZE)
    heading = document.add_paragraph(title, style="Title")
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return document


def set_font(style: ParagraphStyle, face: str, size: Pt) -> None:
    """A font for Chinese and Latin letters alike, in black."""
    style.font.name, style.font.size = face, size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), face)
    colour = style.element.rPr.find(qn("w:color"))
    if colour is not None:
        style.element.rPr.remove(colour)


def without_line_below(style: ParagraphStyle) -> None:
    """Take away the blue line that the built-in title has."""
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def add_html(document: Document, html: str) -> None:
    """Paragraphs, headings, lists and simple tables; what is inline keeps its emphasis."""
    for element in lxml.html.fromstring(f"<div>{html}</div>"):
        add_block(document, element)


def add_block(document: Document, element: HtmlElement) -> None:
    """One block of the text."""
    tag = element.tag
    if tag in HEADINGS:
        document.add_heading(element.text_content().strip(), HEADINGS[tag])
    elif tag in LISTS:
        for item in element.iter("li"):
            add_runs(document.add_paragraph(style=LISTS[tag]), item)
    elif tag == "table":
        add_simple_table(document, element)
    elif tag == "blockquote":
        for inner in element:
            add_block(document, inner)
    elif isinstance(tag, str) and element.text_content().strip():
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = BODY_SIZE * 2
        add_runs(paragraph, element)


def add_runs(paragraph: Paragraph, element: HtmlElement) -> None:
    """The text of an element in pieces, each with the emphasis under which it stands."""
    for text, marks in pieces(element, frozenset()):
        run = paragraph.add_run(text)
        for mark in marks:
            setattr(run if mark != "strike" else run.font, mark, True)


def pieces(element: HtmlElement, marks: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Text and emphasis in reading order; a line break is one."""
    if element.text:
        yield element.text, marks
    for child in element:
        if child.tag == "br":
            yield "\n", marks
        elif child.tag not in LISTS:
            yield from pieces(
                child, marks | {EMPHASIS[child.tag]} if child.tag in EMPHASIS else marks
            )
        if child.tail:
            yield child.tail, marks


def add_simple_table(document: Document, element: HtmlElement) -> None:
    """A table of the text, what spans several places standing in each."""
    grid = resolve(element)
    if not grid:
        return
    table = document.add_table(rows=len(grid), cols=len(grid[0]), style="Table Grid")
    for row, texts in zip(table.rows, grid, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def repeat_on_every_page(row: _Row) -> None:
    """Print a row again at the top of every page that the table reaches."""
    row._tr.get_or_add_trPr().append(mark("w:tblHeader"))


def keep_whole(table: Table) -> None:
    """Let no row be torn over two pages."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(mark("w:cantSplit"))


def mark(name: str) -> Any:
    """An element that says yes by being there."""
    return OxmlElement(name)


def set_widths(table: Table, weights: Sequence[float]) -> None:
    """Share the width of the text among the columns of a table that has no merged cells yet."""
    table.autofit = False
    for column, weight in zip(table.columns, weights, strict=True):
        column.width = Mm(TEXT_WIDTH * weight / sum(weights))


def number_pages(document: Document) -> None:
    """— 1 — at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def as_bytes(document: Document) -> bytes:
    """The file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
