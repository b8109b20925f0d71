"""What holds on which day: the rule that dates decide, and the results of a review."""

from datetime import date

from django.db import models

from disclosure.lib.dates import in_words
from disclosure.pages.models import Validity

ENDED = (Validity.EXPIRED, Validity.REPEALED)


class ReviewResult(models.TextChoices):
    """What a review (复查) of a published or closed entry comes to (条例 Art. 18)."""

    KEEP = "keep", "继续有效（不予公开的：继续不予公开）"
    AMEND = "amend", "需要修改（不予公开的：情势变化，可以公开）"
    REPEAL = "repeal", "应当废止"


def validity_on(
    day: date, validity: str, *, effective_on: date | None = None, ends_on: date | None = None
) -> Validity:
    """The validity on a day: what was stated, unless a date decides otherwise.

    From `ends_on` a document holds no longer, from `effective_on` it holds; that it was repealed
    or amended is stated by a person.

    >>> validity_on(date(2026, 1, 1), "valid", ends_on=date(2026, 1, 1)).value
    'expired'
    >>> validity_on(date(2026, 1, 1), "pending", effective_on=date(2026, 1, 2)).value
    'pending'
    """
    stated = Validity(validity)
    if stated in ENDED:
        return stated
    if ends_on and ends_on <= day:
        return Validity.EXPIRED
    if stated in (Validity.VALID, Validity.PENDING) and effective_on:
        return Validity.VALID if effective_on <= day else Validity.PENDING
    return stated


def written_validity(validity: str, effective_on: date | None, ends_on: date | None) -> str:
    """The validity as far as somebody wrote it: empty where the passing days decide it.

    So no day that comes makes an edition differ from what was reviewed.
    """
    by_date = {Validity.VALID, Validity.PENDING} if effective_on else set()
    if ends_on:
        by_date |= {Validity.VALID, Validity.PENDING, Validity.AMENDED, Validity.EXPIRED}
    return "" if validity in by_date else validity


def dates_fault(
    today: date, validity: Validity, *, effective_on: date | None, ends_on: date | None
) -> str:
    """How a validity contradicts its dates today; "" when they agree."""
    if effective_on and ends_on and ends_on < effective_on:
        return "失效或废止日期不能早于生效日期。"
    if validity in ENDED and ends_on is None:
        return f"有效性为“{validity.label}”时必须填写失效或废止日期。"
    if validity in ENDED and ends_on and ends_on > today:
        return (
            f"{in_words(ends_on)}还没有到：请选“有效”并填写该日期，到期时自动改为“失效”；"
            "需要注明废止的，到期后再办理。"
        )
    if validity == Validity.PENDING and effective_on is None:
        return "有效性为“待生效”时必须填写生效日期。"
    by_rule = validity_on(today, validity, effective_on=effective_on, ends_on=ends_on)
    if by_rule != validity:
        return f"按填写的日期，今天应为“{by_rule.label}”，请核对有效性和日期。"
    return ""
