"""A cleaned copy takes an attachment's place; its original stays sealed, and may come back."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import claim, log
from disclosure.catalogue.checks.inspecting import extension_of, inspect_later
from disclosure.catalogue.contents import ErasedContent, keep_content
from disclosure.catalogue.models import Attachment, Blob, CleanedCopy
from disclosure.lib import blobs
from disclosure.lib.cleaning import copying
from disclosure.lib.cleaning.copying import NotCleaned
from disclosure.workflow.states import WrongState


def make_copy(attachment: Attachment, *, by: User, is_masked: bool) -> CleanedCopy:
    """The cleaned copy of what an attachment holds now: made once, then remembered.

    The draft does not change. Raises NotCleaned, PermissionDenied.
    """
    require(by, Role.EDITOR, attachment.edition.entry.agency)
    extension = extension_of(attachment.name)
    if extension not in copying.CLEANABLE:
        raise NotCleaned("这种格式不能自动清理，请用办公软件清理、另存后重新上传。")
    copies = CleanedCopy.objects.filter(source=attachment.blob_id, is_masked=is_masked)
    known = copies.filter(version=copying.VERSION).select_related("blob").first()
    if known and known.blob and known.blob.erased_at:
        raise NotCleaned(refused(ErasedContent()))
    return known or write_copy(attachment, extension, is_masked=is_masked)


def write_copy(attachment: Attachment, extension: str, *, is_masked: bool) -> CleanedCopy:
    """Clean the content outside of any transaction, then keep copy and account together."""
    root = Path(settings.PRIVATE_ROOT)
    source = blobs.path(root, attachment.blob_id)
    if not source.is_file():
        raise NotCleaned("附件的内容不在文件库中，请联系管理员。")
    with tempfile.TemporaryDirectory(dir=root) as folder:
        target = Path(folder) / f"copy.{extension}"
        cleaned = copying.make(source, extension, target, is_masked=is_masked)
        with transaction.atomic():
            account = {"done": cleaned.done, "left": cleaned.left, "version": copying.VERSION}
            blob = kept(attachment, target) if cleaned.done else None
            copy, _ = CleanedCopy.objects.update_or_create(
                source=attachment.blob, is_masked=is_masked, defaults=account | {"blob": blob}
            )
    return copy


def kept(attachment: Attachment, target: Path) -> Blob:
    """A cleaned file in the store, to be looked through. Raises NotCleaned if it was erased."""
    try:
        with target.open("rb") as file:
            blob = keep_content(file, attachment.blob.content_type)
    except ErasedContent as error:
        raise NotCleaned(refused(error)) from error
    inspect_later(blob, attachment.name)
    return blob


def refused(error: ErasedContent) -> str:
    """Why a copy is not offered."""
    return f"清理副本的{error}"


@transaction.atomic
def replace_with_copy(attachment: Attachment, copy: CleanedCopy, *, by: User) -> None:
    """Let the copy be what is released, and seal the original.

    Raises WrongState when it is no draft, its content is another one meanwhile, or was erased.
    """
    edition = attachment.edition
    require(by, Role.EDITOR, edition.entry.agency)
    if copy.blob is None or copy.source_id != attachment.blob_id:
        raise WrongState("附件的内容已经不是生成副本时的内容，请重新生成清理副本。")
    if copy.blob.erased_at:
        raise WrongState(refused(ErasedContent()))
    claim(edition, edition.lock_version, by)
    before = attachment.blob_id
    attachment.original = attachment.original or attachment.blob
    attachment.blob = copy.blob
    attachment.save(update_fields=["original", "blob"])
    known = {"name": attachment.name, "original": attachment.original_id, "before": before}
    log("attachment.cleaned", edition, by, **known, digest=copy.blob_id, masked=copy.is_masked)


@transaction.atomic
def unseal_original(attachment: Attachment, *, by: User) -> None:
    """Put the original of a draft's attachment back in its place. Raises WrongState."""
    edition = attachment.edition
    require(by, Role.EDITOR, edition.entry.agency)
    if attachment.original is None:
        raise WrongState("这个附件没有封存的原件。")
    claim(edition, edition.lock_version, by)
    copy, attachment.blob = attachment.blob_id, attachment.original
    attachment.original = None
    attachment.save(update_fields=["original", "blob"])
    name = attachment.name
    log("attachment.unsealed", edition, by, name=name, copy=copy, digest=attachment.blob_id)
