"""紧急发布: what went out before its reviews, on which ground, and which reviews are still owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models

from disclosure.agencies.models import Role
from disclosure.agencies.permissions import scoped
from disclosure.catalogue.models.reviews import Decision, Review, ReviewKind, ReviewStep
from disclosure.lib.dates import to_minute

if TYPE_CHECKING:
    from disclosure.agencies.models import User


class EmergencyGround(models.TextChoices):
    """Why the reviews could not be waited for."""

    EVENT = "20-12", "突发公共事件的应急预案、预警信息及应对情况（条例第二十条第十二项）"
    CLARIFY = "6", "澄清影响社会稳定、扰乱社会和经济管理秩序的虚假或者不完整信息（条例第六条）"
    OTHER = "other", "其他紧急情况"


class EmergencyQuerySet(models.QuerySet["EmergencyRelease"]):
    """Emergency releases as they are looked after."""

    def for_user(self, user: User, *roles: Role) -> Self:
        """Those of agencies in which the person holds one of the roles."""
        return scoped(self, user, *roles, agency="edition__entry__agency")

    def owed(self) -> Self:
        """Those with a review outstanding whose page still stands."""
        return self.filter(
            settled_at=None,
            edition__entry__withdrawn_at=None,
            edition__entry__live_edition=models.F("edition"),
        )

    def with_verdict(self) -> Self:
        """With `verdict` and `verdict_note`: what the last review since the release came to."""
        made = Review.objects.filter(
            edition=models.OuterRef("edition"),
            digest=models.OuterRef("digest"),
            decided_at__gte=models.OuterRef("released_at"),
        ).order_by("-decided_at", "-pk")
        said = {"verdict": made.values("decision")[:1], "verdict_note": made.values("note")[:1]}
        return self.annotate(**{name: models.Subquery(rows) for name, rows in said.items()})

    def objected(self) -> Self:
        """Those that still stand although the last review says that they should not."""
        return self.owed().with_verdict().filter(verdict=Decision.RETURNED)

    def awaiting(self) -> Self:
        """Those that wait for a reviewer, not for a publisher who answers an objection."""
        rows = self.owed().with_verdict()
        return rows.filter(models.Q(verdict=None) | ~models.Q(verdict=Decision.RETURNED))


class EmergencyRelease(models.Model):
    """One release without the steps: by whom, why, of what, and what was skipped."""

    edition = models.OneToOneField(
        "catalogue.Edition", models.PROTECT, related_name="emergency", verbose_name="版本"
    )
    ground = models.CharField("依据", max_length=20, choices=EmergencyGround)
    reason = models.CharField("理由", max_length=300)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发布人"
    )
    released_at = models.DateTimeField("发布时间", db_index=True)
    digest = models.CharField("发布内容摘要", max_length=64)
    skipped = models.JSONField("未办理的环节", default=list)
    settled_at = models.DateTimeField("补审完成时间", null=True, blank=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = "紧急发布"
        verbose_name_plural = "紧急发布"
        ordering = ("-released_at",)

    def __str__(self) -> str:
        return f"{to_minute(self.released_at)} {self.edition}"

    @property
    def skipped_names(self) -> str:
        """The reviews that were skipped, by name."""
        return "、".join(step["name"] for step in self.skipped)

    def steps(self) -> list[ReviewStep]:
        """The skipped steps as they were when it went out."""
        agency = self.edition.entry.agency_id
        return [
            ReviewStep(
                agency_id=agency,
                position=step["position"],
                name=step["name"],
                kind=ReviewKind(step["kind"]),
                reviewer_id=step.get("reviewer"),
            )
            for step in self.skipped
        ]

    def reviews_since(self) -> list[Review]:
        """The reviews of exactly what went out that were made after it did, oldest first.

        One query, none where `edition__reviews` were prefetched.
        """
        made = [
            one
            for one in self.edition.reviews.all()
            if one.digest == self.digest and one.decided_at >= self.released_at
        ]
        return sorted(made, key=lambda one: (one.decided_at, one.pk))

    def objection(self) -> Review | None:
        """The last review since, if it says that the page should not be public."""
        last = next(reversed(self.reviews_since()), None)
        return last if last and last.decision == Decision.RETURNED else None

    def next_owed(self) -> ReviewStep | None:
        """The first skipped step that nobody has approved since."""
        done = {
            (review.position, review.kind)
            for review in self.reviews_since()
            if review.decision == Decision.APPROVED
        }
        return next((s for s in self.steps() if (s.position, s.kind) not in done), None)


def as_skipped(step: ReviewStep) -> dict[str, Any]:
    """A step as the record keeps it: it may be changed or deleted later."""
    return {
        "position": step.position,
        "name": step.name,
        "kind": str(step.kind),
        "reviewer": step.reviewer_id,
    }
