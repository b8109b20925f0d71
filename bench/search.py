"""Precision, recall and time of the search on the database in use.

Run from the root of the repository: `DATABASE_URL=… python -m bench.search --pages 100000`. The
database must be empty and is filled with texts of about 1 kB of our own; `bench/searching.py` makes
such databases, runs this in each and drops them. Without --pages only precision and recall are
printed, over the corpus in tests/files/search.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - needs the settings
from django.db import connection, transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402

from bench import searchcorpus  # noqa: E402
from bench.searchfill import AGENCIES, fill  # noqa: E402
from disclosure.agencies.models import Agency  # noqa: E402
from disclosure.management.load import COMMON, RARE, TENTH  # noqa: E402
from disclosure.pages.forms import SearchForm  # noqa: E402
from disclosure.pages.models import Page  # noqa: E402
from disclosure.pages.search import documents, engine  # noqa: E402
from disclosure.pages.search.query import Query, parse  # noqa: E402
from disclosure.pages.searchpage import search_page  # noqa: E402

WARMING = 5  # rounds that are not counted
LONG = "二十个工作日内办理"


def times(action: Callable[[random.Random], object], rounds: int) -> tuple[float, float]:
    """p50 and p99 in milliseconds, after a few rounds to warm up."""
    dice, spent = random.Random(1), []
    for number in range(rounds + WARMING):
        began = time.perf_counter()
        action(dice)
        if number >= WARMING:
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
    """Judge, fill, measure, print; with --told also into a file, for who compares sizes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--told", type=Path)
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
    found: dict[str, tuple[float, float]] = {}
    for name, action in cases().items():
        middle, slow = found[name] = times(action, asked.rounds)
        print(f"| {name} | {middle:.1f} | {slow:.1f} |", flush=True)
    if asked.told:
        asked.told.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
