"""The text of released files, taken once from the private store when they are released."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from disclosure.lib import blobs
from disclosure.lib.filetext import file_text
from disclosure.pages.models import FileText, PublicFile


def keep(files: Iterable[PublicFile]) -> None:
    """Make sure that the texts of attached files are kept; files made from the text have none."""
    attached = [file for file in files if not file.is_rendition]
    if not attached:
        return
    kept = set(FileText.objects.filter(file__in=attached).values_list("pk", flat=True))
    for file in attached:
        if file.pk not in kept:
            text = known(file)
            text = read(file.digest, file.name) if text is None else text
            FileText.objects.create(file=file, text=text)


def known(file: PublicFile) -> str | None:
    """The text, also "", of this content under a name of this ending; None where it is not read."""
    alike = FileText.objects.filter(file__digest=file.digest).order_by("pk")
    rows = alike.values_list("file__name", "text")
    ending = file.extension
    return next((text for name, text in rows if name.rpartition(".")[2].upper() == ending), None)


def read(digest: str, name: str) -> str:
    """What a reader sees of a content of the private store; "" for what cannot be read."""
    path = blobs.path(Path(settings.PRIVATE_ROOT), digest)
    return file_text(path, name).replace("\0", " ") if path.is_file() else ""
