"""The log proves that nothing in it was changed, removed or inserted."""

import pytest
from django.db import transaction

from disclosure.workflow.log import chain_faults, record
from disclosure.workflow.models import ChainHead, Event


@pytest.fixture
def three_events(agency, clerk):
    return [record("agency.changed", on=agency, by=clerk, step=step) for step in range(3)]


def test_chain_of_untouched_events_has_no_faults(three_events):
    assert list(chain_faults()) == []


def test_each_event_carries_the_digest_of_the_one_before(three_events):
    assert [event.previous for event in three_events[1:]] == [
        event.digest for event in three_events[:2]
    ]


def test_changed_event_is_found(three_events):
    Event.objects.filter(pk=three_events[1].pk).update(actor="somebody")
    assert any("改动" in fault for fault in chain_faults())


def test_removed_event_is_found(three_events):
    Event.objects.filter(pk=three_events[1].pk).delete()
    assert any("删除或插入" in fault for fault in chain_faults())


def test_cut_tail_is_found(three_events):
    Event.objects.filter(pk=three_events[2].pk).delete()
    assert any("末端" in fault for fault in chain_faults())


def test_cut_head_row_is_found(three_events):
    ChainHead.objects.all().delete()
    assert any("末端" in fault for fault in chain_faults())


def test_event_cannot_be_saved_again(three_events):
    with pytest.raises(TypeError):
        three_events[0].save()


def test_work_without_a_person_is_the_systems(agency):
    assert record("agency.changed", on=agency, by=None).actor == "system"


def test_action_without_words_is_refused(agency):
    with pytest.raises(ValueError, match="没有名称"):
        record("agency.painted", on=agency, by=None)
    assert not Event.objects.exists()


def test_event_is_rolled_back_with_its_change(agency):
    with pytest.raises(RuntimeError), transaction.atomic():
        record("agency.changed", on=agency, by=None)
        raise RuntimeError
    assert not Event.objects.exists()
