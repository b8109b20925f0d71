"""Dates in order, and the term of 20 working days for active publication (条例 Art. 26)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models.validity import dates_fault
from disclosure.catalogue.models.workdays import Calendar
from disclosure.pages.models import Method, Validity

if TYPE_CHECKING:
    from disclosure.catalogue.models import Edition

RULE = "DATE"
TERM = 20  # working days from the making of information to its publication: 条例 Art. 26
SOON = 3  # working days left at which the term is called near
NUMBER_YEAR = re.compile(r"[〔\[［(（](?P<year>(?:19|20)\d\d)年?[〕\]］)）]")


def date_problems(edition: "Edition", today: date) -> Iterator[Problem]:
    """Dates that contradict each other, and a term that has passed or is near."""
    yield from out_of_order(edition)
    yield from other_year(edition)
    yield from term(edition, today)


def out_of_order(edition: "Edition") -> Iterator[Problem]:
    """成文 ≤ 生效 ≤ 失效."""
    entry, written = edition.intended_entry(), edition.written_on
    begins, ends = entry.effective_on, entry.ends_on
    if written and begins and begins < written:
        yield Problem(
            f"生效日期 {begins} 早于成文日期 {written}，请改正；溯及既往的，提交时说明理由。",
            "confirm",
            "effective_on",
            RULE,
        )
    if begins and ends and ends < begins:
        message = f"失效或废止日期 {ends} 早于生效日期 {begins}，请改正。"
        yield Problem(message, field="ends_on", rule=RULE)
    elif written and ends and ends < written:
        message = f"失效或废止日期 {ends} 早于成文日期 {written}，请改正。"
        yield Problem(message, field="ends_on", rule=RULE)


def validity_problems(edition: "Edition", today: date) -> Iterator[Problem]:
    """A validity that its own dates contradict today; dates in disorder are told above."""
    if any(out_of_order(edition)):
        return
    entry = edition.intended_entry()
    dates = {"effective_on": entry.effective_on, "ends_on": entry.ends_on}
    if fault := dates_fault(today, Validity(entry.validity), **dates):
        yield Problem(fault, "warn", "validity", RULE)


def other_year(edition: "Edition") -> Iterator[Problem]:
    """A document number names the year in which the document was made: 国办发〔2016〕19号."""
    found = NUMBER_YEAR.search(edition.document_number)
    if found and edition.written_on and int(found["year"]) != edition.written_on.year:
        yield Problem(
            f"文号“{edition.document_number}”的年份是 {found['year']}，"
            f"成文日期 {edition.written_on} 是 {edition.written_on.year} 年，请核对。",
            "warn",
            "document_number",
            RULE,
        )


def term(edition: "Edition", today: date) -> Iterator[Problem]:
    """A first publication that is late, or soon will be; other laws may set other terms.

    A kind with a term of its own (annual reports: 条例 Art. 49) says `has_own_term`.
    """
    entry, made = edition.intended_entry(), edition.written_on
    is_bound = entry.method == Method.ACTIVE and entry.first_published_at is None
    if not is_bound or made is None or made > today:
        return
    if edition.origin == "imported" or getattr(entry.behaviour, "has_own_term", False):
        return
    if message := told_term(made, today):
        yield Problem(message, "warn", "written_on", RULE)


def told_term(made: date, today: date) -> str:
    """What to say of the term on a day; "" while there is time."""
    last, used, is_settled = counted(made, today)
    unsure = "" if is_settled or last.year < today.year else "（放假通知尚未录入，工作日为暂定）"
    if used > TERM:
        return (
            f"成文日期 {made} 至今已有 {used} 个工作日，超过 {TERM} 个工作日的公开期限"
            f"（条例第二十六条），最后一日为 {last}{unsure}；法律、法规另有规定的，从其规定。"
        )
    if TERM - used > SOON:
        return ""
    left = f"还剩 {TERM - used} 个工作日" if used < TERM else "今天是最后一日"
    return (
        f"应当自形成之日起 {TERM} 个工作日内公开（条例第二十六条），最后一日为 {last}，"
        f"{left}{unsure}；法律、法规另有规定的，从其规定。"
    )


def counted(made: date, today: date) -> tuple[date, int, bool]:
    """Last day of the term, working days used up to today, whether both are certain: one query."""
    calendar = Calendar.over(made, max(today, made + timedelta(days=2 * TERM + 60)))
    last = calendar.workday_after(made, TERM)
    return last, calendar.workdays_between(made, today), calendar.is_settled(made, last)
