"""The text of released files, taken once from the private store when they are released."""

from pathlib import Path

from django.conf import settings

from disclosure.lib import blobs
from disclosure.lib.filetext import file_text
from disclosure.pages.models import FileText, PublicFile


def keep(file: PublicFile) -> None:
    """Make sure that the text of an attached file is kept; files made from the text have none."""
    if file.is_rendition or FileText.objects.filter(pk=file.pk).exists():
        return
    path = blobs.path(Path(settings.PRIVATE_ROOT), file.digest)
    text = file_text(path, file.name) if path.is_file() else ""
    FileText.objects.create(file=file, text=text.replace("\0", " "))
