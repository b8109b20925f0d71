"""What is in the files of an edition: each content is looked through once and remembered.

A content never changes under its digest, so what was found is kept in a row beside it, with the
version of the inspection: a page with ten attachments costs one query, and reads no file.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from disclosure.catalogue.models import Attachment, Blob, CleanedCopy, Inspection
from disclosure.lib import blobs
from disclosure.lib.hidden import inspection, traces
from disclosure.lib.hidden.traces import Inspected

MISSING = traces.Trace("unread", "内容不在文件库中，没有检查，请联系管理员")


def inspected(attachments: Iterable[Attachment]) -> list[tuple[Attachment, Inspected]]:
    """Each attachment with what is in it; what was not looked through yet is looked through now."""
    rows = list(attachments)
    known = {
        row.blob_id: traces.loads(row.result)
        for row in Inspection.objects.filter(
            blob__in=[one.blob_id for one in rows], version=inspection.VERSION
        )
    }
    for one in rows:
        if one.blob.erased_at:
            known[one.blob_id] = Inspected()
        elif one.blob_id not in known:
            known[one.blob_id] = look_through(one.blob_id, extension_of(one.name))
    return [(one, known[one.blob_id]) for one in rows]


def look_through(digest: str, extension: str) -> Inspected:
    """Inspect a content and remember the result."""
    path = blobs.path(Path(settings.PRIVATE_ROOT), digest)
    if not path.is_file():
        return Inspected([MISSING])
    found = inspection.examine(path, extension)
    row = Inspection(blob_id=digest, version=inspection.VERSION, result=traces.dumps(found))
    Inspection.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["blob"],
        update_fields=["version", "result"],
    )
    return found


def inspect_later(blob: Blob, name: str) -> None:
    """Look a new content through when it is stored for good, so that no reader waits for it."""
    if not Inspection.objects.filter(blob=blob, version=inspection.VERSION).exists():
        transaction.on_commit(partial(look_through, blob.digest, extension_of(name)))


def forget_inspections(digests: Iterable[str]) -> None:
    """Drop what was noted of contents that are erased: it quotes them."""
    gone = list(digests)
    Inspection.objects.filter(blob__in=gone).delete()
    CleanedCopy.objects.filter(Q(source__in=gone) | Q(blob__in=gone)).delete()


def extension_of(name: str) -> str:
    """The extension of a file's name, in small letters."""
    return name.rpartition(".")[2].lower()
