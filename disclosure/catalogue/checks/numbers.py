"""Index numbers that look wrong: kept ones of imports, and those that the rule could not make."""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from disclosure.agencies.models import Agency
from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models.numbering import (
    CodePart,
    IndexNumber,
    IndexNumberRule,
    NumberState,
)
from disclosure.lib.codes import credit_code_fault, organisation_code_fault

if TYPE_CHECKING:
    from disclosure.catalogue.models import Edition, Entry

RULE = "NUMBER"
PARTS = re.compile(
    r"(?P<organ>[0-9A-Z]+(?:-[0-9A-Z])?)[/-](?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])?"
    r"-(?P<serial>\d{3,9})"
)


def broken(number: str) -> str:
    """Why a number is none at all, as a sentence; "" when it may be one.

    >>> broken("/2023-00001"), broken("002668899/2017-66815")
    ('索引号“/2023-00001”不完整：应含机构代码和流水号。', '')
    """
    front = re.split(r"[/-]", number.strip(), maxsplit=1)[0]
    is_whole = front not in ("", "None", "null") and not number.endswith(("None", "null"))
    return "" if is_whole else f"索引号“{number}”不完整：应含机构代码和流水号。"


def number_problems(edition: "Edition") -> Iterator[Problem]:
    """What is odd about the number that an entry has, or why it cannot be given one."""
    entry = edition.entry
    rule = IndexNumberRule.objects.for_agency(entry.agency)
    if entry.index_number:
        yield from odd_number(entry, rule, edition.written_on)
        return
    code = rule.code_of(entry.agency)
    if code in ("", "None"):
        label = CodePart(rule.code_part).label
        message = f"“{entry.agency}”没有{label}，无法编制索引号，请联系管理员补录机构代码。"
        yield Problem(message, field="agency", rule=RULE)
    elif told := code_fault(code, rule.code_part):
        yield Problem(f"索引号将取{told}", "warn", "agency", RULE)


def odd_number(entry: "Entry", rule: IndexNumberRule, made: date | None) -> Iterator[Problem]:
    """Faults of a number that is there: a broken one blocks, the rest is for a person to judge."""
    number = entry.index_number
    if told := broken(number):
        yield Problem(told, rule=RULE)
        return
    parts = PARTS.fullmatch(number)
    if parts is None:
        message = f"索引号“{number}”不是“机构代码/年份-流水号”的形式，请核对是否原样录入。"
        yield Problem(message, "warn", rule=RULE)
        return
    yield from other_organ(entry, rule, parts["organ"])
    years = years_of(entry, made)
    if years and int(parts["year"]) not in years:
        told = "、".join(map(str, sorted(years)))
        message = f"索引号“{number}”的年份 {parts['year']} 与成文、取号或发布的年份 {told} 不符。"
        yield Problem(f"{message}请核对。", "warn", rule=RULE)


def other_organ(entry: "Entry", rule: IndexNumberRule, organ: str) -> Iterator[Problem]:
    """An organ part that is not the agency's: another's needs a reason, an unknown one warns."""
    agency = entry.agency
    if organ in (agency.code, agency.credit_code, rule.code_of(agency)):
        return
    owners = Agency.objects.filter(Q(code=organ) | Q(credit_code=organ)).exclude(pk=agency.pk)
    if owner := owners.first():
        message = f"索引号“{entry.index_number}”的机构部分 {organ} 是“{owner}”的代码，请核对。"
        yield Problem(message, "confirm", rule=RULE)
        return
    message = f"索引号“{entry.index_number}”的机构部分 {organ} 不是“{agency}”的代码，请核对。"
    yield Problem(message, "warn", rule=RULE)
    if told := code_fault(organ, ""):
        yield Problem(told, "warn", rule=RULE)


def code_fault(code: str, part: str) -> str:
    """What the check character says: advice, for legal codes exist that fail."""
    if part == CodePart.CREDIT or len(code) == 18:
        return credit_code_fault(code)
    if part == CodePart.ORGANISATION or len(code) == 9:
        return organisation_code_fault(code)
    return ""


def years_of(entry: "Entry", made: date | None) -> set[int]:
    """Years that a number may bear: of the making, of the taking here, of the publication."""
    years = {made.year} if made else set()
    rows = IndexNumber.objects.filter(number=entry.index_number, state=NumberState.ISSUED)
    years |= {timezone.localtime(at).year for at in rows.values_list("taken_at", flat=True)}
    if entry.first_published_at:
        years.add(timezone.localtime(entry.first_published_at).year)
    return years
