"""Write the public catalogue to a file that `import_entries` reads."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosure.agencies.models import Agency
from disclosure.management.progress import show_progress
from disclosure.pages.columns import COLUMNS
from disclosure.pages.listfile import (
    MOST_IN_WORKBOOK,
    CatalogueTable,
    Cells,
    TooLong,
    csv_lines,
    json_lines,
    workbook,
)
from disclosure.pages.models import Page, PageQuerySet
from disclosure.pages.selection import within, year_months


class Command(BaseCommand):
    """Row by row, however long the catalogue is; a file that could not be finished is removed."""

    help = (
        "导出公开目录为 csv、jsonl 或 xlsx（按文件名结尾）；import_entries 可以读回 csv 和 xlsx。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and which entries."""
        parser.add_argument("file", type=Path, help="以 .csv、.jsonl 或 .xlsx 结尾")
        parser.add_argument("--agency", default="", help="只导出这一机构（机构代码）")
        parser.add_argument("--year", type=int, help="只导出这一年发布的")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write beside the file first, so that an old one is replaced by a whole one only."""
        path: Path = options["file"]
        write = WRITERS.get(path.suffix.lower())
        if write is None:
            raise CommandError(f"“{path.name}”的结尾应为 {'、'.join(WRITERS)} 之一。")
        pages = chosen(options["agency"], options["year"])
        count = pages.count()
        if write is write_workbook and count > MOST_IN_WORKBOOK:
            raise CommandError(
                f"共 {count} 条，超过 {MOST_IN_WORKBOOK} 条，Excel 文件导不回来：请导出为 csv。"
            )
        unfinished = path.with_name(f"{path.name}.part")
        try:
            write(unfinished, counted(CatalogueTable(pages, COLUMNS).rows(), count))
            unfinished.replace(path)
        except OSError as error:
            raise CommandError(f"{path}：无法写入（{error.strerror}），请检查路径。") from error
        except TooLong as error:
            raise CommandError(f"没有导出：{error}") from error
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"已导出 {count} 条到 {path}。")


def chosen(code: str, year: int | None) -> PageQuerySet:
    """The pages to write. Raises CommandError for an agency that is not there."""
    pages = Page.objects.entries()
    if code:
        agency = Agency.objects.filter(code=code).first()
        if agency is None:
            raise CommandError(f"没有代码为“{code}”的机构。")
        pages = pages.of_agency(agency)
    return pages.filter(**within(*year_months(year))) if year else pages


def counted(rows: Iterable[Cells], total: int) -> Iterator[Cells]:
    """The rows, with a bar on the way."""
    for number, row in enumerate(rows, 1):
        yield row
        show_progress(number, total, every=100)


def write_csv(path: Path, rows: Iterable[Cells]) -> None:
    """CSV in UTF-8, as Excel opens it."""
    write_lines(path, csv_lines(COLUMNS, rows))


def write_json(path: Path, rows: Iterable[Cells]) -> None:
    """JSON lines in UTF-8."""
    write_lines(path, json_lines(COLUMNS, rows))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """A text file, its line ends as given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def write_workbook(path: Path, rows: Iterable[Cells]) -> None:
    """An Excel workbook. Raises TooLong."""
    with path.open("wb") as file:
        file.writelines(workbook(COLUMNS, rows))


WRITERS: dict[str, Callable[[Path, Iterable[Cells]], None]] = {
    ".csv": write_csv,
    ".jsonl": write_json,
    ".xlsx": write_workbook,
}
