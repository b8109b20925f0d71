"""Precision, recall and time of the search on the database in use.

Run from the root of the repository: `DATABASE_URL=… python -m bench.search --pages 100000`. The
database must be empty and is filled with texts of about 1 kB of our own: on PostgreSQL one is made
with createdb before and dropped after, on SQLite DATA_DIR names a new folder. Without --pages only
precision and recall are printed, over the corpus in tests/files/search.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - needs the settings
from django.db import connection, transaction  # noqa: E402
from django.db.models import Max, Min  # noqa: E402
from django.http import QueryDict  # noqa: E402

from bench import searchcorpus  # noqa: E402
from disclosure.agencies.models import Agency  # noqa: E402
from disclosure.management.load import COMMON, RARE, SUBJECTS, TENTH, sentences  # noqa: E402
from disclosure.pages.forms import SearchForm  # noqa: E402
from disclosure.pages.loading import load_vocabularies  # noqa: E402
from disclosure.pages.models import Category, Method, Page  # noqa: E402
from disclosure.pages.search import documents, engine  # noqa: E402
from disclosure.pages.search.query import Query, parse  # noqa: E402
from disclosure.pages.searchpage import search_page  # noqa: E402

AGENCIES, YEARS, BATCH = 200, 15, 2000
MADE = 25_000  # texts that are made; more pages repeat them under later dates
FIRST_DAY = datetime(2010, 1, 4, 1, 0, tzinfo=UTC)
LONG = "二十个工作日内办理"


def text(dice: random.Random, number: int) -> str:
    """About 350 characters, 1 kB."""
    return "".join(sentences(dice, number))


def fill(count: int) -> None:
    """Pages of several agencies, columns and years, each in the index."""
    load_vocabularies()
    agencies = [
        Agency.objects.create(name=f"基准测试机构{n}", code=f"{n:09d}")
        for n in range(1, AGENCIES + 1)
    ]
    categories = list(Category.objects.exclude(parent=None))
    dice = random.Random(count)
    made = min(count, MADE) if connection.vendor == "postgresql" else count
    rows = (page(dice, n, count, agencies, categories) for n in range(made))
    began = time.monotonic()
    index = "DROP INDEX pages_searchrow_lexemes"
    without_index(index if connection.vendor == "postgresql" else "")
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            engine().index(documents.documents(Page.objects.bulk_create(batch)))
        progress(batch[-1].pk, count)
    if made < count:
        multiply(count)
    print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    settle()
    print(f"index and statistics in {time.monotonic() - began:.0f} s", flush=True)


def without_index(statement: str) -> None:
    """Fill first, index after, as a first import does."""
    if statement:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def multiply(count: int) -> None:
    """On PostgreSQL: the filled pages again and again, each time later, up to the count."""
    first, last = Page.objects.aggregate(a=Min("pk"), b=Max("pk")).values()
    step = last - first + 1
    names = [str(one.column) for one in Page._meta.concrete_fields]
    columns = [name for name in names if name not in MOVED]
    told = {"columns": ", ".join(columns), "zone": "Asia/Shanghai"}
    with connection.cursor() as cursor:
        for copy in range(1, -(-count // step)):
            rest = min(step, count - copy * step)
            shift = timedelta(days=365 * YEARS) * (step * copy / count)
            for statement in (COPY_PAGES, COPY_ROWS):
                cursor.execute(
                    statement.format(**told, copy=copy, by=copy * step, shift=shift),
                    {"first": first, "end": first + rest},
                )
            progress((copy + 1) * step, count)
        cursor.execute("SELECT setval('pages_page_id_seq', (SELECT max(id) FROM pages_page))")


MOVED = ("id", "path", "index_number", "published_at", "updated_at")
COPY_PAGES = """
    INSERT INTO pages_page (id, path, index_number, published_at, updated_at, {columns})
    SELECT id + {by}, '/catalogue/' || index_number || '{copy}/', index_number || '{copy}',
        published_at + interval '{shift}', updated_at + interval '{shift}', {columns}
    FROM pages_page WHERE id >= %(first)s AND id < %(end)s"""
COPY_ROWS = """
    INSERT INTO pages_searchrow (position, page_id, agency_id, category_id, theme_id, genre_id,
        year, method, validity, facts, head, about, body, lexemes)
    SELECT (floor(extract(epoch FROM new.published_at) / 60)::bigint << 20) | (new.id & 1048575),
        new.id, old.agency_id, old.category_id, old.theme_id, old.genre_id, moved.year, old.method,
        old.validity, facts, head, about, body,
        ts_delete(lexemes, 'xye0x' || old.year) || array_to_tsvector(ARRAY['xye0x' || moved.year])
    FROM pages_searchrow old JOIN pages_page new ON new.id = old.page_id + {by},
        LATERAL (SELECT extract(year FROM new.published_at AT TIME ZONE '{zone}')::int) moved(year)
    WHERE old.page_id >= %(first)s AND old.page_id < %(end)s"""


def settle() -> None:
    """The index made, statistics gathered."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(
                "CREATE INDEX pages_searchrow_lexemes ON pages_searchrow USING gin (lexemes)"
                " WITH (fastupdate = off)"
            )
            cursor.execute("VACUUM ANALYZE pages_searchrow")
            cursor.execute("VACUUM ANALYZE pages_page")
        else:
            cursor.execute("ANALYZE")


def page(
    dice: random.Random, number: int, count: int, agencies: list[Agency], columns: list[Category]
) -> Page:
    """One page."""
    at = FIRST_DAY + timedelta(days=365 * YEARS) * number / count
    agency, subject = dice.choice(agencies), dice.choice(SUBJECTS)
    index_number = f"{agency.code}/{at.year}-{number:07d}"
    return Page(
        path=f"/catalogue/{index_number}/", title=f"关于{subject}第{number}批事项的公告",
        agency=agency, category=dice.choice(columns), method=Method.ACTIVE,
        index_number=index_number, document_number=f"基准〔{at.year}〕{number % 99999}号",
        publisher_name=agency.name, written_on=at.date(), published_at=at, updated_at=at,
        text=text(dice, number), digest="",
    )  # fmt: skip


def progress(done: int, total: int) -> None:
    """A line that counts, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r{done:,} / {total:,}", end="", file=sys.stderr, flush=True)


def times(action: Callable[[random.Random], object], rounds: int) -> tuple[float, float]:
    """p50 and p99 in milliseconds, after a few rounds to warm up."""
    dice, spent = random.Random(1), []
    for number in range(rounds + 5):
        began = time.perf_counter()
        action(dice)
        if number >= 5:
            spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    return spent[len(spent) // 2], spent[min(len(spent) - 1, int(len(spent) * 0.99))]


def filtered(dice: random.Random, query: Query) -> Query:
    """The query within an agency and a year."""
    agency = documents.filter_token("agency", dice.choice(agency_ids()))
    year = documents.filter_token("year", dice.randint(2011, 2023))
    return query.filtered((agency,), (year,))


def agency_ids() -> list[int]:
    """The agencies of the filling, read once."""
    if not AGENCY_IDS:
        AGENCY_IDS.extend(Agency.objects.values_list("pk", flat=True))
    return AGENCY_IDS


AGENCY_IDS: list[int] = []


def whole_page(**asked: str) -> object:
    """All that the view does but the template."""
    query = QueryDict(mutable=True)
    query.update(asked)
    return search_page(SearchForm(query))


def code_of(dice: random.Random) -> str:
    """An agency."""
    return f"{dice.randint(1, AGENCIES):09d}"


def year_of(dice: random.Random) -> str:
    """A year."""
    return f"{dice.randint(2011, 2023)}"


def cases() -> dict[str, Callable[[random.Random], object]]:
    """What is measured."""
    find = engine().find
    tenth, rare, common, long = (parse(word) for word in (TENTH, RARE, COMMON, LONG))
    return {
        "20 newest, word in > 50 %": lambda _: find(common, limit=20),
        "20 newest, word in 10 %": lambda _: find(tenth, limit=20),
        "1,001 newest, word in > 50 %": lambda _: find(common, limit=1001),
        "1,001 newest, word in 10 %": lambda _: find(tenth, limit=1001),
        "1,001 newest, word in 10 %, agency and year": (
            lambda dice: find(filtered(dice, tenth), limit=1001)
        ),
        "1,001 newest, rare word": lambda _: find(rare, limit=1001),
        "1,001 newest, nine characters, common": lambda _: find(long, limit=1001),
        "1,001 newest, one character": lambda _: find(parse("镇"), limit=1001),
        "1,001 newest, common word without one in 10 %": (
            lambda _: find(replace(common, excluded=tenth.required), limit=1001)
        ),
        "exact count, word in 10 %": lambda _: engine().count(tenth),
        "exact count, word in > 50 %": lambda _: engine().count(common),
        "whole page, word in 10 %, agency and year": (
            lambda dice: whole_page(
                q=TENTH, agency=code_of(dice), year=f"{dice.randint(2011, 2023)}"
            )
        ),
        "whole page, word in 10 %": lambda _: whole_page(q=TENTH),
        "whole page, word in > 50 %, by relevance": (
            lambda _: whole_page(q=COMMON, order="relevance")
        ),
        "whole page, document number": (
            lambda dice: whole_page(q=f"基准〔2015〕{dice.randint(1, 90000)}号")
        ),
        "whole page, nothing found, suggestions": lambda _: whole_page(q="部门预算甲乙丙丁戊己"),
    }


def judge() -> None:
    """Precision and recall over the corpus; nothing of it stays."""
    with transaction.atomic():
        keys = searchcorpus.load()
        for name in ("queries.json", "written.json"):
            one = searchcorpus.judge(keys, searchcorpus.read(name))
            print(
                f"{name}: {one.queries} queries,"
                f" precision {one.precision:.4f}, recall {one.recall:.4f}"
            )
            for fault in one.faults[:20]:
                print(fault)
        transaction.set_rollback(True)


def main() -> None:
    """Judge, fill, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=100)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    if not Page.objects.exists():
        judge()
        if asked.pages:
            fill(asked.pages)
    if not asked.pages:
        return
    print(f"{connection.vendor}, {Page.objects.count():,} pages\n\n| what | p50 ms | p99 ms |")
    print("| --- | --- | --- |")
    for name, action in cases().items():
        middle, slow = times(action, asked.rounds)
        print(f"| {name} | {middle:.1f} | {slow:.1f} |", flush=True)


if __name__ == "__main__":
    main()
