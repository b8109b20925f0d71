"""Release before the reviews: for whom, on which ground, and what remains owed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.alerts import alerts
from disclosure.catalogue.models import Edition, EmergencyRelease, Entry, Review, ReviewStep
from disclosure.catalogue.models.reviews import Decision, LegalGround
from disclosure.catalogue.release import publishing, withdrawing
from disclosure.catalogue.release.emergency import release_in_emergency, review_after
from disclosure.catalogue.reviewing import ReviewRefused, review
from disclosure.catalogue.waiting import desk_of
from disclosure.pages.models import Method, Page, PageKind
from disclosure.workflow.log import chain_faults
from disclosure.workflow.models import Event
from disclosure.workflow.states import State, WrongState
from tests.factories import clear, make_cleared, make_draft, make_member

REASON = "台风红色预警须在一小时内告知公众"


@pytest.fixture
def officer(agency):
    return make_member(agency, Role.EMERGENCY, username="officer", name="应急甲")


@pytest.fixture
def supervisor(agency):
    return make_member(agency, Role.SUPERVISOR, username="supervisor")


@pytest.fixture
def submitted(agency, clerk, category):
    ReviewStep.objects.create(agency=agency, position=1, name="初审", kind="content")
    ReviewStep.objects.create(agency=agency, position=2, name="保密审查", kind="secrecy")
    edition = make_draft(agency=agency, by=clerk, category=category, title="台风红色预警")
    actions.submit(edition, by=clerk)
    return edition


@pytest.fixture
def released(submitted, officer):
    return release_in_emergency(submitted, by=officer, ground="20-12", reason=REASON)


def step(edition, verb):
    return reverse("admin:catalogue_edition_step", args=[edition.pk, verb])


def approve(emergency, by, **fields):
    fields = {"decision": Decision.APPROVED, "legal_ground": LegalGround.NONE} | fields
    return review_after(emergency.edition, by=by, **fields)


def test_emergency_release_puts_the_same_page_up(released, citizen):
    page = Page.objects.get()
    assert (page.kind, page.title) == (PageKind.ENTRY, "台风红色预警")
    assert "紧急" not in citizen.get(page.path).text
    assert Edition.objects.get().state == State.PUBLISHED


def test_emergency_release_names_what_was_skipped_and_what_it_said(released, submitted):
    data = Event.objects.get(action="edition.emergency").data
    assert [one["name"] for one in data["skipped"]] == ["初审", "保密审查"]
    assert data["digest"] == released.digest == submitted.submitted_digest
    assert data["ground"] == "20-12"
    assert list(chain_faults()) == []


def test_emergency_release_is_for_its_role_only(
    submitted, clerk, reviewer, publisher, outsider, administrator
):
    for person in (clerk, reviewer, publisher, outsider, administrator):
        with pytest.raises(PermissionDenied, match="紧急发布"):
            release_in_emergency(submitted, by=person, ground="6", reason=REASON)
    assert not Page.objects.exists()


def test_emergency_release_is_not_for_the_author(submitted, clerk, agency):
    clerk.memberships.create(agency=agency, role=Role.EMERGENCY)
    with pytest.raises(PermissionDenied, match="自己的稿件"):
        release_in_emergency(submitted, by=clerk, ground="6", reason=REASON)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_secret": True}, "涉密"),
        ({"method": Method.CLOSED, "closed_reason": "内部事务"}, "不予公开"),
    ],
)
def test_emergency_release_refuses_what_must_never_be_public(
    agency, clerk, officer, category, fields, said
):
    edition = make_draft(agency=agency, by=clerk, category=category, **fields)
    actions.submit(edition, by=clerk)
    with pytest.raises(publishing.NotPublic, match=said):
        release_in_emergency(edition, by=officer, ground="6", reason=REASON)
    assert not EmergencyRelease.objects.exists()


def test_emergency_release_refuses_drafts_cleared_editions_and_short_reasons(
    agency, clerk, officer, category, submitted
):
    for edition in (make_draft(agency=agency, by=clerk), make_cleared(agency=agency, by=clerk)):
        with pytest.raises(WrongState, match="已提交"):
            release_in_emergency(edition, by=officer, ground="6", reason=REASON)
    with pytest.raises(WrongState, match="10 个字"):
        release_in_emergency(submitted, by=officer, ground="6", reason="一二三四五六七八九")


def test_reviews_that_were_made_before_are_not_skipped(submitted, officer, agency):
    review(submitted, by=make_member(agency, Role.REVIEWER), decision=Decision.APPROVED)
    submitted.refresh_from_db()
    made = release_in_emergency(submitted, by=officer, ground="6", reason=REASON)
    assert made.skipped_names == "保密审查"


def test_reviews_are_made_up_by_different_people_in_their_order(released, agency, reviewer):
    assert desk_of(reviewer).owed.lines[0][1].name == "初审"
    first = approve(released, reviewer)
    assert (first.step, first.digest) == ("初审", released.digest)
    with pytest.raises(PermissionDenied, match="另一位同事"):
        approve(released, reviewer)
    approve(released, make_member(agency, Role.SECRECY))
    released.refresh_from_db()
    assert released.settled_at is not None
    assert not EmergencyRelease.objects.owed().exists()
    assert Event.objects.filter(action="edition.reviewed_after").count() == 2


def test_review_after_is_not_for_author_releaser_and_strangers(
    released, clerk, officer, agency, outsider
):
    for person in (clerk, officer):
        person.memberships.create(agency=agency, role=Role.REVIEWER)
    for person in (clerk, officer, outsider):
        with pytest.raises(PermissionDenied):
            approve(released, person)
    assert not Review.objects.exists()


def test_objection_needs_words_and_leaves_it_owed(released, reviewer):
    with pytest.raises(ReviewRefused, match="意见"):
        approve(released, reviewer, decision=Decision.RETURNED)
    approve(released, reviewer, decision=Decision.RETURNED, note="附件含住址")
    assert EmergencyRelease.objects.owed().count() == 1


def object_to(released, by):
    approve(released, by, decision=Decision.RETURNED, note="附件含住址")


def test_objection_waits_on_the_publishers_desk_until_it_is_withdrawn(
    client, released, reviewer, publisher
):
    assert desk_of(publisher).objections.lines == []
    object_to(released, reviewer)
    assert desk_of(publisher).todo == "1"
    assert desk_of(reviewer).owed.lines == []  # it is the publisher's turn
    client.force_login(publisher)
    text = client.get(reverse("admin:index")).text
    assert "补审有异议，请撤下或者更正（1）" in text
    assert "附件含住址" in text
    withdrawing.withdraw(Entry.objects.get(), by=publisher, reason="error")
    assert desk_of(publisher).objections.lines == []


def test_objection_ends_with_a_correction_or_an_approval(released, reviewer, publisher, clerk):
    object_to(released, reviewer)
    approve(released, reviewer)
    assert desk_of(publisher).objections.lines == []
    second_opinion = make_member(released.edition.entry.agency, Role.SECRECY)
    object_to(released, second_opinion)
    assert len(desk_of(publisher).objections.lines) == 1
    fixed = actions.begin_correction(Entry.objects.get(), by=clerk)
    fields = {"title": "台风预警", "change_note": "更正"}
    actions.save_draft(fixed, by=clerk, version=fixed.lock_version, **fields)
    actions.submit(fixed, by=clerk)
    publishing.publish(clear(fixed), by=publisher)
    assert desk_of(publisher).objections.lines == []


def test_objection_is_not_shown_to_other_publishers_or_clerks(released, reviewer, clerk, outsider):
    object_to(released, reviewer)
    assert desk_of(outsider).objections.lines == desk_of(clerk).objections.lines == []


def test_register_tells_of_the_objection_and_what_became_of_it(
    client, released, reviewer, supervisor, publisher
):
    object_to(released, reviewer)
    client.force_login(supervisor)
    register = reverse("admin:catalogue_emergency_register")
    text = client.get(register).text
    assert "初审有异议，等待发布人员撤下或者更正：附件含住址" in text
    assert "等待初审" not in text
    assert "1 条有异议，等待撤下或者更正" in client.get(reverse("admin:index")).text
    withdrawing.withdraw(Entry.objects.get(), by=publisher, reason="error")
    assert "初审有异议，已撤下：附件含住址" in client.get(register).text


def test_the_form_of_a_late_review_says_what_becomes_of_an_objection(client, released, reviewer):
    client.force_login(reviewer)
    text = client.get(step(released.edition, "review_after")).text
    assert "有异议，请发布人员撤下或者更正" in text
    assert "由发布人员撤下或者更正。" in text


def test_objection_without_words_is_told_what_is_missing(client, released, reviewer):
    client.force_login(reviewer)
    seen = Edition.objects.get().submitted_digest
    data = {"position": "1", "decision": "returned", "seen": seen, "note": ""}
    text = client.post(step(released.edition, "review_after"), data).text
    assert "有异议的必须写明意见，发布人员据此撤下或者更正。" in text
    assert "退回必须写明意见" not in text


def test_second_reviewer_of_the_same_step_comes_too_late(released, reviewer, agency):
    approve(released, reviewer, position=1)
    with pytest.raises(WrongState, match="他人补办"):
        approve(released, make_member(agency, Role.REVIEWER), position=1)


def test_withdrawal_ends_what_is_owed(released, publisher, reviewer):
    entry = Entry.objects.get()
    withdrawing.withdraw(entry, by=publisher, reason="error")
    assert not EmergencyRelease.objects.owed().exists()
    assert desk_of(reviewer).owed.lines == []


def test_supervisor_sees_count_and_register(client, released, supervisor, clerk):
    assert alerts(supervisor, timezone.now())[0].sentence == "紧急发布共 1 条，其中 1 条尚未补审。"
    url = reverse("admin:catalogue_emergency_register")
    client.force_login(supervisor)
    text = client.get(url).text
    for told in ("台风红色预警", "应急甲", REASON, "初审、保密审查", "等待初审"):
        assert told in text
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "没有符合条件" in client.get(url, {"since": tomorrow}).text
    assert "台风红色预警" in client.get(url, {"since": "nonsense"}).text
    client.force_login(clerk)
    assert client.get(url).status_code == 403


def test_register_of_another_agency_is_empty(client, released, other_agency):
    client.force_login(make_member(other_agency, Role.SUPERVISOR))
    assert "没有符合条件" in client.get(reverse("admin:catalogue_emergency_register")).text


@pytest.fixture
def several(agency, clerk, category, officer, submitted):
    """Four releases without their reviews, one of them objected to."""
    first = release_in_emergency(submitted, by=officer, ground="6", reason=REASON)
    for name in "甲乙丙":
        edition = make_draft(agency=agency, by=clerk, category=category, title=f"预警{name}")
        actions.submit(edition, by=clerk)
        release_in_emergency(edition, by=officer, ground="6", reason=REASON)
    return first


def test_register_reads_the_reviews_of_all_its_rows_at_once(
    client, several, supervisor, reviewer, django_assert_max_num_queries
):
    object_to(several, reviewer)
    client.force_login(supervisor)
    with django_assert_max_num_queries(15):  # 21 when each row asked for its own
        text = client.get(reverse("admin:catalogue_emergency_register")).text
    assert text.count("等待初审") == 3
    assert "初审有异议" in text


def test_desk_reads_the_reviews_of_all_that_is_owed_at_once(
    several, reviewer, django_assert_num_queries
):
    desk = desk_of(reviewer)
    with django_assert_num_queries(3):  # the releases, their reviews, who wrote in them
        assert len(desk.owed.lines) == 4


def test_desk_forces_with_ground_and_reason(client, submitted, officer, publisher):
    client.force_login(publisher)
    assert client.get(step(submitted, "emergency")).status_code == 403
    client.force_login(officer)
    text = client.get(step(submitted, "emergency")).text
    assert "将跳过的环节：初审、保密审查" in text
    assert "将要公开的内容" in text
    assert "现将有关事项公布如下" in text
    said = {"seen": submitted.submitted_digest, "ground": "6", "reason": REASON}
    client.post(step(submitted, "emergency"), said | {"ground": ""})
    refused = client.post(step(submitted, "emergency"), said | {"reason": "太短"}).text
    assert "“理由”至少写 10 个字，现在有 2 个字。" in refused
    assert not Page.objects.exists()
    client.post(step(submitted, "emergency"), said)
    assert Page.objects.exists()


def test_emergency_release_is_of_what_the_person_was_shown(client, submitted, officer, clerk):
    client.force_login(officer)
    before = submitted.submitted_digest
    assert f'value="{before}"' in client.get(step(submitted, "emergency")).text
    actions.recall(submitted, by=clerk, reason="补充")
    submitted.refresh_from_db()
    version = submitted.lock_version
    actions.save_draft(submitted, by=clerk, version=version, body="<p>改为橙色预警。</p>")
    actions.submit(submitted, by=clerk)
    said = {"seen": before, "ground": "6", "reason": REASON}
    text = client.post(step(submitted, "emergency"), said).text
    assert "现在是新的内容：请核对后再发布。" in text
    assert "改为橙色预警" in text
    assert not Page.objects.exists()
    client.post(step(submitted, "emergency"), said | {"seen": submitted.submitted_digest})
    assert Page.objects.exists()


def test_emergency_page_without_what_was_shown_releases_nothing(client, submitted, officer):
    client.force_login(officer)
    client.post(step(submitted, "emergency"), {"ground": "6", "reason": REASON})
    assert not Page.objects.exists()


def test_desk_shows_reviewers_what_is_owed_and_takes_it(client, released, reviewer, clerk):
    client.force_login(reviewer)
    assert "紧急发布后补审（1）" in client.get(reverse("admin:index")).text
    assert "将要公开的内容" in client.get(step(released.edition, "review_after")).text
    seen = Edition.objects.get().submitted_digest
    data = {"position": "1", "decision": "approved", "seen": seen, "note": ""}
    client.post(step(released.edition, "review_after"), data)
    assert Review.objects.get().step == "初审"
    client.force_login(clerk)
    assert client.get(step(released.edition, "review_after")).status_code == 403


@pytest.mark.parametrize("is_out", [False, True], ids=["before release", "after release"])
def test_reviews_are_refused_in_one_order(submitted, officer, agency, clerk, outsider, is_out):
    if is_out:
        release_in_emergency(submitted, by=officer, ground="6", reason=REASON)
    clerk.memberships.create(agency=agency, role=Role.REVIEWER)
    silent = {"decision": Decision.RETURNED, "note": ""}
    decide = review_after if is_out else review
    with pytest.raises(WrongState, match="由他人"):
        decide(submitted, by=outsider, position=9, seen="0" * 64, **silent)
    with pytest.raises(WrongState, match="您打开之后"):
        decide(submitted, by=outsider, seen="0" * 64, **silent)
    with pytest.raises(PermissionDenied, match="没有“审核”角色"):
        decide(submitted, by=outsider, **silent)
    with pytest.raises(PermissionDenied, match="撰写人不能"):
        decide(submitted, by=clerk, **silent)
    with pytest.raises(ReviewRefused, match="写明意见"):
        decide(submitted, by=make_member(agency, Role.REVIEWER), **silent)
