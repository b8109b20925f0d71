"""Why an entry is taken down, and what each reason makes of its address: the one table."""

from dataclasses import dataclass

from django.db import models

from disclosure.pages.models import PageKind


class WithdrawalReason(models.TextChoices):
    """Why an entry was taken down."""

    ERROR = "error", "误发布"
    PRIVACY = "privacy", "涉及个人信息"
    SUPERSEDED = "superseded", "已由其他信息替代"
    REPEALED = "repealed", "已废止或失效"
    MERGED = "merged", "已并入"
    OTHER = "other", "其他原因"


@dataclass(frozen=True)
class Outcome:
    """What stands at the address afterwards, whether it may quote the entry, and both in words."""

    kind: PageKind
    says: str
    is_quoted: bool = True

    @property
    def needs_successor(self) -> bool:
        """Whether readers are led on to another entry."""
        return self.kind == PageKind.REDIRECT


NOTICE = "原网址显示撤下说明：索引号、标题、日期、原因和说明"
OUTCOMES = {
    WithdrawalReason.ERROR: Outcome(PageKind.TOMBSTONE, NOTICE),
    # The title may itself be the personal datum, so nothing of the entry is quoted.
    WithdrawalReason.PRIVACY: Outcome(
        PageKind.GONE,
        "原网址告知信息已不存在（410），只显示索引号、日期和原因类别，不显示标题、内容和说明",
        is_quoted=False,
    ),
    WithdrawalReason.SUPERSEDED: Outcome(
        PageKind.REDIRECT, "原网址转到替代它的信息，撤下说明另有网址"
    ),
    WithdrawalReason.REPEALED: Outcome(PageKind.TOMBSTONE, NOTICE),
    WithdrawalReason.MERGED: Outcome(PageKind.REDIRECT, "原网址转到并入的信息，撤下说明另有网址"),
    WithdrawalReason.OTHER: Outcome(PageKind.TOMBSTONE, NOTICE),
}
LEADING_ON = tuple(reason for reason, outcome in OUTCOMES.items() if outcome.needs_successor)
