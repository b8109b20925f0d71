"""What pages need beside themselves: static files, and the released attachments."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage

from disclosure.pages.files import FOLDER as ATTACHMENTS
from disclosure.pages.files import public_path
from disclosure.pages.site.folder import Folder, packed_beside, put

STATIC = "static"
TEXTS = {".css", ".js", ".svg", ".txt", ".json", ".map"}  # what is worth being compressed


def static_files() -> Iterator[tuple[str, Path]]:
    """Every static file as pages name it: where it belongs below /static/, and where it lies."""
    if isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        root = Path(settings.STATIC_ROOT)
        found = (file for file in root.rglob("*") if file.is_file())
        yield from ((file.relative_to(root).as_posix(), file) for file in found)
        return
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))


def write_static(folder: Folder) -> int:
    """Put the static files into the folder; how many were new or other than before.

    Those of former versions stay, for pages that are not renewed yet.
    """
    written = 0
    for name, source in static_files():
        target, content = folder.root / STATIC / name, source.read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            put(target, content)
            if target.suffix in TEXTS:
                put(packed_beside(target), gzip.compress(content, 9, mtime=0))
            written += 1
    return written


def static_faults(folder: Folder) -> Iterator[str]:
    """The static files that are missing or differ, each in a sentence."""
    for name, source in static_files():
        target = folder.root / STATIC / name
        if not target.is_file():
            yield f"/{STATIC}/{name}：缺少文件。"
        elif target.read_bytes() != source.read_bytes():
            yield f"/{STATIC}/{name}：文件与现在的静态文件不同。"


def show_attachments(folder: Folder) -> None:
    """Let /files/ of the folder be the released files themselves: what goes there goes here."""
    link, target = folder.root / ATTACHMENTS, attachments()
    target.mkdir(parents=True, exist_ok=True)
    if shows_attachments(folder):
        return
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    else:
        link.unlink(missing_ok=True)
    link.symlink_to(target)


def shows_attachments(folder: Folder) -> bool:
    """Whether /files/ of the folder is what it has to be."""
    link = folder.root / ATTACHMENTS
    return link.is_symlink() and link.readlink() == attachments()


def attachments() -> Path:
    """Where released files lie."""
    return public_path(f"/{ATTACHMENTS}").absolute()
