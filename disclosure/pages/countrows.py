"""How many entries are public: what every publication adds or takes away, and the sums of it."""

from django.db import models


class Cell(models.Model):
    """Pages of entries that are alike in all that lists filter by.

    0 and "" stand for any value: a sum over several columns leaves them open. A page without a
    theme has the theme -1, one without a genre the genre -1. Months are numbers like 201605, of the
    publication in local time.
    """

    month = models.PositiveIntegerField("月份", default=0)
    agency_id = models.BigIntegerField("机构", default=0)
    category_id = models.BigIntegerField("栏目", default=0)
    theme_id = models.BigIntegerField("主题分类", default=0)
    genre_id = models.BigIntegerField("体裁", default=0)
    method = models.CharField("公开方式", max_length=20, blank=True)
    validity = models.CharField("有效性", max_length=20, blank=True)
    amount = models.BigIntegerField("条数")

    class Meta:
        abstract = True


class CountChange(Cell):
    """What one publication or withdrawal adds or takes away, until the worker adds it up.

    Publishers only ever append here, so none waits for another one.
    """

    class Meta:
        verbose_name = "条数的增减"
        verbose_name_plural = "条数的增减"

    def __str__(self) -> str:
        return f"{self.amount:+d}"


class PageCount(Cell):
    """A sum. `told` names the columns that are not open as bits, in the order of DIMENSIONS."""

    told = models.PositiveSmallIntegerField("不合并的列")

    class Meta:
        verbose_name = "公开条数"
        verbose_name_plural = "公开条数"
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "told", "agency_id", "category_id", "theme_id", "genre_id", "method",
                    "validity", "month",
                ],
                name="pages_pagecount_unique",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["told", "category_id"], name="pages_count_category"),
            models.Index(fields=["told", "theme_id"], name="pages_count_theme"),
            models.Index(fields=["told", "genre_id", "month"], name="pages_count_genre"),
        ]

    def __str__(self) -> str:
        return f"{self.told}: {self.amount}"


class CountState(models.Model):
    """One row: whoever adds up holds it, and says in it how often that was done."""

    folds = models.BigIntegerField("合计次数", default=0)

    class Meta:
        verbose_name = "合计次数"
        verbose_name_plural = "合计次数"

    def __str__(self) -> str:
        return f"{self.folds}"
