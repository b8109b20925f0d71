"""Take index numbers by one writer and by 32, and account for every serial.

Every writer is a thread with a connection of its own: what they wait for is the counter's row.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from django.db import connection  # noqa: E402 - needs the settings

from disclosure.agencies.models import Agency  # noqa: E402
from disclosure.catalogue.models import Entry, IndexCounter, IndexNumber  # noqa: E402
from disclosure.catalogue.numbers import gaps, issue  # noqa: E402
from disclosure.pages.models import Category  # noqa: E402

WRITERS = 32
DAY = date(2025, 3, 4)
Thing = TypeVar("Thing")


def rate(writers: int, count: int, category: Category) -> float:
    """Numbers a second. Raises SystemExit where one is missing, or stands twice."""
    agency = Agency.objects.create(name=f"{writers} 人取号", code=f"{writers:09d}")
    made = [Entry(agency=agency, category=category) for _ in range(count)]
    entries = Entry.objects.bulk_create(made)
    spent = in_parallel(writers, entries, lambda entry: issue(entry, on=DAY))
    rows = IndexNumber.objects.filter(entry__agency=agency).values_list("number", flat=True)
    missing = gaps(IndexCounter.objects.get(key=f"{agency.code}/{DAY.year}"))
    if len(set(rows)) != count or len(rows) != count or missing:
        raise SystemExit(f"{writers} writers: {len(set(rows))} of {count}, missing {missing}")
    print(f"{writers:>2} writers: {count} numbers, no gap, no duplicate, {count / spent:.0f}/s")
    return count / spent


def in_parallel(writers: int, things: Sequence[Thing], action: Callable[[Thing], object]) -> float:
    """Seconds in which so many threads act on every thing, each thing once."""
    waiting: SimpleQueue[Thing] = SimpleQueue()
    for thing in things:
        waiting.put(thing)

    def work() -> None:
        try:
            while True:
                action(waiting.get_nowait())
        except Empty:
            connection.close()

    threads = [Thread(target=work) for _ in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def main() -> None:
    """One writer, then many, and the ratio."""
    count = int(sys.argv[1])
    category = Category.objects.create(name="规划", slug="plans")
    alone, together = (rate(writers, count, category) for writers in (1, WRITERS))
    print(f"{WRITERS} writers : 1 writer = {together / alone:.2f}")


if __name__ == "__main__":
    main()
