"""An Excel workbook sent while its rows are read, like CSV line by line.

openpyxl writes a whole sheet to the disk before the first byte of the file is known; a list of
half a million entries would keep its reader waiting for minutes.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

MOST_ROWS = 1_048_576  # of a sheet, the heading among them
CHUNK = 1 << 16  # bytes that are gathered before they are sent
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORMATS = "http://schemas.openxmlformats.org"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MAIN = f"{FORMATS}/spreadsheetml/2006/main"
RELATIONS = f"{FORMATS}/package/2006/relationships"
OFFICE = f"{FORMATS}/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{FORMATS}/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1"'
        f' Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}
BEGIN, END = f'<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"


class Outbox:
    """What the archive writes, to be sent on; it cannot be gone back in."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Gather a piece."""
        self.pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def taken(self) -> bytes:
        """What was gathered since it was last asked."""
        found = b"".join(self.pieces)
        self.pieces, self.size = [], 0
        return found


def workbook_chunks(name: str, rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """The bytes of a workbook with one sheet of texts, without characters that XML forbids.

    At most MOST_ROWS rows; texts of at most 32,767 characters.
    """
    outbox = Outbox()
    with ZipFile(outbox, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for path, text in PARTS.items():
            archive.writestr(path, HEAD + text.replace("{name}", escape(name, {'"': "&quot;"})))
        with archive.open(SHEET, "w", force_zip64=True) as sheet:
            for piece in chain([HEAD + BEGIN], map(row_xml, rows), [END]):
                sheet.write(piece.encode())
                if outbox.size >= CHUNK:
                    yield outbox.taken()
    yield outbox.taken()


def row_xml(cells: Iterable[str]) -> str:
    """One row.

    >>> row_xml(["1<2", ""])
    '<row><c t="inlineStr"><is><t xml:space="preserve">1&lt;2</t></is></c><c/></row>'
    """
    return f"<row>{''.join(map(cell_xml, cells))}</row>"


def cell_xml(text: str) -> str:
    """One cell; an empty one keeps its place."""
    if not text:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
