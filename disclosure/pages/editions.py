"""What the public may know of a page's past: its releases, what each changed, earlier articles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from disclosure.pages.models import Page


class PageEditionQuerySet(models.QuerySet["PageEdition"]):
    """The releases of pages."""

    def lean(self) -> Self:
        """Without articles and differences: what the list of corrections prints."""
        return self.defer("article", "facts", "changes")


class PageEdition(models.Model):
    """One release of a page, kept as plain data that publication writes and withdrawal removes.

    `changes` is empty for the first release and where nothing before it may be shown; `article`
    and `facts` are empty for the edition that stands on the page itself, and for a hidden one.
    """

    page = models.ForeignKey(
        "pages.Page", models.CASCADE, related_name="history", verbose_name="页面"
    )
    number = models.PositiveIntegerField("版次")
    published_at = models.DateTimeField("发布时间")
    replaced_at = models.DateTimeField("取代时间", null=True)
    change_note = models.CharField("更新说明", max_length=300, blank=True)
    title = models.CharField("标题", max_length=300, blank=True)
    facts = models.JSONField("基本信息", default=list)
    article = models.TextField("正文", blank=True)
    changes = models.JSONField("改动", default=dict)
    is_hidden = models.BooleanField("内容不公开", default=False)

    objects = PageEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "公开页面的历史"
        verbose_name_plural = "公开页面的历史"
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="pages_pageedition_unique")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}：第 {self.number} 版"

    @property
    def is_earlier(self) -> bool:
        """Whether another edition has taken its place."""
        return self.replaced_at is not None

    @property
    def anchor(self) -> str:
        """How the page of changes names it."""
        return f"edition-{self.number}"

    @property
    def edition_url(self) -> str:
        """Where it can be read, if it can."""
        return f"{self.page.path}editions/{self.number}/"

    @property
    def can_be_read(self) -> bool:
        """Whether there is an earlier article to show, if the agency shows such."""
        return self.is_earlier and not self.is_hidden


def corrections(history: Iterable[PageEdition]) -> list[PageEdition]:
    """The releases after the first, newest first."""
    return sorted(history, key=lambda one: -one.number)[:-1]


def earlier_edition(page: Page, number: int) -> PageEdition | None:
    """An edition that was public before, where its agency shows such and it is not hidden."""
    if not page.agency.shows_earlier_editions:
        return None
    found = page.history.filter(number=number).first()
    return found if found and found.can_be_read else None


def frozen_edition(row: PageEdition) -> dict[str, Any]:
    """What a row says, as the digest of its page covers it."""
    names = [field.name for field in PageEdition._meta.fields if field.name not in ("id", "page")]
    return {name: getattr(row, name) for name in names}
