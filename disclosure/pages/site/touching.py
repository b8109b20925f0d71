"""What a release or withdrawal makes untrue on disk: noted in its transaction, removed before it
commits.

So a file that stands is true: what is untrue is gone at once, the application answers in its
place, and the worker writes it again. When the transaction fails after all, files are missing
until the worker looks for such (`sweeping`).
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from disclosure.agencies.models import Agency
from disclosure.pages.models import Page, PageKind, UnwrittenPath
from disclosure.pages.site.addresses import TITLES, entry_of, lists_of
from disclosure.pages.site.folder import Folder, site


def touch_page(before: Page | None, after: Page | None) -> None:
    """Note what a page's change touches, given the row as it was and as it is now.

    The caller holds the lock of the row: no writer brings the former page back afterwards.
    """
    folder = site()
    if folder is None:
        return
    paths: set[str] = set()
    for page in (before, after):
        if page is not None:
            paths |= {page.path} | touched_by(page)
    touch(folder, paths)


def touch_new_pages(pages: Sequence[Page]) -> None:
    """Note what many new pages touch: their lists, and all pages of their agencies together."""
    folder = site()
    if folder is None:
        return
    paths: set[str] = set()
    for page in pages:
        if page.kind == PageKind.ENTRY:
            paths |= lists_of(page) | {f"*agency/{page.agency_id}"}
    touch(folder, paths)


def touched_by(page: Page) -> set[str]:
    """The addresses beside a page's own that say something of it, as far as it is public."""
    found = {page.target} if page.target.startswith("/catalogue/") else set()
    if page.kind == PageKind.ENTRY:
        found |= lists_of(page) | neighbours_of(page) | next_reports_of(page)
    elif page.withdrawn_at:
        found |= {"/feed/"}
    return found


def neighbours_of(page: Page) -> set[str]:
    """The pages that lead to this one as the previous or the next of its agency."""
    older, newer = page.neighbours()
    return {one.path for one in (older, newer) if one}


def next_reports_of(page: Page) -> set[str]:
    """The agency's report of the following year, which shows the figures of this one."""
    if not page.data.get("year"):
        return set()
    following = Page.objects.reports(int(page.data["year"]) + 1).of_agency(page.agency)
    return set(following.values_list("path", flat=True))


def touch(folder: Folder, paths: Iterable[str]) -> None:
    """Note addresses as unwritten, and remove their files at once."""
    wanted = sorted(paths)
    UnwrittenPath.objects.bulk_create([UnwrittenPath(path=path) for path in wanted])
    for path in wanted:
        take_away(folder, path)


def take_away(folder: Folder, path: str) -> None:
    """Remove the file of an address, with all that belongs to it: an entry's, a month's titles."""
    if path.startswith("*"):
        return
    belonging: set[str] = set()
    if TITLES.fullmatch(path):
        belonging = folder.below(path)
    elif entry_of(path) == path:
        belonging = folder.own(path)
    for one in (path, *belonging):
        folder.remove(one)


@transaction.atomic
def hide_past(agency: Agency) -> None:
    """Remove the editions of the past of an agency that shows them no longer, before it commits.

    The caller has saved the agency in the same transaction: a writer that waits for the lock of a
    page reads it as it is now. The pages that lead there are written again by the worker.
    """
    folder = site()
    if folder is None:
        return
    rows = Page.objects.filter(agency=agency, history__replaced_at__isnull=False)
    keys = rows.order_by("pk").values_list("pk", flat=True).distinct()
    for pk in list(keys):
        path = Page.objects.select_for_update().values_list("path", flat=True).get(pk=pk)
        for edition in folder.below(f"{path}editions/"):
            folder.remove(edition)
        folder.remove(f"{path}changes/")
    UnwrittenPath.objects.create(path=f"*agency/{agency.pk}")
