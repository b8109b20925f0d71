"""Writing the file of an address as the application answers it now."""

from django.db import transaction

from disclosure.pages.models import Page, PageKind
from disclosure.pages.site.addresses import UNLISTED, entry_of, is_in_use, pages_of
from disclosure.pages.site.answers import OK, Answer, answer
from disclosure.pages.site.folder import Folder
from disclosure.pages.site.touching import OWN, take_away


def write(folder: Folder, path: str) -> int:
    """Make a list, or an entry with all its pages, as the rows say now; how many files stand."""
    entry = entry_of(path)
    with folder.writing():
        return write_entry(folder, entry) if entry else write_one(folder, path)


@transaction.atomic
def write_entry(folder: Folder, path: str) -> int:
    """All pages of an entry, locked meanwhile: a withdrawal comes before or after, never amid."""
    rows = Page.objects.select_for_update(of=("self",)).only("path")
    page = rows.filter(path=path, kind=PageKind.ENTRY).first()
    wanted = pages_of(page) if page else []
    for stale in {path, *(path + own for own in OWN)}.difference(wanted):
        folder.remove(stale)
    return sum(write_one(folder, one) for one in wanted)


def write_one(folder: Folder, path: str) -> int:
    """The file of one address, or none where nothing stands; how many there are."""
    content = wanted_content(path)
    if content is None or folder.file(path) is None:
        take_away(folder, path)
        return 0
    folder.write(path, content)
    return 1


def wanted_content(path: str) -> bytes | None:
    """What the file of an address holds; None where there is to be none.

    Notices of withdrawal stay with the application: their status and headers differ.
    """
    if not is_in_use(path):
        return None
    found = answer(path)
    return found.content if is_page(path, found) else None


def is_page(path: str, found: Answer) -> bool:
    """Whether an answer is one that a plain file can give."""
    return found.status == OK and (not found.is_unlisted or UNLISTED.search(path) is not None)
