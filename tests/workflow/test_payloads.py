"""Payloads leave the log, and the chain still proves the rest."""

import pytest
from django.db import connection
from django.utils import timezone

from disclosure.workflow import guard
from disclosure.workflow.digests import first_digest
from disclosure.workflow.log import chain_faults, record, record_access
from disclosure.workflow.models import Access, ChainHead, Event
from disclosure.workflow.payloads import erase_payloads


@pytest.fixture
def three_events(agency, clerk):
    return [record("agency.changed", on=agency, by=clerk, said=f"第 {n} 次") for n in range(3)]


def make_old(event):
    """As the software wrote it before payloads had a digest: the last of the chain."""
    old = Event.objects.get(pk=event.pk)
    old.salt = old.payload_digest = ""
    changes = {"salt": "", "payload_digest": "", "digest": first_digest(old)}
    Event.objects.filter(pk=event.pk).update(**changes)
    ChainHead.objects.update(digest=changes["digest"])
    return Event.objects.get(pk=event.pk)


def erase(events, agency, accesses=()):
    told = erase_payloads(events, accesses, now=timezone.now())
    record("entry.erased", on=agency, by=None, **told)


def test_old_events_still_verify(three_events):
    make_old(three_events[2])
    assert list(chain_faults()) == []


def test_a_change_of_an_old_event_is_found(three_events):
    make_old(three_events[2])
    Event.objects.filter(pk=three_events[2].pk).update(data={"said": "别的"})
    assert any("改动" in fault for fault in chain_faults())


@pytest.mark.parametrize("change", [{"data": {"said": "别的"}}, {"subject_title": "x"}])
def test_a_change_of_the_payload_is_found(three_events, change):
    Event.objects.filter(pk=three_events[1].pk).update(**change)
    assert any("改动" in fault for fault in chain_faults())


def test_the_same_payload_has_another_digest_each_time(agency):
    one, other = (record("agency.changed", on=agency, by=None, said="甲") for _ in range(2))
    assert one.payload_digest != other.payload_digest


def test_chain_holds_after_an_erasure(three_events, agency):
    guard.install(connection)
    erase([three_events[1]], agency)
    event = Event.objects.get(pk=three_events[1].pk)
    assert (event.subject_title, event.data, event.salt) == ("", {}, "")
    assert event.erased_at
    assert list(chain_faults()) == []


def test_an_erasure_without_its_event_is_a_fault(three_events):
    erase_payloads([three_events[1]], [], now=timezone.now())
    assert any("没有相应的清除记录" in fault for fault in chain_faults())


def test_an_event_cannot_speak_of_later_ones(three_events, agency):
    record("entry.erased", on=agency, by=None, events=list(range(10_000_000, 10_000_050)))
    later = record("agency.changed", on=agency, by=None)
    told = record("entry.erased", on=agency, by=None, events=[later.pk + 2])
    last = record("agency.changed", on=agency, by=None)
    assert last.pk == told.pk + 1 == later.pk + 2
    erase_payloads([last], [], now=timezone.now())
    assert any("没有相应的清除记录" in fault for fault in chain_faults())


def test_payload_that_comes_back_is_found(three_events, agency):
    erase([three_events[1]], agency)
    Event.objects.filter(pk=three_events[1].pk).update(subject_title="回来了")
    assert any("改动" in fault for fault in chain_faults())


def test_old_event_is_erased_and_proved_by_its_seal(three_events, agency):
    old = make_old(three_events[2])
    erase([old], agency)
    assert list(chain_faults()) == []
    Event.objects.filter(pk=old.pk).update(actor="somebody")
    assert any("封存摘要" in fault for fault in chain_faults())


def test_erased_access_must_be_named(agency, clerk):
    kept = record_access("attachment.downloaded", on=agency, by=clerk, address=None)
    other = record_access("attachment.downloaded", on=agency, by=clerk, address=None)
    erase([], agency, [kept])
    assert list(chain_faults()) == []
    Access.objects.filter(pk=other.pk).update(subject_title="", erased_at=timezone.now())
    assert any("访问记录" in fault for fault in chain_faults())


def test_erasing_twice_tells_of_nothing(three_events, agency):
    erase([three_events[0]], agency)
    again = erase_payloads(Event.objects.filter(pk=three_events[0].pk), [], now=timezone.now())
    assert again == {"events": [], "accesses": [], "seals": {}}
