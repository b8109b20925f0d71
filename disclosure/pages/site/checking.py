"""The proof that the files of a site are what the application answers, no more and no fewer."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction

from disclosure.pages.files import FOLDER as ATTACHMENTS
from disclosure.pages.site import writing
from disclosure.pages.site.addresses import CHUNK, entries, entry_of, files_of, lists, pages_of
from disclosure.pages.site.assets import STATIC, shows_attachments, static_faults
from disclosure.pages.site.folder import PACKED, Folder, holds

APART = (STATIC, ATTACHMENTS)  # compared by other means


def entry_faults(folder: Folder) -> Iterator[list[str]]:
    """For each entry what is wrong with its files."""
    for page in entries().iterator(chunk_size=CHUNK):
        with folder.writing(), transaction.atomic():
            now = entries().select_for_update(of=("self",)).filter(pk=page.pk).first()
            yield [fault for path in (pages_of(now) if now else []) for fault in of(folder, path)]


def list_faults(folder: Folder) -> Iterator[list[str]]:
    """For each list what is wrong with its file."""
    for path in lists():
        with folder.writing():
            yield [fault for one in files_of(path) for fault in of(folder, one)]


def of(folder: Folder, path: str) -> Iterator[str]:
    """What is wrong with the file of an address; nothing when it is as the application answers."""
    target, content = folder.file(path), writing.content_in(folder, path)
    if content is None or target is None:
        return
    if not target.is_file():
        yield f"{path}：缺少文件。"
    elif not holds(target, content):
        yield f"{path}：文件与现在的页面不同（或者压缩的文件与它不同）。"


def other_faults(folder: Folder) -> Iterator[str]:
    """Static files, the folder of attachments, and files that nothing stands for."""
    yield from static_faults(folder)
    if not shows_attachments(folder):
        yield f"/{ATTACHMENTS}/：没有指向公开附件的目录，请重新运行 publish_site。"
    yield from (f"{path}：多余的文件，没有这样的公开页面。" for path in surplus(folder))


def remove_surplus(folder: Folder) -> int:
    """Remove the files that nothing stands for; how many there were."""
    removed = 0
    for path in surplus(folder):
        removed += 1
        file = folder.root / path.lstrip("/")
        with folder.writing():
            folder.remove(folder.path(file))
            file.unlink(missing_ok=True)
    return removed


def surplus(folder: Folder) -> Iterator[str]:
    """Files that no address has, a few hundred looked up at a time; lists are few."""
    addresses = (one for path in lists() for one in files_of(path))
    known = {file for path in addresses if (file := folder.file(path))}
    strange = (file for file in files_in(folder) if plain(file) not in known)
    while chunk := list(islice(strange, CHUNK)):
        owners = {folder.path(plain(file)): file for file in chunk}
        names = {entry_of(path) for path in owners} - {""}
        rows = entries().filter(path__in=names)
        wanted = {path for page in rows for path in pages_of(page)}
        for file in chunk:
            if folder.path(plain(file)) not in wanted:
                yield "/" + file.relative_to(folder.root).as_posix()


def plain(file: Path) -> Path:
    """The file beside which a compressed one lies; any other file itself."""
    return file.with_name(file.name.removesuffix(PACKED))


def files_in(folder: Folder) -> Iterator[Path]:
    """Every file of a page, compressed ones too, in order; not our own notes, which are hidden."""
    for place, folders, names in os.walk(folder.root):
        folders.sort()
        if Path(place) == folder.root:
            folders[:] = [name for name in folders if name not in APART]
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))
