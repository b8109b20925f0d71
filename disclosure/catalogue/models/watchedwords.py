"""易错词 and sensitive names: a list that the people who run the site keep."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Self

from django.db import models
from django.db.models import Q

from disclosure.lib.wordfinder import ListedWord, WordFinder
from disclosure.pages.vocabularies import Vocabulary


class WordKind(models.TextChoices):
    """Why a word is watched."""

    WRONG = "wrong", "易错词"
    SENSITIVE = "sensitive", "敏感名称"
    STANDARD = "standard", "规范表述"


class WatchedWordQuerySet(models.QuerySet["WatchedWord"]):
    """The list as the checks read it."""

    def watched(self) -> Self:
        """Words that are looked for."""
        return self.filter(is_active=True)


class WatchedWord(Vocabulary):
    """核对用词: what must not stand in a text, and what should stand there instead."""

    word = models.CharField("用词", max_length=40, unique=True, help_text="例如 布署。")
    kind = models.CharField("类型", max_length=10, choices=WordKind, default=WordKind.WRONG)
    suggestion = models.CharField(
        "建议",
        max_length=40,
        blank=True,
        help_text="正确写法，例如 部署；不填则只提示，不能代为改正。",
    )
    right_in = models.CharField(
        "例外",
        max_length=300,
        blank=True,
        help_text="含有该词而没有错误的较长词语，用空格隔开，例如 发布署名。",
    )
    needs_reason = models.BooleanField(
        "须说明理由", default=True, help_text="不改正就提交时须说明理由；不勾选则只提示。"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    objects = WatchedWordQuerySet.as_manager()

    class Meta:
        verbose_name = "易错词和敏感名称"
        verbose_name_plural = "易错词和敏感名称"
        ordering = ("kind", "word")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=WordKind.values), name="catalogue_watchedword_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(word=models.F("suggestion")),
                name="catalogue_watchedword_suggests_another",
                violation_error_message="建议的写法与用词相同。",
            ),
        ]

    def __str__(self) -> str:
        return self.word

    def listed(self) -> ListedWord:
        """As the finder takes it."""
        return ListedWord(self.word, self.suggestion, tuple(self.right_in.split()))


def finder_of(words: Iterable[WatchedWord]) -> WordFinder:
    """The finder of a list; made once as long as the list stays as it is."""
    return made(tuple(word.listed() for word in words))


@lru_cache(maxsize=2)
def made(words: tuple[ListedWord, ...]) -> WordFinder:
    """A finder, kept."""
    return WordFinder(words)
