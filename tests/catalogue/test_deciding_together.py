"""Two reviewers of the same step decide at once: one decision counts, and nothing is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.reviews import Decision, LegalGround, ReviewKind
from disclosure.catalogue.reviewing import review
from disclosure.workflow.log import chain_faults
from disclosure.workflow.models import Event
from disclosure.workflow.states import State, WrongState
from tests.factories import make_draft, make_member

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs):
    """Run jobs at the same moment; what each gave or raised."""
    barrier = threading.Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait()
            return job()
        except WrongState as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture
def handed_in(agency, clerk):
    edition = make_draft(agency=agency, by=clerk)
    actions.submit(edition, by=clerk)
    return edition


def decide(edition, by, decision, **said):
    return lambda: review(edition, by=by, decision=decision, position=1, **said)


def test_two_approvals_of_one_step_leave_one(agency, handed_in):
    people = [make_member(agency, Role.SECRECY) for _ in range(2)]
    ground = {"legal_ground": LegalGround.NONE}
    done = together(*(decide(handed_in, one, Decision.APPROVED, **ground) for one in people))
    edition = Edition.objects.get(pk=handed_in.pk)
    assert sum(isinstance(one, WrongState) for one in done) == 1
    assert edition.reviews.filter(kind=ReviewKind.SECRECY).count() == 1
    assert edition.state == State.CLEARED
    assert list(chain_faults()) == []


def test_approval_and_return_at_once_leave_one_of_them(agency, handed_in):
    first, second = (make_member(agency, Role.SECRECY) for _ in range(2))
    done = together(
        decide(handed_in, first, Decision.APPROVED, legal_ground=LegalGround.NONE),
        decide(handed_in, second, Decision.RETURNED, note="缺页"),
    )
    edition = Edition.objects.get(pk=handed_in.pk)
    decided = edition.reviews.get()
    assert sum(isinstance(one, WrongState) for one in done) == 1
    expected = State.CLEARED if decided.decision == Decision.APPROVED else State.DRAFT
    assert edition.state == expected
    assert Event.objects.filter(action="edition.reviewed").count() == 1
    assert list(chain_faults()) == []
