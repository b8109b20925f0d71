"""Entry is the permanent identity; each version of its content is an Edition, frozen once out."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import scoped
from disclosure.catalogue.kinds import EntryKind, kind
from disclosure.catalogue.models.validity import ENDED
from disclosure.catalogue.models.withdrawals import LEADING_ON, WithdrawalReason
from disclosure.catalogue.models.writers import Writing
from disclosure.pages.models import Category, Genre, Method, Theme, Validity, entry_path
from disclosure.workflow.states import OPEN_STATES, State


class Origin(models.TextChoices):
    """Where an edition came from."""

    WRITTEN = "written", "本系统撰写"
    IMPORTED = "imported", "导入"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries as staff may see them."""

    def for_user(self, user: User, *roles: Role) -> Self:
        """Entries of the agencies in which the person works."""
        return scoped(self, user, *roles)

    def live(self) -> Self:
        """Entries that the public can read."""
        return self.filter(live_edition__isnull=False, withdrawn_at=None)

    def out_of_time(self, today: date) -> Self:
        """Released entries that say something else than their dates do (see `validity_on`)."""
        begun = Q(validity=Validity.PENDING, effective_on__lte=today)
        to_come = Q(validity=Validity.VALID, effective_on__gt=today)
        ended = Q(ends_on__lte=today) & ~Q(validity__in=ENDED)
        return self.filter(begun | to_come | ended, live_edition__isnull=False)

    def named(self, text: str) -> Self:
        """Entries that a person means by an index number, a public address or part of a title."""
        number = text.strip().partition("/catalogue/")[2].strip("/") or text.strip()
        exact = self.filter(index_number=number)
        return exact if exact.exists() else self.filter(live_edition__title__icontains=number)


class Entry(models.Model):
    """条目: what has an index number, for ever."""

    kind = models.CharField("类型", max_length=20, default="document")
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="entries", verbose_name="发布机构"
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="entries", verbose_name="栏目"
    )
    method = models.CharField("公开方式", max_length=20, choices=Method, default=Method.ACTIVE)
    closed_reason = models.CharField("不予公开理由", max_length=300, blank=True)
    is_secret = models.BooleanField("涉密", default=False, help_text="涉密信息永远不会发布。")
    index_number = models.CharField(
        "索引号", max_length=60, blank=True, help_text="提交时自动编号，终身不变。"
    )
    first_published_at = models.DateTimeField("首次发布时间", null=True, blank=True)
    live_edition = models.OneToOneField(
        "Edition", models.PROTECT, null=True, blank=True, related_name="live_entry"
    )
    validity = models.CharField("有效性", max_length=20, choices=Validity, default=Validity.VALID)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    ends_on = models.DateField(
        "失效或废止日期", null=True, blank=True, help_text="自这一天起不再有效。"
    )
    validity_basis = models.CharField("有效性依据", max_length=120, blank=True)
    review_on = models.DateField("复查日期", null=True, blank=True)
    reviewed_on = models.DateField("上次复查", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawal_reason = models.CharField(
        "撤下原因", max_length=20, choices=WithdrawalReason, blank=True
    )
    withdrawal_note = models.CharField("撤下说明", max_length=300, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="替代或者并入的信息",
    )
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "条目"
        verbose_name_plural = "条目"
        indexes = [
            models.Index(
                F("ends_on"), condition=Q(ends_on__isnull=False), name="catalogue_entry_ends"
            ),
            models.Index(
                F("effective_on"),
                condition=Q(effective_on__isnull=False),
                name="catalogue_entry_begins",
            ),
            models.Index(
                F("review_on"), condition=Q(review_on__isnull=False), name="catalogue_entry_review"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["index_number"],
                condition=~Q(index_number=""),
                name="catalogue_entry_index_number_unique",
                violation_error_message="该索引号已被使用。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="catalogue_entry_withdrawal_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawal_reason__in=LEADING_ON, successor__isnull=False)
                | (~Q(withdrawal_reason__in=LEADING_ON) & Q(successor=None)),
                name="catalogue_entry_redirect_has_successor",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")),
                name="catalogue_entry_succeeds_another",
            ),
            models.CheckConstraint(
                condition=Q(live_edition=None)
                | (Q(is_secret=False) & ~Q(method=Method.CLOSED) & ~Q(index_number="")),
                name="catalogue_entry_live_is_public",
            ),
            models.CheckConstraint(
                condition=Q(effective_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gte=F("effective_on")),
                name="catalogue_entry_ends_after_effective",
                violation_error_message="失效或废止日期不能早于生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.index_number or f"条目 {self.pk}"

    @property
    def path(self) -> str:
        """The public address; empty until there is an index number."""
        return entry_path(self.index_number) if self.index_number else ""

    @property
    def behaviour(self) -> EntryKind:
        """What is particular to this kind of entry."""
        return kind(self.kind)

    @property
    def is_live(self) -> bool:
        """Whether the public can read it now."""
        return self.live_edition_id is not None and self.withdrawn_at is None

    def open_edition(self) -> "Edition | None":
        """The edition that is being written or reviewed."""
        return self.editions.filter(state__in=OPEN_STATES).first()


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions as staff may see them."""

    def for_user(self, user: User, *roles: Role) -> Self:
        """Editions of the agencies in which the person works."""
        return scoped(self, user, *roles, agency="entry__agency")

    def newest(self) -> Self:
        """One for each entry: the last that was begun."""
        last = Edition.objects.filter(entry=models.OuterRef("entry")).order_by("-number")
        return self.filter(pk=models.Subquery(last.values("pk")[:1]))

    def due(self, now: datetime | None = None) -> Self:
        """Cleared editions that a publisher has scheduled and whose time has come."""
        return self.scheduled().filter(release_at__lte=now or timezone.now())

    def scheduled(self) -> Self:
        """Cleared editions that wait for their time."""
        rows = self.filter(state=State.CLEARED, published_by__isnull=False, release_refusal="")
        return rows.filter(release_at__isnull=False)

    def not_by(self, user: User) -> Self:
        """Those in which the person wrote nothing, see `writers.own_work`."""
        written = Writing.objects.filter(edition=models.OuterRef("pk"), user=user)
        return self.exclude(author=user).exclude(models.Exists(written))

    def refused(self) -> Self:
        """Cleared editions whose time came and that could not be released."""
        return self.filter(state=State.CLEARED).exclude(release_refusal="")


class Edition(models.Model):
    """One version of an entry's content; written as a draft, frozen when published."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="editions", verbose_name="条目")
    number = models.PositiveIntegerField("版次", default=1)
    state = models.CharField(
        "状态", max_length=20, choices=State, default=State.DRAFT, db_index=True
    )
    title = models.CharField("标题", max_length=300)
    document_number = models.CharField(
        "文号",
        max_length=60,
        blank=True,
        help_text="有文号必须填写，例如 国办发〔2016〕19号。",
    )
    written_on = models.DateField(
        "成文日期",
        null=True,
        blank=True,
        help_text="签发日期；会签的为最后一个签发日期。",
    )
    source = models.CharField("信息来源", max_length=100, blank=True)
    publisher_name = models.CharField(
        "发布机构名称",
        max_length=100,
        blank=True,
        help_text="页面上显示的名称；不填取机构当前名称。",
    )
    joint_issuers = models.CharField(
        "联合发文机关", max_length=300, blank=True, help_text="多个机关用顿号隔开。"
    )
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, verbose_name="主题分类")
    genre = models.ForeignKey(Genre, models.PROTECT, null=True, blank=True, verbose_name="体裁")
    keywords = models.CharField("关键词", max_length=200, blank=True, help_text="用空格隔开。")
    summary = models.CharField("内容概述", max_length=500, blank=True)
    body = models.TextField("正文", blank=True)
    release_at = models.DateTimeField(
        "定时发布", null=True, blank=True, help_text="不填表示由发布人员手动发布。"
    )
    release_refusal = models.CharField("定时发布未能进行的原因", max_length=500, blank=True)
    change_note = models.CharField(
        "更新说明",
        max_length=300,
        blank=True,
        help_text="更正已发布的信息时必填，向公众显示。",
    )
    hides_previous = models.BooleanField(
        "不公开修改前的内容",
        default=False,
        help_text="更正是为了去除个人信息等不应公开的内容时勾选：公众只看到更新说明，"
        "看不到此前各版本和改动之处。",
    )
    is_hidden = models.BooleanField("不再公开本版内容", default=False)
    origin = models.CharField("来源方式", max_length=20, choices=Origin, default=Origin.WRITTEN)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="editions",
        verbose_name="作者",
    )
    submitted_digest = models.CharField("提交时摘要", max_length=64, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="released_editions",
        verbose_name="发布人",
    )
    entry_changes = models.JSONField(
        "对条目的改动",
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="已公开条目的栏目、有效性等，随本版本发布时生效。",
    )
    entry_before = models.JSONField(
        "条目原有的值",
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="发布时记下，供比较版本。",
    )
    import_digest = models.CharField("导入时摘要", max_length=64, blank=True)
    lock_version = models.PositiveIntegerField("版本锁", default=0)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "信息条目"
        verbose_name_plural = "信息条目"
        ordering = ("-updated_at",)
        indexes = [models.Index(F("import_digest"), name="catalogue_edition_import")]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"], name="catalogue_edition_number_unique"
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state__in=OPEN_STATES),
                name="catalogue_edition_one_open",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state=State.PUBLISHED),
                name="catalogue_edition_one_published",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="catalogue_edition_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="catalogue_edition_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.IMPORTED)
                | Q(published_by=None)
                | ~Q(published_by=F("author")),
                name="catalogue_edition_author_is_not_releaser",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether it may still be written."""
        return self.state == State.DRAFT

    @property
    def is_scheduled(self) -> bool:
        """Whether it goes out by itself, see `EditionQuerySet.scheduled`; not once refused."""
        is_set = self.release_at is not None and self.published_by_id is not None
        return self.state == State.CLEARED and is_set and not self.release_refusal

    def intended_entry(self) -> Entry:
        """The entry as it will be when this edition is released; nothing is saved."""
        for name, value in self.entry_changes.items():
            field = Entry._meta.get_field(name)
            setattr(self.entry, name, field.to_python(value))  # type: ignore[union-attr]
        return self.entry

    @property
    def is_correction(self) -> bool:
        """Whether an edition of this entry was published before."""
        return self.number > 1 and self.entry.first_published_at is not None
