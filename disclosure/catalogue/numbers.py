"""Taking index numbers: one at a time, under a row lock, without a gap."""

from datetime import date

from django.db import transaction

from disclosure.agencies.models import Agency, User
from disclosure.catalogue.checks.numbers import broken
from disclosure.catalogue.models import Entry
from disclosure.catalogue.models.numbering import (
    CodePart,
    IndexCounter,
    IndexNumber,
    IndexNumberRule,
    NumberState,
)
from disclosure.workflow.log import record


class NumberRefused(Exception):
    """An index number cannot be issued or kept; the sentence says why."""


def rule_for(agency: Agency) -> IndexNumberRule:
    """The rule that binds an agency."""
    return IndexNumberRule.objects.for_agency(agency)


@transaction.atomic
def issue(entry: Entry, *, on: date) -> str:
    """Give an entry the next number of its agency's count; an entry that has one keeps it.

    Concurrent callers wait for each other at the counter's row. Kept numbers of imports are
    skipped. Raises NumberRefused when the agency lacks the code that its rule needs.
    """
    if entry.index_number:
        return entry.index_number
    rule = rule_for(entry.agency)
    if not rule.code_of(entry.agency):
        label = CodePart(rule.code_part).label
        raise NumberRefused(f"“{entry.agency}”没有{label}，无法编制索引号，请先补录机构代码。")
    key = rule.counter_key(entry.agency, on)
    IndexCounter.objects.get_or_create(key=key)
    counter = IndexCounter.objects.select_for_update().get(key=key)
    serial = first_free(counter)
    number = rule.compose(entry.agency, on, serial)
    IndexNumber.objects.create(
        number=number,
        counter=counter,
        serial=serial,
        state=NumberState.ISSUED,
        entry=entry,
    )
    counter.next_serial = serial + 1
    counter.save(update_fields=["next_serial"])
    entry.index_number = number
    entry.save(update_fields=["index_number"])
    return number


def first_free(counter: IndexCounter) -> int:
    """The next serial that no import has kept."""
    taken = set(
        counter.numbers.filter(serial__gte=counter.next_serial).values_list("serial", flat=True)
    )
    serial = counter.next_serial
    while serial in taken:
        serial += 1
    return serial


@transaction.atomic
def keep(entry: Entry, number: str) -> None:
    """Give an imported entry the number that it had on its old site; the counter will skip it.

    Raises NumberRefused for a number that is already taken or has no organ part.
    """
    if told := broken(number):
        raise NumberRefused(told)
    if IndexNumber.objects.filter(number=number).exists():
        raise NumberRefused(f"索引号“{number}”已被使用，索引号不得重复。")
    made = rule_for(entry.agency).serial_of(number, entry.agency)
    counter = None
    if made:
        IndexCounter.objects.get_or_create(key=made[0])
        counter = IndexCounter.objects.select_for_update().get(key=made[0])
    IndexNumber.objects.create(
        number=number,
        counter=counter,
        serial=made[1] if made else None,
        state=NumberState.RESERVED,
        entry=entry,
    )
    entry.index_number = number
    entry.save(update_fields=["index_number"])


def void(entry: Entry, *, by: User | None) -> None:
    """Record the number of a discarded entry as void; it is never given again."""
    voided = IndexNumber.objects.filter(entry=entry).update(state=NumberState.VOID)
    if voided:
        record("number.voided", on=entry, by=by, agency_code=entry.agency.code)


def part_with_void(entry: Entry) -> None:
    """Let a revived entry take a new number at submission: a voided one is never used again."""
    if entry.numbers.filter(number=entry.index_number, state=NumberState.VOID).exists():
        entry.index_number = ""
        entry.save(update_fields=["index_number"])


def gaps(counter: IndexCounter) -> list[int]:
    """Serials below the next one that no row of the register accounts for: none, ever."""
    known = set(counter.numbers.values_list("serial", flat=True))
    return [serial for serial in range(1, counter.next_serial) if serial not in known]
