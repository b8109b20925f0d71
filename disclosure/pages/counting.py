"""Views are counted in memory and written in one statement every few seconds."""

import atexit
import re
import threading
import time
from collections import Counter

from django.db import connection, transaction
from django.db.models import F

from disclosure.pages.models import Page, PageKind, PageViews

FLUSH_SECONDS = 10
FLUSH_HITS = 200
ROBOTS = re.compile(
    r"bot|spider|crawl|slurp|archiver|curl|wget|python|java/|go-http|headless|monitor|scan",
    re.IGNORECASE,
)


class Counts:
    """Hits by path since the last flush; safe for the threads of one process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.hits: Counter[str] = Counter()
        self.flushed_at = time.monotonic()

    def add(self, path: str) -> bool:
        """Count one view of a path; whether it is time to flush."""
        with self.lock:
            self.hits[path] += 1
            waited = time.monotonic() - self.flushed_at
            return waited > FLUSH_SECONDS or self.hits.total() >= FLUSH_HITS

    def take(self) -> Counter[str]:
        """The hits so far; counting begins anew."""
        with self.lock:
            hits, self.hits = self.hits, Counter()
            self.flushed_at = time.monotonic()
            return hits


counts = Counts()


def is_robot(agent: str) -> bool:
    """Whether a user agent names itself a robot, or does not name itself at all."""
    return not agent or ROBOTS.search(agent) is not None


def count(path: str) -> None:
    """Count one view of a page."""
    if counts.add(path):
        flush()


def views_of(path: str) -> int | None:
    """How often an entry was read, as far as it is written; None where no entry stands."""
    rows = Page.objects.filter(path=path.replace("\0", ""), kind=PageKind.ENTRY)
    found = list(rows.values_list("views__count", flat=True))
    return (found[0] or 0) if found else None


def flush() -> None:
    """Write the counted views; paths without a page are forgotten."""
    hits = counts.take()
    if not hits:
        return
    pages = Page.objects.filter(path__in=hits, kind=PageKind.ENTRY).values_list("pk", "path")
    with transaction.atomic():
        for pk, path in sorted(pages):
            rows = PageViews.objects.filter(pk=pk)
            if not rows.update(count=F("count") + hits[path]):
                add_row(pk, hits[path])


def add_row(pk: int, hits: int) -> None:
    """The first views of a page; another process may have been faster."""
    row, is_new = PageViews.objects.get_or_create(page_id=pk, defaults={"count": hits})
    if not is_new:
        PageViews.objects.filter(pk=row.pk).update(count=F("count") + hits)


def flush_at_exit() -> None:
    """Do not lose the last seconds when the process ends in good order."""
    if counts.hits and connection.connection is not None:
        flush()


atexit.register(flush_at_exit)
