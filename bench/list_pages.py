"""Fill an empty database with pages by the hundred thousand and time the answers to a reader.

The first pages are put up as an import does it; the rest are copies, each some minutes later,
made by the database itself and counted by `recount`. They are not indexed for the search, which
no list asks. Times are of the whole WSGI application, in one process, without a network. The ratio
is that of processor time, which other work on the machine falsifies least; on PostgreSQL the work
of the database shows in the elapsed time only.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
settings.ROOT_URLCONF = "bench.urls"
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - needs the settings
from django.db import connection  # noqa: E402
from django.db.models import Max, Min  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from bench.fill import body  # noqa: E402
from disclosure.agencies.models import Agency  # noqa: E402
from disclosure.pages import counters  # noqa: E402
from disclosure.pages.actions import PageData, put_new_pages  # noqa: E402
from disclosure.pages.loading import load_vocabularies  # noqa: E402
from disclosure.pages.models import Category, Genre, Method, Page, Theme  # noqa: E402

AGENCIES, YEARS, MADE, BATCH = 200, 15, 2000, 500
ROUNDS, TIMES = 3, 20
FIRST_DAY = datetime(2010, 1, 4, 1, 0, tzinfo=UTC)
Ask = Callable[[random.Random], str]
Spent = tuple[float, float]


def fill(count: int) -> None:
    """Pages of many agencies and columns over the years; the counters with them."""
    load_vocabularies()
    agencies = [
        Agency.objects.create(name=f"基准测试机构{n}", code=f"{n:09d}")
        for n in range(1, AGENCIES + 1)
    ]
    columns = list(Category.objects.exclude(parent=None))
    themes, genres = keys(Theme), keys(Genre)
    dice, made = random.Random(count), min(count, MADE)
    for start in range(0, made, BATCH):
        stop = min(start + BATCH, made)
        new = [page(dice, n, made, agencies, columns) for n in range(start, stop)]
        put_new_pages(
            [
                replace(one, theme_id=dice.choice(themes), genre_id=dice.choice(genres))
                for one in new
            ]
        )
    multiply(count)
    began = time.perf_counter()
    counters.fold_all()  # as the worker does every few seconds
    counters.recount()
    print(f"counted in {time.perf_counter() - began:.1f} s", flush=True)
    settle()


def keys(model: type[Theme] | type[Genre]) -> list[int]:
    """The keys of a vocabulary."""
    return list(model.objects.values_list("pk", flat=True))


def page(
    dice: random.Random, number: int, made: int, agencies: list[Agency], columns: list[Category]
) -> PageData:
    """One page, of a random agency and column."""
    at = FIRST_DAY + timedelta(days=365 * YEARS) * number / made
    agency, column = dice.choice(agencies), dice.choice(columns)
    index_number = f"{agency.code}/{at.year}-{number:05d}"
    return PageData(
        path=f"/catalogue/{index_number}/", title=f"关于第{number}批事项的公告",
        agency_id=agency.pk, category_id=column.pk, publisher_name=agency.name,
        method=Method.ON_REQUEST if number % 20 == 7 else Method.ACTIVE,
        published_at=at, updated_at=at, written_on=at.date(), index_number=index_number,
        article=body(number), text=f"第{number}批事项",
    )  # fmt: skip


def multiply(count: int) -> None:
    """Copies of the pages, without their articles, each copy some minutes later."""
    first, last = Page.objects.aggregate(a=Min("pk"), b=Max("pk")).values()
    step = last - first + 1
    own = ("id", "path", "index_number", "published_at", "article")
    names = ", ".join(str(f.column) for f in Page._meta.concrete_fields if f.column not in own)
    later = {
        "postgresql": "published_at + interval '%d minutes'",
        "sqlite": "datetime(published_at, '+%d minutes')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        for copy in range(1, -(-count // step)):
            end = first + min(step, count - copy * step)
            cursor.execute(
                f"INSERT INTO pages_page (path, index_number, published_at, article, {names})"
                f" SELECT '/catalogue/' || index_number || '-{copy}/',"
                f" index_number || '-{copy}', {later % (copy * 7)}, '', {names}"
                f" FROM pages_page WHERE id >= {first} AND id < {end}"
            )


def settle() -> None:
    """Statistics, and what an index needs to answer alone."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def cases(count: int) -> dict[str, Ask]:
    """What is asked; the empty answer first."""
    pages = -(-count // 20)
    entries = list(Page.objects.exclude(article="").values_list("path", flat=True)[:500])
    columns = list(Category.objects.exclude(parent=None).values_list("slug", flat=True))
    themes, genres = (
        list(model.objects.values_list("code", flat=True)) for model in (Theme, Genre)
    )

    def of_agency(dice: random.Random) -> str:
        return f"agency={dice.randint(1, AGENCIES):09d}"

    return {
        "empty answer": lambda _: "/bench/empty",
        "catalogue, page 1": lambda _: "/catalogue/",
        "catalogue, page 5,000": lambda _: f"/catalogue/?page={min(5000, pages)}",
        "catalogue, any page": lambda dice: f"/catalogue/?page={dice.randint(1, pages)}",
        "catalogue, last page": lambda _: f"/catalogue/?page={pages}",
        "catalogue of an agency": lambda dice: f"/catalogue/?{of_agency(dice)}",
        "catalogue of a year": lambda dice: f"/catalogue/?year={dice.randint(2011, 2023)}",
        "catalogue of an agency, a column and a year": lambda dice: (
            f"/catalogue/?{of_agency(dice)}&category={dice.choice(columns)}"
            f"&year={dice.randint(2011, 2023)}"
        ),
        "catalogue of a theme": lambda dice: f"/catalogue/?theme={dice.choice(themes)}",
        "catalogue of a genre": lambda dice: f"/catalogue/?genre={dice.choice(genres)}",
        "catalogue of a theme, a genre and a year": lambda dice: (
            f"/catalogue/?theme={dice.choice(themes)}&genre={dice.choice(genres)}"
            f"&year={dice.randint(2011, 2023)}"
        ),
        "catalogue by method and validity": lambda _: "/catalogue/?method=active&validity=valid",
        "column": lambda dice: f"/columns/{dice.choice(columns)}/",
        "agency": lambda dice: f"/agencies/{dice.randint(1, AGENCIES):09d}/",
        "month": lambda dice: f"/archive/{dice.randint(2011, 2023)}/{dice.randint(1, 12)}/",
        "entry": lambda dice: dice.choice(entries),
    }


class Reader:
    """Asks the application as gunicorn does."""

    def __init__(self) -> None:
        self.application, self.requests = WSGIHandler(), RequestFactory(SERVER_NAME="127.0.0.1")
        self.status, self.headers = "", {"ETag": ""}

    def start(
        self, status: str, headers: list[tuple[str, str]], error: Any = None, /
    ) -> Callable[[bytes], object]:
        """WSGI's start_response."""
        self.status, self.headers = status, dict(headers)
        return lambda _: error

    def ask(self, address: str, expected: str = "200 OK", **headers: str) -> Spent:
        """Seconds elapsed and of the processor until the last byte of an answer."""
        environ = self.requests.get(address, headers=headers).environ
        began, busy = time.perf_counter(), time.process_time()
        response = self.application(environ, self.start)
        b"".join(response)
        response.close()
        spent = (time.perf_counter() - began, time.process_time() - busy)
        if self.status != expected:
            raise SystemExit(f"{address}: {self.status}")
        return spent

    def ask_again(self, address: str) -> Spent:
        """Seconds of the answer that an entry has not changed."""
        self.ask(address)
        known = {"If-None-Match": self.headers["ETag"]}
        return self.ask(address, "304 Not Modified", **known)


def measure(asked: dict[str, Ask]) -> dict[str, Spent]:
    """The median seconds of each, asked in turns so that noise falls on all alike."""
    reader, dice = Reader(), random.Random(1)
    spent: dict[str, list[Spent]] = {name: [] for name in [*asked, "entry, 304"]}
    for turn in range(ROUNDS + 1):
        for name, address in asked.items():
            times = [reader.ask(address(dice)) for _ in range(TIMES)]
            spent[name] += times if turn else []
        times = [reader.ask_again(asked["entry"](dice)) for _ in range(TIMES)]
        spent["entry, 304"] += times if turn else []
    return {
        name: (median(one for one, _ in times), median(one for _, one in times))
        for name, times in spent.items()
    }


def main() -> None:
    """Fill, measure, print."""
    began = time.perf_counter()
    fill(int(sys.argv[1]))
    count = Page.objects.count()
    print(f"{connection.vendor}, {count:,} pages, in {time.perf_counter() - began:.0f} s\n")
    print("| what | ms | processor ms | empty answer : it |\n| --- | --- | --- | --- |")
    found = measure(cases(count))
    floor = found["empty answer"][1]
    for name, (elapsed, busy) in found.items():
        print(f"| {name} | {elapsed * 1000:.2f} | {busy * 1000:.2f} | {floor / busy:.2f} |")
    print(flush=True)


if __name__ == "__main__":
    main()
