"""The append-only log: every change as a chained Event, every log-in and download as an Access."""

from typing import Any

from django.db import models

from disclosure.lib.dates import to_minute


class Event(models.Model):
    """One thing that happened; its digest covers the digest of the Event before it.

    Actor and subject are text, so that the log outlives what it speaks of. What was said of the
    subject (title, data and the salt that hides them) is the payload: the chain covers its digest
    only, so that personal data can be erased from it and the chain still holds.
    """

    at = models.DateTimeField("时间", db_index=True)
    actor = models.CharField("操作人账号", max_length=150)
    actor_name = models.CharField("操作人", max_length=150, blank=True)
    action = models.CharField("操作", max_length=60, db_index=True)
    subject = models.CharField("对象", max_length=80, db_index=True)
    subject_title = models.CharField("对象名称", max_length=300, blank=True)
    agency_code = models.CharField("机构代码", max_length=18, blank=True, db_index=True)
    data = models.JSONField("内容", default=dict)
    salt = models.CharField("随机数", max_length=32, blank=True, editable=False)
    payload_digest = models.CharField("内容摘要", max_length=64, blank=True, editable=False)
    previous = models.CharField("上一条摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64, unique=True)
    erased_at = models.DateTimeField("内容清除时间", null=True, editable=False)

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{to_minute(self.at)} {self.actor} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; an existing one is never written again."""
        if self.pk is not None:
            raise TypeError("操作记录只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: the log is append-only."""
        raise TypeError("操作记录只能追加，不能删除。")


class ChainHead(models.Model):
    """The end of the chain: one row, locked by whoever appends."""

    digest = models.CharField("末条摘要", max_length=64, blank=True)
    length = models.PositiveBigIntegerField("条数", default=0)

    class Meta:
        verbose_name = "日志链末端"
        verbose_name_plural = "日志链末端"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="workflow_chainhead_only_one")
        ]

    def __str__(self) -> str:
        return f"{self.length}: {self.digest}"


class Access(models.Model):
    """A log-in, or an opening of what is not public; outside the chain, so that it never waits."""

    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.CharField("账号", max_length=150)
    address = models.GenericIPAddressField("来源地址", null=True)
    action = models.CharField("操作", max_length=60)
    subject = models.CharField("对象", max_length=80, db_index=True)
    subject_title = models.CharField("对象名称", max_length=300, blank=True)
    erased_at = models.DateTimeField("内容清除时间", null=True, editable=False)

    class Meta:
        verbose_name = "访问记录"
        verbose_name_plural = "访问记录"
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["at"], name="workflow_access_at"),
            models.Index(fields=["actor", "at"], name="workflow_access_actor"),
        ]

    def __str__(self) -> str:
        return f"{to_minute(self.at)} {self.actor} {self.action} {self.subject}"
