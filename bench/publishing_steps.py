"""The steps of `bench/publishing.py` that need the site: fill, publish, compare.

Run as `python -m bench.publishing_steps STEP …` with the settings of the site that is measured.
What a step finds is its last line, as JSON.
"""

import json
import os
import sys
import time
from collections import Counter
from threading import Lock, Thread
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from django.db import DatabaseError, connection  # noqa: E402 - needs the settings
from django.db.models import Count, F  # noqa: E402
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear  # noqa: E402

from bench import searchfill  # noqa: E402
from bench.cleared import make_cast, make_cleared  # noqa: E402
from disclosure.agencies.models import Agency, Role, User  # noqa: E402
from disclosure.catalogue.models import Edition  # noqa: E402
from disclosure.catalogue.release.publishing import publish  # noqa: E402
from disclosure.pages import counters  # noqa: E402
from disclosure.pages.countrows import CountChange, CountState, PageCount  # noqa: E402
from disclosure.pages.models import Category, Page, PageKind  # noqa: E402
from disclosure.pages.selection import DIMENSIONS  # noqa: E402
from disclosure.workflow.log import chain_faults  # noqa: E402
from disclosure.workflow.states import State  # noqa: E402

THREADS = 2
MADE = 2000  # texts of the pages that lie there already
AGENCIES = 50  # that publish
Cells = dict[tuple[Any, ...], int]


def fill(pages: int, editions: int) -> dict[str, Any]:
    """Pages to list, and editions to publish; the addresses that readers ask for."""
    searchfill.fill(pages, made=MADE)
    counters.recount()
    agencies = list(Agency.objects.order_by("pk")[:AGENCIES])
    columns = list(Category.objects.shown().exclude(parent=None).order_by("pk"))
    make_cleared(editions, agencies, columns, make_cast(agencies))
    assert editions == Edition.objects.filter(state=State.CLEARED).count()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    entries = Page.objects.order_by("pk").values_list("path", flat=True)[:50]
    lists = [
        "/catalogue/", "/catalogue/?year=2015", f"/catalogue/?page={pages // 40}",
        *(f"/catalogue/?agency={one.code}" for one in agencies[:10]),
        *(f"/agencies/{one.code}/" for one in agencies[:10]),
        *(f"/columns/{one.slug}/" for one in columns[:10]),
    ]  # fmt: skip
    return {"lists": lists, "entries": list(entries)}


class Publisher:
    """Publishes its share of the editions, each when its turn has come."""

    def __init__(self, begin: float, rate: float) -> None:
        self.begin, self.rate = begin, rate
        self.by = User.objects.get(username=f"bench-{Role.PUBLISHER}")
        self.lock, self.spent, self.ended = Lock(), list[float](), begin
        self.failures: Counter[str] = Counter()

    def publish_all(self, turns: list[tuple[int, int]]) -> None:
        """Publish editions in a thread of its own."""
        try:
            self.publish_turns(turns)
        finally:
            connection.close()

    def publish_turns(self, turns: list[tuple[int, int]]) -> None:
        """Publish editions, given as turn and id."""
        for turn, pk in turns:
            time.sleep(max(0.0, self.begin + turn / self.rate - time.time()))
            began = time.time()
            try:
                publish(Edition.objects.get(pk=pk), by=self.by)
            except DatabaseError as error:
                self.failures[type(error).__name__] += 1
            else:
                self.note(began, time.time())

    def note(self, began: float, ended: float) -> None:
        """Remember how long one took."""
        with self.lock:
            self.spent.append(ended - began)
            self.ended = max(self.ended, ended)


def publish_share(share: int, shares: int, rate: float) -> dict[str, Any]:
    """Publish one of several shares of the editions, so many a second of all shares together.

    Says when it is ready, and begins at the time that it is then told.
    """
    ids = Edition.objects.order_by("pk").values_list("pk", flat=True)
    turns = [(turn, pk) for turn, pk in enumerate(ids) if turn % shares == share]
    connection.close()
    print("ready", flush=True)
    publisher = Publisher(float(sys.stdin.readline()), rate)
    busy = time.process_time()
    threads = [
        Thread(target=publisher.publish_all, args=[turns[n::THREADS]]) for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {"spent": publisher.spent, "ended": publisher.ended}
    busy = time.process_time() - busy
    return found | {"failures": dict(publisher.failures), "processor": busy}


def compare() -> dict[str, Any]:
    """What is wrong now that all is published and added up."""
    wrong = sum(differing(told) for told in (*counters.SUMS, counters.CELL))
    state = CountState.objects.filter(pk=1).values_list("folds", flat=True)
    return {
        "pages": Page.objects.filter(kind=PageKind.ENTRY).count(),
        "unpublished": Edition.objects.exclude(state=State.PUBLISHED).count(),
        "open changes": CountChange.objects.count(),
        "kinds of sum": len(counters.SUMS) + 1,
        "wrong sums": wrong,
        "faults of the log": len(list(chain_faults())),
        "folds": next(iter(state), 0),
    }


def differing(told: int) -> int:
    """How many sums of one kind are not COUNT(*) of the pages, grouped alike."""
    counted, stored = counted_pages(told), stored_sums(told)
    return sum(counted.get(key) != stored.get(key) for key in {*counted, *stored})


def counted_pages(told: int) -> Cells:
    """COUNT(*) of the pages by the columns of a kind of sum."""
    pages = Page.objects.filter(kind=PageKind.ENTRY).order_by()
    pages = pages.annotate(
        in_month=ExtractYear("published_at") * 100 + ExtractMonth("published_at"),
        in_theme=Coalesce("theme_id", counters.NONE),
        in_genre=Coalesce("genre_id", counters.NONE),
    )
    named = {"month": "in_month", "theme_id": "in_theme", "genre_id": "in_genre"}
    columns = [named.get(name, name) for name in kept(told)]
    if not columns:
        return {(): pages.count()}
    rows = pages.values_list(*columns).annotate(amount=Count("pk"))
    return {tuple(row[:-1]): row[-1] for row in rows}


def stored_sums(told: int) -> Cells:
    """The sums of one kind, without those that fell to nothing."""
    rows = PageCount.objects.filter(told=told).exclude(amount=0)
    return {tuple(row[:-1]): row[-1] for row in rows.values_list(*kept(told), F("amount"))}


def kept(told: int) -> list[str]:
    """The columns of a kind of sum."""
    return [name for name in DIMENSIONS if told & counters.BITS[name]]


def main() -> None:
    """Do one step and tell what came of it."""
    step, *given = sys.argv[1:]
    if step == "fill":
        told = fill(*map(int, given))
    elif step == "publish":
        share, shares, rate = given
        told = publish_share(int(share), int(shares), float(rate))
    else:
        told = compare()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
