"""Pages with texts of about 1 kB, up to a million of them, each in the index of the search.

A part is made and indexed as publications do it. The rest are copies of it, each at a later date,
written by the database itself; on SQLite their tokens pass through us, since FTS5 keeps none.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min

from disclosure.agencies.models import Agency
from disclosure.management.load import SUBJECTS, sentences
from disclosure.pages.loading import load_vocabularies
from disclosure.pages.models import Category, Method, Page
from disclosure.pages.search import documents, engine
from disclosure.pages.search.sqlite import GIVE, spelt_row

AGENCIES, YEARS, BATCH = 200, 15, 2000
MADE = 10_000  # texts that are made; more pages repeat them under later dates
FIRST_DAY = datetime(2010, 1, 4, 1, 0, tzinfo=UTC)
PERIOD = timedelta(days=365 * YEARS)
MOVED = ("id", "path", "index_number", "published_at", "updated_at")
# What the two databases spell differently: a time later by so many seconds, its minute, its year,
# the tokens of its day.
SPELT = {
    "postgresql": {
        "later": "{column} + interval '{seconds} seconds'",
        "minute": "floor(extract(epoch FROM new.published_at) / 60)::bigint",
        "year": "extract(year FROM new.published_at AT TIME ZONE 'Asia/Shanghai')::int",
        "day": (
            "to_char(new.published_at AT TIME ZONE 'Asia/Shanghai', '\"d\"YYYYMM \"d\"YYYYMMDD')"
        ),
    },
    "sqlite": {
        "later": "datetime({column}, '+{seconds} seconds')",
        "minute": "CAST(strftime('%%s', new.published_at) AS integer) / 60",
        "year": "CAST(strftime('%%Y', new.published_at, '+8 hours') AS integer)",
        "day": "strftime('d%%Y%%m d%%Y%%m%%d', new.published_at, '+8 hours')",
    },
}
COPY_PAGES = """
    INSERT INTO pages_page (id, path, index_number, published_at, updated_at, {columns})
    SELECT id + {by}, '/catalogue/' || index_number || '{copy}/', index_number || '{copy}',
        {published_at}, {updated_at}, {columns}
    FROM pages_page WHERE id >= %s AND id < %s"""
NARROW = "agency_id, category_id, theme_id, genre_id, method, validity, head, about, body"
COPY_ROWS = """
    WITH copied AS (
        SELECT new.id AS page_id, old.year AS year_before, {year} AS year, {day} AS day,
            ({minute} << 20) | (new.id & 1048575) AS position, old.facts, {lexemes} {narrow}
        FROM pages_searchrow old JOIN pages_page new ON new.id = old.page_id + {by}
        WHERE old.page_id >= %s AND old.page_id < %s)
    INSERT INTO pages_searchrow (position, page_id, year, facts, {lexemes_column} {columns})
    SELECT position, page_id, year,
        replace(facts, 'xye0x' || year_before, 'xye0x' || year) || ' ' || day,
        {moved_lexemes} {columns} FROM copied"""
MOVED_LEXEMES = (
    "ts_delete(lexemes, 'xye0x' || year_before)"
    " || array_to_tsvector(string_to_array('xye0x' || year || ' ' || day, ' ')),"
)
COPIED_FACTS = """
    SELECT position, facts, page_id - %s FROM pages_searchrow
    WHERE page_id >= %s AND page_id < %s ORDER BY position"""
TEXTS = "SELECT page_id, position, head, about, body, facts FROM pages_searchrow"


def fill(count: int, made: int = MADE) -> None:
    """Pages of several agencies, columns and years, each in the index; `made` of them no copies."""
    load_vocabularies()
    agencies = [
        Agency.objects.create(name=f"基准测试机构{n}", code=f"{n:09d}")
        for n in range(1, AGENCIES + 1)
    ]
    categories = list(Category.objects.exclude(parent=None))
    dice = random.Random(count)
    made = min(count, made)
    rows = (page(dice, n, count, agencies, categories) for n in range(made))
    began = time.monotonic()
    if connection.vendor == "postgresql":  # fill first, index after, as a first import does
        execute("DROP INDEX pages_searchrow_lexemes")
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            engine().index(documents.documents(Page.objects.bulk_create(batch)))
        progress(batch[-1].pk, count)
    if made < count:
        multiply(count)
    print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
    settle()


def page(
    dice: random.Random, number: int, count: int, agencies: list[Agency], columns: list[Category]
) -> Page:
    """One page."""
    at = FIRST_DAY + PERIOD * number / count
    agency, subject = dice.choice(agencies), dice.choice(SUBJECTS)
    index_number = f"{agency.code}/{at.year}-{number:07d}"
    return Page(
        path=f"/catalogue/{index_number}/", title=f"关于{subject}第{number}批事项的公告",
        agency=agency, category=dice.choice(columns), method=Method.ACTIVE,
        index_number=index_number, document_number=f"基准〔{at.year}〕{number % 99999}号",
        publisher_name=agency.name, written_on=at.date(), published_at=at, updated_at=at,
        text="".join(sentences(dice, number)), digest="",
    )  # fmt: skip


def multiply(count: int) -> None:
    """The filled pages again and again, each time later, up to the count."""
    first, last = Page.objects.aggregate(a=Min("pk"), b=Max("pk")).values()
    step = last - first + 1
    texts = dict(made_texts()) if connection.vendor == "sqlite" else {}
    for copy in range(1, -(-count // step)):
        stop = first + min(step, count - copy * step)
        with transaction.atomic():
            copy_pages(copy, copy * step, PERIOD * (step * copy / count), (first, stop))
            if texts:
                copy_tokens(texts, copy * step, (first, stop))
        progress((copy + 1) * step, count)
    if connection.vendor == "postgresql":
        execute("SELECT setval('pages_page_id_seq', (SELECT max(id) FROM pages_page))")


def copy_pages(copy: int, by: int, shift: timedelta, within: tuple[int, int]) -> None:
    """Pages and their rows of the search once more, `shift` later and with ids higher by `by`."""
    names = [str(one.column) for one in Page._meta.concrete_fields]
    spelt, seconds = SPELT[connection.vendor], int(shift.total_seconds())
    later = {
        name: spelt["later"].format(column=name, seconds=seconds)
        for name in ("published_at", "updated_at")
    }
    columns = ", ".join(name for name in names if name not in MOVED)
    execute(COPY_PAGES.format(copy=copy, by=by, columns=columns, **later), *within)
    has_lexemes = connection.vendor == "postgresql"
    parts = {
        "narrow": ", ".join(f"old.{name}" for name in NARROW.split(", ")),
        "lexemes": "old.lexemes," if has_lexemes else "",
        "lexemes_column": "lexemes," if has_lexemes else "",
        "moved_lexemes": MOVED_LEXEMES if has_lexemes else "",
    }
    told = {name: spelt[name] for name in ("minute", "year", "day")} | {"columns": NARROW}
    execute(COPY_ROWS.format(by=by, **parts, **told), *within)


def made_texts() -> Iterator[tuple[int, list[Any]]]:
    """Title and text of each made page as the tokens that FTS5 is given."""
    with connection.cursor() as cursor:
        cursor.execute(TEXTS)
        for page_id, *row in cursor.fetchall():
            yield page_id, spelt_row(*row)[1:3]


def copy_tokens(texts: dict[int, list[Any]], by: int, within: tuple[int, int]) -> None:
    """What FTS5 is given of copied pages."""
    first, stop = within
    with connection.cursor() as cursor:
        cursor.execute(COPIED_FACTS, [by, first + by, stop + by])
        rows = cursor.fetchall()
        cursor.executemany(GIVE, [[at, *texts[made], facts] for at, facts, made in rows])


def execute(statement: str, *values: int) -> None:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def settle() -> None:
    """The index made, statistics gathered, each timed."""
    for statement in SETTLING[connection.vendor]:
        began = time.monotonic()
        execute(statement)
        print(f"{statement.split(' ON ')[0]}: {time.monotonic() - began:.0f} s", flush=True)


SETTLING = {
    "postgresql": (
        "SET maintenance_work_mem = '2GB'",
        """CREATE INDEX pages_searchrow_lexemes ON pages_searchrow
            USING gin (lexemes) WITH (fastupdate = off)""",
        "VACUUM ANALYZE pages_searchrow",
        "VACUUM ANALYZE pages_page",
    ),
    "sqlite": ("ANALYZE",),
}


def progress(done: int, total: int) -> None:
    """A line that counts, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r{done:,} / {total:,}", end="", file=sys.stderr, flush=True)
