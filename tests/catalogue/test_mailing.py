"""Letters go, after the commit, to the people who can act and to nobody else."""

import smtplib
import socket
import time

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from disclosure.agencies.models import Membership, Role
from disclosure.catalogue import actions
from disclosure.catalogue.models import ReviewStep
from disclosure.catalogue.models.reviews import Decision, LegalGround, ReviewKind
from disclosure.catalogue.release.emergency import release_in_emergency
from disclosure.catalogue.reviewing import review
from tests.factories import make_agency, make_draft, make_member

pytestmark = pytest.mark.django_db


class BrokenBackend(BaseEmailBackend):
    """A mail server that refuses everybody."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused(dict.fromkeys(messages[0].to, (550, b"no")))


@pytest.fixture
def draft(agency, clerk):
    return make_draft(agency=agency, by=clerk)


@pytest.fixture
def guard(agency):
    return make_member(agency, Role.SECRECY, email="guard@example.cn")


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Who gets a letter when something is done."""

    def told(action, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(*args, **kwargs)
        return sorted(to for letter in mail.outbox for to in letter.to)

    return told


def name_reviewer(agency, person):
    return ReviewStep.objects.create(
        agency=agency, position=1, name="保密审查", kind=ReviewKind.SECRECY, reviewer=person
    )


def test_all_who_may_decide_are_told(agency, clerk, draft, guard, told):
    make_member(agency, Role.SECRECY, email="second@example.cn")
    assert told(actions.submit, draft, by=clerk) == ["guard@example.cn", "second@example.cn"]


def test_named_reviewer_alone_is_told(agency, clerk, draft, guard, told):
    named = make_member(agency, Role.SECRECY, email="named@example.cn")
    name_reviewer(agency, named)
    assert told(actions.submit, draft, by=clerk) == ["named@example.cn"]


def test_named_reviewer_without_the_role_is_not_told(agency, clerk, draft, guard, told):
    name_reviewer(agency, make_member(agency, Role.EDITOR, email="named@example.cn"))
    assert told(actions.submit, draft, by=clerk) == []


def test_closed_account_is_not_told(agency, clerk, draft, guard, told):
    guard.is_active = False
    guard.save()
    assert told(actions.submit, draft, by=clerk) == []


def test_person_without_an_address_stops_nobody(agency, clerk, draft, guard, told):
    make_member(agency, Role.SECRECY)
    assert told(actions.submit, draft, by=clerk) == ["guard@example.cn"]


def test_author_who_may_review_is_not_told_of_the_own_draft(agency, guard, told):
    Membership.objects.create(user=guard, agency=agency, role=Role.EDITOR)
    assert told(actions.submit, make_draft(agency=agency, by=guard), by=guard) == []


def test_other_agencies_are_not_told(agency, other_agency, clerk, draft, told):
    make_member(other_agency, Role.SECRECY, email="elsewhere@example.cn")
    assert told(actions.submit, draft, by=clerk) == []


def test_agency_above_is_told_only_if_its_role_reaches_down(clerk, told):
    above = make_agency()
    below = make_agency(parent=above)
    for reach in (False, True):
        person = make_member(above, email=f"{reach}@example.cn")
        Membership.objects.create(
            user=person, agency=above, role=Role.SECRECY, with_subordinates=reach
        )
    edition = make_draft(agency=below)
    assert told(actions.submit, edition, by=edition.author) == ["True@example.cn"]


def test_who_decided_an_earlier_step_is_not_told_of_the_next(agency, clerk, draft, told):
    for position, name in enumerate(("初审", "终审"), 1):
        ReviewStep.objects.create(
            agency=agency, position=position, name=name, kind=ReviewKind.CONTENT
        )
    first = make_member(agency, Role.REVIEWER, email="first@example.cn")
    make_member(agency, Role.REVIEWER, email="second@example.cn")
    actions.submit(draft, by=clerk)
    assert told(review, draft, by=first, decision=Decision.APPROVED) == ["second@example.cn"]


def test_publishers_are_told_of_what_is_cleared_but_not_its_author(agency, guard, told):
    author = make_member(agency, Role.EDITOR, Role.PUBLISHER, email="author@example.cn")
    make_member(agency, Role.PUBLISHER, email="publisher@example.cn")
    edition = make_draft(agency=agency, by=author)
    actions.submit(edition, by=author)
    decided = {"decision": Decision.APPROVED, "legal_ground": LegalGround.NONE}
    assert told(review, edition, by=guard, **decided) == ["publisher@example.cn"]


def test_author_with_a_closed_account_is_not_told_of_a_return(agency, clerk, draft, guard, told):
    clerk.email = "clerk@example.cn"
    actions.submit(draft, by=clerk)
    clerk.is_active = False
    clerk.save()
    assert told(review, draft, by=guard, decision=Decision.RETURNED, note="缺页") == []


def test_author_who_left_the_agency_is_not_told_of_a_return(agency, clerk, draft, guard, told):
    clerk.email = "clerk@example.cn"
    clerk.save()
    actions.submit(draft, by=clerk)
    clerk.memberships.all().delete()
    assert told(review, draft, by=guard, decision=Decision.RETURNED, note="缺页") == []


def test_mail_server_that_fails_does_not_fail_the_submission(
    agency, clerk, draft, guard, settings, django_capture_on_commit_callbacks, caplog
):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    with django_capture_on_commit_callbacks(execute=True):
        actions.submit(draft, by=clerk)
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert f"account {guard.username} was not sent: SMTPRecipientsRefused" in caplog.text
    assert guard.email not in caplog.text


class CountingBackend(BaseEmailBackend):
    """Counts connections; refuses the first letter, loses the connection with the third."""

    opened = 0
    sent: list[str] = []

    def open(self):
        type(self).opened += 1

    def send_messages(self, messages):
        tried = self.sent
        tried += messages[0].to
        if len(tried) == 1:
            raise smtplib.SMTPRecipientsRefused(dict.fromkeys(messages[0].to, (550, b"no")))
        if len(tried) == 3:
            raise smtplib.SMTPServerDisconnected("gone")


def test_letters_go_over_one_connection_until_it_is_lost(
    agency, clerk, draft, settings, django_capture_on_commit_callbacks, caplog
):
    for number in range(5):
        make_member(agency, Role.SECRECY, email=f"guard{number}@example.cn")
    CountingBackend.opened, CountingBackend.sent = 0, []
    settings.EMAIL_BACKEND = f"{__name__}.CountingBackend"
    with django_capture_on_commit_callbacks(execute=True):
        actions.submit(draft, by=clerk)
    assert CountingBackend.opened == 1
    assert len(CountingBackend.sent) == 3  # the refused one, the next, and the one that failed
    assert "3 of 5 letters were not sent: SMTPServerDisconnected" in caplog.text


def test_server_that_does_not_answer_costs_one_timeout(
    agency, clerk, draft, settings, django_capture_on_commit_callbacks, caplog
):
    for number in range(4):
        make_member(agency, Role.SECRECY, email=f"guard{number}@example.cn")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_USE_SSL, settings.EMAIL_TIMEOUT = False, 1
        with django_capture_on_commit_callbacks() as callbacks:
            actions.submit(draft, by=clerk)
        begun = time.monotonic()
        for callback in callbacks:
            callback()
        assert time.monotonic() - begun < 3  # four of them one by one: four seconds
    assert "4 of 4 letters were not sent" in caplog.text


def test_emergency_tells_everybody_at_once(
    agency, clerk, draft, django_capture_on_commit_callbacks
):
    actions.submit(draft, by=clerk)
    make_member(agency, Role.SUPERVISOR, email="supervisor@example.cn")
    make_member(agency, Role.SECRECY, email="guard@example.cn")
    officer = make_member(agency, Role.EMERGENCY)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        release_in_emergency(draft, by=officer, ground="6", reason="台风红色预警须告知公众")
    assert len([one for one in callbacks if "send_all" in one.__qualname__]) == 1
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "guard@example.cn",
        "supervisor@example.cn",
    ]


def test_letter_is_not_sent_when_what_it_tells_did_not_happen(
    agency, clerk, draft, guard, django_capture_on_commit_callbacks
):
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(RuntimeError),
        transaction.atomic(),
    ):
        actions.submit(draft, by=clerk)
        raise RuntimeError
    assert mail.outbox == []


def test_letter_tells_nothing_of_the_text(agency, clerk, draft, guard, told):
    told(actions.submit, draft, by=clerk)
    assert "现将有关事项" not in mail.outbox[0].body
    assert draft.title in mail.outbox[0].body
