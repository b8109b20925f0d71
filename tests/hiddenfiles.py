"""Small real files with something hidden in them, made for tests."""

import io
import re
import zipfile

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.comments import Comment
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

MOBILE, MASK = "13800138000", "138****8000"
CITIZEN, CITIZEN_MASK = "11010519491231002X", "11*************02X"


def document(change=lambda made: None, author="某作者") -> bytes:
    made = docx.Document()
    change(made)
    made.core_properties.author = author
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def runs(*texts, hidden=()):
    """A paragraph in several runs; those whose number is in `hidden` are not shown."""

    def change(made):
        paragraph = made.add_paragraph()
        for number, text in enumerate(texts):
            paragraph.add_run(text).font.hidden = number in hidden or None

    return change


def xml(text):
    """An element of WordprocessingML."""
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {nsdecls('w')}", text))


def add_xml(made, text):
    """Put an element before the end of the body."""
    made.element.body.insert(len(made.element.body) - 1, xml(text))


def tracked(made):
    """Insertions, deletions, a moved text, a deleted row and a deleted end of a paragraph."""
    by = 'w:id="1" w:author="修订人" w:date="2026-01-01T00:00:00Z"'
    add_xml(
        made,
        "<w:p><w:r><w:t>留下</w:t></w:r>"
        f"<w:ins {by}><w:r><w:t>插入</w:t></w:r></w:ins>"
        f"<w:del {by}><w:r><w:delText>删去{MOBILE}</w:delText></w:r></w:del>"
        f"<w:moveFrom {by}><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>",
    )
    add_xml(
        made,
        f"<w:p><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr><w:r><w:t>前段</w:t></w:r></w:p>",
    )
    add_xml(made, "<w:p><w:r><w:t>后段</w:t></w:r></w:p>")
    add_xml(
        made,
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"
        f"<w:tr><w:trPr><w:del {by}/></w:trPr>"
        "<w:tc><w:p><w:r><w:t>删行</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>留行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    )


def commented(made):
    paragraph = made.add_paragraph()
    run = paragraph.add_run("正文")
    made.add_comment(run, text=f"批注{MOBILE}", author="批注人", initials="P")


def workbook(change=lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "名单"
    book.active["A1"] = "公开的名单"
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def hidden_sheet(book):
    hidden = book.create_sheet("隐藏", 0)
    hidden.sheet_state = "hidden"
    hidden["A1"] = f"隐藏的{MOBILE}"
    book.active = 1
    book["名单"].print_area = "A1:B2"


def hidden_rows(book):
    sheet = book["名单"]
    sheet["A5"] = "隐藏行的内容"
    sheet["C1"] = 13900139000
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True


def sheet_comment(book):
    book["名单"]["B1"].comment = Comment(f"批注{MOBILE}", "批注人")


def repacked(content: bytes, **parts) -> bytes:
    """A container with parts changed or added: name → bytes, or a function of the old ones."""
    given = parts["parts"]
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
        old = {name: source.read(name) for name in source.namelist()}
        for name in {**old, **given}:
            new = given.get(name, old.get(name))
            target.writestr(name, new(old[name]) if callable(new) else new)
    return file.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_pivot(content: bytes) -> bytes:
    """The workbook with a pivot cache and its records, as Excel relates them."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = f"{rel}/pivotCacheDefinition"
    definition = (
        f'<pivotCacheDefinition xmlns="{main}" xmlns:r="{rel}" r:id="rId1" recordCount="1">'
        '<cacheSource type="worksheet"><worksheetSource ref="A1:A2" sheet="名单"/></cacheSource>'
        f'<cacheFields count="1"><cacheField name="电话"><sharedItems><s v="{MOBILE}"/>'
        "</sharedItems></cacheField></cacheFields></pivotCacheDefinition>"
    )
    records = f'<pivotCacheRecords xmlns="{main}" count="1"><r><x v="0"/></r></pivotCacheRecords>'
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    def types(old):
        added = (
            '<Override PartName="/xl/pivotCache/pivotCacheDefinition1.xml" '
            f'ContentType="{office}.pivotCacheDefinition+xml"/>'
            '<Override PartName="/xl/pivotCache/pivotCacheRecords1.xml" '
            f'ContentType="{office}.pivotCacheRecords+xml"/></Types>'
        )
        return old.replace(b"</Types>", added.encode())

    def book(old):
        added = f'<pivotCaches><pivotCache xmlns:r="{rel}" cacheId="1" r:id="rId99"/></pivotCaches>'
        return old.replace(b"</workbook>", f"{added}</workbook>".encode())

    def related(old):
        where = "pivotCache/pivotCacheDefinition1.xml"
        one = f'<Relationship Id="rId99" Type="{kind}" Target="{where}"/>'
        return old.replace(b"</Relationships>", f"{one}</Relationships>".encode())

    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    to_records = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{rel}/pivotCacheRecords" Target="pivotCacheRecords1.xml"/></Relationships>'
    )
    return repacked(
        content,
        parts={
            "[Content_Types].xml": types,
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": related,
            "xl/pivotCache/pivotCacheDefinition1.xml": definition.encode(),
            "xl/pivotCache/pivotCacheRecords1.xml": records.encode(),
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": to_records.encode(),
        },
    )


def with_linked_book(content: bytes, value="7") -> bytes:
    """The workbook with a formula on another one, whose path and values it keeps."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = (
        f'<externalLink xmlns="{main}"><externalBook xmlns:r="{rel}" r:id="rId1"/></externalLink>'
    )
    cell = f'<row r="9"><c r="B9"><f>[1]Sheet1!A1</f><v>{value}</v></c></row></sheetData>'
    types = (
        '<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/></Types>'
    )
    book = f'</sheets><externalReferences><x:externalReference xmlns:x="{main}" xmlns:r="{rel}"'
    one = f'<Relationship Id="rId98" Type="{rel}/externalLink" '
    path = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" TargetMode="External" '
        f'Type="{rel}/externalLinkPath" Target="file:///Z:/secret-server/a.xlsx"/></Relationships>'
    )

    def put(old, new):
        return lambda text: text.replace(old.encode(), new.encode())

    return repacked(
        content,
        parts={
            "[Content_Types].xml": put("</Types>", types),
            "xl/workbook.xml": put("</sheets>", f'{book} r:id="rId98"/></externalReferences>'),
            "xl/_rels/workbook.xml.rels": put(
                "</Relationships>",
                f'{one}Target="externalLinks/externalLink1.xml"/></Relationships>',
            ),
            "xl/worksheets/sheet1.xml": put("</sheetData>", cell),
            "xl/externalLinks/externalLink1.xml": link.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": path.encode(),
        },
    )


def pdf(*lines, change=lambda writer: None) -> bytes:
    """A page for each line, set in a standard font; an empty line is a page without text."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for line in lines:
        page = writer.add_blank_page(300, 300)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({line}) Tj ET".encode() if line else b"")
        page[NameObject("/Contents")] = writer._add_object(stream)
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def restless(writer):
    """Author, comment, link, script, action that launches, file inside, outline, XMP."""
    writer.add_metadata({"/Author": "某作者", "/Company": "某单位"})
    note = FreeText(text=f"批注{MOBILE}", rect=(10, 10, 90, 40))
    note[NameObject("/T")] = TextStringObject("批注人")
    writer.add_annotation(0, note)
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="https://example.org/"))
    launch = Link(rect=(1, 1, 9, 9), url="x")
    launch[NameObject("/A")] = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("a.exe")}
    )
    writer.add_annotation(0, launch)
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('secret-script')"),
        }
    )
    writer.add_attachment("inside.txt", f"内嵌{CITIZEN}".encode())
    writer.add_outline_item(title="13700137000", page_number=0)
    xmp = DecodedStreamObject()
    xmp.set_data("<x><creator>某作者13600136000</creator></x>".encode())
    xmp[NameObject("/Type")] = NameObject("/Metadata")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)


def form_field(writer):
    """A field of a form with something filled in."""
    field = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/T"): TextStringObject("tel"),
            NameObject("/V"): TextStringObject(MOBILE),
            NameObject("/Rect"): ArrayObject(map(NumberObject, (1, 1, 50, 20))),
        }
    )
    reference = writer._add_object(field)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([reference])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([reference])}
    )


def encrypted_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("text"))))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def photo(kind="JPEG", orientation=1, size=(24, 16)) -> bytes:
    """A picture with camera, author and place."""
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.putpixel((0, 0), (0, 0, 255))
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "SecretCamera", "SecretAuthor", orientation
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (30.0, 15.0, 0.0)
    file = io.BytesIO()
    more = {"comment": b"SecretComment"} if kind == "JPEG" else {}
    picture.save(file, kind, exif=exif, **more)
    return file.getvalue()
