"""What was sent back in a period: by a review, or by the 退回 of a reviewer or publisher."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from disclosure.agencies.models import Agency
from disclosure.catalogue.models import Edition, Review
from disclosure.catalogue.models.reviews import Decision
from disclosure.catalogue.proof.wording import ERASED_NOTE
from disclosure.lib.dates import to_minute
from disclosure.workflow.log import subject_of
from disclosure.workflow.models import Event

RETURNED, REVIEWED = "edition.returned", "edition.reviewed"
BY_BUTTON = "退回"


@dataclass(frozen=True)
class SentBack:
    """One return: what, in which step, why, by whom, when, and the ground that was named."""

    title: str
    index_number: str
    agency: str
    edition: int
    step: str
    ground: str
    note: str
    by: str
    at: str


def sent_back(
    agencies: Sequence[Agency], start: datetime, end: datetime
) -> tuple[list[SentBack], list[Review]]:
    """Every return from `start` to before `end`, and the Reviews among them: four queries.

    The button leaves an Event and no Review; a review that returns leaves both and counts once.
    """
    reviews = list(
        Review.objects.filter(
            decision=Decision.RETURNED,
            edition__entry__agency__in=agencies,
            decided_at__gte=start,
            decided_at__lt=end,
        ).select_related("reviewer", "edition__entry__agency")
    )
    codes = [agency.code for agency in agencies]
    events = Event.objects.filter(action=RETURNED, agency_code__in=codes)
    rows = list(events.filter(at__gte=start, at__lt=end).order_by("pk"))
    editions = editions_of(rows)
    lines = [(review.decided_at, by_review(review)) for review in reviews]
    lines += [
        (event.at, by_button(event, editions[event.subject]))
        for event in without_review(rows)
        if event.subject in editions
    ]
    return [line for _, line in sorted(lines, key=lambda one: (one[0], one[1].title))], reviews


def without_review(rows: list[Event]) -> Iterator[Event]:
    """The returns that no Review of the same person stands right before in the log."""
    subjects = {row.subject for row in rows}
    decided = Event.objects.filter(subject__in=subjects, action__in=(REVIEWED, RETURNED))
    last: dict[str, tuple[str, Any, dict[str, Any], bool]] = {}
    wanted = {row.pk: row for row in rows}
    told = decided.order_by("pk").values_list(
        "pk", "subject", "action", "actor", "data", "erased_at"
    )
    for pk, subject, action, actor, data, erased_at in told:
        before = last.get(subject)
        if pk in wanted and not (before and is_return(before, actor)):
            yield wanted[pk]
        last[subject] = (action, actor, data, erased_at is not None)


def is_return(before: tuple[str, Any, dict[str, Any], bool], actor: str) -> bool:
    """Whether the Event before is the review by which this person returned it.

    Of an erased one only who and when are left: it is taken for that review.
    """
    action, by, data, is_erased = before
    returns = is_erased or data.get("decision") == Decision.RETURNED
    return action == REVIEWED and by == actor and returns


def editions_of(rows: list[Event]) -> dict[str, Edition]:
    """The editions that these Events speak of, as the log names them: one query."""
    ids = [int(row.subject.rpartition(":")[2]) for row in rows]
    found = Edition.objects.filter(pk__in=ids).select_related("entry__agency").defer("body")
    return {subject_of(edition): edition for edition in found}


def by_review(review: Review) -> SentBack:
    """A return by a review, in words."""
    step = review.step or review.get_kind_display()
    ground = review.get_legal_ground_display()
    person = str(review.reviewer)
    return told(review.edition, step, ground, review.note, person, review.decided_at)


def by_button(event: Event, edition: Edition) -> SentBack:
    """A return by the button, in words."""
    note = f"（{ERASED_NOTE}）" if event.erased_at else str(event.data.get("reason", ""))
    return told(edition, BY_BUTTON, "", note, event.actor_name or event.actor, event.at)


def told(edition: Edition, step: str, ground: str, note: str, by: str, at: datetime) -> SentBack:
    """A line of the register."""
    return SentBack(
        title=edition.title,
        index_number=edition.entry.index_number,
        agency=edition.publisher_name or edition.entry.agency.label,
        edition=edition.number,
        step=step,
        ground=ground,
        note=note,
        by=by,
        at=to_minute(at),
    )
