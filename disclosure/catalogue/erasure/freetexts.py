"""Where staff write freely in an entry, and what a purge makes of each text."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from disclosure.catalogue.kinds import FreeText
from disclosure.catalogue.models import Attachment, Edition, EmergencyRelease, Entry
from disclosure.lib.html import plain_text
from disclosure.lib.pieces import MARK, SHORT_MARK, Rewriter, fitting

NO_TEXT = ("kind", "index_number")
HTML = ("body",)
# What waits for the release and what stood before it: fields of the entry by name.
CHANGES = ("entry_changes", "entry_before")
AROUND = 20  # characters shown on either side of a mark
COUNTER = 10  # characters of room for what tells names apart


@dataclass(frozen=True)
class Change:
    """One text that will not be what it was."""

    edition: int | None  # its number; None for the entry itself
    place: FreeText
    new: Any

    @property
    def where(self) -> str:
        """The place in words."""
        return f"第 {self.edition} 版：{self.place.label}" if self.edition else self.place.label

    @property
    def shown(self) -> str:
        """What will be read there, around the first mark: enough to know the place again."""
        text = plain_text(self.new) if self.place.is_html else str(self.new)
        start = max(0, text.find(SHORT_MARK) - AROUND)
        return " ".join(text[start : start + 2 * AROUND + len(MARK)].split())


def is_name(place: FreeText) -> bool:
    """Whether a text is the name of an attachment."""
    return isinstance(place.row, Attachment) and place.field == "name"


def free_texts(row: models.Model) -> Iterator[FreeText]:
    """The columns of a row in which staff write as they like."""
    for field in row._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        is_kept = field.name in NO_TEXT or field.name.endswith("digest")
        if (is_text and not is_kept) or field.name in CHANGES:
            yield FreeText(row, field.name, str(field.verbose_name), field.name in HTML)


def texts_of(edition: Edition) -> Iterator[FreeText]:
    """Every text of an edition: its own columns, files, reviews, emergency, those of its kind."""
    yield from free_texts(edition)
    for attachment in edition.attachments.order_by("position", "pk"):
        yield FreeText(attachment, "name", f"附件 {attachment.position} 的名称")
        yield FreeText(attachment, "description", f"附件 {attachment.position} 的说明")
    for review in edition.reviews.order_by("pk"):
        yield FreeText(review, "note", f"{review}的意见")
    for emergency in EmergencyRelease.objects.filter(edition=edition):
        yield FreeText(emergency, "reason", "紧急发布的理由")
    yield from edition.entry.behaviour.free_texts(edition)


def changed(
    number: int | None, places: Iterable[FreeText], choose: Callable[[FreeText], Rewriter]
) -> Iterator[Change]:
    """The texts that their rewriter changes, with what they become."""
    known = list(places)
    names = {place.row.name for place in known if isinstance(place.row, Attachment)}
    for place in known:
        old = getattr(place.row, place.field)
        new = rewritten(place, old, choose(place))
        if new != old:
            yield Change(number, place, free_name(new, names) if is_name(place) else new)


def rewritten(place: FreeText, old: Any, rewriter: Rewriter) -> Any:
    """What a text becomes."""
    if place.field in CHANGES:
        own = {text.field for text in free_texts(Entry())}
        return {name: rewriter.json(value) if name in own else value for name, value in old.items()}
    if place.is_html:
        return rewriter.html(old)
    longest: int | None = getattr(place.row._meta.get_field(place.field), "max_length", None)
    if is_name(place):
        stem, dot, extension = old.rpartition(".") if "." in old else (old, "", "")
        room = longest - COUNTER - len(extension) if longest else None
        return fitting(rewriter.text(stem), room) + dot + extension
    return fitting(rewriter.text(old), longest)


def free_name(name: str, taken: set[str]) -> str:
    """A name that no other attachment of the edition has; it is noted as taken."""
    stem, dot, extension = name.rpartition(".") if "." in name else (name, "", "")
    count = 1
    while name in taken:
        count += 1
        name = f"{stem}{count}{dot}{extension}"
    taken.add(name)
    return name


def write(changes: Iterable[Change]) -> None:
    """Write the texts as they become."""
    for change in changes:
        row, field = change.place.row, change.place.field
        type(row)._default_manager.filter(pk=row.pk).update(**{field: change.new})
        setattr(row, field, change.new)
