"""Personal data masked in text that is spread over several pieces of a file."""

from collections.abc import Iterator, Sequence

from lxml.etree import _Element as Element

from disclosure.lib.hidden.wordplaces import width
from disclosure.lib.opc import local
from disclosure.lib.personal import personal_data
from disclosure.lib.personaltables import personal_in_table

BREAKS = {"tab", "br", "cr"}


def mask_pieces(pieces: Sequence[Element]) -> int:
    """Mask what is found in the joined text of elements; how much was found.

    The mask stands in the first piece that it concerns, the others lose what is masked.
    """
    found = personal_data("".join(piece.text or "" for piece in pieces))
    for one in reversed(found):
        put(pieces, one.start, one.end, one.mask)
    return len(found)


def mask_tables(tree: Element) -> int:
    """Mask in the tables of a Word part what the headings of columns tell; how much."""
    count = 0
    for table in tree.iter("{*}tbl"):
        grid = [
            [cell for cell in row.iterchildren("{*}tc") for _ in range(width(cell))]
            for row in table.iterchildren("{*}tr")
        ]
        texts = [
            ["".join(one.text or "" for one in pieces_of(cell)) for cell in row] for row in grid
        ]
        for (y, x), found in list(personal_in_table(texts)):
            pieces = pieces_of(grid[y][x])
            if "".join(one.text or "" for one in pieces) != texts[y][x]:
                continue  # a cell that covers two columns comes again
            for one in reversed(found):
                put(pieces, one.start, one.end, one.mask)
            count += len(found)
    return count


def pieces_of(cell: Element) -> list[Element]:
    """The pieces of text of a cell, without those of tables inside it."""
    return [node for node in cell.iter("{*}t") if next(node.iterancestors("{*}tc"), None) is cell]


def put(pieces: Sequence[Element], start: int, end: int, mask: str) -> None:
    """Replace a span of the joined text."""
    position = 0
    for piece in pieces:
        text = piece.text or ""
        first, last = max(start - position, 0), min(end - position, len(text))
        if first < last:
            piece.text = text[:first] + mask + text[last:]
            mask = ""
        position += len(text)


def lines(tree: Element) -> Iterator[list[Element]]:
    """The pieces of text of each paragraph, by line (Word, and drawings of both programs)."""
    for paragraph in tree.iter("{*}p"):
        line: list[Element] = []
        for node in paragraph.iter():
            name = local(node.tag)
            if name == "t" and next(node.iterancestors("{*}p"), None) is paragraph:
                line.append(node)
            elif name in BREAKS and line:
                yield line
                line = []
        if line:
            yield line
