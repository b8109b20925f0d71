"""索引号: how index numbers are composed, counted and remembered; no number is used twice."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from disclosure.agencies.models import Agency


class CodePart(models.TextChoices):
    """The organ's part of a number."""

    ORGANISATION = "organisation", "组织机构代码"
    CREDIT = "credit", "统一社会信用代码"
    FIXED = "fixed", "固定代码"


class Period(models.TextChoices):
    """The time part of a number: a new period begins a new count."""

    YEAR = "year", "年（2017）"
    MONTH = "month", "年月（201705）"


class IndexNumberRuleQuerySet(models.QuerySet["IndexNumberRule"]):
    """Rules by whom they bind."""

    def for_agency(self, agency: Agency) -> "IndexNumberRule":
        """The agency's own rule, else the site's default, else organisation code/year-serial."""
        return self.for_agencies([agency])[agency.pk]

    def for_agencies(self, agencies: Iterable[Agency]) -> Mapping[int, "IndexNumberRule"]:
        """The rule of each of several agencies by its id: one query."""
        ids = {agency.pk for agency in agencies}
        rules = self.filter(Q(agency__in=ids) | Q(agency=None))
        found = {rule.agency_id: rule for rule in rules}
        default = found.get(None) or IndexNumberRule()
        return {pk: found.get(pk, default) for pk in ids}


class IndexNumberRule(models.Model):
    """索引号规则: organ + period + serial, for one agency, or for all that have no rule."""

    agency = models.OneToOneField(
        Agency,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="index_number_rule",
        verbose_name="机构",
        help_text="不选表示全站默认规则。",
    )
    code_part = models.CharField(
        "机构部分", max_length=20, choices=CodePart, default=CodePart.ORGANISATION
    )
    fixed_code = models.CharField("固定代码", max_length=20, blank=True)
    first_separator = models.CharField("机构后的分隔符", max_length=1, default="/")
    period = models.CharField("时间部分", max_length=10, choices=Period, default=Period.YEAR)
    second_separator = models.CharField("时间后的分隔符", max_length=1, default="-")
    width = models.PositiveSmallIntegerField("流水号位数", default=5)
    is_site_wide = models.BooleanField(
        "全站统一流水", default=False, help_text="勾选后各机构共用一个流水号。"
    )

    objects = IndexNumberRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "索引号规则"
        verbose_name_plural = "索引号规则"
        constraints = [
            models.UniqueConstraint(
                Coalesce("agency", 0), name="catalogue_indexnumberrule_one_default"
            ),
            models.CheckConstraint(
                condition=Q(width__gte=3, width__lte=9),
                name="catalogue_indexnumberrule_width",
                violation_error_message="流水号位数应在 3 到 9 之间。",
            ),
            models.CheckConstraint(
                condition=~Q(code_part=CodePart.FIXED) | ~Q(fixed_code=""),
                name="catalogue_indexnumberrule_fixed_has_code",
                violation_error_message="选择“固定代码”时必须填写代码。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or '全站默认'}：{self.example()}"

    def code_of(self, agency: Agency) -> str:
        """The organ's part for an agency."""
        if self.code_part == CodePart.FIXED:
            return self.fixed_code
        return agency.credit_code if self.code_part == CodePart.CREDIT else agency.code

    def period_of(self, day: date) -> str:
        """The time part for a day."""
        return f"{day:%Y%m}" if self.period == Period.MONTH else f"{day:%Y}"

    def counter_key(self, agency: Agency, day: date) -> str:
        """Which count a number belongs to."""
        whose = "*" if self.is_site_wide else self.code_of(agency)
        return f"{whose}{self.first_separator}{self.period_of(day)}"

    def compose(self, agency: Agency, day: date, serial: int) -> str:
        """A whole number, e.g. 002668899/2017-66815."""
        front = f"{self.code_of(agency)}{self.first_separator}{self.period_of(day)}"
        return f"{front}{self.second_separator}{serial:0{self.width}d}"

    def serial_of(self, number: str, agency: Agency) -> tuple[str, int] | None:
        """Counter key and serial of a number that this rule could have made; else None."""
        digits = 6 if self.period == Period.MONTH else 4
        pattern = (
            f"{re.escape(self.code_of(agency) + self.first_separator)}"
            f"(?P<period>[0-9]{{{digits}}}){re.escape(self.second_separator)}"
            f"(?P<serial>[0-9]{{{self.width},9}})"
        )
        found = re.fullmatch(pattern, number)
        if found is None:
            return None
        whose = "*" if self.is_site_wide else self.code_of(agency)
        return f"{whose}{self.first_separator}{found['period']}", int(found["serial"])

    def example(self) -> str:
        """What a number of this rule looks like."""
        agency = self.agency or Agency(code="002668899", credit_code="11331000002668899F")
        return self.compose(agency, date(2017, 5, 4), 1)


class IndexCounter(models.Model):
    """The next serial of one count; taken under a row lock."""

    key = models.CharField("计数范围", max_length=40, unique=True)
    next_serial = models.PositiveIntegerField("下一个流水号", default=1)

    class Meta:
        verbose_name = "流水号"
        verbose_name_plural = "流水号"

    def __str__(self) -> str:
        return f"{self.key}：{self.next_serial}"


class NumberState(models.TextChoices):
    """What became of a number."""

    ISSUED = "issued", "已使用"
    RESERVED = "reserved", "保留"
    VOID = "void", "作废"


class IndexNumber(models.Model):
    """The register of numbers: whatever stands here is never given again."""

    number = models.CharField("索引号", max_length=60, unique=True)
    counter = models.ForeignKey(
        IndexCounter,
        models.PROTECT,
        null=True,
        related_name="numbers",
        verbose_name="计数范围",
    )
    serial = models.PositiveIntegerField("流水号", null=True)
    state = models.CharField("状态", max_length=10, choices=NumberState)
    entry = models.ForeignKey(
        "catalogue.Entry",
        models.PROTECT,
        null=True,
        related_name="numbers",
        verbose_name="条目",
    )
    taken_at = models.DateTimeField("取号时间", auto_now_add=True)

    class Meta:
        verbose_name = "索引号登记"
        verbose_name_plural = "索引号登记"
        ordering = ("counter", "serial")
        constraints = [
            models.UniqueConstraint(
                fields=["counter", "serial"],
                condition=Q(counter__isnull=False),
                name="catalogue_indexnumber_serial_unique",
            ),
            models.CheckConstraint(
                condition=Q(counter=None, serial=None)
                | Q(counter__isnull=False, serial__isnull=False),
                name="catalogue_indexnumber_counter_with_serial",
            ),
        ]

    def __str__(self) -> str:
        return self.number
