"""Value lists kept as data: columns, themes and genres; local edits survive a reload."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from disclosure.lib.addresses import address


class Vocabulary(models.Model):
    """A value list whose rows come from a data file and may be edited locally.

    `loaded` keeps what the file said when the row was loaded: a row that still says the same is
    renewed by the next load, one that staff have edited is left alone.
    """

    loaded = models.JSONField("载入时的内容", default=dict, editable=False)
    is_active = models.BooleanField("启用", default=True)
    position = models.PositiveIntegerField("顺序", default=0)
    changed_at = models.DateTimeField("变动时间", auto_now=True)

    class Meta:
        abstract = True


class CategoryQuerySet(models.QuerySet["Category"]):
    """Columns as the public sees them."""

    def shown(self) -> Self:
        """Columns in use."""
        return self.filter(is_active=True)


class Category(Vocabulary):
    """栏目: a column; the four top ones are prescribed (国办公开办函〔2019〕61号)."""

    name = models.CharField("栏目名称", max_length=60)
    slug = models.SlugField("网址名", max_length=60, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级栏目",
    )
    description = models.CharField(
        "栏目描述", max_length=200, blank=True, help_text="说明栏目设置目的和主要内容。"
    )
    keywords = models.CharField("栏目关键词", max_length=200, blank=True)
    column_type = models.CharField(
        "栏目类别",
        max_length=20,
        default="信息公开目录",
        help_text="例如 政策文件、信息公开年报。",
    )
    statutory_item = models.CharField(
        "法定公开事项", max_length=20, blank=True, help_text="条例条款，例如 20(一)。"
    )
    update_days = models.PositiveIntegerField(
        "更新周期（天）",
        null=True,
        blank=True,
        help_text="超过此天数没有更新即提示；不填表示不要求。",
    )
    review_months = models.PositiveSmallIntegerField(
        "复查周期（月）",
        null=True,
        blank=True,
        help_text="发布后每隔多少个月复查一次，例如 24；不填表示不要求。",
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "栏目"
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(update_days=None) | Q(update_days__gt=0),
                name="pages_category_update_days_positive",
            ),
            models.CheckConstraint(
                condition=Q(review_months=None) | Q(review_months__gt=0),
                name="pages_category_review_months_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The column's page."""
        return address("pages:column", self.slug)

    def trail(self) -> list["Category"]:
        """The column and what is above it, from the top."""
        above: list[Category] = []
        here: Category | None = self
        while here and here not in above:
            above.append(here)
            here = here.parent
        return above[::-1]


class Theme(Vocabulary):
    """主题分类: 22 classes of the State Council with their sub-classes."""

    code = models.CharField("代码", max_length=10, unique=True)
    name = models.CharField("名称", max_length=60)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级主题",
    )

    class Meta:
        verbose_name = "主题分类"
        verbose_name_plural = "主题分类"
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.parent.name}／{self.name}" if self.parent else self.name


class Genre(Vocabulary):
    """体裁: the kind of a document (党政机关公文处理工作条例 and what sites use beside it)."""

    code = models.CharField("代码", max_length=10, unique=True)
    name = models.CharField("名称", max_length=30, unique=True)
    is_numbered = models.BooleanField(
        "应有文号", default=False, help_text="勾选后，没有填写文号的稿件在提交前给出提示。"
    )

    class Meta:
        verbose_name = "体裁"
        verbose_name_plural = "体裁"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name


def as_loaded(row: Vocabulary, names: list[str]) -> dict[str, Any]:
    """What a row says today in the fields that its data file sets."""
    return {name: getattr(row, name) for name in names}
