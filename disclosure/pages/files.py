"""Released files on disk: they appear after the release commits and go before a withdrawal does.

A file is written only while its page is locked and has it: a withdrawal locks the page first, so
that no writer that comes late brings back what was taken down.
"""

import hashlib
import logging
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from disclosure.lib import blobs
from disclosure.pages.models import Outbox, OutboxAction, Page, PublicFile

logger = logging.getLogger(__name__)

FOLDER = "files"
CHUNK = 500  # rows asked for at a time
YOUNG = 60  # seconds; a file younger than this may be half written
ROUND = 600  # seconds from one sweep to the next
TURNS = 24 * 3600 // ROUND  # in each a part of all contents is read
MOST_TURNS = 6  # made up for after a rest


def public_path(path: str) -> Path:
    """Where a public path lies on disk."""
    return Path(settings.PUBLIC_ROOT) / path.lstrip("/")


def release(released: Iterable[PublicFile]) -> None:
    """Write the files when the transaction has committed; what fails then, `reconcile` mends."""
    rows = [Outbox(path=file.path, action=OutboxAction.WRITE) for file in released]
    for entry in Outbox.objects.bulk_create(rows):
        transaction.on_commit(partial(settle, entry), robust=True)


@transaction.atomic
def settle(entry: Outbox) -> None:
    """Make the path as the rows say now, and note that it is done."""
    _, _, digest, name = entry.path.split("/", 3)
    match(digest, name)
    entry.done_at = timezone.now()
    entry.save(update_fields=["done_at"])


@transaction.atomic
def match(digest: str, name: str) -> None:
    """Write the file if a page has it, else hide it; its pages are locked meanwhile."""
    rows = PublicFile.objects.filter(digest=digest, name=name)
    pages = Page.objects.filter(pk__in=rows.values("page")).order_by("pk")
    list(pages.select_for_update().values_list("pk", flat=True))
    target = public_path(f"/{FOLDER}/{digest}/{name}")
    if rows.exists():
        if target.is_dir() and not target.is_symlink():  # nobody of ours made one
            shutil.rmtree(target)
        blobs.expose(Path(settings.PRIVATE_ROOT), digest, target)
    else:
        blobs.hide(target)


def take_down(file: PublicFile) -> None:
    """Delete the file at once, before the transaction commits: fail closed.

    A file that another page also shows stays, unless that one is taken down at the same time.
    """
    others = PublicFile.objects.filter(digest=file.digest, name=file.name).exclude(pk=file.pk)
    entry = Outbox(path=file.path, action=OutboxAction.REMOVE)
    if others.exists():
        entry.save()
        transaction.on_commit(partial(settle, entry), robust=True)
        return
    blobs.hide(public_path(file.path))
    entry.done_at = timezone.now()
    entry.save()


def forget(digest: str) -> None:
    """Leave no trace of the names under which a content stood, where no page shows it any more."""
    for row in Outbox.objects.filter(path__startswith=f"/files/{digest}/"):
        name = row.path.split("/", 3)[3]
        if not PublicFile.objects.filter(digest=digest, name=name).exists():
            blobs.hide(public_path(row.path))
            row.delete()


def reconcile() -> int:
    """Make the files on disk agree with the rows after a crash; how many were mended."""
    mended = 0
    for entry in Outbox.objects.filter(done_at=None).order_by("pk"):
        try:
            settle(entry)
        except OSError as error:
            logger.error("%s is not as its rows say: %s", entry.path, error)
        else:
            mended += 1
    return mended


def sweep(*, since: datetime | None = None, now: datetime | None = None) -> int:
    """Compare every file on disk with the rows, both ways; how many did not agree and were mended.

    What has no row is hidden, unless it was written this minute; what has no file, or one whose
    content is another, is written again. `since` is when the sweep before began; without it every
    content is read. With it a changed file is found
    - at once where its size is another, or where the disk notes a change of it since then;
    - within a day of sweeps where neither tells (a fault of the disk): a content is read once a
      day, in the ten minutes that its digest names.
    """
    reads = chosen(since, now or timezone.now())
    strays = list(astray())
    for path in strays:
        logger.warning("%s is no public file: it is removed", path)
        remove(path)
    faults = [*without_row(), *without_file(reads)]
    for digest, name in faults:
        logger.warning("public file %s/%s does not agree with its row", digest, name)
        try:
            match(digest, name)
        except OSError as error:
            logger.error("%s/%s is not as its rows say: %s", digest, name, error)
    return len(strays) + len(faults)


def astray() -> Iterator[Path]:
    """What lies in the public folder, old enough, and not as files/<digest>/<name>."""
    before = time.time() - YOUNG
    folder = public_path(f"/{FOLDER}")
    for path in folder.glob("*"):
        inside = [path] if is_plain(path) else [one for one in path.glob("*") if not is_plain(one)]
        yield from (one for one in inside if is_older(one, before))


def is_plain(path: Path) -> bool:
    """Whether a path is no folder; a link to one is none."""
    return path.is_symlink() or not path.is_dir()


def is_older(path: Path, moment: float) -> bool:
    """Whether a path, with all that is in it, was left alone since a moment (seconds)."""
    try:
        inside = [] if is_plain(path) else list(path.rglob("*"))
        latest: float = max(one.lstat().st_mtime for one in (path, *inside))
    except FileNotFoundError:  # taken down meanwhile
        return False
    return latest < moment


def remove(path: Path) -> None:
    """Remove what is astray, a folder with all that is in it."""
    try:
        if is_plain(path):
            blobs.hide(path)
        else:
            shutil.rmtree(path)
    except OSError as error:
        logger.error("%s could not be removed: %s", path, error)


def without_row() -> Iterator[tuple[str, str]]:
    """Files on disk that no page has."""
    shown = on_disk()
    while chunk := list(islice(shown, CHUNK)):
        rows = PublicFile.objects.filter(digest__in={digest for digest, _ in chunk})
        known = set(rows.values_list("digest", "name"))
        yield from (pair for pair in chunk if pair not in known)


def on_disk() -> Iterator[tuple[str, str]]:
    """Every file in the public folder as (digest, name), but for what is being written now."""
    before = time.time() - YOUNG
    for path in public_path(f"/{FOLDER}").glob("*/*"):
        try:
            if is_plain(path) and path.lstat().st_mtime < before:
                yield path.parent.name, path.name
        except FileNotFoundError:  # taken down meanwhile
            continue


Chooser = Callable[[str, Path], bool]  # whether to read the content of a digest that lies there


def chosen(since: datetime | None, now: datetime) -> Chooser:
    """Which contents a sweep reads: see there."""
    if since is None:
        return lambda digest, target: True
    first, last = (int(moment.timestamp()) // ROUND for moment in (since, now))
    # After a longer rest the day's turn is not made up for: it would hold up all other work.
    turns = {turn % TURNS for turn in range(max(first, last - MOST_TURNS) + 1, last + 1)}
    before = since.timestamp() - YOUNG
    return lambda digest, target: int(digest[:8], 16) % TURNS in turns or is_changed(target, before)


def is_changed(target: Path, moment: float) -> bool:
    """Whether the disk notes a change of a file (of its inode: no program sets that time) since."""
    try:
        return target.lstat().st_ctime > moment
    except FileNotFoundError:
        return False


def without_file(reads: Chooser) -> Iterator[tuple[str, str]]:
    """Rows whose file is not on disk, or is another than theirs; see `is_shown`."""
    rows = PublicFile.objects.order_by("pk").values_list("digest", "name", "size")
    for digest, name, size in rows.iterator(chunk_size=CHUNK):
        target = public_path(f"/{FOLDER}/{digest}/{name}")
        if not is_shown(target, digest, size, reads=reads(digest, target)):
            yield digest, name


def is_shown(target: Path, digest: str, size: int, *, reads: bool) -> bool:
    """Whether a file is there, in its size, and with `reads` in its content (SHA-256)."""
    try:
        if target.is_symlink() or not target.is_file() or target.stat().st_size != size:
            return False
        with target.open("rb") as file:
            return not reads or hashlib.file_digest(file, "sha256").hexdigest() == digest
    except FileNotFoundError:  # taken down meanwhile
        return False
