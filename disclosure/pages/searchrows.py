"""What the search knows of a page: a narrow row beside it, and the text of its files.

The databases add their own kind of index to it, see `disclosure/pages/search/`.
"""

from django.db import models


class SearchRow(models.Model):
    """A page as the search sees it; rows in the order of `position` are newest last.

    `head`, `about` and `body` hold units in flat form (`lib/tokens.py`), a line for each part.
    """

    position = models.BigIntegerField("次序", primary_key=True)
    page = models.OneToOneField("pages.Page", models.CASCADE, related_name="search_row")
    agency_id = models.BigIntegerField("机构")
    category_id = models.BigIntegerField("栏目")
    theme_id = models.BigIntegerField("主题分类", null=True)
    genre_id = models.BigIntegerField("体裁", null=True)
    year = models.PositiveSmallIntegerField("年份")
    method = models.CharField("公开方式", max_length=20)
    validity = models.CharField("有效性", max_length=20)
    facts = models.TextField("筛选和日期", blank=True)
    head = models.TextField("标题和编号", blank=True)
    about = models.TextField("机构和概述", blank=True)
    body = models.TextField("正文和附件", blank=True)

    class Meta:
        verbose_name = "检索索引"
        verbose_name_plural = "检索索引"

    def __str__(self) -> str:
        return f"{self.page_id}"


class UntoldPage(models.Model):
    """A page of which the search server has not been told what it says now, or that it is gone.

    Written with the change itself and taken away when the server has answered.
    """

    page_id = models.BigIntegerField("页面", primary_key=True)
    is_removal = models.BooleanField("撤出检索", default=False)

    class Meta:
        verbose_name = "待告知检索服务器"
        verbose_name_plural = "待告知检索服务器"
        ordering = ("-is_removal", "page_id")

    def __str__(self) -> str:
        return f"{self.page_id}"


class FileText(models.Model):
    """The visible text of a released file, taken when it is released."""

    file = models.OneToOneField(
        "pages.PublicFile", models.CASCADE, primary_key=True, related_name="extracted"
    )
    text = models.TextField("文字", blank=True)

    class Meta:
        verbose_name = "附件文字"
        verbose_name_plural = "附件文字"

    def __str__(self) -> str:
        return f"{self.file_id}"
