"""Released files on disk: they appear after the release commits and go before a withdrawal does."""

from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from disclosure.lib import blobs
from disclosure.pages.models import Outbox, OutboxAction, PublicFile


def public_path(path: str) -> Path:
    """Where a public path lies on disk."""
    return Path(settings.PUBLIC_ROOT) / path.lstrip("/")


def release(file: PublicFile) -> None:
    """Write the file when the transaction has committed."""
    entry = Outbox.objects.create(path=file.path, action=OutboxAction.WRITE)
    transaction.on_commit(partial(write_out, entry, file.digest))


def write_out(entry: Outbox, digest: str) -> None:
    """Put a released blob at its public path and note that it is done."""
    blobs.expose(Path(settings.PRIVATE_ROOT), digest, public_path(entry.path))
    entry.done_at = timezone.now()
    entry.save(update_fields=["done_at"])


def take_down(file: PublicFile) -> None:
    """Delete the file at once, before the transaction commits: fail closed.

    A file that another page also shows stays.
    """
    others = PublicFile.objects.filter(digest=file.digest, name=file.name).exclude(pk=file.pk)
    if others.exists():
        return
    blobs.hide(public_path(file.path))
    now = timezone.now()
    Outbox.objects.create(path=file.path, action=OutboxAction.REMOVE, done_at=now)


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
        digest = entry.path.split("/")[2]
        name = entry.path.split("/", 3)[3]
        if PublicFile.objects.filter(digest=digest, name=name).exists():
            write_out(entry, digest)
        else:
            blobs.hide(public_path(entry.path))
            entry.done_at = timezone.now()
            entry.save(update_fields=["done_at"])
        mended += 1
    return mended
