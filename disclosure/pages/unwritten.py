"""What the worker has to write again on disk, and what the files on disk were last made from."""

from django.db import models


class UnwrittenPath(models.Model):
    """A public address whose file is not true any more, noted in the transaction that changed it.

    Rows are only added, so that no release waits for another; the worker takes each away when it
    has written the file. A path with `*` in front stands for many, see `pages/site/scopes.py`:
    `after` is how far the worker has come.
    """

    path = models.CharField("地址", max_length=400)
    after = models.BigIntegerField("已写到", default=0)
    touched_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "待写出的页面"
        verbose_name_plural = "待写出的页面"

    def __str__(self) -> str:
        return self.path


class WrittenState(models.Model):
    """The digest of a name that many pages show (an agency, a column, the templates) as written."""

    name = models.CharField("名称", max_length=60, primary_key=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "已写出的名称"
        verbose_name_plural = "已写出的名称"

    def __str__(self) -> str:
        return self.name
