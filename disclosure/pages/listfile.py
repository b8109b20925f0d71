"""The public catalogue as a file: CSV, JSON lines and Excel, written while the pages are read."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice

from django.utils.timezone import localtime
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from disclosure.lib.csvlines import BOM, csv_line, harmless
from disclosure.lib.xlsxlines import workbook_chunks
from disclosure.pages.columns import COLUMNS, Column
from disclosure.pages.models import Category, Method, Page, PageKind, PageQuerySet, Theme, Validity

BATCH = 500
LONGEST_CELL = 32_767  # characters that Excel keeps in a cell
MOST_IN_WORKBOOK = 200_000  # rows that an import reads from a workbook
# What a reader of the list takes home: no texts, and where to read each.
LISTED = (
    *(one for one in COLUMNS if one.key not in ("closed_reason", "body", "old_address")),
    Column("address", ("网址",)),
)
Cells = dict[str, str]


class TooLong(ValueError):
    """A text does not fit into a cell of Excel; the sentence names the entry and a way out."""


class CatalogueTable:
    """Pages as rows of cells, in the words that an import understands."""

    def __init__(self, pages: PageQuerySet, columns: Sequence[Column], *, root: str = "") -> None:
        """`root` begins the addresses: `https://www.example.gov.cn`."""
        self.pages, self.columns, self.root = pages, columns, root

    @cached_property
    def columns_of_site(self) -> dict[int, str]:
        """What each 栏目 is called, by id: its name, or its slug where two bear the name."""
        rows = list(Category.objects.all())
        counts = Counter(row.name for row in rows)
        return {row.pk: row.name if counts[row.name] == 1 else row.slug for row in rows}

    @cached_property
    def themes(self) -> dict[int | None, str]:
        """What each theme is called, by id: its path, or its code where another is called so."""
        rows = list(Theme.objects.select_related("parent"))
        counts = Counter(name for row in rows for name in {row.name, str(row)})
        return {row.pk: str(row) if counts[str(row)] == 1 else row.code for row in rows} | {
            None: ""
        }

    def rows(self) -> Iterator[Cells]:
        """The cells of each page by column: three queries, one more for each batch."""
        keys = {one.key for one in self.columns}
        pages = self.pages.select_related("agency", "genre")
        pages = pages.defer("text", "data", *([] if "body" in keys else ["article"]))
        reading = pages.iterator(chunk_size=BATCH)
        while batch := list(islice(reading, BATCH)):
            old = self.old_addresses(batch) if "old_address" in keys else {}
            for page in batch:
                cells = self.cells(page) | {"old_address": old.get(page.path, "")}
                yield {one.key: cells[one.key] for one in self.columns}

    def old_addresses(self, pages: Sequence[Page]) -> dict[str, str]:
        """The addresses on the old site that lead to pages, one for each."""
        leading = Page.objects.filter(kind=PageKind.REDIRECT, withdrawn_at=None)
        leading = leading.filter(target__in=[page.path for page in pages]).order_by("-pk")
        return dict(leading.values_list("target", "path"))

    def cells(self, page: Page) -> Cells:
        """What a page says, by the keys of the columns; "" where it says nothing."""
        days = ("written_on", "effective_on", "ends_on")
        texts = (
            "title", "index_number", "document_number", "publisher_name", "source", "keywords",
            "summary",
        )  # fmt: skip
        return (
            {name: getattr(page, name) for name in texts}
            | {name: f"{getattr(page, name) or ''}" for name in days}
            | {
                "agency": page.agency.code,
                "category": self.columns_of_site[page.category_id],
                "method": Method(page.method).label,
                "closed_reason": "",  # such entries have no page
                "published_at": f"{localtime(page.published_at):%Y-%m-%d %H:%M}",
                "validity": Validity(page.validity).label,
                "theme": self.themes[page.theme_id],
                "genre": str(page.genre or ""),
                "body": page.article if "article" not in page.get_deferred_fields() else "",
                "address": f"{self.root}{page.path}",
            }
        )


def csv_lines(columns: Sequence[Column], rows: Iterable[Cells]) -> Iterator[str]:
    """The lines of a CSV file, the names of the columns first."""
    yield BOM + csv_line(one.name for one in columns)
    for cells in rows:
        yield csv_line(cells[one.key] for one in columns)


def json_lines(columns: Sequence[Column], rows: Iterable[Cells]) -> Iterator[str]:
    """An object a line, by the keys of the columns."""
    for cells in rows:
        values = {one.key: cells[one.key] for one in columns}
        yield json.dumps(values, ensure_ascii=False) + "\n"


def workbook(columns: Sequence[Column], rows: Iterable[Cells]) -> Iterator[bytes]:
    """An Excel workbook, piece by piece while the rows are read. Raises TooLong."""
    named = [one.name for one in columns]
    lines = ([excel_cell(one, cells) for one in columns] for cells in rows)
    return workbook_chunks("政府信息公开目录", chain([named], lines))


def excel_cell(column: Column, cells: Cells) -> str:
    """A cell as Excel keeps it. Raises TooLong."""
    text = harmless(ILLEGAL_CHARACTERS_RE.sub("", cells[column.key]))
    if len(text) > LONGEST_CELL:
        raise TooLong(
            f"{cells['index_number']}《{cells['title']}》的{column.name}有 {len(text)} 个字符，"
            f"超过 Excel 单元格的上限 {LONGEST_CELL}，请导出为 csv 或 jsonl。"
        )
    return text
