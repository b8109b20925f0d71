"""Index numbers: unique, gapless, never reused, and safe under many writers."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from disclosure.agencies.models import Agency
from disclosure.catalogue import actions, numbers
from disclosure.catalogue.models import Entry
from disclosure.catalogue.models.numbering import (
    IndexCounter,
    IndexNumber,
    IndexNumberRule,
    NumberState,
)
from disclosure.catalogue.numbers import NumberRefused
from tests.factories import make_agency, make_category, make_draft

DAY = date(2017, 5, 4)
WRITERS = 32
EACH = 3


@pytest.fixture
def entry(agency, category):
    return Entry.objects.create(agency=agency, category=category)


def another(entry) -> Entry:
    return Entry.objects.create(agency=entry.agency, category=entry.category)


def test_issue_follows_the_default_rule(entry):
    assert numbers.issue(entry, on=DAY) == "002668020/2017-00001"


def test_issue_gives_an_entry_its_number_once(entry):
    assert numbers.issue(entry, on=DAY) == numbers.issue(entry, on=DAY)
    assert IndexNumber.objects.count() == 1


def test_issue_counts_on_within_a_year_and_afresh_in_the_next(entry):
    numbers.issue(entry, on=DAY)
    assert numbers.issue(another(entry), on=DAY).endswith("2017-00002")
    assert numbers.issue(another(entry), on=date(2018, 1, 1)).endswith("2018-00001")


def test_issue_follows_the_agencys_own_rule(entry):
    entry.agency.credit_code = "11341702486344515H"
    entry.agency.save()
    IndexNumberRule.objects.create(agency=entry.agency, code_part="credit", period="month")
    assert numbers.issue(entry, on=date(2021, 10, 9)) == "11341702486344515H/202110-00001"


def test_issue_refuses_when_the_agency_lacks_the_code_of_its_rule(entry):
    IndexNumberRule.objects.create(agency=entry.agency, code_part="credit")
    with pytest.raises(NumberRefused, match="统一社会信用代码"):
        numbers.issue(entry, on=DAY)


def test_site_wide_rule_shares_one_count_between_agencies(entry, other_agency):
    IndexNumberRule.objects.create(is_site_wide=True)
    numbers.issue(entry, on=DAY)
    foreign = Entry.objects.create(agency=other_agency, category=entry.category)
    assert numbers.issue(foreign, on=DAY) == "014320144/2017-00002"


@pytest.mark.django_db
def test_there_is_only_one_default_rule():
    IndexNumberRule.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        IndexNumberRule.objects.create(is_site_wide=True)


def test_kept_number_is_skipped_by_the_counter(entry):
    numbers.keep(entry, "002668020/2017-00002")
    assert numbers.issue(another(entry), on=DAY).endswith("00001")
    assert numbers.issue(another(entry), on=DAY).endswith("00003")
    assert numbers.gaps(IndexCounter.objects.get()) == []


def test_kept_number_of_another_pattern_is_taken_as_it_is(entry):
    numbers.keep(entry, "0142768-8/2022-00185")
    assert IndexNumber.objects.get().state == NumberState.RESERVED


@pytest.mark.parametrize("number", ["", "/2023-None", "/2023-00001", "x-None"])
def test_keep_refuses_a_broken_number(entry, number):
    with pytest.raises(NumberRefused, match="不完整"):
        numbers.keep(entry, number)


def test_keep_refuses_a_number_that_is_taken(entry):
    numbers.keep(entry, "002668020/2017-66815")
    with pytest.raises(NumberRefused, match="已被使用"):
        numbers.keep(another(entry), "002668020/2017-66815")


def test_number_of_a_discarded_entry_is_void_and_not_given_again(clerk, agency, category):
    first = make_draft(agency=agency, category=category, by=clerk)
    actions.submit(first, by=clerk)
    actions.recall(first, by=clerk, reason="写错了")
    actions.discard(first, by=clerk, reason="重复")
    second = make_draft(agency=agency, category=category, by=clerk)
    actions.submit(second, by=clerk)
    assert IndexNumber.objects.get(entry=first.entry).state == NumberState.VOID
    assert second.entry.index_number != first.entry.index_number
    assert numbers.gaps(IndexCounter.objects.get()) == []


@pytest.mark.django_db(transaction=True)
def test_issue_is_safe_under_32_concurrent_writers():
    agency, category = make_agency(), make_category()
    barrier = threading.Barrier(WRITERS)

    def write(_) -> list[str]:
        try:
            barrier.wait()
            mine = Agency.objects.get(pk=agency.pk)
            entries = [Entry.objects.create(agency=mine, category=category) for _ in range(EACH)]
            return [numbers.issue(entry, on=DAY) for entry in entries]
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        issued = [number for batch in pool.map(write, range(WRITERS)) for number in batch]

    counter = IndexCounter.objects.get()
    assert sorted(issued) == [f"{agency.code}/2017-{n:05d}" for n in range(1, WRITERS * EACH + 1)]
    assert numbers.gaps(counter) == []
    assert counter.next_serial == WRITERS * EACH + 1


def test_issue_all_numbers_entries_in_order_around_what_is_kept_or_there(entry):
    numbers.keep(entry, "002668020/2017-00002")
    foreign = Entry.objects.create(agency=make_agency(code="014320144"), category=entry.category)
    rows = [another(entry), foreign, entry, another(entry)]
    numbers.issue_all(rows, on=DAY)
    given = [Entry.objects.get(pk=row.pk).index_number for row in rows]
    assert given == [row.index_number for row in rows]
    assert [one.partition("-")[2] for one in given] == ["00001", "00001", "00002", "00003"]
    assert [numbers.gaps(counter) for counter in IndexCounter.objects.all()] == [[], []]


def test_issue_all_gives_nobody_a_number_when_one_agency_lacks_its_code(entry):
    foreign = Entry.objects.create(agency=make_agency(), category=entry.category)
    IndexNumberRule.objects.create(agency=foreign.agency, code_part="credit")
    with pytest.raises(NumberRefused, match="统一社会信用代码"):
        numbers.issue_all([entry, foreign], on=DAY)
    assert (entry.index_number, IndexNumber.objects.count()) == ("", 0)
