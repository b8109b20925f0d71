"""Which index is asked, and how it follows the pages: always in their transaction."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from disclosure.pages.models import Page, SearchRow, UntoldPage
from disclosure.pages.search.documents import Document, documents
from disclosure.pages.search.engine import NARROW, Amounts, Engine, Hit, ServerFails
from disclosure.pages.search.postgres import PostgresEngine
from disclosure.pages.search.query import Query, parse
from disclosure.pages.search.sqlite import SqliteEngine, merge

SERVER = "disclosure.pages.search.opensearch.OpenSearchEngine"
LIMIT = 10_000  # hits that a reader takes home
PAUSE = 30  # seconds in which a server that failed is not asked again
logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


def database() -> Engine:
    """The index of the database in use: the one place that knows which."""
    return SqliteEngine() if connection.vendor == "sqlite" else PostgresEngine()


@cache
def served(url: str) -> "ServedEngine":
    """One client for each address, as long as the process lives.

    Its library is installed only where a server is used: `pip install .[opensearch]`.
    """
    return ServedEngine(import_string(SERVER)(url))


def engine() -> Engine:
    """The search server that SEARCH_URL names, else the database."""
    return served(settings.SEARCH_URL) if settings.SEARCH_URL else database()


class ServedEngine:
    """A search server with the database behind it: kept both, asked first the server."""

    def __init__(self, server: Engine) -> None:
        self.server = server
        self.asked_again_at = 0.0

    def index(self, documents: Sequence[Document]) -> None:
        """Into the database now, to the server when the transaction has committed."""
        database().index(documents)
        self.owe([one.page_id for one in documents], is_removal=False)

    def remove(self, page_id: int) -> None:
        """From the database now, from the server when the transaction has committed."""
        database().remove(page_id)
        self.owe([page_id], is_removal=True)

    def owe(self, page_ids: Sequence[int], *, is_removal: bool) -> None:
        """Note in this transaction what the server has to be told, and tell it afterwards."""
        UntoldPage.objects.bulk_create(
            [UntoldPage(page_id=page_id, is_removal=is_removal) for page_id in page_ids],
            update_conflicts=True,
            unique_fields=["page_id"],
            update_fields=["is_removal"],
        )
        for page_id in page_ids:
            transaction.on_commit(partial(self.tell, page_id), robust=True)

    def find(
        self,
        query: Query,
        *,
        limit: int,
        in_head: bool = False,
        columns: Sequence[str] = NARROW,
    ) -> list[Hit]:
        """What the server finds, or the database when it fails."""
        return self.ask(lambda one: one.find(query, limit=limit, in_head=in_head, columns=columns))

    def count(self, query: Query) -> int:
        """How many the server counts, or the database when it fails."""
        return self.ask(lambda one: one.count(query))

    def amounts(self, asked: Mapping[str, Query], *, limit: int) -> Amounts:
        """What the server counts for filters, or the database when it fails."""
        return self.ask(lambda one: one.amounts(asked, limit=limit))

    def ask(self, question: Callable[[Engine], Answer]) -> Answer:
        """Put a question to the server, and to the database when there is no answer."""
        if time.monotonic() >= self.asked_again_at:
            try:
                return question(self.server)
            except ServerFails as error:
                self.asked_again_at = time.monotonic() + PAUSE
                logger.warning("检索服务器没有应答，%s 秒内改用数据库检索：%s", PAUSE, error)
        return question(database())

    def tell(self, page_id: int) -> bool:
        """Tell the server of a page; whether it knows. What it misses stays noted."""
        if time.monotonic() < self.asked_again_at:
            return False  # it has just failed, and the log says so
        try:
            self.settle(page_id)
        except ServerFails as error:
            self.asked_again_at = time.monotonic() + PAUSE
            logger.warning("检索服务器没有收到更新，恢复后由后台进程补告：%s", error)
            return False
        return True

    @transaction.atomic
    def settle(self, page_id: int) -> None:
        """Make the server say of a page what the rows say now, whichever change came last.

        The note is locked meanwhile, so that no older text arrives after a removal.
        """
        note = UntoldPage.objects.select_for_update().filter(page_id=page_id).first()
        if note is None:
            return
        page = Page.objects.filter(pk=page_id, search_row__isnull=False).first()
        if page:
            self.server.index(documents([page]))
        else:
            self.server.remove(page_id)
        note.delete()


def index(pages: Sequence[Page], *, have_files: bool = True) -> None:
    """Put pages into the index, or renew them there; who knows that they have no files says so."""
    engine().index(documents(pages, have_files=have_files))


def unindex(page: Page) -> None:
    """Take a page out of the index."""
    engine().remove(page.pk)


def forget() -> None:
    """Leave nothing in the database's index of what was taken out of it, nor on the server.

    What the server cannot be told now stays noted, see `reconcile`.
    """
    if isinstance(database(), SqliteEngine):
        merge()
    transaction.on_commit(reconcile, robust=True)


def reconcile() -> int:
    """Tell the server what it missed, removals first; how many pages it was told of."""
    told = 0
    if settings.SEARCH_URL:
        server = served(settings.SEARCH_URL)
        for page_id in list(UntoldPage.objects.values_list("page_id", flat=True)):
            if not server.tell(page_id):
                break
            told += 1
    return told


def untold() -> int:
    """Of how many pages the server does not know what they say now."""
    return UntoldPage.objects.count() if settings.SEARCH_URL else 0


def is_indexed(page: Page) -> bool:
    """Whether the database's index says of the page what it says itself.

    Names of agencies are left out: one that was renamed is found by its new name from the next
    release or rebuild of the page on.
    """
    row = SearchRow.objects.filter(page=page).first()
    if row is None:
        return False
    wanted = vars(documents([page])[0]) | {"position": row.position, "about": row.about}
    return all(getattr(row, name) == value for name, value in wanted.items())


def find(typed: str, *groups: tuple[str, ...]) -> list[int] | None:
    """Ids of the newest pages with the words, LIMIT at most; None without words.

    Groups are tokens of filters: a page must have one of each group.
    """
    if not (words := parse(typed)):
        return None
    return [hit.page_id for hit in engine().find(words.filtered(*groups), limit=LIMIT)]
