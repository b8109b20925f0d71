"""Files as they are kept: their content once, and the names under which editions show it."""

from django.db import models


class Blob(models.Model):
    """The content of an uploaded file, stored once under its SHA-256."""

    digest = models.CharField("内容摘要", max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField("字节数")
    content_type = models.CharField("类型", max_length=100)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    erased_at = models.DateTimeField("清除时间", null=True, editable=False)

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
    original = models.ForeignKey(
        Blob,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sealed",
        verbose_name="封存的原件",
        help_text="由清理副本替换的原件，永不公开。",
    )
    name = models.CharField("文件名", max_length=200)
    description = models.CharField("说明", max_length=300, blank=True)
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


class Inspection(models.Model):
    """What was found in a content by one version of the inspection: it is looked through once.

    It quotes personal data of the content, and goes with it.
    """

    blob = models.OneToOneField(
        Blob, models.CASCADE, primary_key=True, related_name="inspection", verbose_name="内容"
    )
    version = models.PositiveIntegerField("检查版本")
    result = models.TextField("结果")

    class Meta:
        verbose_name = "附件检查"
        verbose_name_plural = "附件检查"

    def __str__(self) -> str:
        return f"{self.blob_id[:12]} v{self.version}"


class CleanedCopy(models.Model):
    """A copy of a content without what its reader does not see; none when it could not be made."""

    source = models.ForeignKey(
        Blob, models.CASCADE, related_name="cleaned_copies", verbose_name="原内容"
    )
    blob = models.ForeignKey(
        Blob, models.PROTECT, null=True, related_name="cleaned_from", verbose_name="清理副本"
    )
    is_masked = models.BooleanField("隐去个人信息", default=False)
    version = models.PositiveIntegerField("清理版本")
    done = models.JSONField("已清理", default=list)
    left = models.JSONField("须手工处理", default=list)

    class Meta:
        verbose_name = "清理副本"
        verbose_name_plural = "清理副本"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "is_masked"], name="catalogue_cleanedcopy_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id[:12]} → {(self.blob_id or '')[:12]}"


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
