"""Files as they are kept: their content once, and the names under which editions show it."""

from django.db import models


class Blob(models.Model):
    """The content of an uploaded file, stored once under its SHA-256."""

    digest = models.CharField("内容摘要", max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField("字节数")
    content_type = models.CharField("类型", max_length=100)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "文件内容"
        verbose_name_plural = "文件内容"

    def __str__(self) -> str:
        return self.digest[:12]


class Attachment(models.Model):
    """附件: a named file of an edition; editions of one entry share blobs."""

    edition = models.ForeignKey(
        "catalogue.Edition", models.CASCADE, related_name="attachments", verbose_name="版本"
    )
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="attachments", verbose_name="内容")
    name = models.CharField("文件名", max_length=200)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "name"],
                name="catalogue_attachment_name_unique",
                violation_error_message="已有同名附件。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rendition(models.Model):
    """A file made from an edition when it was released: PDF, Word and the like, kept as made."""

    edition = models.ForeignKey(
        "catalogue.Edition", models.CASCADE, related_name="renditions", verbose_name="版本"
    )
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="renditions", verbose_name="内容")
    name = models.CharField("文件名", max_length=200)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "下载文件"
        verbose_name_plural = "下载文件"
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "name"], name="catalogue_rendition_name_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name
