"""Who has filed: the reports of one year over all agencies that a supervisor looks after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue.models import Edition
from disclosure.lib.csvlines import BOM, csv_line
from disclosure.lib.dates import in_words
from disclosure.workflow.states import State
from reports.deadlines import Due, due_dates
from reports.models import AnnualReport
from reports.schemes import Scheme, for_year

COLUMNS = (
    "机构代码",
    "机构",
    "上级机构",
    "状态",
    "应公布",
    "期限依据",
    "公布日期",
    "逾期天数",
    "数据错误",
    "提醒",
)


@dataclass(frozen=True)
class BoardLine:
    """One agency: how far its report is, and whether it is late."""

    agency: Agency
    report: AnnualReport | None
    state: str
    due: Due
    today: date

    @property
    def due_on(self) -> date:
        """The day by which it must be public."""
        return self.due.on

    @property
    def is_unlawful(self) -> bool:
        """Whether the law's own date has passed, not only an earlier one set locally."""
        return (self.published_on or self.today) > self.due.by_law

    @property
    def published_on(self) -> date | None:
        """The day on which the report first became public."""
        first = self.report.entry.first_published_at if self.report else None
        return timezone.localdate(first) if first else None

    @property
    def days_late(self) -> int:
        """Days after the day on which it was due, until publication or until today."""
        return max(((self.published_on or self.today) - self.due_on).days, 0)

    @property
    def faults(self) -> str:
        """How many faults stand open, empty where nothing was counted."""
        return number(self.report.open_faults if self.report else None)

    @property
    def doubts(self) -> str:
        """How many doubts there are, empty where nothing was counted."""
        return number(self.report.doubts if self.report else None)

    @property
    def is_missing(self) -> bool:
        """Whether nothing is public yet."""
        return self.published_on is None

    def letter(self, year: int) -> str:
        """The text of a reminder."""
        base = "根据《中华人民共和国政府信息公开条例》第四十九条"
        base += f"和{self.due.source}" if self.due.source else ""
        late = f"，已逾期{self.days_late}天" if self.days_late else ""
        return (
            f"{self.agency.name}：\n"
            f"　　{base}，你单位{year}年度政府信息公开工作年度报告"
            f"应于{in_words(self.due_on)}前公布{late}，"
            f"目前状态为“{self.state}”。请抓紧编制、审核并公布，遇有困难请及时与本机关政府信息公开工作主管部门联系。"
        )


@dataclass(frozen=True)
class Board:
    """A year's lines with what they come to."""

    year: int
    form: Scheme
    lines: Sequence[BoardLine]

    @property
    def in_time(self) -> int:
        """How many were public in time."""
        return sum(not line.is_missing and not line.days_late for line in self.lines)

    @property
    def late(self) -> int:
        """How many became public after the date."""
        return sum(not line.is_missing and bool(line.days_late) for line in self.lines)

    @property
    def missing(self) -> int:
        """How many are not public yet."""
        return sum(line.is_missing for line in self.lines)


def board(user: User, year: int, *, parent: str = "", today: date | None = None) -> Board | None:
    """The board of a report year, below one parent if named; None for a year without a form."""
    form = for_year(year)
    if form is None:
        return None
    agencies = agencies_for(user, Role.SUPERVISOR).current().select_related("parent")
    if parent:
        agencies = agencies.filter(parent__code=parent)
    newest = Edition.objects.filter(entry=OuterRef("entry")).order_by("-number")
    reports = AnnualReport.objects.filter(year=year).select_related("entry")
    by_agency = {
        report.agency_id: report
        for report in reports.annotate(newest_state=Subquery(newest.values("state")[:1]))
    }
    today = today or timezone.localdate()
    listed = list(agencies.order_by("parent__code", "code"))
    due = due_dates(form, year, listed)
    lines = [
        BoardLine(agency, found, state_of(found), due[agency.pk], today)
        for agency in listed
        for found in [by_agency.get(agency.pk)]
    ]
    return Board(year, form, lines)


def state_of(report: AnnualReport | None) -> str:
    """How far a report is, in words."""
    if report is None:
        return "未开始"
    if report.entry.withdrawn_at:
        return "已撤下"
    state = State(report.newest_state)  # type: ignore[attr-defined]
    return (
        f"更正中（{state.label}）"
        if report.entry.live_edition_id and state != State.PUBLISHED
        else state.label
    )


def csv_lines(found: Board) -> Iterator[str]:
    """The board as CSV."""
    yield BOM + csv_line(COLUMNS)
    for line in found.lines:
        parent = line.agency.parent
        yield csv_line(
            [
                line.agency.code,
                line.agency.name,
                parent.name if parent else "",
                line.state,
                line.due_on.isoformat(),
                line.due.source or "条例第四十九条",
                line.published_on.isoformat() if line.published_on else "",
                str(line.days_late),
                line.faults,
                line.doubts,
            ]
        )


def number(count: int | None) -> str:
    """A count, empty where nothing was counted."""
    return "" if count is None else str(count)
