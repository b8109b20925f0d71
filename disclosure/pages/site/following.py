"""The worker's part: writing again what is noted as unwritten, and finding what is missing."""

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from disclosure.pages.models import Page, UnwrittenPath
from disclosure.pages.site.addresses import CHUNK, entries, files_of, lists, pages_of
from disclosure.pages.site.answers import AnswerFails
from disclosure.pages.site.assets import show_attachments, write_static
from disclosure.pages.site.checking import remove_surplus
from disclosure.pages.site.folder import Folder, NotOurs
from disclosure.pages.site.scopes import ALL, LISTS, pages_in
from disclosure.pages.site.touching import take_away
from disclosure.pages.site.writing import write

logger = logging.getLogger(__name__)

SITEMAP = "/sitemap"
STEP = 50  # pages of one scope between two looks at what was released meanwhile


def never() -> bool:
    """Nobody tells us to stop."""
    return False


def follow(folder: Folder, is_stopped: Callable[[], bool] = never) -> int:
    """Write what single releases and withdrawals touched; how many addresses.

    Each address once, however often it was touched; long ones last. A row that comes while its
    address is being written stays, since only those are taken away that were read before.
    """
    written = 0
    touched = waiting()
    for path in sorted(touched, key=lambda one: (one.startswith(SITEMAP), one)):
        if is_stopped() or not try_to_write(folder, path):
            break
        UnwrittenPath.objects.filter(pk__in=touched[path]).delete()
        written += 1
    return written


def waiting() -> dict[str, list[int]]:
    """Single addresses that are unwritten, with the keys of their rows, the oldest first."""
    rows = UnwrittenPath.objects.exclude(path__startswith="*").order_by("pk")
    found: dict[str, list[int]] = {}
    for pk, path in rows.values_list("pk", "path")[:CHUNK]:
        found.setdefault(path, []).append(pk)
    return found


def follow_scope(folder: Folder) -> bool:
    """Write a few pages of the oldest scope; whether more may be left to do."""
    row = UnwrittenPath.objects.filter(path__startswith="*").order_by("-after", "pk").first()
    if row is None or (not row.after and not begin(folder, row)):
        return False
    step = list(pages_in(row.path).filter(pk__gt=row.after).values_list("pk", "path")[:STEP])
    if not all(try_to_write(folder, path) for _, path in step):
        return False
    if step:
        UnwrittenPath.objects.filter(pk=row.pk).update(after=step[-1][0])
    else:
        note(lists() if row.path in (ALL, LISTS) else ())
        row.delete()
    return True


def begin(folder: Folder, row: UnwrittenPath) -> bool:
    """Before the first page of a scope: rows that ask for the same are done by it as well."""
    same = UnwrittenPath.objects.filter(path=row.path, after=0).exclude(pk=row.pk)
    UnwrittenPath.objects.filter(pk__in=list(same.values_list("pk", flat=True))).delete()
    if row.path != ALL:
        return True
    try:
        folder.claim()
        write_static(folder)
        show_attachments(folder)
    except (OSError, NotOurs) as fault:
        logger.error("the public site was not written, trying again: %s", fault)
        return False
    return True


def note(paths: Iterable[str]) -> None:
    """Note addresses as unwritten."""
    UnwrittenPath.objects.bulk_create([UnwrittenPath(path=path) for path in paths])


def try_to_write(folder: Folder, path: str) -> bool:
    """Write an address; False when the disk does not take it, which is tried again.

    Where the application fails there is no file: it answers for itself until its next change.
    """
    try:
        write(folder, path)
    except (OSError, NotOurs) as fault:
        logger.error("%s was not written, trying again: %s", path, fault)
        return False
    except AnswerFails as fault:
        logger.error("%s", fault)
        Page.objects.exists()  # a database that went away is no fault of the page: it raises here
        take_away(folder, path)
    return True


def sweep(folder: Folder) -> int:
    """Compare every page with the files, both ways; how many did not agree.

    A transaction that failed has removed files: what has none is noted as unwritten. Nothing is
    compared while everything is being written.
    """
    if UnwrittenPath.objects.filter(path=ALL).exists():
        return 0
    missing = list(without_file(folder))
    note(missing)
    try:
        return len(missing) + remove_surplus(folder)
    except (OSError, NotOurs) as fault:
        logger.error("files without a page were not removed, trying again: %s", fault)
        return len(missing)


def without_file(folder: Folder) -> Iterator[str]:
    """Addresses of entries and lists that have no file."""
    rows = entries().iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from (page.path for page in chunk if lacks(folder, pages_of(page)))
    for path in lists():
        if lacks(folder, files_of(path)):
            yield path


def lacks(folder: Folder, paths: Iterable[str]) -> bool:
    """Whether any of the addresses has no file."""
    files = [folder.file(path) for path in paths]
    return any(file is not None and not file.is_file() for file in files)
