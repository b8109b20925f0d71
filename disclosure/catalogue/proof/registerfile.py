"""The register as a workbook and as a PDF."""

import io
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from disclosure.catalogue.proof.register import Register, Released
from disclosure.catalogue.proof.returns import SentBack
from disclosure.lib.csvlines import harmless
from disclosure.lib.pdf import make_pdf

STYLES = Path(settings.BASE_DIR) / "static" / "css" / "register.css"
PER_PDF = 300
PER_TABLE = 25
HEADINGS = {
    "发布时间": 17, "标题": 40, "索引号": 24, "文号": 20, "发布机构": 18, "版次": 6, "撰写人": 10,
    "审查": 60, "公开方式": 12, "发布人": 10, "方式": 16, "内容摘要": 15, "签字": 14,
}  # fmt: skip


def pdf_parts(sheet: Register) -> int:
    """How many PDFs hold the lines: setting a page of text takes a moment of one processor."""
    return max(1, -(-len(sheet.lines) // PER_PDF))


def tables(sheet: Register, part: int = 0) -> list[list[tuple[int, Released]]]:
    """The numbered lines of a part (0: of the whole) in tables short enough to be set quickly."""
    numbered = list(enumerate(sheet.lines, 1))
    if part == 0:
        return [numbered]
    chosen = numbered[(part - 1) * PER_PDF : part * PER_PDF]
    return [chosen[at : at + PER_TABLE] for at in range(0, len(chosen), PER_TABLE)] or [[]]


def returns_of(sheet: Register, part: int = 0) -> list[list[tuple[int, SentBack]]]:
    """The numbered returns in such tables: on the last part, and on the whole."""
    numbered = list(enumerate(sheet.returns, 1))
    if part not in (0, pdf_parts(sheet)) or not numbered:
        return []
    size = PER_TABLE if part else len(numbered)
    return [numbered[at : at + size] for at in range(0, len(numbered), size)]


def pdf_bytes(sheet: Register, part: int = 1) -> bytes:
    """A part of the printed sheet, A4 across. Raises PdfProblem."""
    context = {
        "sheet": sheet,
        "tables": tables(sheet, part),
        "returns": returns_of(sheet, part),
        "part": part,
        "parts": pdf_parts(sheet),
        "styles": STYLES.read_text("utf-8"),
    }
    return make_pdf(render_to_string("admin/catalogue/register/document.html", context))


def workbook_bytes(sheet: Register) -> bytes:
    """The register with its totals; no text is taken for a formula."""
    book = Workbook()
    page = book.active
    assert page is not None  # noqa: S101 - a new workbook has one sheet
    page.title = "登记表"
    for row in rows(sheet):
        page.append([harmless(value) if isinstance(value, str) else value for value in row])
    heading = HEAD_LINES + 1
    for cell in page[heading]:
        cell.font = Font(bold=True)
    for number, width in enumerate(HEADINGS.values(), 1):
        page.column_dimensions[get_column_letter(number)].width = width
    for cells in page.iter_rows(min_row=heading):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = f"A{heading + 1}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = f"{heading}:{heading}"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


HEAD_LINES = 2
RETURN_HEADINGS = (
    "退回时间", "标题", "索引号", "发布机构", "版次", "环节", "法律依据", "原因", "退回人",
)  # fmt: skip


def rows(sheet: Register) -> Iterator[list[str | int]]:
    """Heading, lines, totals, and what proves them."""
    yield [f"保密审查登记表　{sheet.agency}"]
    yield [f"{sheet.since} 至 {sheet.until}"]
    yield list(HEADINGS)
    for one in sheet.lines:
        yield cells(one)
    yield []
    if sheet.returns:
        yield list(RETURN_HEADINGS)
        for back in sheet.returns:
            yield [
                back.at, back.title, back.index_number, back.agency, back.edition, back.step,
                back.ground, back.note, back.by,
            ]  # fmt: skip
        yield []
    for label, count in (*sheet.totals, *sheet.grounds):
        yield [label, count]
    yield [f"制表时日志共 {sheet.log_length} 条，末条摘要 {sheet.log_digest}"]
    yield [f"校验值 {sheet.check}"]


def cells(one: Released) -> list[str | int]:
    """A line."""
    reviews = "\n".join(
        "，".join(filter(None, (d.step, d.decision, d.reviewer, d.at, d.ground, d.note)))
        + ("" if d.holds else "（内容此后改动）")
        for d in one.reviews
    )
    return [
        one.released_at, one.title, one.index_number, one.document_number, one.agency, one.edition,
        one.author, reviews or "没有审查记录", one.method, one.publisher, one.how, one.digest, "",
    ]  # fmt: skip
