"""Agency with its former names, User, and Membership: who works where in which role."""

from datetime import date
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from disclosure.lib.addresses import address
from disclosure.lib.codes import credit_code_fault, organisation_code_fault


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies as the domain speaks of them."""

    def current(self) -> Self:
        """Agencies that still exist."""
        return self.filter(dissolved_on=None)

    def parents(self) -> dict[int, int | None]:
        """The agency above each one, for `line_of`: one query."""
        return dict(self.values_list("pk", "parent_id"))

    def mark_changed(self) -> None:
        """Note that what the public reads of them is another now, though their own rows are not."""
        self.update(changed_at=timezone.now())

    def named(self, name: str) -> Self:
        """Agencies that bear or once bore the name, in full or short form."""
        today = Q(name=name) | Q(short_name=name)
        return self.filter(today | Q(names__name=name) | Q(names__short_name=name)).distinct()


class Agency(models.Model):
    """机构: an organ that has to disclose (条例 Art. 4, 10)."""

    name = models.CharField("机构全称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=50, blank=True)
    code = models.CharField(
        "组织机构代码",
        max_length=18,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Za-z]+$", "机构代码只能由数字和字母组成。")],
        help_text="9 位，例如 002668899；用于索引号和网址。没有的填写主管部门编排的代码。",
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级机构",
    )
    address = models.CharField("办公地址", max_length=200, blank=True)
    office_hours = models.CharField("办公时间", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=100, blank=True)
    fax = models.CharField("传真号码", max_length=100, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    postcode = models.CharField("邮政编码", max_length=10, blank=True)
    office = models.CharField("政府信息公开工作机构", max_length=100, blank=True)
    shows_earlier_editions = models.BooleanField(
        "公开历史版本",
        default=False,
        help_text="勾选后，公众可以阅读更正以前的版本（注明不是现行版本）；"
        "不勾选的，只能看到每次更正改了什么。",
    )
    established_on = models.DateField("成立日期", null=True, blank=True)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="承接机构",
    )
    changed_at = models.DateTimeField("变动时间", auto_now=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "机构"
        verbose_name_plural = "机构"
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="agencies_agency_credit_code_unique",
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None)
                | Q(established_on=None)
                | Q(dissolved_on__gte=F("established_on")),
                name="agencies_agency_dissolved_after_established",
                violation_error_message="撤销日期不能早于成立日期。",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(dissolved_on__isnull=False),
                name="agencies_agency_successor_only_when_dissolved",
                violation_error_message="只有已撤销的机构才有承接机构。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The agency's shelf."""
        return address("pages:agency_detail", self.code)

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def code_warnings(self) -> list[str]:
        """What the check digits say (GB 11714, GB 32100): advice, never a block."""
        faults = [organisation_code_fault(self.code) if len(self.code) == 9 else ""]
        faults.append(credit_code_fault(self.credit_code) if self.credit_code else "")
        return [fault for fault in faults if fault]

    def name_on(self, day: date) -> str:
        """The full name that the agency bore on a day."""
        former = self.names.filter(until__gte=day).order_by("until").first()
        return former.name if former else self.name

    def all_names(self) -> set[str]:
        """Every full or short name that the agency bears or once bore."""
        names = {self.name, self.short_name}
        for former in self.names.all():
            names |= {former.name, former.short_name}
        return names - {""}


class AgencyName(models.Model):
    """曾用名: a former name and the last day on which it was borne."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="names", verbose_name="机构")
    name = models.CharField("曾用全称", max_length=100)
    short_name = models.CharField("曾用简称", max_length=50, blank=True)
    since = models.DateField("启用日期", null=True, blank=True)
    until = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "曾用名"
        verbose_name_plural = "曾用名"
        ordering = ("agency", "until")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name", "until"], name="agencies_agencyname_unique"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="agencies_agencyname_until_after_since",
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person does in an agency."""

    EDITOR = "editor", "编辑"
    REVIEWER = "reviewer", "审核"
    SECRECY = "secrecy", "保密审查"
    PUBLISHER = "publisher", "发布"
    SUPERVISOR = "supervisor", "监督"
    EMERGENCY = "emergency", "紧急发布"


class User(AbstractUser):
    """A member of staff; the public has no accounts."""

    name = models.CharField("姓名", max_length=50, blank=True)
    must_change_password = models.BooleanField(
        "下次登录须修改密码", default=True, help_text="新建或重置密码后保持勾选。"
    )

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.name or self.username


class Membership(models.Model):
    """A role of a person in an agency; it reaches subordinate agencies only when it says so."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="用户")
    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="memberships", verbose_name="机构"
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    with_subordinates = models.BooleanField("包括下级机构", default=False)

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"], name="agencies_membership_unique"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="agencies_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.agency} {self.get_role_display()}"
