"""Questions to the log: one list over what was done and what was opened, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from disclosure.agencies.models import User
from disclosure.agencies.oversight import scope_of
from disclosure.catalogue.models import Attachment, Edition
from disclosure.catalogue.proof.telling import Line, names_of, tell, tell_access
from disclosure.lib.csvlines import BOM, csv_line
from disclosure.workflow.families import actions_of
from disclosure.workflow.models import Access, Event

MOST_EDITIONS = 500  # of records that bear the words asked for
CHUNK = 500
COLUMNS = ("时间", "操作人", "账号", "操作", "对象", "说明", "来源地址", "详情")


@dataclass(frozen=True)
class Question:
    """What a supervisor asks; what is empty asks for nothing."""

    record: str = ""
    person: str = ""
    family: str = ""
    since: date | None = None
    until: date | None = None

    def in_words(self) -> str:
        """For the log of the export."""
        told = [str(getattr(self, one.name)) for one in fields(self) if getattr(self, one.name)]
        return "，".join(told) or "全部"


def keys(user: User, question: Question) -> QuerySet[Any]:
    """Kind, id and time of every row that answers: one UNION, to be sliced or counted."""
    scope = scope_of(user)
    events = Event.objects.filter(*asked_of(question, Event))
    accesses = Access.objects.filter(*asked_of(question, Access))
    if scope:
        events, accesses = events.filter(scope.events()), accesses.filter(scope.accesses())
    first = events.order_by().annotate(kind=Value("event")).values("kind", "pk", "at")
    second = accesses.order_by().annotate(kind=Value("access")).values("kind", "pk", "at")
    return first.union(second, all=True).order_by("-at", "-kind", "-pk")


def lines(found: Iterable[dict[str, Any]]) -> list[Line]:
    """The rows behind some keys in words: three queries, however many there are."""
    found = list(found)
    ids = {kind: [k["pk"] for k in found if k["kind"] == kind] for kind in ("event", "access")}
    events = Event.objects.in_bulk(ids["event"])
    accesses = Access.objects.in_bulk(ids["access"])
    names = names_of(accesses.values())
    return [
        tell(events[key["pk"]])
        if key["kind"] == "event"
        else tell_access(accesses[key["pk"]], names)
        for key in found
    ]


def every_line(user: User, question: Question) -> Iterator[Line]:
    """All that answers, a few hundred rows at a time."""
    rows = keys(user, question).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from lines(chunk)


def csv_lines(user: User, question: Question) -> Iterator[str]:
    """The list as CSV, line by line."""
    yield BOM + csv_line(COLUMNS)
    for line in every_line(user, question):
        yield csv_line(row(line))


def row(line: Line) -> list[str]:
    """A line of the file."""
    at = f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}"
    told = "；".join(f"{label}：{value}" for label, value in line.details)
    return [at, line.who, line.account, line.what, line.on, line.why, line.address, told]


# --- What is asked ------------------------------------------------------------------------------


def asked_of(question: Question, model: type[Event] | type[Access]) -> list[Q]:
    """The conditions of a question on one of the two logs."""
    asked = []
    if question.record:
        subjects = Q(subject__in=subjects_of(question.record))
        asked.append(subjects | Q(subject_title__icontains=question.record))
    if question.person:
        asked.append(by_person(question.person, model))
    if question.family:
        asked.append(Q(action__in=actions_of(question.family)))
    if question.since:
        asked.append(Q(at__gte=midnight(question.since)))
    if question.until:
        asked.append(Q(at__lt=midnight(question.until + timedelta(days=1))))
    return asked


def subjects_of(words: str) -> list[str]:
    """How the log names every edition, and its files, of the entries with this number or title."""
    named = Edition.objects.filter(
        Q(title__icontains=words)
        | Q(document_number__icontains=words)
        | Q(entry__index_number__icontains=words)
    ).order_by("-pk")
    entries = set(named.values_list("entry", flat=True)[:MOST_EDITIONS])
    editions = list(Edition.objects.filter(entry__in=entries).values_list("pk", flat=True))
    files = Attachment.objects.filter(edition__in=editions).values_list("pk", flat=True)
    return [
        *(f"catalogue.entry:{pk}" for pk in entries),
        *(f"catalogue.edition:{pk}" for pk in editions),
        *(f"catalogue.attachment:{pk}" for pk in files),
    ]


def by_person(words: str, model: type[Event] | type[Access]) -> Q:
    """Account or name."""
    if model is Event:
        return Q(actor__icontains=words) | Q(actor_name__icontains=words)
    named = User.objects.filter(name__icontains=words).values_list("username", flat=True)
    return Q(actor__icontains=words) | Q(actor__in=list(named))


def midnight(day: date) -> datetime:
    """Its first moment here."""
    return timezone.make_aware(datetime.combine(day, time.min))
