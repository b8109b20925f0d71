"""Counters of public entries: noted by each publication, added up by the worker.

A change is a row appended in the publication's own transaction. `fold` takes such rows away and
adds them to the sums in one transaction, so that sums and open changes together are always exact.
Beside single cells (alike in every column) sums are kept over all of the wide columns but two at
most: what a list needs is then a few rows, whatever the number of pages.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from disclosure.pages.countrows import CountChange, CountState, PageCount
from disclosure.pages.models import Page, PageKind
from disclosure.pages.selection import DIMENSIONS, month_of

Cell = tuple[int, int, int, int, int, str, str]  # the values of DIMENSIONS
BATCH = 2000  # changes that one transaction adds up
ROUNDS = 50  # such transactions before the worker looks after its other duties
NONE = -1  # the theme of a page without one, and the genre
BITS = {name: 1 << place for place, name in enumerate(DIMENSIONS)}
WIDE, SMALL = DIMENSIONS[:5], DIMENSIONS[5:]
CELL = sum(BITS.values())
COLUMNS = ", ".join((*DIMENSIONS, "amount"))


def bits(names: Iterable[str]) -> int:
    """Columns as `PageCount.told` holds them."""
    return sum(BITS[name] for name in names)


# Every kind of sum but the single cell.
SUMS = tuple(
    bits((*wide, *small))
    for count in (0, 1, 2)
    for wide in combinations(WIDE, count)
    for some in (0, 1, 2)
    for small in combinations(SMALL, some)
)


def cell_of(page: Page | None) -> Cell | None:
    """Where a page counts; None for no page, and for what stands in place of an entry."""
    if page is None or page.kind != PageKind.ENTRY:
        return None
    month = month_of(page.published_at)
    theme, genre = page.theme_id or NONE, page.genre_id or NONE
    small = (str(page.method), str(page.validity))
    return (month, page.agency_id, page.category_id, theme, genre, *small)


def note(*, before: Iterable[Cell | None], after: Iterable[Cell | None]) -> None:
    """Append what changes when pages that counted in the cells before count in those after."""
    change = Counter(after)
    change.subtract(Counter(before))
    CountChange.objects.bulk_create(
        CountChange(**dict(zip(DIMENSIONS, cell, strict=True)), amount=amount)
        for cell, amount in change.items()
        if cell and amount
    )


# --- Adding up --------------------------------------------------------------------------------


def fold_all() -> int:
    """Add up the changes, the oldest first; how many. More than ROUNDS batches wait their turn."""
    total = 0
    for _ in range(ROUNDS):
        folded = fold()
        total += folded
        if folded < BATCH:
            break
    return total


def fold() -> int:
    """Take a batch of changes away and add it to the sums; how many they were."""
    if not CountChange.objects.exists():
        return 0
    with transaction.atomic():
        hold()
        ids = list(CountChange.objects.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:  # another worker was faster
            return 0
        taken = CountChange.objects.filter(pk__in=ids)
        source, params = compiled(taken.values_list(*DIMENSIONS, "amount"))
        for told in (*SUMS, CELL):
            add(told, source, params)
        taken.delete()
    return len(ids)


def hold() -> None:
    """Let one at a time add up; publishers and readers are not kept waiting."""
    row, _ = CountState.objects.get_or_create(pk=1)
    CountState.objects.select_for_update().get(pk=row.pk)
    CountState.objects.filter(pk=row.pk).update(folds=F("folds") + 1)


def compiled(rows: Any) -> tuple[str, tuple[Any, ...]]:
    """A query as text and values, to be part of another one."""
    sql, params = rows.query.sql_with_params()
    return sql, tuple(params)


def add(told: int, source: str, params: tuple[Any, ...]) -> None:
    """Add the rows of a query (DIMENSIONS, amount) to the sums of one kind, in one statement."""
    kept = [name for name in DIMENSIONS if told & BITS[name]]
    open_as = {name: "''" if name in SMALL else "0" for name in DIMENSIONS}
    values = ", ".join(name if name in kept else open_as[name] for name in DIMENSIONS)
    grouped = f"GROUP BY {', '.join(kept)}" if kept else ""
    unique = "told, agency_id, category_id, theme_id, genre_id, method, validity, month"
    statement = (
        f"WITH changes ({COLUMNS}) AS ({source})"  # noqa: S608 - nothing of it is anybody's input
        f" INSERT INTO pages_pagecount (told, {COLUMNS})"
        f" SELECT {told}, {values}, COALESCE(SUM(amount), 0) FROM changes WHERE true {grouped}"
        f" ON CONFLICT ({unique})"
        " DO UPDATE SET amount = pages_pagecount.amount + excluded.amount"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


# --- Counting anew ----------------------------------------------------------------------------


@transaction.atomic
def recount() -> int:
    """Make every sum what the pages say; how many cells were wrong. Changes still open stay so."""
    hold()
    wrong = len(differences(limit=None))
    add(CELL, *difference())
    PageCount.objects.filter(told=CELL, amount=0).delete()
    PageCount.objects.exclude(told=CELL).delete()
    cells, params = compiled(PageCount.objects.filter(told=CELL).values_list(*DIMENSIONS, "amount"))
    for told in SUMS:
        add(told, cells, params)
    return wrong


def difference() -> tuple[str, tuple[Any, ...]]:
    """The query for the cells in which pages and counters differ, by how much: one statement.

    One statement sees one state of the database, in which a publication is whole.
    """
    pages = Page.objects.filter(kind=PageKind.ENTRY).order_by()
    pages = pages.annotate(
        month=ExtractYear("published_at") * 100 + ExtractMonth("published_at"),
        theme_or_none=Coalesce("theme_id", NONE),
        genre_or_none=Coalesce("genre_id", NONE),
    )
    named = {"theme_id": "theme_or_none", "genre_id": "genre_or_none"}
    columns = [named.get(name, name) for name in DIMENSIONS]
    parts = [
        compiled(pages.values_list(*columns).annotate(amount=Count("pk"))),
        *(
            compiled(rows.annotate(less=-F("amount")).values_list(*DIMENSIONS, "less"))
            for rows in (PageCount.objects.filter(told=CELL), CountChange.objects.all())
        ),
    ]
    union = " UNION ALL ".join(sql for sql, _ in parts)
    names = ", ".join(DIMENSIONS)
    statement = (
        f"WITH parts ({COLUMNS}) AS ({union})"  # noqa: S608 - nothing of it is anybody's input
        f" SELECT {names}, SUM(amount) FROM parts GROUP BY {names} HAVING SUM(amount) <> 0"
    )
    return statement, tuple(value for _, params in parts for value in params)


def differences(limit: int | None = 100) -> list[tuple[Any, ...]]:
    """The cells in which pages and counters differ, each with the amount that is missing."""
    statement, params = difference()
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows: list[tuple[Any, ...]] = cursor.fetchmany(limit) if limit else cursor.fetchall()
        return rows


def wrong_sums() -> list[int]:
    """The kinds of sum that do not agree with the cells."""
    return [told for told in SUMS if differs(told)]


def differs(told: int) -> bool:
    """Whether a sum of one kind is not that of its cells."""
    names = ["0", *(name for name in DIMENSIONS if told & BITS[name])]
    part = f"SELECT {', '.join(names)}, {{}} FROM pages_pagecount WHERE told = {{}}"  # noqa: S608
    columns = ", ".join(["none", *names[1:]])
    statement = (
        f"WITH parts ({columns}, amount) AS"  # noqa: S608 - nothing of it is anybody's input
        f" ({part.format('amount', CELL)} UNION ALL {part.format('-amount', told)})"
        f" SELECT 1 FROM parts GROUP BY {columns} HAVING SUM(amount) <> 0 LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() is not None
