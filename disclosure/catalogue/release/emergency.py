"""Releasing before the reviews in an emergency, and making the reviews up afterwards."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import content_digest, log
from disclosure.catalogue.mailing import tell_forced, tell_objection, tell_owed
from disclosure.catalogue.models import Edition, EmergencyRelease, Review
from disclosure.catalogue.models.emergencies import as_skipped
from disclosure.catalogue.models.reviews import Decision, ReviewStep, open_steps
from disclosure.catalogue.models.writers import own_work
from disclosure.catalogue.release.publishing import check_shown, release
from disclosure.catalogue.reviewing import Said, decide
from disclosure.workflow.states import EMERGENCY, State, WrongState

SHORTEST = 10  # characters of a reason


@transaction.atomic
def release_in_emergency(
    edition: Edition,
    *,
    by: User,
    ground: str,
    reason: str,
    seen: str = "",
    now: datetime | None = None,
) -> EmergencyRelease:
    """Release a submitted edition before its reviews; they remain owed and are named in the log.

    For dangers that the public must know of at once, and to answer what is false (条例 Art. 6,
    20(十二)). `seen` is the digest of the content that the person was shown.
    Raises PermissionDenied (without the role, or a writer), NotPublic, WrongState.
    """
    at = now or timezone.now()
    check_shown(edition, seen)  # and no review is made meanwhile
    may_force(edition, by, reason, at)
    skipped = [as_skipped(step) for step in open_steps(edition)]
    said: dict[str, Any] = {"reason": reason.strip(), "forced": str(ground)}
    release(edition, by=by, at=at, step=EMERGENCY, **said)
    made = EmergencyRelease.objects.create(
        edition=edition,
        ground=ground,
        reason=said["reason"],
        released_by=by,
        released_at=at,
        digest=edition.submitted_digest,
        skipped=skipped,
        settled_at=None if skipped else at,
    )
    announce(made)
    return made


def announce(made: EmergencyRelease) -> None:
    """Log an emergency release, and tell those who watch over it and who owe its reviews."""
    edition, names = made.edition, made.skipped_names
    reason = f"{made.reason}（{names}）"
    said: dict[str, Any] = {"ground": made.ground, "skipped": made.skipped, "digest": made.digest}
    log("edition.emergency", edition, made.released_by, reason=reason, **said)
    tell_forced(edition, made.reason, names, made.next_owed())


def may_force(edition: Edition, by: User, reason: str, at: datetime) -> None:
    """Raise PermissionDenied or WrongState unless this person may force this release."""
    agency = edition.entry.agency
    require(by, Role.EMERGENCY, agency)
    if own := own_work(edition, by, "紧急发布"):
        raise PermissionDenied(own)
    if len(reason.strip()) < SHORTEST:
        raise WrongState(f"紧急发布的理由至少写 {SHORTEST} 个字，说明为什么不能等待审查。")
    if edition.state != State.SUBMITTED:
        raise WrongState("只有已提交、尚未通过审查的稿件可以紧急发布。")
    if edition.submitted_digest != content_digest(edition):
        raise WrongState("稿件在提交后被改动，请退回后重新提交。")
    if agency.dissolved_on and agency.dissolved_on < timezone.localdate(at):
        raise WrongState(f"“{agency}”已撤销，不能再发布新信息。")


@transaction.atomic
def review_after(
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
    """Make up a review of what went out in an emergency; whoever objects asks for withdrawal.

    Raises PermissionDenied, ReviewRefused, WrongState.
    """
    rows = EmergencyRelease.objects.select_for_update(of=("self",))
    emergency = rows.select_related("edition__entry").get(edition=edition)
    edition = emergency.edition
    step = owed_step(emergency, position)
    said = Said(decision, legal_ground, note, seen)
    is_own = emergency.released_by_id == by.pk
    bars = f"紧急发布的人不能补办{step.name}，请由另一位同事办理。" if is_own else ""
    made = decide("edition.reviewed_after", edition, step, said, by=by, at=now, bars=bars)
    following = emergency.next_owed()
    if following is None:
        emergency.settled_at = made.decided_at
        emergency.save(update_fields=["settled_at"])
    if decision == Decision.RETURNED:
        tell_objection(edition, by, note)
    elif following:
        tell_owed(edition, following)
    return made


def owed_step(emergency: EmergencyRelease, position: int | None) -> ReviewStep:
    """The step to make up, if it is still owed and is the one that the person saw."""
    step = emergency.next_owed()
    if emergency.settled_at or step is None or position not in (None, step.position):
        raise WrongState("这一环节已由他人补办，请刷新后再试。")
    return step
