"""Import made-up entries from a CSV file, then COPY the rows that came of it into twin tables.

The twins have every index and constraint of their tables but foreign keys, so that COPY is what
the database can do at most. Checking the file and writing it are told apart.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from django.db import connection  # noqa: E402 - needs the settings
from django.utils import timezone  # noqa: E402

from disclosure.catalogue.entryfile.importer import conflicts, import_rows  # noqa: E402
from disclosure.catalogue.entryfile.reader import CatalogueFile, EntryRow  # noqa: E402
from disclosure.lib.csvlines import csv_line  # noqa: E402
from disclosure.management import load  # noqa: E402
from disclosure.pages.columns import COLUMNS  # noqa: E402
from disclosure.pages.loading import load_vocabularies  # noqa: E402
from disclosure.pages.models import Page  # noqa: E402

TABLES = (
    "catalogue_entry", "catalogue_edition", "catalogue_indexnumber", "pages_page",
    "pages_searchrow",
)  # fmt: skip
CODES = {"agency": "code", "category": "slug", "theme": "code", "genre": "code", "method": "label",
         "validity": "label"}  # fmt: skip


def cell(row: EntryRow, key: str) -> str:
    """A cell as a file has it."""
    value = row.get(key)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(getattr(value, CODES[key]) if key in CODES else value)


def csv_of(count: int) -> Iterator[str]:
    """The lines of the file."""
    yield csv_line(column.name for column in COLUMNS)
    owners = load.agencies(load.MOST_AGENCIES)
    for row in load.rows(count, seed=1, owners=owners, with_tables=False):
        yield csv_line(cell(row, column.key) for column in COLUMNS)


def imported(path: Path) -> tuple[float, float]:
    """Seconds for checking a file, and for writing it."""
    with path.open("rb") as file:
        began = time.perf_counter()
        book = CatalogueFile(file, path.name, timezone.localdate())
        if faults := [*book.problems(), *conflicts(book.rows())]:
            raise SystemExit("\n".join(faults[:20]))
        checked = time.perf_counter()
        for _ in import_rows(book.rows(), by=None, operator="bench", publish=True, source="bench"):
            pass
    return checked - began, time.perf_counter() - checked


def copied(folder: Path) -> float:
    """Seconds in which COPY takes the same rows into tables alike, with all their indexes."""
    spent = 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            path = folder / table
            with path.open("wb") as file, cursor.copy(f"COPY {table} TO STDOUT") as out:
                file.writelines(out)
            cursor.execute(f"CREATE TABLE twin_{table} (LIKE {table} INCLUDING ALL)")
            began = time.perf_counter()
            with path.open("rb") as file, cursor.copy(f"COPY twin_{table} FROM STDIN") as into:
                while block := file.read(1 << 20):
                    into.write(block)
            spent += time.perf_counter() - began
    return spent


def main() -> None:
    """Import, copy, print the rates and the ratios."""
    count = int(sys.argv[1])
    load_vocabularies()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "catalogue.csv"
        path.write_text("".join(csv_of(count)), encoding="utf-8", newline="")
        checking, writing = imported(path)
        if Page.objects.count() != count:
            raise SystemExit(f"{Page.objects.count()} pages of {count}")
        copying = copied(Path(name))
    print(f"{count} rows\n\n| what | rows/s | : COPY |\n| --- | --- | --- |")
    for what, spent in (
        ("COPY of the same rows into the same tables with their indexes", copying),
        ("writing: entries, editions, numbers, pages, index, log", writing),
        ("the whole import, with reading and checking the file", checking + writing),
    ):
        print(f"| {what} | {count / spent:,.0f} | {copying / spent:.2f} |")


if __name__ == "__main__":
    main()
