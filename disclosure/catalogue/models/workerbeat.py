"""The pulse of the worker: when one last ticked, whichever it was."""

from datetime import datetime, timedelta

from django.db import models

SILENCE = timedelta(minutes=2)  # eight ticks; nothing that works is silent for so long


class WorkerBeat(models.Model):
    """The one row that every worker renews."""

    at = models.DateTimeField("最近一次运行")

    class Meta:
        verbose_name = "后台进程心跳"
        verbose_name_plural = "后台进程心跳"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="catalogue_workerbeat_only_one")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


def beat(now: datetime) -> None:
    """Say that a worker is at work."""
    WorkerBeat.objects.update_or_create(pk=1, defaults={"at": now})


def last_beat() -> datetime | None:
    """When a worker last said so; None if none ever did."""
    return WorkerBeat.objects.values_list("at", flat=True).first()


def is_silent(now: datetime) -> bool:
    """Whether no worker has ticked for two minutes."""
    last = last_beat()
    return last is None or now - last > SILENCE
