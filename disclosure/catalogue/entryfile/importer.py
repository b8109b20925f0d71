"""A whole catalogue from a file: its entries with their old numbers, dates and addresses.

The whole file is checked before anything is written. What is written comes in batches, each one
transaction: an import that was interrupted is begun again and goes on where it stopped, since a
row that is there already is left as it is. A row with an index number is known by it, a row
without one by its agency and the digest of its content.
"""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from disclosure.agencies.models import Agency, User
from disclosure.catalogue import numbers
from disclosure.catalogue.actions import digest_of, facts_of
from disclosure.catalogue.checks import never_public
from disclosure.catalogue.entryfile.reader import EntryRow
from disclosure.catalogue.models import Edition, Entry, IndexNumber, Origin, Writing
from disclosure.catalogue.models.numbering import IndexNumberRule, NumberState
from disclosure.catalogue.release.pagedata import Beside, page_data
from disclosure.pages.actions import PageData, put_new_pages
from disclosure.pages.models import Method, Page, PageKind, Validity
from disclosure.workflow.log import record
from disclosure.workflow.states import OPEN_STATES, State

BATCH = 500
ROW_FIELDS = (
    "title", "document_number", "written_on", "source", "keywords", "summary", "body",
    "publisher_name",
)  # fmt: skip
Mark = str | tuple[int, str]  # a number, else the agency and the digest of the content
EMPTY: dict[str, Any] = {"written_on": None, "effective_on": None, "ends_on": None}


@dataclass
class Tally:
    """What became of the rows."""

    new: int = 0
    same: int = 0
    drafts: int = 0  # of the same ones, those that were to be published and are still drafts


@dataclass(frozen=True)
class Draft:
    """An entry and its edition as a row says them; nothing of it is saved."""

    row: EntryRow
    entry: Entry
    edition: Edition
    mark: Mark


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
    edition.import_digest = digest_of(edition, facts_of(entry))
    mark = row.get("index_number") or (entry.agency_id, edition.import_digest)
    return Draft(row, entry, edition, mark)


def in_batches(rows: Iterable[EntryRow]) -> Iterator[list[EntryRow]]:
    """The rows, some hundreds at a time."""
    rows = iter(rows)
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


def conflicts(rows: Iterable[EntryRow]) -> Iterator[str]:
    """Rows that are here already with another content, or whose address is taken."""
    firsts: dict[Mark, EntryRow] = {}
    for batch in in_batches(rows):
        drafts = [draft_of(row, None) for row in batch]
        here = stored(drafts)
        places = [row.get("old_address") for row in batch if row.get("old_address")]
        taken = dict(Page.objects.filter(path__in=places).values_list("path", "target"))
        for draft in drafts:
            row, known = draft.row, here.get(draft.mark)
            address, path = row.get("old_address"), (known or draft.edition).entry.path
            if known and row.get("index_number") and differ(known, draft.edition):
                yield differs(row, known)
            elif address in taken and taken[address] != path:
                yield f"第 {row.number} 行「原网址」：{address} 已经转到别的页面，请核对。"
            if not row.get("index_number"):
                yield from unlike(row, firsts.setdefault(draft.mark, row))


def stored(drafts: Sequence[Draft]) -> Mapping[Mark, Edition]:
    """Editions that are here by the marks of the drafts: a query for each kind of mark.

    By number the newest edition of its entry; without one the edition that came with that content,
    also when the entry has a number by now or was corrected since.
    """
    numbers = [draft.mark for draft in drafts if isinstance(draft.mark, str)]
    digests = [draft.mark[1] for draft in drafts if not isinstance(draft.mark, str)]
    agencies = {draft.entry.agency_id for draft in drafts}
    rows = Edition.objects.select_related("entry")
    bearing = rows.newest().filter(entry__index_number__in=numbers)
    alike = rows.filter(import_digest__in=digests, entry__agency__in=agencies)
    found: dict[Mark, Edition] = {row.entry.index_number: row for row in bearing}
    return found | {(row.entry.agency_id, row.import_digest): row for row in alike}


def differ(known: Edition, given: Edition) -> bool:
    """Whether an edition that is here, brought in or written at the desk, differs from a row."""
    said = known.import_digest or digest_of(known, facts_of(known.entry))
    return said != given.import_digest


def unlike(row: EntryRow, first: EntryRow) -> Iterator[str]:
    """A row without a number that has the content of an earlier one, but not its place or time."""
    if any(row.get(key) != first.get(key) for key in ("old_address", "published_at")):
        yield (
            f"第 {row.number} 行「索引号」：没有索引号，内容与第 {first.number} 行相同，"
            "原网址或发布时间不同。是两条信息的，请都填写索引号；否则请删去其中一行。"
        )


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
        drafts = [draft_of(row, by) for row in batch]
        here = stored(drafts)
        new: dict[Mark, Draft] = {}
        for draft in drafts:  # a row without a number that stands in the file twice is one entry
            if draft.mark not in here:
                new.setdefault(draft.mark, draft)
        fresh = list(new.values())
        if fresh:
            write(fresh, by=by, operator=operator, publish=publish, source=source)
        tally.new += len(fresh)
        tally.same += len(batch) - len(fresh)
        if publish:
            tally.drafts += sum(
                is_draft(here[draft.mark]) for draft in drafts if draft.mark in here
            )
        yield tally


def is_draft(edition: Edition) -> bool:
    """Whether an edition waits for the first release of its entry."""
    entry = edition.entry
    return edition.state in OPEN_STATES and not (entry.first_published_at or never_public(entry))


@transaction.atomic
def write(
    drafts: Sequence[Draft], *, by: User | None, operator: str, publish: bool, source: str
) -> None:
    """Entries, numbers, editions and pages of one batch, with one Event."""
    now = timezone.now()
    on, entries = timezone.localdate(now), [draft.entry for draft in drafts]
    released = [draft for draft in drafts if publish and not never_public(draft.entry)]
    lock_counters(entries, [draft.entry for draft in released], on=on)
    Entry.objects.bulk_create(entries)
    keep_numbers(entries)
    numbers.issue_all([draft.entry for draft in released], on=on)
    for draft in released:
        publish_as(draft, by=by, now=now)
    Edition.objects.bulk_create([draft.edition for draft in drafts])
    note_writers(drafts, by if not publish else None)
    make_live([draft.entry for draft in released])
    beside = Beside.of([draft.edition for draft in released])
    put_new_pages([page_data(draft.entry, draft.edition, beside) for draft in released])
    put_new_pages(list(redirects(released)))
    log_batch(drafts, by=by, operator=operator, source=source, released=len(released))


def note_writers(drafts: Sequence[Draft], by: User | None) -> None:
    """Whoever brings drafts in wrote them: somebody else reviews and releases them."""
    if by is not None:
        Writing.objects.bulk_create(Writing(edition=draft.edition, user=by) for draft in drafts)


def publish_as(draft: Draft, *, by: User | None, now: datetime) -> None:
    """What a release sets; the time of first publication is the one that the file gives."""
    entry, edition = draft.entry, draft.edition
    edition.state = State.PUBLISHED
    edition.published_at = draft.row.get("published_at", None) or now
    edition.published_by = by
    edition.submitted_digest = edition.import_digest
    entry.first_published_at = edition.published_at


def make_live(entries: Sequence[Entry]) -> None:
    """Let the public read the published edition of each entry: one statement for all."""
    published = Edition.objects.filter(entry=OuterRef("pk"), state=State.PUBLISHED)
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
        live_edition=Subquery(published.values("pk")),
        first_published_at=Subquery(published.values("published_at")),
    )


def lock_counters(entries: Sequence[Entry], released: Sequence[Entry], *, on: date) -> None:
    """Lock at once what numbers that entries bear, and those that a release issues, count in."""
    rules = IndexNumberRule.objects.for_agencies(entry.agency for entry in entries)
    bearing = [entry for entry in entries if entry.index_number]
    kept = {one[0] for one in serials_of(bearing, rules) if one}
    waiting = [entry for entry in released if not entry.index_number]
    issued = {numbers.counter_key(rules[one.agency_id], one.agency, on) for one in waiting}
    numbers.locked_counters(kept | issued)


def serials_of(
    bearing: Iterable[Entry], rules: Mapping[int, IndexNumberRule]
) -> list[tuple[str, int] | None]:
    """For each number its counter's key and serial; None for one that no rule has made."""
    return [rules[one.agency_id].serial_of(one.index_number, one.agency) for one in bearing]


def keep_numbers(entries: Sequence[Entry]) -> None:
    """Reserve the numbers that the entries bear; their counters will skip them."""
    rules = IndexNumberRule.objects.for_agencies(entry.agency for entry in entries)
    bearing = [entry for entry in entries if entry.index_number]
    made = serials_of(bearing, rules)
    counters = numbers.locked_counters(one[0] for one in made if one)
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


def redirects(drafts: Sequence[Draft]) -> Iterator[PageData]:
    """The pages that lead from addresses on the old site, where nothing stands, to the entries."""
    bearing = {draft.row.get("old_address"): draft for draft in drafts}
    taken = set(Page.objects.filter(path__in=bearing).values_list("path", flat=True))
    for address, draft in bearing.items():
        if address and address not in taken:
            yield redirect(address, draft)


def redirect(address: str, draft: Draft) -> PageData:
    """The page that leads from an address on the old site to the entry."""
    entry, edition = draft.entry, draft.edition
    return PageData(
        path=address,
        kind=PageKind.REDIRECT,
        target=entry.path,
        title="",  # nobody reads it there, and a purge of the entry would not find it
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
