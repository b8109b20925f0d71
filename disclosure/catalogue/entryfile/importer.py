"""A whole catalogue from a file: its entries with their old numbers, dates and addresses.

The whole file is checked before anything is written. What is written comes in batches, each one
transaction: an import that was interrupted is begun again and goes on where it stopped, since a
row that is there already is left as it is.
"""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Agency, User
from disclosure.catalogue import numbers
from disclosure.catalogue.actions import ENTRY_FIELDS, digest_of
from disclosure.catalogue.checks import never_public
from disclosure.catalogue.entryfile.reader import EntryRow
from disclosure.catalogue.models import Edition, Entry, IndexCounter, IndexNumber, Origin
from disclosure.catalogue.models.numbering import NumberState
from disclosure.catalogue.release.pagedata import page_data
from disclosure.pages.actions import PageData, put_new_pages
from disclosure.pages.models import Method, Page, PageKind, Validity
from disclosure.workflow.log import record
from disclosure.workflow.states import State

BATCH = 500
ROW_FIELDS = (
    "title", "document_number", "written_on", "source", "keywords", "summary", "body",
    "publisher_name",
)  # fmt: skip
EMPTY: dict[str, Any] = {"written_on": None, "effective_on": None, "ends_on": None}


@dataclass
class Tally:
    """What became of the rows."""

    new: int = 0
    same: int = 0


@dataclass(frozen=True)
class Draft:
    """An entry and its edition as a row says them; nothing of it is saved."""

    row: EntryRow
    entry: Entry
    edition: Edition


def draft_of(row: EntryRow, by: User | None) -> Draft:
    """The entry and edition that a row describes."""
    agency: Agency = row.get("agency")
    entry = Entry(
        agency=agency,
        category=row.get("category"),
        method=row.get("method") or Method.ACTIVE,
        closed_reason=row.get("closed_reason"),
        validity=row.get("validity") or Validity.VALID,
        effective_on=row.get("effective_on", None),
        ends_on=row.get("ends_on", None),
        index_number=row.get("index_number"),
    )
    fields = {name: row.get(name, EMPTY.get(name, "")) for name in ROW_FIELDS}
    fields["publisher_name"] = fields["publisher_name"] or agency.label
    theme, genre = row.get("theme", None), row.get("genre", None)
    edition = Edition(entry=entry, theme=theme, genre=genre, author=by, **fields)
    edition.origin = Origin.IMPORTED
    facts = {name: getattr(entry, name) for name in ENTRY_FIELDS}
    edition.import_digest = digest_of(edition, facts)
    return Draft(row, entry, edition)


def in_batches(rows: Iterable[EntryRow]) -> Iterator[list[EntryRow]]:
    """The rows, some hundreds at a time."""
    rows = iter(rows)
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


def conflicts(rows: Iterable[EntryRow]) -> Iterator[str]:
    """Rows that are here already with another content, or whose address is taken."""
    for batch in in_batches(rows):
        here = stored(batch)
        places = [row.get("old_address") for row in batch if row.get("old_address")]
        taken = dict(Page.objects.filter(path__in=places).values_list("path", "target"))
        for row in batch:
            draft = draft_of(row, None)
            number, address = row.get("index_number"), row.get("old_address")
            if number in here and here[number].import_digest != draft.edition.import_digest:
                yield differs(row, here[number])
            elif address in taken and taken[address] != draft.entry.path:
                yield f"第 {row.number} 行「原网址」：{address} 已经转到别的页面，请核对。"


def stored(batch: Sequence[EntryRow]) -> Mapping[str, Edition]:
    """The newest editions of the entries here that bear a number of the batch."""
    given = [row.get("index_number") for row in batch if row.get("index_number")]
    rows = Edition.objects.newest().filter(entry__index_number__in=given)
    return {row.entry.index_number: row for row in rows.select_related("entry")}


def differs(row: EntryRow, edition: Edition) -> str:
    """Why a row is refused: the entry that is here says something else."""
    title = row.get("title")
    told = (
        f"标题为《{edition.title}》，文件中为《{title}》" if title != edition.title else "内容不同"
    )
    return (
        f"第 {row.number} 行「索引号」：{row.get('index_number')} 已在系统中，{told}。"
        "导入不覆盖已有内容：请在工作台更正，或从文件中删去这一行。"
    )


def import_rows(
    rows: Iterable[EntryRow], *, by: User | None, operator: str, publish: bool, source: str
) -> Iterator[Tally]:
    """Take the rows over, batch by batch; after each the tally so far.

    `source` names the file in the log. For rows that were checked.
    """
    tally = Tally()
    for batch in in_batches(rows):
        here = stored(batch)
        fresh = [draft_of(row, by) for row in batch if row.get("index_number") not in here]
        if fresh:
            write(fresh, by=by, operator=operator, publish=publish, source=source)
        tally.new += len(fresh)
        tally.same += len(batch) - len(fresh)
        yield tally


@transaction.atomic
def write(
    drafts: Sequence[Draft], *, by: User | None, operator: str, publish: bool, source: str
) -> None:
    """Entries, numbers, editions and pages of one batch, with one Event."""
    now = timezone.now()
    Entry.objects.bulk_create([draft.entry for draft in drafts])
    keep_numbers([draft.entry for draft in drafts])
    released = [draft for draft in drafts if publish and not never_public(draft.entry)]
    for draft in released:
        publish_as(draft, by=by, now=now)
    Edition.objects.bulk_create([draft.edition for draft in drafts])
    for draft in released:
        draft.entry.live_edition = draft.edition
    fields = ["live_edition", "first_published_at"]
    Entry.objects.bulk_update([draft.entry for draft in released], fields)
    put_new_pages([page_data(draft.entry, draft.edition) for draft in released])
    put_new_pages([page for draft in released for page in redirect(draft)])
    log_batch(drafts, by=by, operator=operator, source=source, released=len(released))


def publish_as(draft: Draft, *, by: User | None, now: datetime) -> None:
    """What a release sets; the time of first publication is the one that the file gives."""
    entry, edition = draft.entry, draft.edition
    if not entry.index_number:
        numbers.issue(entry, on=timezone.localdate(now))
    edition.state = State.PUBLISHED
    edition.published_at = draft.row.get("published_at", None) or now
    edition.published_by = by
    edition.submitted_digest = edition.import_digest
    entry.first_published_at = edition.published_at


def keep_numbers(entries: Sequence[Entry]) -> None:
    """Reserve the numbers that the entries bear; their counters will skip them."""
    rules = {entry.agency_id: numbers.rule_for(entry.agency) for entry in entries}
    bearing = [entry for entry in entries if entry.index_number]
    made = [rules[one.agency_id].serial_of(one.index_number, one.agency) for one in bearing]
    keys = {one[0] for one in made if one}
    IndexCounter.objects.bulk_create([IndexCounter(key=key) for key in keys], ignore_conflicts=True)
    rows = IndexCounter.objects.select_for_update().filter(key__in=keys).order_by("key")
    counters = {counter.key: counter for counter in rows}
    IndexNumber.objects.bulk_create(
        IndexNumber(
            number=entry.index_number,
            counter=counters[one[0]] if one else None,
            serial=one[1] if one else None,
            state=NumberState.RESERVED,
            entry=entry,
        )
        for entry, one in zip(bearing, made, strict=True)
    )


def redirect(draft: Draft) -> Iterator[PageData]:
    """The page that leads from the address on the old site to the entry, if there was one."""
    address = draft.row.get("old_address")
    if not address or Page.objects.filter(path=address).exists():
        return
    entry, edition = draft.entry, draft.edition
    yield PageData(
        path=address,
        kind=PageKind.REDIRECT,
        target=entry.path,
        title=edition.title,
        agency_id=entry.agency_id,
        category_id=entry.category_id,
        method=entry.method,
        publisher_name=edition.publisher_name,
        published_at=entry.first_published_at or timezone.now(),
        updated_at=edition.published_at or timezone.now(),
        index_number=entry.index_number,
    )


def log_batch(
    drafts: Sequence[Draft], *, by: User | None, operator: str, source: str, released: int
) -> None:
    """One Event for the batch, with a digest of its list."""
    lines = [f"{d.entry.pk}|{d.entry.index_number}|{d.edition.import_digest}" for d in drafts]
    record(
        "entries.imported",
        on=drafts[0].entry,
        by=by,
        operator=operator,
        origin=Origin.IMPORTED.value,
        source=source,
        rows=[drafts[0].row.number, drafts[-1].row.number],
        count=len(drafts),
        released=released,
        digest=hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    )
