"""What a purge finds in an entry, and how it takes it out: shown and done from the same plan."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from disclosure.catalogue.erasure.freetexts import Change, changed, free_texts, is_name, texts_of
from disclosure.catalogue.kinds import FreeText
from disclosure.catalogue.models import (
    Attachment,
    Blob,
    CleanedCopy,
    Edition,
    Entry,
    Erasure,
    Rendition,
    WithdrawalReason,
)
from disclosure.lib.pieces import Everything, Pieces, Rewriter
from disclosure.lib.text import digest as text_digest
from disclosure.workflow.log import as_title
from disclosure.workflow.models import Access, Event
from disclosure.workflow.payloads import ERASED
from disclosure.workflow.states import State
from disclosure.workflow.words import words_for

# What a whole edition loses; its other texts (文号, 信息来源 …) lose the named strings only.
WHOLE = ("keywords", "summary", "body", "change_note", "entry_changes", "entry_before")
REMOVED = "attachment.removed"
EXPORTED = ".exported"
WITHDRAWN = "entry.withdrawn"
OWN_RECORDS = ("erasure.", ERASED)  # they hold no data, and prove the purge


@dataclass(frozen=True)
class FileLine:
    """One content that goes from the store: its names here, and where else it is kept."""

    blob: Blob
    names: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything that a purge takes away."""

    erasure: Erasure

    @cached_property
    def entry(self) -> Entry:
        """Of which entry."""
        return self.erasure.entry

    @cached_property
    def editions(self) -> list[Edition]:
        """All editions, the oldest first."""
        return list(self.entry.editions.order_by("number"))

    @cached_property
    def pieces(self) -> Pieces:
        """The named strings."""
        return Pieces.of(self.erasure.strings)

    @cached_property
    def changes(self) -> list[Change]:
        """Every text that changes."""
        found = list(changed(None, free_texts(self.entry), lambda _: self.for_entry))
        for edition in self.editions:
            found += changed(edition.number, texts_of(edition), self.rewriters(edition))
        return found

    @property
    def for_entry(self) -> Rewriter:
        """The entry's own texts go wholly when its live edition does, or its last one."""
        live = self.entry.live_edition or self.editions[-1]
        return Everything() if live.number in self.erasure.editions else self.pieces

    def rewriters(self, edition: Edition) -> Callable[[FreeText], Rewriter]:
        """Which rewriter a text of an edition gets."""
        if edition.number not in self.erasure.editions:
            return lambda _: self.pieces
        whole = (*WHOLE, "title") if self.erasure.with_titles else WHOLE

        def choose(place: FreeText) -> Rewriter:
            is_own = isinstance(place.row, Edition)
            return self.pieces if is_own and place.field not in whole else Everything()

        return choose

    @cached_property
    def touched(self) -> list[Edition]:
        """The editions in which something changes."""
        numbers = {change.edition for change in self.changes}
        return [edition for edition in self.editions if edition.number in numbers]

    @cached_property
    def digests(self) -> set[str]:
        """The chosen contents, and all that is the same data: originals and copies, wherever."""
        found: set[str] = set()
        more = set(self.erasure.files)
        while more:
            found |= more
            more = kin(more) - found
        return found

    @cached_property
    def renditions(self) -> list[Rendition]:
        """Files that were made from texts that change."""
        rows = Rendition.objects.filter(edition__in=self.touched).select_related("blob")
        return list(rows.order_by("edition__number", "position"))

    @cached_property
    def files(self) -> list[FileLine]:
        """The contents with their names."""
        lines = []
        for blob in Blob.objects.filter(digest__in=self.digests, erased_at=None).order_by("digest"):
            rows = self.entry_attachments.filter(blob_ref(Attachment, {blob.digest}))
            names = dict.fromkeys(rows.values_list("name", flat=True))
            elsewhere = self.elsewhere.get(blob.digest, {})
            lines.append(FileLine(blob, tuple(names), tuple(elsewhere)))
        return lines + [FileLine(row.blob, (row.name,)) for row in self.renditions]

    @property
    def entry_attachments(self) -> "models.QuerySet[Attachment]":
        """The entry's attachments, in all editions."""
        return Attachment.objects.filter(edition__entry=self.entry)

    @cached_property
    def foreign(self) -> list[tuple[str, str, Edition]]:
        """Where other entries keep one of the contents: its digest, the column, the edition."""
        found: list[tuple[str, str, Edition]] = []
        for model, column in keepers():
            rows = model.objects.filter(**{f"{column}__in": self.digests})
            rows = rows.exclude(edition__entry=self.entry).order_by("edition__entry", "edition")
            rows = rows.select_related("edition__entry__agency")
            found += [(getattr(row, f"{column}_id"), column, row.edition) for row in rows]
        return found

    @cached_property
    def elsewhere(self) -> dict[str, dict[str, None]]:
        """The editions of other entries that keep a content, in words, by its digest.

        Names and titles stay out: whoever reads the plan need not belong to their agency.
        """
        told: dict[str, dict[str, None]] = {}
        for digest, column, edition in self.foreign:
            as_what = "，封存的原件" if column == "original" else ""
            agency = edition.entry.agency.label
            line = f"{agency} {edition.entry} 第 {edition.number} 版"
            told.setdefault(digest, {})[f"{line}（{edition.get_state_display()}{as_what}）"] = None
        return told

    @cached_property
    def others(self) -> list[Entry]:
        """Other entries that keep one of the contents."""
        found = {edition.entry_id: edition.entry for _, _, edition in self.foreign}
        return sorted(found.values(), key=lambda one: (str(one), one.pk))

    @cached_property
    def events(self) -> list[Event]:
        """The rows of the log whose payload goes."""
        subjects = [subject(self.entry), *map(subject, self.editions)]
        rows = Event.objects.filter(subject__in=subjects, erased_at=None).order_by("pk")
        return [
            row
            for row in rows
            if not row.action.startswith(OWN_RECORDS)
            and (row.subject in self.whole or self.stands_in(row))
        ]

    @property
    def withdrawals(self) -> dict[str, str]:
        """The kinds of reason of withdrawals among them, which are nobody's data, by their ids."""
        reasons = {
            str(row.pk): row.data.get("reason") for row in self.events if row.action == WITHDRAWN
        }
        return {pk: one for pk, one in reasons.items() if one in WithdrawalReason.values}

    @property
    def told(self) -> list[dict[str, Any]]:
        """These rows as the pages list them."""
        return [{"pk": e.pk, "at": e.at, "what": words_for(e.action)} for e in self.events]

    @property
    def old_events(self) -> int:
        """How many of these rows are older than payload digests."""
        return sum(not event.payload_digest for event in self.events)

    def stands_in(self, row: Event | Access) -> bool:
        """Whether a row of the log holds one of the strings."""
        data = row.data if isinstance(row, Event) else {}
        return self.pieces.stand_in(row.subject_title) or self.pieces.json(data) != data

    @cached_property
    def accesses(self) -> list[Access]:
        """Rows of the access log that name a title or a file that goes.

        Opening a file is noted with the edition as its subject, under the name of the file; older
        rows have the attachment as their subject. One that was taken off a draft has no row any
        more: its downloads are known by its name. An export of the log names what was asked for.
        """
        label = f"{Attachment._meta.label_lower}:"
        named = Q(subject__in=map(subject, self.editions)) | Q(subject__startswith=label)
        named |= Q(subject="", action__endswith=EXPORTED)
        rows = Access.objects.filter(named, erased_at=None).exclude(subject_title="").order_by("pk")
        found = list(rows)
        there = still_there(row.subject.removeprefix(label) for row in found)
        known = {label + pk for pk in there} | set(map(subject, self.editions)) | {""}
        return [row for row in found if self.is_telling(row, is_removed=row.subject not in known)]

    def is_telling(self, row: Access, *, is_removed: bool) -> bool:
        """Whether a row of the access log says what goes."""
        if is_removed:
            return self.is_of_a_removed_file(row)
        if row.subject in self.renamed:
            return True
        if row.subject and row.subject not in self.own:
            return False
        is_title = row.subject_title == self.whole.get(row.subject, row.subject_title)
        return not is_title or self.stands_in(row)

    @cached_property
    def own(self) -> set[str]:
        """The entry's editions and attachments, as the log names them."""
        return set(map(subject, [*self.editions, *self.entry_attachments.only("pk")]))

    @cached_property
    def whole(self) -> dict[str, str]:
        """The titles of the editions that go wholly, as the access log gives them."""
        gone = [one for one in self.editions if one.number in self.erasure.editions]
        return {subject(one): as_title(one) for one in gone}

    @cached_property
    def renamed(self) -> set[str]:
        """Whose title or name goes, as the log names them."""
        return {
            subject(change.place.row)
            for change in self.changes
            if is_name(change.place) or change.place.field == "title"
        }

    def is_of_a_removed_file(self, row: Access) -> bool:
        """Whether it names a file of this entry that was taken off a draft."""
        names = {event.data.get("name") for event in self.events if event.action == REMOVED}
        return row.subject_title in names or self.stands_in(row)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take away."""
        return not (self.changes or self.files or self.events or self.accesses)

    @property
    def digest(self) -> str:
        """What was shown: the second person confirms exactly this."""
        places = [f"{change.where}={change.new}" for change in self.changes]
        files = [f"{line.blob.digest}={line.elsewhere}" for line in self.files]
        rows = [row.pk for row in (*self.events, *self.accesses)]
        return text_digest("\n".join(map(str, [*places, *files, *rows])))

    def refusals(self) -> Iterator[str]:
        """Every reason why it cannot be done now, as a sentence that says what to do."""
        live = self.entry.live_edition if self.entry.withdrawn_at is None else None
        if live and live in self.touched:
            yield (
                "公众正在阅读的版本含有要清除的内容：请先以“涉及个人信息”撤下，"
                "或者先发布不含这些内容的更正版本。"
            )
        if live and live.attachments.filter(blob_ref(Attachment, self.digests)).exists():
            yield "要清除的文件正随页面公开：请先撤下，或者先发布不含该文件的更正版本。"
        waiting = [one for one in self.touched if one.state in (State.SUBMITTED, State.CLEARED)]
        if waiting:
            yield f"第 {waiting[0].number} 版已经提交，含有要清除的内容：请先退回或者撤回提交。"
        yield from self.refusals_of_others()
        if self.is_empty:
            yield "没有找到要清除的内容：请核对字词的写法、版本和文件。"

    def refusals_of_others(self) -> Iterator[str]:
        """Files that other entries keep too."""
        names = "、".join(str(one) for one in self.others)
        if self.others and not self.erasure.with_shared:
            yield f"要清除的文件也用于其他条目：{names}。确须一并清除的，请勾选“一并清除”。"
            return
        shown = Attachment.objects.filter(
            blob_ref(Attachment, self.digests), edition__live_entry__in=self.others
        ).filter(edition__live_entry__withdrawn_at=None)
        if shown.exists():
            numbers = shown.values_list("edition__entry__index_number", flat=True)
            yield f"其他条目正在公开要清除的文件：{'、'.join(numbers)}，请先撤下这些条目。"


def kin(digests: Iterable[str]) -> set[str]:
    """What stands beside these contents: as attachments keep them, and as they were cleaned.

    A copy shows what its original does, so it is the same personal data, in whichever entry.
    """
    given = list(digests)
    rows = Attachment.objects.filter(blob_ref(Attachment, given))
    kept = {one for row in rows.values_list(*blob_columns(Attachment)) for one in row}
    copies = CleanedCopy.objects.filter(Q(source__in=given) | Q(blob__in=given))
    return (kept | {one for row in copies.values_list("source", "blob") for one in row}) - {None}


def subject(row: models.Model) -> str:
    """How the log names a row."""
    return f"{row._meta.label_lower}:{row.pk}"


def still_there(ids: Iterable[str]) -> set[str]:
    """Which of these are ids of attachments, as the log writes them."""
    numbers = {int(one) for one in ids if one.isdecimal()}
    return set(map(str, Attachment.objects.filter(pk__in=numbers).values_list("pk", flat=True)))


def keepers() -> list[tuple[Any, str]]:
    """Every model whose rows keep a content for an edition, with the column that names it."""
    relations = Blob._meta.related_objects
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if "edition" in {field.name for field in relation.related_model._meta.get_fields()}
    ]


def unreferenced(digests: Iterable[str]) -> set[str]:
    """The contents among these that no row keeps any more."""
    kept: set[str] = set()
    for relation in Blob._meta.related_objects:
        if relation.on_delete is models.CASCADE:  # what is known of a content does not keep it
            continue
        name = relation.field.attname
        rows: Any = relation.related_model
        kept |= set(
            rows.objects.filter(**{f"{name}__in": list(digests)}).values_list(name, flat=True)
        )
    return set(digests) - kept


def blob_columns(model: type[models.Model]) -> list[str]:
    """The columns of a model that name a content."""
    fields = [field for field in model._meta.concrete_fields if field.related_model is Blob]
    return [field.attname for field in fields]


def blob_ref(model: type[models.Model], digests: Iterable[str]) -> Q:
    """The rows that keep one of these contents, in whichever column."""
    found = Q(pk__in=[])
    for column in blob_columns(model):
        found |= Q(**{f"{column}__in": list(digests)})
    return found
