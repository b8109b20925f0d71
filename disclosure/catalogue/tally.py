"""What was taken down, put right and cleared away in a period, by agency.

Annual reports tell these counts (清理过期信息、整改错误). They are counted in the log, so that what
was undone later still counts, and is named as undone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.withdrawals import WithdrawalReason
from disclosure.lib.csvlines import BOM, csv_line
from disclosure.workflow.models import Event
from disclosure.workflow.payloads import ERASED

WITHDRAWN = "entry.withdrawn"
RELEASED = "edition.published"
REASONS = {f"{WITHDRAWN}:{reason.value}": reason.label for reason in WithdrawalReason}
ERASED_REASON = f"{WITHDRAWN}:erased"  # of erasures before they kept the kind of reason
COLUMNS = REASONS | {
    ERASED_REASON: "原因已清除",
    WITHDRAWN: "撤下合计",
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
    for code, columns, number in counted(first, last):
        if code in lines:
            lines[code].counts.update(dict.fromkeys(columns, number))
    return list(lines.values())


def counted(first: date, last: date) -> Iterator[tuple[str, list[str], int]]:
    """Agency, columns and number of what happened; the database counts all but withdrawals."""
    events = Event.objects.filter(
        action__in=ACTIONS, at__gte=midnight(first), at__lt=midnight(last + timedelta(days=1))
    )
    others = events.exclude(action=WITHDRAWN).exclude(~Q(subject__in=corrected()), action=RELEASED)
    rows = others.order_by().values_list("agency_code", "action").annotate(Count("pk"))
    for code, action, number in rows:
        yield code, [action], number
    kept = kept_reasons()
    told = events.filter(action=WITHDRAWN).values_list("agency_code", "pk", "data")
    for code, pk, data in told.iterator():
        reason = f"{WITHDRAWN}:{data.get('reason') or kept.get(str(pk))}"
        yield code, [WITHDRAWN, reason if reason in REASONS else ERASED_REASON], 1


def corrected() -> QuerySet[Edition, str]:
    """The editions that went out after another of their entry, as the log names them.

    Asked of the editions: an erased Event does not tell its edition any more, and the first that
    goes out need not be the first that was written.
    """
    out = Edition.objects.filter(published_at__isnull=False)
    earlier = out.filter(entry=OuterRef("entry"), number__lt=OuterRef("number"))
    subject = Concat(Value(f"{Edition._meta.label_lower}:"), Cast("pk", CharField()))
    rows = out.filter(Exists(earlier), number__gt=1).order_by()
    return rows.values_list(subject, flat=True)


def kept_reasons() -> dict[str, str]:
    """The kinds of reason of withdrawals whose Events were erased, by the ids of these."""
    rows = Event.objects.filter(action=ERASED).values_list("data", flat=True)
    return {pk: reason for data in rows.iterator() for pk, reason in reasons_in(data).items()}


def reasons_in(data: dict[str, Any]) -> dict[str, str]:
    """What one erasure says of the withdrawals that it emptied."""
    found: dict[str, str] = data.get("withdrawals") or {}
    return found


def midnight(day: date) -> datetime:
    """The local beginning of a day."""
    return timezone.make_aware(datetime.combine(day, time()))


def csv_lines(lines: list[TallyLine], *, first: date, last: date) -> Iterator[str]:
    """The table as CSV, with its period in every line."""
    yield BOM + csv_line(["机构代码", "机构", "自", "至", *COLUMNS.values()])
    for line in lines:
        period = [first.isoformat(), last.isoformat()]
        yield csv_line([line.agency.code, line.agency.name, *period, *map(str, line.cells)])
