"""An entry as plain data for the public side: its page, or what stands in its place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.utils import timezone

from disclosure.catalogue.models import Attachment, Edition, Entry, Rendition
from disclosure.catalogue.models.withdrawals import OUTCOMES, WithdrawalReason
from disclosure.catalogue.release.publichistory import earlier_ones, history
from disclosure.pages.actions import FileData, PageData, put_page
from disclosure.pages.models import Method, PageKind


@dataclass(frozen=True)
class Beside:
    """What stands in tables beside editions, by their ids, read for all of them at once."""

    files: Mapping[int, list[FileData]]
    earlier: Mapping[int, list[Edition]]

    @classmethod
    def of(cls, editions: Sequence[Edition]) -> Self:
        """Files and earlier editions: three queries, however many editions there are."""
        ids = [one.pk for one in editions]
        attached = Attachment.objects.filter(edition__in=ids).select_related("blob")
        made = Rendition.objects.filter(edition__in=ids).select_related("blob")
        return cls.holding(editions, attached, made)

    @classmethod
    def holding(
        cls, editions: Sequence[Edition], attached: Iterable[Attachment], made: Iterable[Rendition]
    ) -> Self:
        """The same from files with their contents that were read already."""
        files = defaultdict[int, list[FileData]](list)
        for attachment in attached:
            if attachment.blob.erased_at is None:
                told = replace(file_data(attachment), description=attachment.description)
                files[attachment.edition_id].append(told)
        for rendition in made:
            told = replace(file_data(rendition), is_rendition=True)
            files[rendition.edition_id].append(told)
        return cls(files, earlier_ones(editions))


def public_page(entry: Entry, beside: Beside | None = None) -> PageData:
    """The page that an entry has in public today, made from its editions."""
    assert entry.live_edition is not None  # noqa: S101 - callers ask for published entries only
    if entry.withdrawn_at:
        return withdrawn_data(entry, entry.live_edition)
    return page_data(entry, entry.live_edition, beside)


def page_data(entry: Entry, edition: Edition, beside: Beside | None = None) -> PageData:
    """The page of an edition; requests-only entries show metadata without text and files.

    Who makes many pages reads what stands beside the editions for all of them at once.
    """
    beside = beside or Beside.of([edition])
    is_open = entry.method == Method.ACTIVE
    rendered = entry.behaviour.render(edition) if is_open else None
    earlier = beside.earlier.get(edition.pk, ())
    return PageData(
        path=entry.path,
        title=edition.title,
        agency_id=entry.agency_id,
        category_id=entry.category_id,
        theme_id=edition.theme_id,
        genre_id=edition.genre_id,
        method=entry.method,
        publisher_name=edition.publisher_name,
        joint_issuers=edition.joint_issuers,
        published_at=entry.first_published_at or timezone.now(),
        updated_at=edition.published_at or timezone.now(),
        index_number=entry.index_number,
        document_number=edition.document_number,
        source=edition.source,
        written_on=edition.written_on,
        change_note=edition.change_note if earlier else "",  # a first release updates nothing
        validity=entry.validity,
        effective_on=entry.effective_on,
        ends_on=entry.ends_on,
        validity_basis=entry.validity_basis,
        keywords=edition.keywords,
        summary=edition.summary,
        article=rendered.html if rendered else "",
        text=rendered.text if rendered else "",
        data=rendered.data if rendered else {},
        files=tuple(beside.files.get(edition.pk, ())) if is_open else (),
        history=history(entry, edition, earlier),
    )


def file_data(file: Attachment | Rendition) -> FileData:
    """A named file of an edition as plain data."""
    blob = file.blob
    return FileData(blob.digest, file.name, blob.size, blob.content_type, file.position)


def withdrawn_data(entry: Entry, edition: Edition) -> PageData:
    """What stands in place of a withdrawn page, as its reason demands (see `withdrawals`).

    An address leads on only while its successor is public; else its notice stands there.
    """
    reason = WithdrawalReason(entry.withdrawal_reason)
    outcome, successor = OUTCOMES[reason], entry.successor
    notice = PageData(
        path=entry.path,
        kind=outcome.kind,
        title=edition.title if outcome.is_quoted else "",
        agency_id=entry.agency_id,
        category_id=entry.category_id,
        method=entry.method,
        publisher_name=edition.publisher_name,
        published_at=entry.first_published_at or timezone.now(),
        updated_at=entry.withdrawn_at or timezone.now(),
        index_number=entry.index_number,
        withdrawn_at=entry.withdrawn_at,
        withdrawal_kind=reason,
        withdrawal_reason=told(entry, reason),
        successor_number=successor.index_number if successor else "",
    )
    if successor is None:
        return notice
    if successor.is_live:
        return replace(notice, target=successor.path)
    return replace(notice, kind=PageKind.TOMBSTONE)


def told(entry: Entry, reason: WithdrawalReason) -> str:
    """The reason as the public reads it; the note only where the entry may be quoted."""
    note = entry.withdrawal_note if OUTCOMES[reason].is_quoted else ""
    return f"{reason.label}：{note}" if note else reason.label


def put_up(entry: Entry, beside: Beside | None = None, *, is_first: bool = False) -> None:
    """Make the entry's address what it is today, and the addresses that lead to it.

    Nothing leads to it before its first release: that takes a public entry.
    """
    agency = None if entry.withdrawn_at else entry.agency
    put_page(public_page(entry, beside), agency=agency, is_first=is_first)
    if is_first:
        return
    for before in entry.predecessors.select_for_update().order_by("pk"):
        put_page(public_page(before))
