"""Deciding a review: approve what was read, or return it with the reason."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import back_to_draft, content_digest, log
from disclosure.catalogue.mailing import tell_author, tell_next
from disclosure.catalogue.models import Edition, Review
from disclosure.catalogue.models.reviews import (
    NEVER_PUBLIC,
    Decision,
    LegalGround,
    ReviewKind,
    ReviewStep,
    next_step,
    refusal,
)
from disclosure.pages.models import Method
from disclosure.workflow.states import CLEAR, RETURN, State, WrongState, move

NOTE_MISSING = {  # by whether it is public already
    False: "退回必须写明意见，作者据此修改。",
    True: "有异议的必须写明意见，发布人员据此撤下或者更正。",
}


class ReviewRefused(Exception):
    """The decision contradicts itself or the law; the sentence says how."""


@dataclass(frozen=True)
class Said:
    """What a person decides: on which ground, why, and the digest of what they were shown."""

    decision: Decision
    legal_ground: str = ""
    note: str = ""
    seen: str = ""


@transaction.atomic
def review(
    edition: Edition,
    *,
    by: User,
    decision: Decision,
    legal_ground: str = "",
    note: str = "",
    position: int | None = None,
    seen: str = "",
    now: datetime | None = None,
) -> Review:
    """Decide the step that an edition waits for; after the last one it waits for release.

    `position` is the step that the person saw, `seen` the digest of the content that was shown.
    Raises PermissionDenied, ReviewRefused, WrongState.
    """
    edition = (
        Edition.objects.select_for_update(of=("self",)).select_related("entry").get(pk=edition.pk)
    )
    step = waiting_step(edition, position)
    said = Said(decision, legal_ground, note, seen)
    made = decide("edition.reviewed", edition, step, said, by=by, at=now)
    if decision == Decision.RETURNED:
        back_to_draft(edition, RETURN, by, note)
        tell_author(edition, by, note)
    elif next_step(edition) is None:
        move(edition, CLEAR)
        log("edition.cleared", edition, None)
        tell_next(edition)
    else:
        tell_next(edition)
    return made


def decide(
    action: str,
    edition: Edition,
    step: ReviewStep,
    said: Said,
    *,
    by: User,
    at: datetime | None = None,
    bars: str = "",
) -> Review:
    """Record a decision, before release or after it, unless it is refused.

    What was shown comes first, then the role, then the person, then what they say. `bars` is a
    reason of the caller why this person may not.
    Raises WrongState, PermissionDenied, ReviewRefused.
    """
    check_seen(edition, said.seen)
    require(by, step.role, edition.entry.agency)
    if reason := bars or refusal(step, edition, by):
        raise PermissionDenied(reason)
    check(step, edition, said)
    return make_review(action, edition, step, said, by=by, at=at)


def make_review(
    action: str, edition: Edition, step: ReviewStep, said: Said, *, by: User, at: datetime | None
) -> Review:
    """The record of a decision about exactly what was handed in, and its Event."""
    made = Review.objects.create(
        edition=edition,
        position=step.position,
        step=step.name,
        kind=step.kind,
        method=edition.intended_entry().method,
        reviewer=by,
        decided_at=at or timezone.now(),
        digest=edition.submitted_digest,
        decision=said.decision,
        legal_ground=said.legal_ground,
        note=said.note.strip(),
    )
    told = {name: getattr(made, name) for name in ("step", "kind", "method", "digest")}
    told |= {"decision": said.decision, "legal_ground": said.legal_ground}
    log(action, edition, by, reason=said.note, **told)
    return made


def waiting_step(edition: Edition, position: int | None) -> ReviewStep:
    """The step to decide, if the edition still waits for it and says what was handed in."""
    step = next_step(edition) if edition.state == State.SUBMITTED else None
    if step is None or position not in (None, step.position):
        raise WrongState("这一环节已由他人办理，或者稿件已撤回，请刷新后再试。")
    if edition.submitted_digest != content_digest(edition):
        raise WrongState("稿件在提交后被改动，请退回后重新提交。")
    return step


def check_seen(edition: Edition, seen: str, then: str = "作出结论") -> None:
    """Refuse to decide (`then`) over something else than the page showed. Raises WrongState."""
    if seen not in ("", edition.submitted_digest):
        raise WrongState(
            f"您打开之后，稿件被撤回修改并重新提交，现在是新的内容：请核对后再{then}。"
        )


def check(step: ReviewStep, edition: Edition, said: Said) -> None:
    """Refuse what contradicts itself."""
    legal_ground, note = said.legal_ground, said.note
    if said.decision == Decision.RETURNED:
        if not note.strip():
            raise ReviewRefused(NOTE_MISSING[edition.state == State.PUBLISHED])
        return
    if step.kind != ReviewKind.SECRECY:
        return
    if not legal_ground:
        raise ReviewRefused("保密审查必须选择法律依据。")
    is_public = edition.intended_entry().method == Method.ACTIVE
    if is_public and legal_ground in NEVER_PUBLIC:
        label = LegalGround(legal_ground).label
        raise ReviewRefused(f"属于“{label}”的不得公开，请退回，由作者改为不予公开。")
    if is_public and legal_ground == LegalGround.THIRD_PARTY and not note.strip():
        raise ReviewRefused("涉及第三方的，请在意见中写明第三方同意的情况或者公开的理由。")
