"""The one way in which a content gets into the store: what was erased does not come back."""

from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from disclosure.catalogue.models import Blob
from disclosure.lib import blobs


class ErasedContent(Exception):
    """The content was erased by law and is not kept again; the sentence says what to do."""

    def __init__(self) -> None:
        super().__init__("内容此前已依法清除，不能再次保存；请先隐去其中的个人信息。")


@transaction.atomic
def keep_content(file: IO[bytes], content_type: str, *, may_return: bool = False) -> Blob:
    """Store a content once, and its row; a purge in progress is waited for.

    An erased content gets a fresh life only with `may_return`, see `make_renditions`.
    Raises ErasedContent; nothing of it stays in the store then.
    """
    root = Path(settings.PRIVATE_ROOT)
    digest, size = blobs.put(root, file)
    values = {"size": size, "content_type": content_type}
    Blob.objects.get_or_create(digest=digest, defaults=values)
    blob = Blob.objects.select_for_update().get(pk=digest)
    if blob.erased_at and may_return:
        blob.erased_at = None
        blob.save(update_fields=["erased_at"])
    elif blob.erased_at:
        blobs.remove(root, digest)
        raise ErasedContent
    return blob
