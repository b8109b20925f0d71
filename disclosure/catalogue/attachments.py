"""Files of a draft: add, remove, put in order; each with its Event."""

from collections.abc import Mapping, Sequence
from typing import IO

from django.conf import settings
from django.db import transaction

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import claim, log
from disclosure.catalogue.checks.inspecting import inspect_later
from disclosure.catalogue.contents import ErasedContent, keep_content
from disclosure.catalogue.models import Attachment, Edition
from disclosure.lib.uploads import BadUpload, check_upload, clean_name


@transaction.atomic
def add_attachment(edition: Edition, *, by: User, name: str, file: IO[bytes]) -> Attachment:
    """Keep a file and hang it on a draft, last in order.

    Raises BadUpload (refused content, or a name that is taken), WrongState when it is no draft.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    name = clean_name(name)
    kind = check_upload(name, file, settings.UPLOAD_LIMIT_MB * 1024 * 1024)
    if edition.attachments.filter(name=name).exists():
        raise BadUpload(f"已有同名附件“{name}”，请先删除原附件，或改名后再上传。")
    claim(edition, edition.lock_version, by)
    file.seek(0)
    try:
        blob = keep_content(file, kind.content_type)
    except ErasedContent as error:
        raise BadUpload(f"“{name}”的{error}") from error
    last = edition.attachments.order_by("-position").first()
    position = last.position + 1 if last else 1
    attachment = Attachment.objects.create(edition=edition, blob=blob, name=name, position=position)
    inspect_later(blob, name)
    log("attachment.added", edition, by, name=name, digest=blob.digest, size=blob.size)
    return attachment


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: User) -> None:
    """Take a file off a draft; its content stays for other editions.

    The caller's edition is told its new lock version through `attachment.edition`.
    """
    edition = attachment.edition
    require(by, Role.EDITOR, edition.entry.agency)
    claim(edition, edition.lock_version, by)
    log("attachment.removed", edition, by, name=attachment.name, digest=attachment.blob_id)
    attachment.delete()


@transaction.atomic
def reorder_attachments(edition: Edition, order: Sequence[int], *, by: User) -> None:
    """Put the files of a draft in the order of these ids; ids of other editions are ignored."""
    require(by, Role.EDITOR, edition.entry.agency)
    rows = {row.pk: row for row in edition.attachments.all()}
    wanted = [rows[pk] for pk in order if pk in rows]
    if [row.pk for row in wanted] == [pk for pk in rows if pk in set(order)]:
        return
    claim(edition, edition.lock_version, by)
    for position, row in enumerate(wanted, start=1):
        row.position = position
    Attachment.objects.bulk_update(wanted, ["position"])
    log("attachment.reordered", edition, by, names=[row.name for row in wanted])


@transaction.atomic
def describe_attachments(edition: Edition, said: Mapping[int, str], *, by: User) -> None:
    """Write what files of a draft show, by their ids; ids of other editions are ignored."""
    require(by, Role.EDITOR, edition.entry.agency)
    rows = [
        row
        for row in edition.attachments.all()
        if row.pk in said and row.description != said[row.pk]
    ]
    if not rows:
        return
    claim(edition, edition.lock_version, by)
    for row in rows:
        row.description = said[row.pk]
    Attachment.objects.bulk_update(rows, ["description"])
    log("attachment.described", edition, by, names=[row.name for row in rows])
