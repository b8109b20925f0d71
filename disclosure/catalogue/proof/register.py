"""保密审查登记表: every release and return of a period with its reviews, for inspection.

What a local rule wants of each item is date, title, number, publisher, and the signatures of those
who made and approved it (条例 Art. 17 leaves the procedure to each organ).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue.models import Edition, Review
from disclosure.catalogue.models.reviews import Decision, LegalGround
from disclosure.catalogue.proof.returns import SentBack, sent_back
from disclosure.catalogue.proof.wording import in_words
from disclosure.lib.dates import to_minute
from disclosure.workflow.models import ChainHead, Event

READERS = (Role.SUPERVISOR, Role.SECRECY, Role.PUBLISHER)
MOST = 3000  # releases on one sheet
LONGEST = 366  # days
MOVING = ("made_at", "log_length", "log_digest")  # no part of what the check value covers


class BadPeriod(Exception):
    """The period cannot be put on one sheet; the sentence says why."""


@dataclass(frozen=True)
class Decided:
    """One review of a release, in words."""

    step: str
    decision: str
    ground: str
    method: str
    note: str
    reviewer: str
    at: str
    holds: bool


@dataclass(frozen=True)
class Released:
    """One release: a line of the register."""

    released_at: str
    title: str
    index_number: str
    document_number: str
    agency: str
    edition: int
    author: str
    reviews: tuple[Decided, ...]
    method: str
    publisher: str
    how: str
    digest: str


@dataclass(frozen=True)
class Register:
    """The sheet: lines, totals, a check value, and the end of the log when it was made."""

    agency: str
    codes: tuple[str, ...]  # of every agency it covers
    since: date
    until: date
    made_at: datetime
    lines: tuple[Released, ...]
    returns: tuple[SentBack, ...]
    totals: tuple[tuple[str, int], ...]
    grounds: tuple[tuple[str, int], ...]
    log_length: int
    log_digest: str

    @property
    def check(self) -> str:
        """SHA-256 over period, agencies, lines and totals, wherever and whenever it is made.

        When it was made and where the log ended then move on while the lines stay: they are
        printed beside it.
        """
        said = {name: value for name, value in asdict(self).items() if name not in MOVING}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16].upper()


def register(
    agencies: Sequence[Agency], since: date, until: date, *, now: datetime | None = None
) -> Register:
    """The register of some agencies from the first to the last day: a constant number of queries.

    Raises BadPeriod for a period that is upside down, too long, or has too much in it.
    """
    check_period(since, until)
    start, end = midnight(since), midnight(until + timedelta(days=1))
    editions = list(released(agencies, start, end)[: MOST + 1])
    if len(editions) > MOST:
        raise BadPeriod(f"这一期间的发布超过 {MOST} 件，请缩短期间或者选择一个机构。")
    ways = release_events(agencies, editions)
    back, decisions = sent_back(agencies, start, end)
    if len(back) > MOST:
        raise BadPeriod(f"这一期间的退回超过 {MOST} 件，请缩短期间或者选择一个机构。")
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    return Register(
        agency="、".join(agency.name for agency in agencies[:3]) + others(agencies),
        codes=tuple(sorted(agency.code for agency in agencies)),
        since=since,
        until=until,
        made_at=now or timezone.now(),
        lines=tuple(line(edition, ways.get(edition.pk, {})) for edition in editions),
        returns=tuple(back),
        totals=totals(editions, ways, back),
        grounds=grounds(editions, decisions),
        log_length=head.length,
        log_digest=head.digest,
    )


def readable(user: User) -> QuerySet[Agency]:
    """The agencies whose register a person may read."""
    return agencies_for(user, *READERS)


def check_period(since: date, until: date) -> None:
    """Refuse what is no period. Raises BadPeriod."""
    if since > until:
        raise BadPeriod(f"起始日期 {since} 晚于截止日期 {until}，请改正。")
    if (until - since).days > LONGEST:
        raise BadPeriod(f"一张登记表最多 {LONGEST} 天，请缩短期间。")


def midnight(day: date) -> datetime:
    """Its first moment here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def others(agencies: Sequence[Agency]) -> str:
    """How many agencies the heading does not name."""
    return f"等 {len(agencies)} 个机构" if len(agencies) > 3 else ""


def released(agencies: Sequence[Agency], start: datetime, end: datetime) -> QuerySet[Edition]:
    """What went out, in its order, with everything that a line needs: two queries."""
    decided = Review.objects.select_related("reviewer").order_by("decided_at", "pk")
    rows = Edition.objects.filter(
        entry__agency__in=agencies, published_at__gte=start, published_at__lt=end
    )
    return (
        rows.select_related("entry__agency", "author", "published_by", "emergency")
        .prefetch_related(Prefetch("reviews", queryset=decided))
        .defer("body")
        .order_by("published_at", "pk")
    )


def release_events(agencies: Sequence[Agency], editions: list[Edition]) -> dict[int, Any]:
    """What the log says of each release, by edition: one query."""
    subjects = {f"catalogue.edition:{edition.pk}": edition.pk for edition in editions}
    codes = [agency.code for agency in agencies]
    rows = Event.objects.filter(action="edition.published", agency_code__in=codes)
    found = rows.order_by("pk").values_list("subject", "data").iterator(chunk_size=2000)
    return {subjects[subject]: data for subject, data in found if subject in subjects}


def line(edition: Edition, said: dict[str, Any]) -> Released:
    """A release in words."""
    entry = edition.entry
    return Released(
        released_at=stamp(edition.published_at),
        title=edition.title,
        index_number=entry.index_number,
        document_number=edition.document_number,
        agency=edition.publisher_name or entry.agency.label,
        edition=edition.number,
        author=str(edition.author or "导入"),
        reviews=tuple(decided(edition, one) for one in edition.reviews.all()),
        method=method_of(edition),
        publisher=str(edition.published_by or "系统"),
        how=how(edition, said),
        digest=(edition.submitted_digest or said.get("digest", ""))[:12],
    )


def decided(edition: Edition, review: Review) -> Decided:
    """A review in words."""
    return Decided(
        step=review.step or review.get_kind_display(),
        decision=review.get_decision_display(),
        ground=review.get_legal_ground_display(),
        method=in_words("method", review.method),
        note=review.note,
        reviewer=str(review.reviewer),
        at=stamp(review.decided_at),
        holds=review.decision == Decision.RETURNED or review.holds_for(edition),
    )


def method_of(edition: Edition) -> str:
    """The disclosure method that the last review decided, else the entry's."""
    methods = [review.method for review in edition.reviews.all() if review.holds_for(edition)]
    return in_words("method", methods[-1] if methods else edition.entry.method)


def how(edition: Edition, said: dict[str, Any]) -> str:
    """Whether it went the ordinary way: forced and imported releases are named."""
    if is_forced(edition, said):
        return "紧急发布：" + why_forced(edition, said)
    if edition.origin == "imported":
        return "导入"
    return "正常"


def is_forced(edition: Edition, said: dict[str, Any]) -> bool:
    """Whether steps were left out by somebody's decision, as the log or its own record says."""
    return bool(said.get("forced")) or hasattr(edition, "emergency")


def why_forced(edition: Edition, said: dict[str, Any]) -> str:
    """The reason that was given, else the ground."""
    if said.get("forced"):
        return str(said.get("reason") or in_words("forced", said["forced"]))
    return edition.emergency.reason


def totals(
    editions: list[Edition], ways: dict[int, Any], returns: list[SentBack]
) -> tuple[tuple[str, int], ...]:
    """How many went out, how many of them not the ordinary way, how many came back."""
    return (
        ("发布", len(editions)),
        ("其中紧急发布", sum(is_forced(edition, ways.get(edition.pk, {})) for edition in editions)),
        ("其中导入", sum(edition.origin == "imported" for edition in editions)),
        ("退回", len(returns)),
    )


def grounds(editions: list[Edition], returns: Iterable[Review]) -> tuple[tuple[str, int], ...]:
    """How often each legal ground was given, in the order of the articles."""
    every = [review for edition in editions for review in edition.reviews.all()]
    seen = {review.pk: review.legal_ground for review in (*every, *returns)}
    counted = Counter(ground for ground in seen.values() if ground)
    return tuple((one.label, counted[one.value]) for one in LegalGround if counted[one.value])


def stamp(at: datetime | None) -> str:
    """A time here, to the minute."""
    return to_minute(at) if at else ""
