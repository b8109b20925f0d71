"""The whole report as a Word document: sections and tables as the page shows them."""

from collections.abc import Iterator, Sequence

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Pt
from docx.table import Table, _Cell

from disclosure.catalogue.models import Edition
from disclosure.lib.dates import in_words
from disclosure.lib.word import (
    add_html,
    as_bytes,
    keep_whole,
    new_document,
    number_pages,
    repeat_on_every_page,
    set_widths,
)
from reports.rendering import PrintedCell, PrintedLine, PrintedPart, PrintedTable
from reports.schemes.layout import GridCell

SIZE, WIDE_SIZE = Pt(10.5), Pt(7.5)  # 五号, 六号
CENTRED = ("header", "unit")
GROUP_WEIGHT = 1.9
WEIGHTS = {"label": 9.0, "unit": 1.2, "value": 1.6}


def write_word(edition: Edition, parts: Sequence[PrintedPart]) -> bytes:
    """Title, line with agency and date, sections, tables with heads that repeat over pages."""
    document = new_document(edition.title, edition.publisher_name)
    byline = edition.publisher_name
    if edition.written_on:
        byline += f"　{in_words(edition.written_on)}"
    document.add_paragraph(byline).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in parts:
        if part.heading:
            document.add_heading(part.heading, 1)
        if part.html:
            add_html(document, part.html)
        if part.table:
            if not part.names_its_table:
                add_caption(document, part.table)
            add_table(document, part.table)
    number_pages(document)
    return as_bytes(document)


def add_caption(document: Document, printed: PrintedTable) -> None:
    """What the table is called, kept on one page with it."""
    caption = document.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.add_run(printed.caption).bold = True
    if printed.subcaption:
        caption.add_run(f"\n{printed.subcaption}")


def add_table(document: Document, printed: PrintedTable) -> None:
    """A statutory table with its spans."""
    head = [
        PrintedLine(tuple(PrintedCell(cell, cell.text) for cell in line), "header")
        for line in printed.head
    ]
    lines = [*head, *printed.body]
    width = sum(one.cell.colspan for one in lines[0].cells)
    table = document.add_table(rows=len(lines), cols=width, style="Table Grid")
    set_widths(table, weights(lines, width))
    fill(table, lines, WIDE_SIZE if printed.is_wide else SIZE)
    keep_whole(table)
    for row in table.rows[: len(head)]:
        repeat_on_every_page(row)
    document.add_paragraph()


def weights(lines: Sequence[PrintedLine], width: int) -> list[float]:
    """How wide the columns are beside each other."""
    kinds = ["value"] * width
    for _, x, printed in placed(lines):
        if printed.cell.kind in WEIGHTS and printed.cell.colspan == 1:
            kinds[x] = printed.cell.kind
    found = [WEIGHTS[kind] for kind in kinds]
    labels = [place for place, kind in enumerate(kinds) if kind == "label"]
    for place in labels[:-1]:  # groups beside the rows need less than the rows themselves
        found[place] = GROUP_WEIGHT
        found[labels[-1]] -= GROUP_WEIGHT
    return found


def placed(lines: Sequence[PrintedLine]) -> Iterator[tuple[int, int, PrintedCell]]:
    """Every cell with its line and column; places under a span from above are passed over."""
    taken: set[tuple[int, int]] = set()
    for y, line in enumerate(lines):
        x = 0
        for printed in line.cells:
            while (y, x) in taken:
                x += 1
            cell = printed.cell
            taken |= {(y + dy, x + dx) for dy in range(cell.rowspan) for dx in range(cell.colspan)}
            yield y, x, printed
            x += cell.colspan


def fill(table: Table, lines: Sequence[PrintedLine], size: Length) -> None:
    """Write every cell at its place."""
    squares = [list(row.cells) for row in table.rows]  # each row is searched only once
    for y, x, printed in placed(lines):
        cell, square = printed.cell, squares[y][x]
        if cell.colspan > 1 or cell.rowspan > 1:
            square = square.merge(squares[y + cell.rowspan - 1][x + cell.colspan - 1])
        write(square, printed, size, is_bold=lines[y].kind == "heading")


def write(square: _Cell, printed: PrintedCell, size: Length, *, is_bold: bool) -> None:
    """A cell's text in the look of its kind."""
    square.text = f"{printed.text}（{printed.note}）" if printed.note else printed.text
    square.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = square.paragraphs[0]
    paragraph.alignment = alignment(printed.cell)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    if printed.cell.level:
        paragraph.paragraph_format.left_indent = Pt(size.pt * printed.cell.level)
    for run in paragraph.runs:
        run.font.size = size
        run.bold = is_bold or printed.cell.kind in ("header", "caption")


def alignment(cell: GridCell) -> WD_ALIGN_PARAGRAPH:
    """Numbers to the right, headers and units in the middle, labels to the left."""
    if cell.kind == "value":
        return WD_ALIGN_PARAGRAPH.RIGHT
    return WD_ALIGN_PARAGRAPH.CENTER if cell.kind in CENTRED else WD_ALIGN_PARAGRAPH.LEFT
