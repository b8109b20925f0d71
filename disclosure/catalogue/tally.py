"""What was taken down, put right and cleared away in a period, by agency.

Annual reports tell these counts (清理过期信息、整改错误). They are counted in the log, so that what
was undone later still counts, and is named as undone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.withdrawals import WithdrawalReason
from disclosure.lib.csvlines import BOM, csv_line
from disclosure.workflow.models import Event

REASONS = {f"entry.withdrawn:{reason.value}": reason.label for reason in WithdrawalReason}
RELEASED = "edition.published"
ERASED_REASON = "entry.withdrawn:erased"
COLUMNS = REASONS | {
    ERASED_REASON: "原因已清除",
    "entry.withdrawn": "撤下合计",
    "entry.restored": "恢复公开",
    RELEASED: "更正后发布",
    "entry.expired": "到期失效",
    "entry.validity_changed": "改变有效性",
    "entry.rechecked": "复查",
}
ACTIONS = [name for name in COLUMNS if ":" not in name]


@dataclass
class TallyLine:
    """The counts of one agency, by column."""

    agency: Agency
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def cells(self) -> list[int]:
        """In the order of the columns."""
        return [self.counts[name] for name in COLUMNS]


def tally(user: User, *, first: date, last: date) -> list[TallyLine]:
    """One line for each agency that a supervisor looks after, both days included."""
    lines = {
        agency.code: TallyLine(agency)
        for agency in agencies_for(user, Role.SUPERVISOR).order_by("parent__code", "code")
    }
    events = Event.objects.filter(
        action__in=ACTIONS, at__gte=midnight(first), at__lt=midnight(last + timedelta(days=1))
    )
    corrections = corrected()
    told = events.values_list("agency_code", "action", "data", "subject")
    for code, action, data, subject in told.iterator():
        if code in lines and (action != RELEASED or subject in corrections):
            lines[code].counts.update(columns_of(action, data))
    return list(lines.values())


def corrected() -> set[str]:
    """The editions that went out after another of their entry, as the log names them.

    Asked of the editions: an erased Event does not tell its edition any more, and the first that
    goes out need not be the first that was written.
    """
    out = Edition.objects.filter(published_at__isnull=False)
    earlier = out.filter(entry=OuterRef("entry"), number__lt=OuterRef("number"))
    ids = out.filter(Exists(earlier), number__gt=1).order_by().values_list("pk", flat=True)
    return {f"{Edition._meta.label_lower}:{pk}" for pk in ids.iterator()}


def midnight(day: date) -> datetime:
    """The local beginning of a day."""
    return timezone.make_aware(datetime.combine(day, time()))


def columns_of(action: str, data: dict[str, object]) -> list[str]:
    """Where an Event counts; a withdrawal also by its reason, unless that was erased."""
    if action != "entry.withdrawn":
        return [action]
    reason = f"{action}:{data.get('reason')}"
    return [action, reason if reason in REASONS else ERASED_REASON]


def csv_lines(lines: list[TallyLine], *, first: date, last: date) -> Iterator[str]:
    """The table as CSV, with its period in every line."""
    yield BOM + csv_line(["机构代码", "机构", "自", "至", *COLUMNS.values()])
    for line in lines:
        period = [first.isoformat(), last.isoformat()]
        yield csv_line([line.agency.code, line.agency.name, *period, *map(str, line.cells)])
