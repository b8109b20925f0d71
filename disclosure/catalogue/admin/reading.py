"""What the page of a step shows to who decides: the text, what is new in it, what was found."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from disclosure.catalogue.admin.panel import reviews_of
from disclosure.catalogue.admin.problemlist import grouped
from disclosure.catalogue.checks import problems
from disclosure.catalogue.comparing import compare
from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.reviews import ReviewKind, ReviewStep
from disclosure.catalogue.models.windows import shut_until
from disclosure.catalogue.stepforms import StepForm
from disclosure.lib.dates import to_minute


def all_problems(edition: Edition) -> list[Problem]:
    """What the checks say today."""
    return problems(edition, today=timezone.localdate())


def hours(edition: Edition, form: StepForm) -> str:
    """When the agency's window opens next; while it is open, nobody is asked for a reason."""
    if opening := shut_until(edition.entry.agency_id, timezone.now()):
        told = to_minute(opening)
        return f"现在不在发布时段内，下一个可以发布的时间是 {told}；立即发布须写明原因。"
    del form.fields["reason"]
    return ""


def show_now(form: StepForm, shown: dict[str, Any]) -> None:
    """Say in hidden fields what the page shows now, also where an old answer comes back."""
    form.initial = {**form.initial, **shown}
    if form.is_bound:
        again: Any = form.data.copy()  # type: ignore[attr-defined]
        for name, value in shown.items():
            again[name] = str(value)
        form.data = again


def decided_meanwhile(edition: Edition, step: ReviewStep | None, answer: QueryDict) -> str:
    """Who decided the step that an answer is about, when the edition now waits for another one."""
    position = answer.get("position", "")
    if step is None or not position.isdecimal() or int(position) == step.position:
        return ""
    done = (
        edition.reviews.filter(position=position, digest=edition.submitted_digest)
        .order_by("-decided_at")
        .first()
    )
    if done is None:
        return ""
    told = f"您打开之后，{done.step}已由{done.reviewer}于 {to_minute(done.decided_at)} 办理"
    note = f"您填写的意见没有记入：{answer['note']}" if answer.get("note") else ""
    return f"{told}（{done.get_decision_display()}），不必再办理。{note}"


def to_review(edition: Edition, step: ReviewStep | None, form: StepForm) -> dict[str, Any]:
    """What a reviewer decides: the step, and what there is to read for it."""
    if step and step.kind != ReviewKind.SECRECY:
        del form.fields["legal_ground"]
    if step:
        show_now(form, {"position": step.position, "seen": edition.submitted_digest})
    return to_read(edition) | {"title": step.name if step else "审查", "review_step": step}


def to_read(edition: Edition) -> dict[str, Any]:
    """The page as it will look, what is new in it, what was decided, what the checks say."""
    live = edition.entry.live_edition
    return {
        "is_to_read": True,
        "article": edition.entry.behaviour.render(edition).html,
        "files": edition.attachments.select_related("blob"),
        "comparison": compare(live, edition) if live else None,
        "live": live,
        "reviews": reviews_of(edition),
        "problem_groups": grouped(edition, all_problems(edition)),
        "preview_url": reverse("admin:catalogue_edition_preview", args=[edition.pk]),
    }
