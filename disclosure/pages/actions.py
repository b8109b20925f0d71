"""The public side of the one door: pages are put up and taken down here, as plain data."""

import hashlib
import json
from collections.abc import Sequence
from copy import copy
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localtime

from disclosure.agencies.models import Agency
from disclosure.pages import counters, files, filetexts, search
from disclosure.pages.models import (
    FROZEN,
    Page,
    PageEdition,
    PageKind,
    PublicFile,
    Validity,
)
from disclosure.pages.site.touching import touch_new_pages, touch_page

RENDERER = 3  # raised whenever the HTML that publication freezes changes its build


@dataclass(frozen=True)
class FileData:
    """A released file, attached or made from the text, as the catalogue hands it over."""

    digest: str
    name: str
    size: int
    content_type: str
    position: int = 0
    is_rendition: bool = False
    description: str = ""

    def frozen(self) -> dict[str, Any]:
        """What a page's digest covers; a file without a description is digested as before."""
        return {
            name: value for name, value in asdict(self).items() if name != "description" or value
        }


@dataclass(frozen=True)
class EditionData:
    """One release of a page with what it changed, as the catalogue hands it over."""

    number: int
    published_at: datetime
    replaced_at: datetime | None = None
    change_note: str = ""
    title: str = ""
    facts: list[list[str]] = field(default_factory=list)
    article: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    is_hidden: bool = False


@dataclass(frozen=True)
class PageData:
    """Everything that a public page says, as the catalogue hands it over."""

    path: str
    title: str
    agency_id: int
    category_id: int
    method: str
    publisher_name: str
    published_at: datetime
    updated_at: datetime
    kind: str = PageKind.ENTRY
    target: str = ""
    theme_id: int | None = None
    genre_id: int | None = None
    index_number: str = ""
    document_number: str = ""
    joint_issuers: str = ""
    source: str = ""
    written_on: date | None = None
    change_note: str = ""
    validity: str = Validity.VALID
    effective_on: date | None = None
    ends_on: date | None = None
    validity_basis: str = ""
    keywords: str = ""
    summary: str = ""
    article: str = ""
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    withdrawn_at: datetime | None = None
    withdrawal_kind: str = ""
    withdrawal_reason: str = ""
    successor_number: str = ""
    renderer: int = RENDERER
    files: tuple[FileData, ...] = ()
    history: tuple[EditionData, ...] = ()

    def values(self) -> dict[str, Any]:
        """The columns of the row."""
        return {name: value for name, value in vars(self).items() if name not in BESIDE}


BESIDE = ("files", "history")  # what stands in tables of its own


def page_digest(data: PageData) -> str:
    """SHA-256 over all that publication freezes, files and history included."""
    frozen: dict[str, Any] = {name: plain(getattr(data, name)) for name in FROZEN}
    frozen |= {"theme": data.theme_id, "genre": data.genre_id}
    frozen["files"] = [file.frozen() for file in data.files]
    frozen["history"] = [
        {name: plain(value) for name, value in vars(edition).items()} for edition in data.history
    ]
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: object) -> object:
    """A column's value as JSON knows it: moments in local time, whatever the database returns."""
    if isinstance(value, datetime):
        return localtime(value).isoformat()
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic(savepoint=False)
def put_page(data: PageData, *, agency: Agency | None = None, is_first: bool = False) -> Page:
    """Put a page up at its path, or replace what stands there; index, files and history follow.

    `agency` is the row of its agency, where the caller has read it; `is_first` says that most
    likely nothing stands there.
    """
    values = data.values() | {"digest": page_digest(data)}
    page, before = (new_row(values) if is_first else None, None)
    if page is None:
        page, before = put_row(data.path, values)
    if agency:
        page.agency = agency
    counters.note(before=[counters.cell_of(before)], after=[counters.cell_of(page)])
    put_files(page, data.files, is_new=before is None)
    put_history(page, data.history, is_new=before is None)
    mark_left(before, page)
    if data.kind == PageKind.ENTRY:
        search.index([page], have_files=bool(data.files))
    else:
        search.unindex(page)
    if before is None or before.changed_at != page.changed_at:
        touch_page(before, page)
    return page


def new_row(values: dict[str, Any]) -> Page | None:
    """The row of a page, made without looking; None where one stands at its path."""
    try:
        with transaction.atomic():
            return Page.objects.create(**values)
    except IntegrityError:
        return None


def put_row(path: str, values: dict[str, Any]) -> tuple[Page, Page | None]:
    """The row at a path, made or locked and changed, and as it was before.

    `changed_at` stays where the very same page stood before.
    """
    page, is_new = Page.objects.select_for_update().get_or_create(path=path, defaults=values)
    if is_new:
        return page, None
    before = copy(page)
    for name, value in values.items():
        setattr(page, name, value)
    if said(page) != said(before):
        page.changed_at = timezone.now()
    page.save()
    return page, before


def mark_left(before: Page | None, after: Page | None) -> None:
    """Note that pages a row has left look otherwise, where no row that they show says so.

    Those are the agency from which it went, and the entry to which it leads no longer.
    """
    if before is None:
        return
    if after is None or before.agency_id != after.agency_id:
        Agency.objects.filter(pk=before.agency_id).mark_changed()
    if before.target and (after is None or before.target != after.target):
        Agency.objects.filter(pages__path=before.target).mark_changed()


def said(page: Page) -> str:
    """All that a row says, to know whether a page that is put up again is the same."""
    names = (*FROZEN, "digest", "agency_id", "category_id", "theme_id", "genre_id")
    return json.dumps([plain(getattr(page, name)) for name in names], ensure_ascii=False)


@transaction.atomic
def put_new_pages(rows: Sequence[PageData]) -> None:
    """Put up many pages without files, at addresses where nothing stands."""
    pages = [Page(**data.values(), digest=page_digest(data)) for data in rows]
    Page.objects.bulk_create(pages)
    search.index([page for page in pages if page.kind == PageKind.ENTRY])
    counters.note(before=(), after=map(counters.cell_of, pages))
    touch_new_pages(pages)


def put_files(page: Page, wanted: tuple[FileData, ...], *, is_new: bool = False) -> None:
    """Make the page's files exactly the wanted ones; a new page has none yet."""
    told = {(data.digest, data.name): data for data in wanted}
    there = {} if is_new else {(one.digest, one.name): one for one in page.files.all()}
    for key, file in there.items():
        if key in told:
            change_file(file, told[key])
        else:
            files.take_down(file)
            file.delete()
    missing = [PublicFile(page=page, **asdict(told[key])) for key in told if key not in there]
    PublicFile.objects.bulk_create(missing)
    kept = [file for key, file in there.items() if key in told]
    lost = [file for file in kept if not files.public_path(file.path).exists()]
    files.release([*lost, *missing])
    filetexts.keep([*kept, *missing])


def change_file(file: PublicFile, data: FileData) -> None:
    """Let a file that stays say what it is said to be now."""
    changed = [name for name, value in asdict(data).items() if getattr(file, name) != value]
    for name in changed:
        setattr(file, name, getattr(data, name))
    if changed:
        file.save(update_fields=changed)


def put_history(page: Page, wanted: tuple[EditionData, ...], *, is_new: bool = False) -> None:
    """Make the page's past exactly the wanted one; a new page has none yet."""
    if not is_new:
        page.history.all().delete()
    PageEdition.objects.bulk_create(PageEdition(page=page, **vars(one)) for one in wanted)


@transaction.atomic
def remove_page(path: str) -> bool:
    """Take whatever stands at a path away without a trace in public; whether anything stood."""
    page = Page.objects.select_for_update().filter(path=path).first()
    if page is None:
        return False
    touch_page(page, None)
    mark_left(page, None)
    put_files(page, ())
    search.unindex(page)
    counters.note(before=[counters.cell_of(page)], after=())
    page.delete()
    return True
