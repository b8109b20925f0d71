"""Entries from outside: they keep their number, their date of publication and their origin."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Agency, User
from disclosure.catalogue import numbers
from disclosure.catalogue.actions import content_digest, log
from disclosure.catalogue.models import Edition, Entry, Origin
from disclosure.catalogue.release import publishing
from disclosure.lib.html import sanitise
from disclosure.pages.models import Category
from disclosure.workflow.states import CLEAR, SUBMIT, move


class ImportProblems(Exception):
    """The import is refused as a whole; `problems` are sentences, nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class EntryData:
    """What an import says of an entry."""

    agency: Agency
    category: Category
    index_number: str
    title: str
    method: str
    publisher_name: str
    source: str
    written_on: date | None
    body: str
    kind: str = "document"

    def edition_fields(self) -> dict[str, object]:
        """The columns of the edition."""
        return {
            "title": self.title,
            "publisher_name": self.publisher_name,
            "source": self.source,
            "written_on": self.written_on,
            "body": sanitise(self.body),
        }


LABELS = {
    "title": "标题",
    "publisher_name": "发布机构",
    "source": "信息来源",
    "written_on": "成文日期",
    "body": "正文",
}


@transaction.atomic
def create_imported(data: EntryData, *, by: User | None, operator: str) -> Edition:
    """Make an entry with the number that it had on its old site, and its first edition."""
    entry = Entry.objects.create(
        agency=data.agency, category=data.category, kind=data.kind, method=data.method
    )
    numbers.keep(entry, data.index_number)
    return add_imported(entry, data, by=by, operator=operator)


@transaction.atomic
def add_imported(entry: Entry, data: EntryData, *, by: User | None, operator: str) -> Edition:
    """Add an imported edition to an entry as a draft."""
    last = entry.editions.order_by("-number").values_list("number", flat=True).first() or 0
    edition = Edition.objects.create(
        entry=entry,
        number=last + 1,
        origin=Origin.IMPORTED,
        author=by,
        **data.edition_fields(),
    )
    log("edition.imported", edition, by, origin=Origin.IMPORTED, operator=operator)
    return edition


def seal(edition: Edition) -> None:
    """Remember what was imported, so that a later import sees whether staff changed it."""
    edition.import_digest = content_digest(edition)
    edition.save(update_fields=["import_digest"])


@transaction.atomic
def release_imported(
    edition: Edition, *, by: User | None, operator: str, first: datetime | None
) -> None:
    """Release an imported edition; `first` is the publication time printed on the old page.

    The rule that author and releaser differ holds for what is written here.
    """
    publishing.lock_for_release(edition)
    move(edition, SUBMIT, submitted_digest=content_digest(edition))
    move(edition, CLEAR)
    said: dict[str, Any] = {"origin": Origin.IMPORTED.value, "operator": operator}
    publishing.release(edition, by=by, at=timezone.now(), first=first, **said)


def differences(edition: Edition, data: EntryData) -> list[str]:
    """Where an edition says something else than the import, as sentences."""
    found = []
    for name, value in data.edition_fields().items():
        stored = getattr(edition, name)
        if stored != value:
            found.append(f"{LABELS[name]}：系统中为“{short(stored)}”，文件中为“{short(value)}”。")
    return found


def short(value: object) -> str:
    """The beginning of a value, for a message."""
    text = "" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def touched(edition: Edition) -> bool:
    """Whether staff have changed an imported edition, or it was never imported."""
    return edition.import_digest != content_digest(edition)
