"""The public's read model: one Page for each public address, its files, views and the outbox."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from disclosure.agencies.models import Agency
from disclosure.lib.dates import LOCAL, to_minute
from disclosure.pages.countrows import CountChange, CountState, PageCount
from disclosure.pages.editions import PageEdition
from disclosure.pages.namestate import NameState
from disclosure.pages.searchrows import FileText, SearchRow, UntoldPage
from disclosure.pages.selection import Selection
from disclosure.pages.unwritten import UnwrittenPath, WrittenState
from disclosure.pages.vocabularies import Category, Genre, Theme

__all__ = [
    "Category", "CountChange", "CountState", "FileText", "Genre", "NameState", "Outbox", "Page",
    "PageCount", "PageEdition", "PageViews", "PublicFile", "SearchRow", "Theme", "UntoldPage",
    "UnwrittenPath", "WrittenState",
]  # fmt: skip


class PageKind(models.TextChoices):
    """What stands at an address."""

    ENTRY = "entry", "条目"
    TOMBSTONE = "tombstone", "已撤下"
    GONE = "gone", "已不存在"
    REDIRECT = "redirect", "转到"


NOTICES = (PageKind.TOMBSTONE, PageKind.GONE)


class Method(models.TextChoices):
    """公开方式."""

    ACTIVE = "active", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    CLOSED = "closed", "不予公开"


class Validity(models.TextChoices):
    """有效性."""

    VALID = "valid", "有效"
    EXPIRED = "expired", "失效"
    REPEALED = "repealed", "废止"
    AMENDED = "amended", "已修改"
    PENDING = "pending", "待生效"


# The two lists that sites keep beside each other: what holds, and what no longer does.
VALIDITY_LISTS = {
    "in_force": ("现行有效", (Validity.VALID, Validity.AMENDED)),
    "ended": ("废止和失效", (Validity.EXPIRED, Validity.REPEALED)),
}

# The order of lists, and what their indexes know beside it.
NEWEST = (F("kind"), F("published_at").desc(), F("id").desc())
FILTERED = (F("agency"), F("category"), F("theme"), F("genre"), F("method"), F("validity"))

# The year of an annual report, NULL for every other page and where only metadata is public.
REPORT_YEAR = Cast(KeyTextTransform("year", "data"), models.IntegerField())


def entry_path(index_number: str) -> str:
    """The public address of an index number."""
    return f"/catalogue/{index_number}/"


class PageQuerySet(models.QuerySet["Page"]):
    """Public pages; nothing that is not released is ever a row here."""

    def entries(self) -> Self:
        """Pages of entries, newest first."""
        return self.filter(kind=PageKind.ENTRY).order_by("-published_at", "-pk")

    def reports(self, year: int | None = None) -> Self:
        """Pages of annual reports, of a year or of all, with their data; newest publication first.

        A report of which only the metadata is public has no figures: an entry like others.
        """
        rows = self.entries().filter(data__year__isnull=False)
        return rows if year is None else rows.filter(data__year=year)

    def withdrawn(self) -> Self:
        """What stands in place of withdrawn entries, last withdrawn first."""
        return self.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at", "-pk")

    def told(self) -> Self:
        """What an incremental reader hears of: public entries and withdrawn ones.

        Addresses of an old site that lead on are left out: they hold nothing of their own.
        """
        return self.exclude(kind=PageKind.REDIRECT, withdrawn_at=None)

    def leading_to(self, page: "Page") -> Self:
        """Withdrawn entries in whose place another one stands."""
        return self.filter(target=page.path, withdrawn_at__isnull=False)

    def lean(self) -> Self:
        """Without the article and text, names joined."""
        return self.select_related("agency", "category").defer("article", "text", "data")

    def chosen(self, selection: Selection, ids: Collection[int] | None = None) -> Self:
        """Pages of entries of a selection, newest first; of the ids only, where words are asked."""
        rows = self.entries().filter(**selection.filters(), **selection.window())
        return rows if ids is None else rows.filter(pk__in=ids)

    def around(self, at: datetime | OuterRef, pk: int | OuterRef) -> tuple[Self, Self]:
        """The older and the newer ones of a list, newest first, than a place; the nearest first."""
        older = self.filter(published_at__lte=at).exclude(published_at=at, pk__gte=pk)
        newer = self.filter(published_at__gte=at).exclude(published_at=at, pk__lte=pk)
        return older, newer.reverse()

    def of_agency(self, agency: Agency) -> Self:
        """Pages of one agency."""
        return self.filter(agency=agency)


class Page(models.Model):
    """One public address with its article already rendered.

    Everything but agency, category and views is frozen at publication. Rebuilt from the editions
    by `rebuild_pages`.
    """

    path = models.CharField("地址", max_length=200, unique=True)
    kind = models.CharField("类型", max_length=20, choices=PageKind, default=PageKind.ENTRY)
    target = models.CharField("转到", max_length=200, blank=True)
    title = models.CharField("标题", max_length=300, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="pages", verbose_name="机构")
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="pages", verbose_name="栏目"
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, related_name="pages", verbose_name="主题分类"
    )
    genre = models.ForeignKey(
        Genre, models.PROTECT, null=True, related_name="pages", verbose_name="体裁"
    )
    method = models.CharField("公开方式", max_length=20, choices=Method)
    index_number = models.CharField("索引号", max_length=60, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    publisher_name = models.CharField("发布机构（发布时名称）", max_length=100)
    joint_issuers = models.CharField("联合发文", max_length=300, blank=True)
    source = models.CharField("信息来源", max_length=100, blank=True)
    written_on = models.DateField("成文日期", null=True)
    published_at = models.DateTimeField("发布时间")
    updated_at = models.DateTimeField("更新时间")
    change_note = models.CharField("更新说明", max_length=300, blank=True)
    validity = models.CharField("有效性", max_length=20, choices=Validity, default=Validity.VALID)
    effective_on = models.DateField("生效日期", null=True)
    ends_on = models.DateField("失效或废止日期", null=True)
    validity_basis = models.CharField("有效性依据", max_length=120, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    summary = models.CharField("内容概述", max_length=500, blank=True)
    article = models.TextField("正文", blank=True)
    text = models.TextField("纯文本", blank=True)
    data = models.JSONField("结构化内容", default=dict)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawal_kind = models.CharField("撤下原因类别", max_length=20, blank=True)
    withdrawal_reason = models.CharField("撤下原因", max_length=400, blank=True)
    successor_number = models.CharField("替代信息的索引号", max_length=60, blank=True)
    renderer = models.PositiveIntegerField("渲染版本", default=1)
    digest = models.CharField("摘要", max_length=64)
    # Not frozen: a rebuild that makes the same page again leaves it as it was (`put_page`).
    changed_at = models.DateTimeField("公开内容变动时间", default=timezone.now, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "公开页面"
        verbose_name_plural = "公开页面"
        indexes = [
            # These answer by themselves which pages a list shows, whatever it is filtered by.
            models.Index(*NEWEST, *FILTERED, name="pages_listed"),
            models.Index(F("agency"), *NEWEST, *FILTERED[1:], name="pages_agency_listed"),
            models.Index(F("category"), *NEWEST, *FILTERED[2:], name="pages_category_listed"),
            models.Index(F("theme"), *NEWEST, *FILTERED[3:], name="pages_theme_listed"),
            models.Index(F("genre"), *NEWEST, *FILTERED[4:], name="pages_genre_listed"),
            models.Index(F("index_number"), name="pages_index_number"),
            models.Index(F("target"), condition=~Q(target=""), name="pages_target"),
            models.Index(
                F("withdrawn_at").desc(),
                condition=Q(withdrawn_at__isnull=False),
                name="pages_withdrawn_newest",
            ),
            models.Index(
                F("agency"),
                F("published_at"),
                condition=Q(withdrawn_at__isnull=False),
                name="pages_agency_withdrawn",
            ),
            models.Index(F("changed_at"), F("id"), name="pages_changed"),
            models.Index(F("agency"), F("changed_at"), F("id"), name="pages_agency_changed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PageKind.REDIRECT) ^ Q(target=""),
                name="pages_page_redirect_has_target",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NOTICES, withdrawn_at__isnull=False)
                | Q(kind=PageKind.REDIRECT)
                | (~Q(kind__in=NOTICES) & Q(withdrawn_at=None)),
                name="pages_page_tombstone_has_withdrawal",
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.CLOSED), name="pages_page_never_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.index_number

    def get_absolute_url(self) -> str:
        """Where it stands."""
        return self.path

    @property
    def notice_url(self) -> str:
        """Where its notice of withdrawal can be read, also when its own address leads on."""
        return f"{self.path}notice/"

    @property
    def print_url(self) -> str:
        """Its print page."""
        return f"{self.path}print/"

    @property
    def changes_url(self) -> str:
        """Where one reads what its corrections changed."""
        return f"{self.path}changes/"

    @property
    def year(self) -> int:
        """The year of the document, else of its publication."""
        day: date = self.written_on or self.published_at.date()
        return day.year

    @property
    def published_minute(self) -> str:
        """When it was published, as people read it."""
        return to_minute(self.published_at)

    @property
    def published_day(self) -> str:
        """The day on which it was published."""
        return f"{self.published_at.astimezone(LOCAL):%Y-%m-%d}"

    def neighbours(self) -> tuple["Page | None", "Page | None"]:
        """The next older and the next newer page of the same agency."""
        rows = Page.objects.entries().of_agency(self.agency).only("path", "title", "published_at")
        older, newer = rows.around(self.published_at, self.pk)
        return older.first(), newer.first()


# What a Page freezes: the digest covers these, `rebuild_pages --check` compares them.
FROZEN = (
    "path", "kind", "target", "title", "method", "index_number", "document_number",
    "publisher_name", "joint_issuers", "source", "written_on", "published_at", "updated_at",
    "change_note", "validity", "effective_on", "ends_on", "validity_basis", "keywords", "summary",
    "article", "text", "data", "withdrawn_at", "withdrawal_kind", "withdrawal_reason",
    "successor_number", "renderer",
)  # fmt: skip


class PublicFile(models.Model):
    """A released file: it has a public address as long as its page stands."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="files")
    digest = models.CharField("内容摘要", max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    content_type = models.CharField("类型", max_length=100)
    description = models.CharField("说明", max_length=300, blank=True)
    position = models.PositiveIntegerField("顺序", default=0)
    is_rendition = models.BooleanField("由正文生成", default=False)

    class Meta:
        verbose_name = "公开附件"
        verbose_name_plural = "公开附件"
        ordering = ("is_rendition", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "digest", "name"], name="pages_publicfile_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Its public address."""
        return f"/files/{self.digest}/{self.name}"

    @property
    def extension(self) -> str:
        """What kind of file its name says it is, in capitals."""
        return self.name.rpartition(".")[2].upper()


class PageViews(models.Model):
    """浏览次数, apart from the page so that counting never touches it."""

    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="views")
    count = models.PositiveBigIntegerField("浏览次数", default=0)

    class Meta:
        verbose_name = "浏览次数"
        verbose_name_plural = "浏览次数"

    def __str__(self) -> str:
        return f"{self.page_id}: {self.count}"


class OutboxAction(models.TextChoices):
    """What has to happen to a path."""

    WRITE = "write", "写出"
    REMOVE = "remove", "删除"


class Outbox(models.Model):
    """A public path to write or remove on disk; the worker repairs what a crash left undone."""

    path = models.CharField("地址", max_length=400)
    action = models.CharField("动作", max_length=10, choices=OutboxAction)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    done_at = models.DateTimeField("完成时间", null=True, db_index=True)

    class Meta:
        verbose_name = "发件箱"
        verbose_name_plural = "发件箱"

    def __str__(self) -> str:
        return f"{self.action} {self.path}"
