"""The record of a purge: who asked for what on which ground, who confirmed it, what is gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from disclosure.agencies.models import Role
from disclosure.agencies.permissions import scoped

if TYPE_CHECKING:
    from disclosure.agencies.models import User

DAYS = 14  # for which a request waits for the second person
REQUESTERS = (Role.PUBLISHER, Role.SECRECY)
CONFIRMERS = (Role.PUBLISHER, Role.SECRECY, Role.SUPERVISOR)


class Ground(models.TextChoices):
    """On which ground personal data must not exist any more."""

    PRIVACY = "15", "条例第十五条：公开会对第三方合法权益造成损害的个人隐私"
    PROTECTION = "pipl-47", "个人信息保护法第四十七条：应当删除的个人信息"
    CIVIL = "civil-1037", "民法典第一千零三十七条：个人请求删除的个人信息"
    ORDER = "order", "人民法院、人民检察院或者主管机关的决定、建议"


class Stage(models.TextChoices):
    """Where a purge stands."""

    REQUESTED = "requested", "等待另一人确认"
    CONFIRMED = "confirmed", "正在清除"
    DONE = "done", "已清除"
    CANCELLED = "cancelled", "已取消"


OPEN_STAGES = (Stage.REQUESTED, Stage.CONFIRMED)


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Purges as staff may see them."""

    def for_user(self, user: User, *roles: Role) -> Self:
        """Purges in the agencies in which the person works."""
        return scoped(self, user, *roles, agency="entry__agency")

    def open(self) -> Self:
        """Asked for, and neither done nor given up."""
        return self.filter(state__in=OPEN_STAGES)

    def overdue(self, now: datetime) -> Self:
        """Requests that nobody confirmed in time."""
        last = now - timedelta(days=DAYS)
        return self.filter(state=Stage.REQUESTED, requested_at__lte=last)


class Erasure(models.Model):
    """清除: personal data purged from an entry by two persons together.

    The strings to purge are kept only until it is done or given up; what stays is digests.
    """

    entry = models.ForeignKey(
        "catalogue.Entry", models.PROTECT, related_name="erasures", verbose_name="条目"
    )
    state = models.CharField("状态", max_length=20, choices=Stage, default=Stage.REQUESTED)
    ground = models.CharField("法律依据", max_length=20, choices=Ground)
    note = models.CharField("说明", max_length=300)
    pieces = models.TextField("要清除的字词", blank=True)
    editions = models.JSONField("整篇清除的版次", default=list)
    with_titles = models.BooleanField("标题一并清除", default=False)
    files = models.JSONField("要清除的文件", default=list)
    with_shared = models.BooleanField("一并清除其他条目共用的文件", default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    requested_at = models.DateTimeField("申请时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="确认人",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    done_at = models.DateTimeField("完成时间", null=True)
    outcome = models.CharField("取消原因", max_length=300, blank=True)
    proof = models.JSONField(
        "清除记录", default=dict, encoder=DjangoJSONEncoder, help_text="被清除内容的摘要。"
    )

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = "清除记录"
        verbose_name_plural = "清除记录"
        ordering = ("-requested_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state__in=OPEN_STAGES),
                name="catalogue_erasure_one_open",
                violation_error_message="该条目已有一项清除申请在办。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("requested_by")),
                name="catalogue_erasure_by_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(Stage.REQUESTED, Stage.CANCELLED), confirmed_by=None)
                | Q(
                    state__in=(Stage.CONFIRMED, Stage.DONE),
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
                name="catalogue_erasure_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=Stage.DONE, done_at__isnull=False)
                | (~Q(state=Stage.DONE) & Q(done_at=None)),
                name="catalogue_erasure_done_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STAGES) | Q(pieces=""),
                name="catalogue_erasure_closed_keeps_no_data",
            ),
            models.CheckConstraint(
                condition=~Q(state=Stage.CANCELLED) | ~Q(outcome=""),
                name="catalogue_erasure_cancelled_has_reason",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="catalogue_erasure_has_note"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}：{self.get_state_display()}"

    @property
    def strings(self) -> list[str]:
        """The strings to purge, one a line."""
        return [line.strip() for line in self.pieces.splitlines() if line.strip()]

    @property
    def expires_at(self) -> datetime:
        """Until when the second person may confirm it."""
        return self.requested_at + timedelta(days=DAYS)

    def summary(self) -> dict[str, Any]:
        """What the log may say of it: never the data."""
        return {
            "erasure": self.pk,
            "ground": self.ground,
            "reason": self.note,
            "editions": self.editions,
            "pieces": len(self.strings),
            "files": self.files,
        }
