"""Who has to review what before release, in which order, and what was decided (条例 Art. 17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from disclosure.agencies.models import Agency, Role
from disclosure.agencies.permissions import line_of
from disclosure.catalogue.models.writers import own_work

if TYPE_CHECKING:
    from disclosure.agencies.models import User
    from disclosure.catalogue.models import Edition


class ReviewKind(models.TextChoices):
    """What a review looks at."""

    CONTENT = "content", "内容审核"
    SECRECY = "secrecy", "保密审查"


class Decision(models.TextChoices):
    """What a reviewer decides."""

    APPROVED = "approved", "通过"
    RETURNED = "returned", "退回"


class LegalGround(models.TextChoices):
    """What a secrecy review says of 条例 Art. 14–16."""

    NONE = "none", "不属于条例第十四条至第十六条规定的情形"
    SECRET = "14-secret", "第十四条：依法确定为国家秘密"
    FORBIDDEN = "14-law", "第十四条：法律、行政法规禁止公开"
    DANGEROUS = "14-safety", "第十四条：公开后可能危及国家安全、公共安全、经济安全、社会稳定"
    THIRD_PARTY = (
        "15",
        "第十五条：涉及商业秘密、个人隐私，第三方同意或者涉及重大公共利益",
    )
    INTERNAL = "16-internal", "第十六条：内部事务信息，可以不予公开"
    PROCESS = "16-process", "第十六条：过程性信息或行政执法案卷信息，可以不予公开"


NEVER_PUBLIC = (LegalGround.SECRET, LegalGround.FORBIDDEN, LegalGround.DANGEROUS)
ROLES = {ReviewKind.CONTENT: Role.REVIEWER, ReviewKind.SECRECY: Role.SECRECY}


class ReviewStep(models.Model):
    """审查环节: one of an agency's reviews before release, which bind the agencies below too."""

    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="review_steps", verbose_name="机构"
    )
    position = models.PositiveSmallIntegerField("顺序", help_text="从 1 起，按顺序办理。")
    name = models.CharField(
        "环节名称", max_length=20, help_text="例如 初审、复审、保密审查、终审。"
    )
    kind = models.CharField("审查类型", max_length=20, choices=ReviewKind)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="指定办理人",
        help_text="不指定的，由本机构有相应角色的任何一位同事办理。",
    )

    class Meta:
        verbose_name = "审查环节"
        verbose_name_plural = "审查环节"
        ordering = ("agency", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "position"],
                name="catalogue_reviewstep_unique",
                violation_error_message="该机构的这一顺序已有环节，请改用其他序号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency.label}：{self.position} {self.name}"

    @property
    def role(self) -> Role:
        """Whoever decides it has this role."""
        return ROLES[ReviewKind(self.kind)]


class Review(models.Model):
    """审查: a decision about exactly what its digest says; a changed edition needs a new one."""

    edition = models.ForeignKey(
        "catalogue.Edition", models.PROTECT, related_name="reviews", verbose_name="版本"
    )
    position = models.PositiveSmallIntegerField("顺序", default=1)
    step = models.CharField("环节名称", max_length=20, blank=True)
    kind = models.CharField("审查类型", max_length=20, choices=ReviewKind)
    decision = models.CharField("结论", max_length=20, choices=Decision)
    method = models.CharField("公开方式", max_length=20, blank=True)
    legal_ground = models.CharField("法律依据", max_length=100, blank=True, choices=LegalGround)
    note = models.CharField("意见", max_length=500, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reviews",
        verbose_name="审查人",
    )
    decided_at = models.DateTimeField("时间")
    digest = models.CharField("审查内容摘要", max_length=64)

    class Meta:
        verbose_name = "审查记录"
        verbose_name_plural = "审查记录"
        ordering = ("-decided_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=Decision.APPROVED) | ~Q(note=""),
                name="catalogue_review_return_has_note",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step or self.get_kind_display()}：{self.get_decision_display()}"

    def holds_for(self, edition: Edition) -> bool:
        """Whether it approved exactly what the edition says now."""
        return self.decision == Decision.APPROVED and self.digest == edition.submitted_digest


@dataclass(frozen=True)
class Plans:
    """The review steps of all agencies, read once: two queries.

    No plan is without a secrecy review (条例 Art. 17): one that names none ends with it.
    """

    @cached_property
    def _steps(self) -> Mapping[int, Sequence[ReviewStep]]:
        found: dict[int, list[ReviewStep]] = {}
        rows = ReviewStep.objects.select_related("reviewer").order_by("position")
        named = ("reviewer__name", "reviewer__username")
        for step in rows.only("agency", "position", "name", "kind", *named):
            found.setdefault(step.agency_id, []).append(step)
        return found

    @cached_property
    def _above(self) -> Mapping[int, int | None]:
        return Agency.objects.parents() if self._steps else {}

    def of(self, agency: int) -> Sequence[ReviewStep]:
        """The steps of an agency, with the secrecy review that nobody can leave out."""
        steps = self.configured(agency)
        if any(step.kind == ReviewKind.SECRECY for step in steps):
            return steps
        last = max((step.position for step in steps), default=0)
        return (*steps, secrecy_review(agency, last + 1))

    def configured(self, agency: int) -> Sequence[ReviewStep]:
        """The steps that were set: its own, else those of the nearest agency above with some."""
        line = line_of(agency, self._above)
        return next((steps for one in line if (steps := self._steps.get(one))), ())


def secrecy_review(agency: int, position: int) -> ReviewStep:
    """The step that stands in every plan; it is no row."""
    kind = ReviewKind.SECRECY
    return ReviewStep(agency_id=agency, position=position, name=kind.label, kind=kind)


def standing(edition: Edition) -> list[Review]:
    """The approvals that hold for what the edition says now, oldest first.

    One query, none where `reviews` were prefetched.
    """
    holding = [one for one in edition.reviews.all() if one.holds_for(edition)]
    return sorted(holding, key=lambda one: (one.decided_at, one.pk))


def next_step(
    edition: Edition, plans: Plans | None = None, approved: Iterable[Review] | None = None
) -> ReviewStep | None:
    """The first step of its agency that has not approved what the edition says."""
    return next(iter(open_steps(edition, plans, approved)), None)


def open_steps(
    edition: Edition, plans: Plans | None = None, approved: Iterable[Review] | None = None
) -> list[ReviewStep]:
    """The steps of its agency that have not approved what the edition says, in order."""
    steps = (plans or Plans()).of(edition.entry.agency_id)
    done = {
        (review.position, review.kind)
        for review in (standing(edition) if approved is None else approved)
    }
    return [step for step in steps if (step.position, step.kind) not in done]


def refusal(
    step: ReviewStep | None, edition: Edition, user: User, approved: Iterable[Review] | None = None
) -> str:
    """Why this person may not decide this step, whatever their role; empty if they may."""
    if step is None:
        return "这份稿件现在没有等待办理的审查环节。"
    if own := own_work(edition, user, "审查"):
        return own
    if step.reviewer_id not in (None, user.pk):
        return f"{step.name}指定由{step.reviewer}办理。"
    done = standing(edition) if approved is None else approved
    earlier = next((one for one in done if one.reviewer_id == user.pk), None)
    if earlier:
        return f"您已办理过这份稿件的{earlier.step}，{step.name}请由另一位同事办理。"
    return ""
