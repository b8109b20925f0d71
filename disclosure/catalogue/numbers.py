"""Taking index numbers: one at a time, under a row lock, without a gap."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count, filterfalse

from django.db import transaction
from django.db.models import F

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


def issue(entry: Entry, *, on: date) -> str:
    """Give an entry the next number of its agency's count; an entry that has one keeps it.

    Raises what `issue_all` raises.
    """
    issue_all([entry], on=on)
    return entry.index_number


@transaction.atomic
def issue_all(entries: Sequence[Entry], *, on: date) -> None:
    """Give those entries that have no number the next ones of their agencies' counts, in order.

    Concurrent callers wait for each other at the counters' rows. Kept numbers of imports are
    skipped. Raises NumberRefused when an agency lacks the code that its rule needs.
    """
    waiting = [entry for entry in entries if not entry.index_number]
    rules = IndexNumberRule.objects.for_agencies(entry.agency for entry in waiting)
    keys = [counter_key(rules[entry.agency_id], entry.agency, on) for entry in waiting]
    counters = locked_counters(keys)
    serials, made = free_serials(counters), []
    for entry, key in zip(waiting, keys, strict=True):
        serial = next(serials[key])
        counters[key].next_serial = serial + 1
        number = rules[entry.agency_id].compose(entry.agency, on, serial)
        told = {"state": NumberState.ISSUED, "entry": entry}
        made.append(IndexNumber(number=number, counter=counters[key], serial=serial, **told))
    IndexNumber.objects.bulk_create(made)
    IndexCounter.objects.bulk_update(counters.values(), ["next_serial"])
    for entry, one in zip(waiting, made, strict=True):
        entry.index_number = one.number
    Entry.objects.bulk_update(waiting, ["index_number"])


def counter_key(rule: IndexNumberRule, agency: Agency, on: date) -> str:
    """Which count an agency's number of a day belongs to. Raises NumberRefused."""
    if not rule.code_of(agency):
        label = CodePart(rule.code_part).label
        raise NumberRefused(f"“{agency}”没有{label}，无法编制索引号，请先补录机构代码。")
    return rule.counter_key(agency, on)


def locked_counters(keys: Iterable[str]) -> dict[str, IndexCounter]:
    """Counters by key, made where there are none, locked until the transaction ends.

    In the order of their keys, and in one transaction all at once before anything is numbered: so
    no two callers wait for each other for ever. Those that are locked already may be asked again.
    """
    wanted = sorted(set(keys))
    rows = IndexCounter.objects.filter(key__in=wanted).order_by("key")
    missing = set(wanted) - set(rows.values_list("key", flat=True))
    made = [IndexCounter(key=key) for key in sorted(missing)]
    IndexCounter.objects.bulk_create(made, ignore_conflicts=True)
    return {counter.key: counter for counter in rows.select_for_update()}


def free_serials(counters: Mapping[str, IndexCounter]) -> dict[str, Iterator[int]]:
    """For each counter the serials from its next one on that no import has kept: one query."""
    kept: dict[int | None, set[int | None]] = defaultdict(set)
    rows = IndexNumber.objects.filter(counter__in=counters.values())
    rows = rows.filter(serial__gte=F("counter__next_serial"))
    for counter, serial in rows.values_list("counter", "serial"):
        kept[counter].add(serial)
    return {
        key: filterfalse(kept[counter.pk].__contains__, count(counter.next_serial))
        for key, counter in counters.items()
    }


@transaction.atomic
def keep(entry: Entry, number: str) -> None:
    """Give an imported entry the number that it had on its old site; the counter will skip it.

    Raises NumberRefused for a number that is already taken or has no organ part.
    """
    if told := broken(number):
        raise NumberRefused(told)
    if IndexNumber.objects.filter(number=number).exists():
        raise NumberRefused(f"索引号“{number}”已被使用，索引号不得重复。")
    made = IndexNumberRule.objects.for_agency(entry.agency).serial_of(number, entry.agency)
    counter = locked_counters([made[0]])[made[0]] if made else None
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
