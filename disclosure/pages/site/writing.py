"""Writing the file of an address as the application answers it now."""

from django.db import transaction

from disclosure.pages.site.addresses import TITLES, entries, entry_of, files_of, is_in_use, pages_of
from disclosure.pages.site.answers import OK, answer
from disclosure.pages.site.folder import Folder
from disclosure.pages.site.relative import relative
from disclosure.pages.site.touching import take_away


def write(folder: Folder, path: str) -> int:
    """Make a list, or an entry with all its pages, as the rows say now; how many files stand."""
    entry = entry_of(path)
    with folder.writing():
        return write_entry(folder, entry) if entry else write_list(folder, path)


@transaction.atomic
def write_entry(folder: Folder, path: str) -> int:
    """All pages of an entry, locked meanwhile: a withdrawal comes before or after, never amid."""
    page = entries().select_for_update(of=("self",)).filter(path=path).first()
    wanted = pages_of(page) if page else []
    for stale in {path, *folder.own(path)}.difference(wanted):
        folder.remove(stale)
    return sum(write_one(folder, one) for one in wanted)


def write_list(folder: Folder, path: str) -> int:
    """A list with all its parts; how many files stand."""
    wanted = files_of(path)
    if TITLES.fullmatch(path):
        for stale in folder.below(path).difference(wanted):
            folder.remove(stale)
    return sum(write_one(folder, one) for one in wanted)


def write_one(folder: Folder, path: str) -> int:
    """The file of one address, or none where nothing stands; how many there are."""
    content = content_in(folder, path)
    if content is None or folder.file(path) is None:
        take_away(folder, path)
        return 0
    folder.write(path, content)
    return 1


def content_in(folder: Folder, path: str) -> bytes | None:
    """What the file of an address holds in a folder; None where there is to be none."""
    content = wanted_content(path)
    return relative(path, content) if content is not None and folder.is_offline else content


def wanted_content(path: str) -> bytes | None:
    """What the application answers, as far as a file can say it.

    A file is given out with 200, so nothing that the application answers otherwise becomes one:
    what is gone (410) and what leads on (301) stay with it.
    """
    if not is_in_use(path):
        return None
    found = answer(path)
    return found.content if found.status == OK else None
