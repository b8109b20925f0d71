"""The state table, and the compare-and-swap under every transition."""

import pytest

from disclosure.catalogue.models import Edition
from disclosure.workflow.states import (
    CLEAR,
    SUBMIT,
    TRANSITIONS,
    State,
    WrongState,
    move,
)
from tests.factories import make_draft


@pytest.mark.parametrize("step", TRANSITIONS, ids=lambda step: step.verb)
@pytest.mark.parametrize("state", State)
@pytest.mark.django_db
def test_move_succeeds_exactly_from_the_sources_of_the_table(step, state):
    edition = make_draft()
    if state == State.PUBLISHED:
        Edition.objects.filter(pk=edition.pk).update(published_at=edition.created_at)
    Edition.objects.filter(pk=edition.pk).update(state=state)
    edition.refresh_from_db()
    extra = {"published_at": edition.created_at} if step.target == State.PUBLISHED else {}
    if state in step.sources:
        move(edition, step, **extra)
        assert Edition.objects.get(pk=edition.pk).state == step.target
    else:
        with pytest.raises(WrongState, match=state.label):
            move(edition, step)


@pytest.mark.django_db
def test_of_two_people_only_the_first_moves_an_edition():
    edition = make_draft()
    same = Edition.objects.get(pk=edition.pk)
    move(edition, SUBMIT)
    with pytest.raises(WrongState):
        move(same, SUBMIT)


@pytest.mark.django_db
def test_move_writes_further_changes_in_the_same_update():
    edition = make_draft()
    move(edition, SUBMIT, submitted_digest="d" * 64)
    move(edition, CLEAR)
    assert Edition.objects.get(pk=edition.pk).submitted_digest == "d" * 64
