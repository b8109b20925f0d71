"""What a person may do with an edition now: the one table behind every button of the desk."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import holds
from disclosure.catalogue.checks.privacy import in_text
from disclosure.catalogue.checks.words import has_corrections
from disclosure.catalogue.models import Edition, EmergencyRelease
from disclosure.catalogue.models.erasures import CONFIRMERS, REQUESTERS
from disclosure.catalogue.models.reviews import Plans, ReviewStep, next_step, refusal
from disclosure.catalogue.models.writers import own_work, with_writings
from disclosure.lib.dates import to_minute
from disclosure.pages.models import Method
from disclosure.workflow.states import State

WAITING = (State.SUBMITTED, State.CLEARED)
REVIEWERS = (Role.REVIEWER, Role.SECRECY, Role.PUBLISHER)


@dataclass(frozen=True)
class Task:
    """One thing that a person can do: its verb in addresses, who may, and when it makes sense."""

    verb: str
    label: str
    roles: tuple[Role, ...]
    fits: Callable[[Edition], bool]
    is_main: bool = False
    by_author: bool = True


def is_waiting(edition: Edition) -> bool:
    """Whether it is handed in and not out yet."""
    return edition.state in WAITING


def waits_for_review(edition: Edition) -> bool:
    """Whether a step of its agency's review is to be decided."""
    return edition.state == State.SUBMITTED and next_step(edition) is not None


def is_submitted(edition: Edition) -> bool:
    """Whether it is handed in and its reviews are not done."""
    return edition.state == State.SUBMITTED


def is_timed(edition: Edition) -> bool:
    """Whether it waits for its time, or was refused when that came."""
    return edition.state == State.CLEARED and edition.published_by_id is not None


def owes_review(edition: Edition) -> bool:
    """Whether it went out in an emergency and a review is still to be made up."""
    return step_owed(edition) is not None


def step_owed(edition: Edition) -> ReviewStep | None:
    """The review that an emergency release still owes; none once its page is taken down."""
    if edition.state != State.PUBLISHED or not is_live(edition):
        return None
    emergency = EmergencyRelease.objects.filter(edition=edition, settled_at=None).first()
    return emergency.next_owed() if emergency else None


def step_of(task: "Task", edition: Edition) -> ReviewStep | None:
    """The step that a task of review decides."""
    if task.verb == "review":
        return next_step(edition)
    return step_owed(edition) if task.verb == "review_after" else None


def has_personal_data(edition: Edition) -> bool:
    """Whether a draft's text holds something to mask."""
    return edition.is_draft and bool(in_text(edition))


def has_wrong_words(edition: Edition) -> bool:
    """Whether a draft's text holds a watched word that has a right form."""
    return edition.is_draft and has_corrections(edition)


def is_live(edition: Edition) -> bool:
    """Whether it is the edition that the public reads."""
    entry = edition.entry
    return entry.live_edition_id == edition.pk and entry.withdrawn_at is None


def is_withdrawn(edition: Edition) -> bool:
    """Whether it was taken down."""
    entry = edition.entry
    return entry.live_edition_id == edition.pk and entry.withdrawn_at is not None


def can_be_rechecked(edition: Edition) -> bool:
    """Whether it is public, or closed and handed in (条例 Art. 18)."""
    return is_live(edition) or (edition.entry.method == Method.CLOSED and is_waiting(edition))


def can_be_corrected(edition: Edition) -> bool:
    """Whether a next edition may begin from this one, the newest that was released."""
    return edition.state == State.PUBLISHED and edition.entry.open_edition() is None


def can_be_revived(edition: Edition) -> bool:
    """Whether a next edition may begin from this one, which is past or was given up."""
    is_past = edition.state in (State.SUPERSEDED, State.DISCARDED)
    return is_past and edition.entry.open_edition() is None


def can_be_hidden(edition: Edition) -> bool:
    """Whether it was public before and may still be known."""
    return edition.state == State.SUPERSEDED and not edition.is_hidden


def can_be_unhidden(edition: Edition) -> bool:
    """Whether it was public before and is kept from the public now."""
    return edition.state == State.SUPERSEDED and edition.is_hidden


def has_erasure(edition: Edition) -> bool:
    """Whether somebody asked for a purge of its entry that is not done."""
    return edition.entry.erasures.open().exists()


def has_no_erasure(edition: Edition) -> bool:
    """Whether a purge may be asked for."""
    return not has_erasure(edition)


TASKS = (
    Task("submit", "提交", (Role.EDITOR,), lambda e: e.is_draft, is_main=True),
    Task("review", "审查", (Role.REVIEWER, Role.SECRECY), waits_for_review, True, False),
    Task(
        "publish",
        "发布",
        (Role.PUBLISHER,),
        lambda e: e.state == State.CLEARED,
        is_main=True,
        by_author=False,
    ),
    Task("reschedule", "改时间", (Role.PUBLISHER,), is_timed, by_author=False),
    Task("unschedule", "取消定时", (Role.PUBLISHER,), is_timed),
    Task("emergency", "紧急发布", (Role.EMERGENCY,), is_submitted, by_author=False),
    Task("review_after", "补审", (Role.REVIEWER, Role.SECRECY), owes_review, by_author=False),
    Task("mask", "隐去个人信息", (Role.EDITOR,), has_personal_data),
    Task("correct-words", "改正易错词", (Role.EDITOR,), has_wrong_words),
    Task("recall", "撤回提交", (Role.EDITOR,), is_waiting),
    Task("return", "退回", REVIEWERS, is_waiting),
    Task("correct", "更正（新建版本）", (Role.EDITOR,), can_be_corrected),
    Task("recheck", "复查", (Role.EDITOR, Role.PUBLISHER), can_be_rechecked),
    Task("validity", "改变有效性", (Role.PUBLISHER,), is_live),
    Task("revive", "以此版为基础新建草稿", (Role.EDITOR,), can_be_revived),
    Task("hide", "不再公开本版内容", (Role.PUBLISHER,), can_be_hidden),
    Task("unhide", "重新公开本版内容", (Role.PUBLISHER,), can_be_unhidden, by_author=False),
    Task("withdraw", "撤下", (Role.PUBLISHER,), is_live),
    Task("restore", "恢复公开", (Role.PUBLISHER,), is_withdrawn),
    Task("erase", "申请清除个人信息", REQUESTERS, has_no_erasure),
    Task("erasure", "办理清除申请", CONFIRMERS, has_erasure),
    Task("discard", "作废", (Role.EDITOR,), lambda e: e.is_draft),
)
BY_VERB = {task.verb: task for task in TASKS}


def holds_any(user: User, roles: Iterable[Role], agency: Agency) -> bool:
    """Whether a person holds one of the roles in an agency."""
    return any(holds(user, role, agency) for role in roles)


def tasks_for(edition: Edition, user: User) -> list[Task]:
    """What this person may do with this edition now, the likeliest first."""
    known = with_writings(edition)
    return [task for task in TASKS if task.fits(edition) and not forbids(task, known, user)]


def forbids(task: Task, edition: Edition, user: User) -> str:
    """Why a person may not do a task with an edition, as a sentence; empty if they may."""
    agency = edition.entry.agency
    step = step_of(task, edition)
    roles = (step.role,) if step else task.roles
    if not holds_any(user, roles, agency):
        names = "、".join(role.label for role in roles)
        return f"{task.label}需要“{agency}”的{names}角色，请联系本机构管理员。"
    if step:
        return refusal(step, edition, user)
    return "" if task.by_author else own_work(edition, user, task.label)


def demand(task: Task, edition: Edition, user: User) -> None:
    """Raise PermissionDenied, with the sentence to show, unless the person's role allows it."""
    if reason := forbids(task, edition, user):
        raise PermissionDenied(reason)


def waits_for(edition: Edition, plans: Plans | None = None) -> str:
    """What an edition waits for, and for whom, as a clerk would say it.

    A list gives the plans, and its rows with their reviews: then no row costs a query.
    """
    if edition.is_draft:
        return f"等待{edition.author or '编辑'}修改、提交"
    if edition.state == State.SUBMITTED:
        return waits_for_step(next_step(edition, plans))
    if edition.release_refusal:
        return f"定时发布未能进行：{edition.release_refusal}"
    if edition.state == State.CLEARED:
        if edition.release_at and edition.is_scheduled:
            return f"定时于 {to_minute(edition.release_at)} 发布"
        return "等待发布人员发布"
    return "已撤下" if is_withdrawn(edition) else ""


def waits_for_step(step: ReviewStep | None) -> str:
    """Which review is to come, and whose it is if somebody is named."""
    if step is None:
        return "审查环节已改变，请撤回后重新提交"
    return f"等待{step.name}" + (f"（{step.reviewer}）" if step.reviewer else "")
