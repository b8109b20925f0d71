"""The record of an entry: everything that happened to it, day by day and edition by edition."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import holds
from disclosure.catalogue.actions import content_digest
from disclosure.catalogue.models import Attachment, Edition, Entry
from disclosure.catalogue.models.reviews import Decision, ReviewKind
from disclosure.catalogue.proof.register import is_forced
from disclosure.catalogue.proof.telling import Line, names_of, tell, tell_access
from disclosure.workflow.log import subject_of
from disclosure.workflow.models import Access, Event
from disclosure.workflow.states import State

MOST = 300  # lines beside an edition; its record has a page of its own
MOST_ON_RECORD = 5000
# What changes a released edition's facts without a new edition, each logged with its basis.
LAWFUL = (
    "entry.erased",
    "entry.validity_changed",
    "entry.expired",
    "entry.in_force",
    "entry.pending",
)
ERASED_MARK = "已清除：记录的内容已依法清除，不再与提交、审查时比较"
OUT = (State.PUBLISHED, State.SUPERSEDED)


@dataclass(frozen=True)
class Sitting:
    """A line of the record, with what a later look says of it."""

    line: Line
    count: int = 1
    mark: str = ""
    is_good: bool = False

    @property
    def what(self) -> str:
        """What was done, how often, and in which edition when it is not the first."""
        told = self.line.what
        if (self.line.edition or 1) > 1:
            told += f"（第 {self.line.edition} 版）"
        return f"{told}（{self.count} 次）" if self.count > 1 else told


@dataclass(frozen=True)
class Day:
    """What happened to one edition on one day."""

    on: date
    edition: int | None
    sittings: list[Sitting] = field(default_factory=list)


def timeline(entry: Entry, *, with_access: bool, most: int = MOST) -> list[Sitting]:
    """What happened to an entry in all its editions, newest first: at most six queries."""
    editions = {f"catalogue.edition:{one.pk}": one for one in released_ways(entry)}
    subjects = [*editions, subject_of(entry)]
    events = list(Event.objects.filter(subject__in=subjects).order_by("-pk")[:most])
    lines = [tell(event) for event in events]
    if with_access:
        lines += opened(editions, most)
        lines.sort(key=lambda line: line.at, reverse=True)
    marks = dict(marks_of(events, editions))
    return [joined(list(sitting), marks) for _, sitting in groupby(lines[:most], key=same_sitting)]


def released_ways(entry: Entry) -> QuerySet[Edition]:
    """The editions, each with its emergency release if it had one: one query."""
    return entry.editions.select_related("emergency").defer("body")


def opened(editions: dict[str, Edition], most: int) -> list[Line]:
    """Downloads and previews of what was not public, from the access log."""
    ids = [edition.pk for edition in editions.values()]
    files = {
        f"catalogue.attachment:{pk}": number
        for pk, number in Attachment.objects.filter(edition__in=ids).values_list(
            "pk", "edition__number"
        )
    }
    numbers = {key: one.number for key, one in editions.items()} | files
    rows = list(Access.objects.filter(subject__in=numbers)[:most])
    names = names_of(rows)
    return [replace(tell_access(row, names), edition=numbers[row.subject]) for row in rows]


def same_sitting(line: Line) -> tuple[object, ...]:
    """What a draft that saves itself repeats while one person writes it on one day."""
    return line.who, line.what, line.why, line.edition, timezone.localdate(line.at)


def joined(sitting: list[Line], marks: dict[str, tuple[str, bool]]) -> Sitting:
    """What one person did over and over, as one line with its last time."""
    last = sitting[0]
    mark, is_good = marks.get(last.digest, ("", False))
    return Sitting(last, len(sitting), mark, is_good)


def days(sittings: Iterable[Sitting]) -> list[Day]:
    """The lines under their day and edition, in the order given."""
    grouped = groupby(sittings, key=lambda one: (timezone.localdate(one.line.at), one.line.edition))
    return [Day(on, edition, list(lines)) for (on, edition), lines in grouped]


def marks_of(
    events: list[Event], editions: dict[str, Edition]
) -> Iterator[tuple[str, tuple[str, bool]]]:
    """By digest of an Event: whether a review still holds, and what was released was reviewed."""
    for event in events:
        edition = editions.get(event.subject)
        if edition is None:
            continue
        if event.action == "edition.reviewed" and approved(event):
            if event.data.get("digest") != edition.submitted_digest:
                yield event.digest, ("此后内容改动，这一结论不再有效", False)
        elif event.action == "edition.published":
            yield event.digest, at_release(event, edition, events)


def approved(event: Event) -> bool:
    """Whether a review let the edition pass."""
    return bool(event.data.get("decision") == Decision.APPROVED)


def at_release(event: Event, edition: Edition, events: list[Event]) -> tuple[str, bool]:
    """Whether what was released is what was handed in and passed a secrecy review (Art. 17).

    An Event that was lawfully erased says nothing any more, for the edition or against it.
    """
    digest = event.data.get("digest")
    if is_forced(edition, event.data):
        return "紧急发布，没有办完全部审查环节", False
    if not edition.submitted_digest:
        return "导入的内容，没有在本系统提交和审查", False
    if event.erased_at:
        return ERASED_MARK, True
    if digest != edition.submitted_digest:
        return "发布的内容与提交、审查时的摘要不一致，请核对", False
    return passed(event, events)


def passed(release: Event, events: list[Event]) -> tuple[str, bool]:
    """Whether what went out has a secrecy review that let it pass."""
    reviews = [
        one for one in events if one.subject == release.subject and one.action == "edition.reviewed"
    ]
    if any(
        one.data.get("kind") == ReviewKind.SECRECY
        and one.data.get("digest") == release.data.get("digest")
        and approved(one)
        for one in reviews
    ):
        return "内容与审查时一致", True
    if any(one.erased_at for one in reviews):
        return ERASED_MARK, True
    return "内容与提交时一致，但没有这一内容的保密审查记录", False


def sees_access(user: User, entry: Entry) -> bool:
    """Whether a person reads the access log of an entry: its supervisors."""
    return user.is_superuser or holds(user, Role.SUPERVISOR, entry.agency)


def lawful_change(edition: Edition) -> str:
    """What the log says of a change of a released edition that needed no new one; "" for none."""
    subjects = [subject_of(edition), subject_of(edition.entry)]
    rows = Event.objects.filter(subject__in=subjects, action__in=LAWFUL)
    done = set(rows.values_list("action", flat=True))
    if "entry.erased" in done:
        return "其中的个人信息已依法清除，不能再与提交、审查时的内容比较，清除记录见下"
    return "有效性在发布以后按规定改变，其余以审查时的内容为准，见操作记录" if done else ""


def standing_of(edition: Edition) -> tuple[str, bool]:
    """Whether an edition that is or was public still says what was reviewed; "" for others."""
    if edition.state not in OUT or not edition.submitted_digest:
        return "", False
    if content_digest(edition) == edition.submitted_digest:
        return "现在的内容与提交、审查时一致", True
    if told := lawful_change(edition):
        return told, True
    if edition.state == State.SUPERSEDED:
        return (
            "内容或条目信息（栏目、公开方式、有效性）与提交时不同；条目信息可能由后来的版本改动",
            False,
        )
    return "现在的内容或条目信息与提交、审查时的摘要不同，请核对操作记录", False
