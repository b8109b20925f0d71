"""The annual report of an agency and year, and its sections and figures for each edition."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import scoped
from disclosure.catalogue.models import Edition, Entry
from disclosure.lib.numbers import from_micro, to_micro
from reports.schemes import Scheme, for_year, scheme


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    """Reports as staff may see them."""

    def for_user(self, user: User, *roles: Role) -> Self:
        """Reports of the agencies in which the person works."""
        return scoped(self, user, *roles)


class AnnualReport(models.Model):
    """政府信息公开工作年度报告 of one agency for one year (条例 Art. 49, 50)."""

    entry = models.OneToOneField(
        Entry, models.PROTECT, related_name="annual_report", verbose_name="条目"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="annual_reports", verbose_name="机构"
    )
    year = models.PositiveSmallIntegerField("报告年度")
    scheme = models.CharField("表式", max_length=20)
    scheme_digest = models.CharField("表式摘要", max_length=64)
    open_faults = models.PositiveSmallIntegerField("未处理的数据错误", null=True, editable=False)
    doubts = models.PositiveSmallIntegerField("提醒", null=True, editable=False)

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        verbose_name = "年度报告"
        verbose_name_plural = "年度报告"
        ordering = ("-year", "agency")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"],
                name="reports_annualreport_one_a_year",
                violation_error_message="该机构这一年度的报告已经存在。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2008, year__lte=2100),
                name="reports_annualreport_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}{self.year}年度报告"

    @property
    def form(self) -> Scheme:
        """The scheme that it is written with."""
        return scheme(self.scheme)

    def before(self) -> "AnnualReport | None":
        """The same agency's report for the year before."""
        rows = AnnualReport.objects.select_related("entry__live_edition")
        return rows.filter(agency=self.agency_id, year=self.year - 1).first()


class Section(models.Model):
    """One text section of a report's edition."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="sections", verbose_name="版本"
    )
    key = models.CharField("章节", max_length=30)
    html = models.TextField("内容", blank=True)

    class Meta:
        verbose_name = "章节"
        verbose_name_plural = "章节"
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="reports_section_unique")
        ]

    def __str__(self) -> str:
        return self.key


class StatisticsRow(models.Model):
    """A row of a statutory table as printed, also one that a locality adds."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="statistics_rows", verbose_name="版本"
    )
    table = models.CharField("表", max_length=30)
    code = models.CharField("行代码", max_length=20)
    label = models.CharField("指标名称", max_length=200)
    unit = models.CharField("单位", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "统计行"
        verbose_name_plural = "统计行"
        ordering = ("table", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "table", "code"], name="reports_statisticsrow_unique"
            )
        ]

    def __str__(self) -> str:
        return self.label


class FigureQuerySet(models.QuerySet["Figure"]):
    """Figures; the public may read those of live pages only."""

    def public(self) -> Self:
        """Figures of reports that stand in public now."""
        return self.filter(
            row__edition__live_entry__isnull=False,
            row__edition__live_entry__withdrawn_at=None,
        )

    def of_edition(self, edition: Edition) -> Self:
        """Figures of one edition."""
        return self.filter(row__edition=edition)


class Figure(models.Model):
    """One cell: a number or blank. Blank is not zero.

    The value is kept in millionths as an integer, exact on both databases.
    """

    row = models.ForeignKey(
        StatisticsRow, models.CASCADE, related_name="figures", verbose_name="行"
    )
    column = models.CharField("列", max_length=30)
    micro = models.BigIntegerField("数值（百万分之一）", null=True, blank=True)
    text = models.CharField("原文", max_length=60, blank=True)
    note = models.CharField("附注", max_length=200, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = "数据"
        verbose_name_plural = "数据"
        constraints = [
            models.UniqueConstraint(fields=["row", "column"], name="reports_figure_unique")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def value(self) -> Decimal | None:
        """The number, or None for a blank cell."""
        return None if self.micro is None else from_micro(self.micro)

    @value.setter
    def value(self, number: Decimal | None) -> None:
        self.micro = None if number is None else to_micro(number)


class Confirmation(models.Model):
    """A finding that a person let stand, with the reason; it holds while the figures stay."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="confirmations", verbose_name="版本"
    )
    check_id = models.CharField("规则", max_length=20)
    figures_digest = models.CharField("数据摘要", max_length=64)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="确认人",
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "核对确认"
        verbose_name_plural = "核对确认"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "check_id", "figures_digest"],
                name="reports_confirmation_unique",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reports_confirmation_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}：{self.reason}"


class Covered(models.TextChoices):
    """Which of the agencies below a local deadline binds."""

    ALL = "all", "本机构及全部下级"
    GOVERNMENTS = "governments", "其中的各级政府"
    DEPARTMENTS = "departments", "其中的部门和单位"


class LocalDeadline(models.Model):
    """A day earlier than the law's by which the reports of a year must be public, set locally."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="report_deadlines", verbose_name="提出要求的机构"
    )
    year = models.PositiveSmallIntegerField("报告年度")
    covers = models.CharField("适用于", max_length=20, choices=Covered, default=Covered.ALL)
    due_on = models.DateField("公布期限")
    source = models.CharField("依据", max_length=100, help_text="通知的文号或名称。")

    class Meta:
        verbose_name = "公布期限"
        verbose_name_plural = "公布期限"
        ordering = ("-year", "agency", "covers")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "covers"],
                name="reports_localdeadline_unique",
                violation_error_message="该机构对这一年度的同一类机构已经设定了期限，请直接修改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency.label}{self.year}年度公布期限"

    def clean(self) -> None:
        """The law's own date is the outer limit, and no report is due within its year."""
        form = for_year(self.year) if self.year else None
        if form is None:
            raise ValidationError({"year": f"{self.year} 年度没有可用的表式。"})
        latest = max(form.due_on(self.year), form.due_on(self.year, self.agency_name()))
        if self.due_on and not date(self.year, 12, 31) < self.due_on <= latest:
            raise ValidationError(
                {"due_on": f"应在 {self.year + 1}-01-01 至法定期限 {latest} 之间。"}
            )

    def agency_name(self) -> str:
        """The name of the government whose date is the latest that can be set."""
        is_for_departments = self.covers == Covered.DEPARTMENTS
        return "" if is_for_departments or not self.agency_id else self.agency.name

    def binds(self, *, is_government: bool) -> bool:
        """Whether it binds a government, or a department, among the agencies."""
        if self.covers == Covered.ALL:
            return True
        return is_government == (self.covers == Covered.GOVERNMENTS)
