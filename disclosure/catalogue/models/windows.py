"""When an agency lets its information out: windows of working days and of the days between."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from disclosure.agencies.models import Agency
from disclosure.agencies.permissions import line_of
from disclosure.catalogue.models.workdays import Calendar
from disclosure.workflow.states import WrongState

HORIZON = 40  # days; longer than any holiday


class OnDaysOff(models.TextChoices):
    """What holds on weekends and holidays."""

    CLOSED = "closed", "不发布"
    OPEN = "open", "按下列时段发布"


class ReleaseWindow(models.Model):
    """发布时段: binds an agency and the agencies below that have none of their own."""

    agency = models.OneToOneField(
        Agency, models.CASCADE, related_name="release_window", verbose_name="机构"
    )
    opens = models.TimeField("工作日起", default=time(8, 30))
    closes = models.TimeField("工作日止", default=time(17, 30))
    days_off = models.CharField(
        "节假日和休息日", max_length=10, choices=OnDaysOff, default=OnDaysOff.CLOSED
    )
    off_opens = models.TimeField("节假日起", null=True, blank=True)
    off_closes = models.TimeField("节假日止", null=True, blank=True)

    class Meta:
        verbose_name = "发布时段"
        verbose_name_plural = "发布时段"
        ordering = ("agency",)
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="catalogue_releasewindow_closes_after_opens",
                violation_error_message="工作日的结束时间必须晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=Q(days_off=OnDaysOff.CLOSED, off_opens=None, off_closes=None)
                | Q(
                    days_off=OnDaysOff.OPEN,
                    off_opens__isnull=False,
                    off_closes__isnull=False,
                    off_closes__gt=F("off_opens"),
                ),
                name="catalogue_releasewindow_days_off",
                violation_error_message=(
                    "节假日不发布的不填时段；按时段发布的须填写起止时间，且结束晚于开始。"
                ),
            ),
        ]

    def __str__(self) -> str:
        off = "节假日不发布"
        if self.days_off == OnDaysOff.OPEN:
            off = f"节假日 {self.off_opens:%H:%M}–{self.off_closes:%H:%M}"
        return f"工作日 {self.opens:%H:%M}–{self.closes:%H:%M}，{off}"

    def hours(self, *, is_workday: bool) -> tuple[time, time] | None:
        """From when to when information goes out on a day; None if not at all."""
        if is_workday:
            return self.opens, self.closes
        if self.off_opens is None or self.off_closes is None:
            return None
        return self.off_opens, self.off_closes

    def next_open(self, moment: datetime) -> datetime:
        """The moment itself if it is open then, else when it opens next: one query.

        Raises WrongState if it stays shut for forty days.
        """
        local = timezone.localtime(moment)
        calendar = Calendar.over(local.date(), local.date() + timedelta(days=HORIZON))
        for step in range(HORIZON):
            day = local.date() + timedelta(days=step)
            hours = self.hours(is_workday=calendar.is_workday(day))
            if hours is None or (step == 0 and local.time() > hours[1]):
                continue
            start = datetime.combine(day, hours[0], tzinfo=local.tzinfo)
            return max(start, moment)
        raise WrongState(f"发布时段（{self}）在 {HORIZON} 天内没有可以发布的时间，请核对放假日期。")


@dataclass(frozen=True)
class Windows:
    """The windows of all agencies, read once: two queries, one where nobody has set any."""

    @cached_property
    def _set(self) -> dict[int, ReleaseWindow]:
        return {row.agency_id: row for row in ReleaseWindow.objects.all()}

    @cached_property
    def _above(self) -> dict[int, int | None]:
        return Agency.objects.parents()

    def of(self, agency: int) -> ReleaseWindow | None:
        """An agency's own window, else that of the nearest above with one; None: any time."""
        if not self._set:
            return None
        line = line_of(agency, self._above)
        return next((window for one in line if (window := self._set.get(one))), None)


def shut_until(agency: int, moment: datetime) -> datetime | None:
    """When the agency's window opens next if it is shut at a moment; None if it is open."""
    window = Windows().of(agency)
    if window is None:
        return None
    opening = window.next_open(moment)
    return None if opening == moment else opening
