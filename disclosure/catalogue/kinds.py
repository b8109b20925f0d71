"""What differs between kinds of entry: one object for each, named in the setting ENTRY_KINDS.

This Protocol is the only way in which this app calls code of an app above it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from disclosure.catalogue.models import Edition

Severity = Literal["block", "confirm", "warn"]


@dataclass(frozen=True)
class Problem:
    """Something that a person has to mend (block), to confirm with a reason, or to know (warn)."""

    message: str
    severity: Severity = "block"
    field: str = ""  # the form field or cell that it speaks of
    rule: str = ""  # the rule that found it, e.g. G-03


@dataclass(frozen=True)
class Rendered:
    """The frozen part of a page: article HTML, its plain text, and structured content."""

    html: str
    text: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FreeText:
    """A column of a row in which staff write as they like: personal data may stand there."""

    row: models.Model
    field: str
    label: str
    is_html: bool = False


@dataclass(frozen=True)
class Written:
    """A text that staff wrote and the public will read: its place in words, its form field."""

    place: str
    field: str
    text: str
    is_html: bool = False


@dataclass(frozen=True)
class RenditionData:
    """A file made from an edition when it is released: the same content in another format."""

    name: str
    content_type: str
    content: bytes


class EntryKind(Protocol):
    """How one kind of entry is rendered, given out as files, copied, digested and checked."""

    label: str

    def render(self, edition: "Edition") -> Rendered:
        """The article as the public will read it."""

    def renditions(self, edition: "Edition") -> Iterable[RenditionData]:
        """The files in which the public may take the article home, made once at publication."""

    def copy(self, old: "Edition", new: "Edition") -> None:
        """Give a new draft the content of an old edition that lies in tables of this kind."""

    def digest(self, edition: "Edition") -> str:
        """A digest of that content; "" when this kind has no tables of its own."""

    def free_texts(self, edition: "Edition") -> Iterable[FreeText]:
        """Where staff wrote freely in tables of this kind: what an erasure goes through."""

    def problems(self, edition: "Edition") -> Iterable[Problem]:
        """What stands between the edition and its submission, beyond the common rules."""


@cache
def kind(name: str) -> EntryKind:
    """The object behind a name in ENTRY_KINDS."""
    found: EntryKind = import_string(settings.ENTRY_KINDS[name])()
    return found
