"""Which states an edition has and which transitions between them are legal: the one table."""

from dataclasses import dataclass
from typing import Any

from django.db import models


class State(models.TextChoices):
    """Where an edition stands between the desk and the public."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    CLEARED = "cleared", "待发布"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "历史版本"
    DISCARDED = "discarded", "已作废"


OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.CLEARED)


class WrongState(Exception):
    """The object is not in the state that the transition starts from: somebody was faster."""


@dataclass(frozen=True)
class Transition:
    """One legal step: its verb, where it starts, where it leads, and whether it needs a reason."""

    verb: str
    label: str
    sources: tuple[State, ...]
    target: State
    needs_reason: bool = False


SUBMIT = Transition("submit", "提交", (State.DRAFT,), State.SUBMITTED)
CLEAR = Transition("clear", "审核通过", (State.SUBMITTED,), State.CLEARED)
RETURN = Transition("return", "退回", (State.SUBMITTED, State.CLEARED), State.DRAFT, True)
RECALL = Transition("recall", "撤回提交", (State.SUBMITTED, State.CLEARED), State.DRAFT, True)
SCHEDULE = Transition("schedule", "定时发布", (State.CLEARED,), State.CLEARED)
UNSCHEDULE = Transition("unschedule", "取消定时", (State.CLEARED,), State.CLEARED)
PUBLISH = Transition("publish", "发布", (State.CLEARED,), State.PUBLISHED)
EMERGENCY = Transition("emergency", "紧急发布", (State.SUBMITTED,), State.PUBLISHED, True)
SUPERSEDE = Transition("supersede", "被新版本取代", (State.PUBLISHED,), State.SUPERSEDED)
DISCARD = Transition("discard", "作废", (State.DRAFT,), State.DISCARDED, True)

TRANSITIONS = (
    SUBMIT, CLEAR, RETURN, RECALL, SCHEDULE, UNSCHEDULE, PUBLISH, EMERGENCY, SUPERSEDE, DISCARD,
)  # fmt: skip


def move(subject: models.Model, transition: Transition, **changes: Any) -> None:
    """Take the subject through a transition if it is still where the transition starts.

    The row is changed by one compare-and-swap UPDATE on (state, lock version), so of two people
    only the first succeeds. Further changes are written in the same UPDATE.
    Raises WrongState.
    """
    known_version: int = subject.lock_version  # type: ignore[attr-defined]
    changes |= {"state": transition.target, "lock_version": known_version + 1}
    rows = type(subject)._default_manager.filter(
        pk=subject.pk, state__in=transition.sources, lock_version=known_version
    )
    if not rows.update(**changes):
        subject.refresh_from_db()
        now = State(subject.state).label  # type: ignore[attr-defined]
        raise WrongState(
            f"无法{transition.label}：当前状态为“{now}”，可能已有他人处理，请刷新后再试。"
        )
    for name, value in changes.items():
        setattr(subject, name, value)
