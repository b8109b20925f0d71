"""Review before release: who decides what, in which order, and what a decision is worth."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from disclosure.agencies.models import Membership, Role
from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition, Review, ReviewStep
from disclosure.catalogue.models.reviews import Decision, LegalGround, Plans, ReviewKind, next_step
from disclosure.catalogue.permissions import waits_for
from disclosure.catalogue.release import publishing
from disclosure.catalogue.reviewing import ReviewRefused, review
from disclosure.workflow.log import chain_faults
from disclosure.workflow.models import Event
from disclosure.workflow.states import State, WrongState
from tests.factories import make_agency, make_draft, make_member

pytestmark = pytest.mark.django_db
OK, BACK = Decision.APPROVED, Decision.RETURNED


@pytest.fixture
def plan(agency):
    """初审, then 保密审查."""
    return [
        ReviewStep.objects.create(agency=agency, position=place, name=name, kind=kind)
        for place, (name, kind) in enumerate(
            [("初审", ReviewKind.CONTENT), ("保密审查", ReviewKind.SECRECY)], 1
        )
    ]


@pytest.fixture
def checker(agency):
    return make_member(agency, Role.REVIEWER, name="初审甲", email="checker@example.cn")


@pytest.fixture
def guard(agency):
    return make_member(agency, Role.SECRECY, name="保密甲", email="guard@example.cn")


@pytest.fixture
def draft(agency, clerk, category):
    clerk.email = "clerk@example.cn"
    clerk.save()
    return make_draft(agency=agency, by=clerk, category=category)


@pytest.fixture
def handed_in(plan, draft, clerk):
    actions.submit(draft, by=clerk)
    return draft


def now(edition):
    return Edition.objects.select_related("entry__agency").get(pk=edition.pk)


def pass_both(edition, checker, guard):
    review(edition, by=checker, decision=OK)
    review(edition, by=guard, decision=OK, legal_ground=LegalGround.NONE)


def test_edition_waits_for_each_step_in_order_and_then_for_release(
    handed_in, checker, guard, publisher
):
    assert now(handed_in).state == State.SUBMITTED
    with pytest.raises(WrongState):
        publishing.publish(now(handed_in), by=publisher)
    assert next_step(now(handed_in)).name == "初审"
    review(handed_in, by=checker, decision=OK, note="同意")
    assert next_step(now(handed_in)).name == "保密审查"
    made = review(handed_in, by=guard, decision=OK, legal_ground=LegalGround.NONE)
    assert now(handed_in).state == State.CLEARED
    assert (made.method, made.digest) == ("active", now(handed_in).submitted_digest)
    publishing.publish(now(handed_in), by=publisher)
    told = list(
        Event.objects.filter(action="edition.reviewed").values_list("data__step", flat=True)
    )
    assert sorted(told) == ["保密审查", "初审"]
    assert list(chain_faults()) == []


def test_no_step_is_decided_out_of_turn_or_by_the_wrong_person(
    handed_in, clerk, checker, guard, publisher, outsider
):
    for by in (guard, publisher, outsider, clerk):
        with pytest.raises(PermissionDenied):
            review(handed_in, by=by, decision=OK)
    assert not Review.objects.exists()


def test_author_with_the_role_cannot_review_himself(handed_in, agency, clerk):
    Membership.objects.create(user=clerk, agency=agency, role=Role.REVIEWER)
    with pytest.raises(PermissionDenied, match="撰写人不能审查自己的稿件"):
        review(handed_in, by=clerk, decision=OK)


def test_one_person_does_not_decide_two_steps(handed_in, reviewer):
    review(handed_in, by=reviewer, decision=OK)
    with pytest.raises(PermissionDenied, match="您已办理过这份稿件的初审"):
        review(handed_in, by=reviewer, decision=OK, legal_ground=LegalGround.NONE)


def test_step_of_a_named_person_is_decided_by_that_person(handed_in, plan, agency, checker):
    chief = make_member(agency, Role.REVIEWER, name="主任")
    ReviewStep.objects.filter(pk=plan[0].pk).update(reviewer=chief)
    with pytest.raises(PermissionDenied, match="初审指定由主任办理"):
        review(handed_in, by=checker, decision=OK)
    review(handed_in, by=chief, decision=OK)


def test_return_carries_its_reason_to_the_author(handed_in, checker, clerk):
    with pytest.raises(ReviewRefused, match="退回必须写明意见"):
        review(handed_in, by=checker, decision=BACK, note=" ")
    review(handed_in, by=checker, decision=BACK, note="电话请隐去")
    assert now(handed_in).state == State.DRAFT
    assert Event.objects.filter(action="edition.returned").get().data["reason"] == "电话请隐去"


def test_change_after_review_voids_it_and_no_change_keeps_it(handed_in, checker, guard, clerk):
    review(handed_in, by=checker, decision=OK)
    review(handed_in, by=guard, decision=BACK, note="请再核对")
    edition = now(handed_in)
    actions.submit(edition, by=clerk)
    assert next_step(now(edition)).name == "保密审查"  # the same text was read before
    actions.recall(now(edition), by=clerk, reason="补充")
    edition = now(edition)
    actions.save_draft(edition, by=clerk, version=edition.lock_version, title="另一个标题的通知")
    actions.submit(now(edition), by=clerk)
    assert next_step(now(edition)).name == "初审"
    assert not Review.objects.filter(decision=OK).get().holds_for(now(edition))


def test_secrecy_review_needs_a_ground_that_allows_release(handed_in, checker, guard):
    review(handed_in, by=checker, decision=OK)
    with pytest.raises(ReviewRefused, match="必须选择法律依据"):
        review(handed_in, by=guard, decision=OK)
    with pytest.raises(ReviewRefused, match="国家秘密”的不得公开"):
        review(handed_in, by=guard, decision=OK, legal_ground=LegalGround.SECRET)
    with pytest.raises(ReviewRefused, match="第三方"):
        review(handed_in, by=guard, decision=OK, legal_ground=LegalGround.THIRD_PARTY)
    ground = LegalGround.THIRD_PARTY
    review(handed_in, by=guard, decision=OK, legal_ground=ground, note="第三方书面同意")
    assert now(handed_in).state == State.CLEARED


def test_a_text_changed_behind_the_desk_is_not_approved(handed_in, checker):
    Edition.objects.filter(pk=handed_in.pk).update(body="<p>被改动</p>")
    with pytest.raises(WrongState, match="提交后被改动"):
        review(handed_in, by=checker, decision=OK)


def test_second_of_two_decisions_at_once_is_told(handed_in, agency, checker):
    second = make_member(agency, Role.REVIEWER)
    review(handed_in, by=checker, decision=OK, position=1)
    with pytest.raises(WrongState, match="已由他人办理"):
        review(handed_in, by=second, decision=BACK, note="不同意", position=1)


def test_second_of_two_decisions_at_the_desk_is_told_by_whom(client, handed_in, agency, checker):
    second = make_member(agency, Role.REVIEWER)
    client.force_login(second)
    seen = now(handed_in).submitted_digest
    review(handed_in, by=checker, decision=OK, position=1)
    data = {"decision": "returned", "position": 1, "seen": seen, "note": "第三段请核实"}
    text = client.post(step_url(handed_in), data, follow=True).text
    assert f"您打开之后，初审已由{checker}于" in text
    assert "（通过），不必再办理。您填写的意见没有记入：第三段请核实" in text
    assert now(handed_in).state == State.SUBMITTED


def test_plan_of_the_nearest_agency_above_holds_below(plan, agency):
    below = make_agency(parent=agency)
    deep = make_agency(parent=below)
    assert [step.name for step in Plans().of(deep.pk)] == ["初审", "保密审查"]
    ReviewStep.objects.create(agency=below, position=1, name="审核", kind=ReviewKind.CONTENT)
    assert [step.name for step in Plans().of(deep.pk)] == ["审核", "保密审查"]


def test_no_plan_is_without_a_secrecy_review(agency):
    (only,) = Plans().of(agency.pk)
    assert (only.position, only.kind, only.name) == (1, ReviewKind.SECRECY, "保密审查")
    ReviewStep.objects.create(agency=agency, position=3, name="终审", kind=ReviewKind.CONTENT)
    assert [(one.position, one.name) for one in Plans().of(agency.pk)] == [
        (3, "终审"),
        (4, "保密审查"),
    ]


def test_agency_without_steps_has_one_secrecy_review_by_somebody_else(draft, clerk, guard):
    actions.submit(draft, by=clerk)
    with pytest.raises(PermissionDenied):
        review(now(draft), by=clerk, decision=OK, legal_ground=LegalGround.NONE)
    review(now(draft), by=guard, decision=OK, legal_ground=LegalGround.NONE)
    assert now(draft).state == State.CLEARED


def test_letters_go_to_those_who_can_act_after_the_commit(
    plan, draft, clerk, checker, guard, django_capture_on_commit_callbacks
):
    def letters(action, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(*args, **kwargs)
        return [(letter.to, letter.subject.partition("：")[0]) for letter in mail.outbox]

    assert letters(actions.submit, draft, by=clerk) == [(["checker@example.cn"], "等待您初审")]
    assert letters(review, draft, by=checker, decision=OK) == [
        (["guard@example.cn"], "等待您保密审查")
    ]
    assert letters(review, draft, by=guard, decision=BACK, note="请隐去电话") == [
        (["clerk@example.cn"], "稿件退回")
    ]
    assert "请隐去电话" in mail.outbox[0].body


# --- At the desk ----------------------------------------------------------------------------------


def step_url(edition):
    return reverse("admin:catalogue_edition_step", args=[edition.pk, "review"])


def test_reviewer_finds_reads_and_decides(client, handed_in, checker, guard, clerk):
    client.force_login(checker)
    front = client.get(reverse("admin:index")).content.decode()
    assert "等待我审查（1）" in front and handed_in.title in front
    page = client.get(step_url(handed_in))
    html = page.content.decode()
    assert "现将有关事项公布如下。" in html
    assert "首次发布，没有公开的版本" in html
    assert "legal_ground" not in page.context["form"].fields
    client.post(
        step_url(handed_in),
        {
            "decision": "approved",
            "position": 1,
            "seen": now(handed_in).submitted_digest,
            "note": "同意",
        },
    )
    assert "等待我审查（0）" in client.get(reverse("admin:index")).content.decode()
    client.force_login(guard)
    assert "等待我审查（1）" in client.get(reverse("admin:index")).content.decode()
    page = client.get(step_url(handed_in)).content.decode()
    assert "初审：通过" in page and "同意" in page
    seen = now(handed_in).submitted_digest
    page = client.post(step_url(handed_in), {"decision": "approved", "position": 2, "seen": seen})
    assert "保密审查必须选择法律依据" in page.content.decode()
    data = {"decision": "approved", "position": 2, "seen": seen, "legal_ground": "none"}
    client.post(step_url(handed_in), data)
    assert now(handed_in).state == State.CLEARED
    client.force_login(clerk)
    assert client.get(step_url(handed_in)).status_code == 403


def test_reviewer_sees_what_a_correction_changes(
    client, plan, draft, clerk, checker, guard, publisher
):
    actions.submit(draft, by=clerk)
    pass_both(draft, checker, guard)
    publishing.publish(now(draft), by=publisher)
    again = actions.begin_correction(now(draft).entry, by=clerk)
    actions.save_draft(
        again, by=clerk, version=0, body="<p>现将有关事项更正公布如下。</p>", change_note="更正"
    )
    actions.submit(now(again), by=clerk)
    client.force_login(checker)
    html = client.get(step_url(again)).content.decode()
    assert '现将有关事项<ins><span class="mark">增</span>更正</ins>公布如下。' in html
    assert "公众可以看到下列差别" in html


def test_returned_at_the_desk_goes_to_the_author_with_the_reason(client, handed_in, checker, clerk):
    client.force_login(checker)
    seen = now(handed_in).submitted_digest
    data = {"decision": "returned", "position": 1, "seen": seen, "note": "第三段请核实"}
    client.post(step_url(handed_in), data)
    client.force_login(clerk)
    front = client.get(reverse("admin:index")).content.decode()
    assert "退回原因：第三段请核实" in front


def test_only_who_runs_the_site_sets_steps_and_is_told_of_the_secrecy_review(
    client, administrator, publisher, agency
):
    add = reverse("admin:catalogue_reviewstep_add")
    client.force_login(publisher)
    assert client.get(add).status_code == 403
    client.force_login(administrator)
    data = {"agency": agency.pk, "position": 1, "name": "初审", "kind": "content", "reviewer": ""}
    page = client.post(add, data, follow=True)
    assert "没有设定保密审查" in page.content.decode()
    data |= {"position": 2, "name": "保密审查", "kind": "secrecy"}
    assert "没有设定保密审查" not in client.post(add, data, follow=True).content.decode()
    assert Event.objects.filter(action="step.set").count() == 2
    step = ReviewStep.objects.first()
    client.post(reverse("admin:catalogue_reviewstep_delete", args=[step.pk]), {"post": "yes"})
    assert Event.objects.filter(action="step.removed").count() == 1


def test_last_step_taken_away_while_an_edition_waits_for_it_is_told(
    plan, agency, draft, clerk, checker, guard
):
    last = ReviewStep.objects.create(
        agency=agency, position=3, name="终审", kind=ReviewKind.CONTENT
    )
    actions.submit(draft, by=clerk)
    pass_both(draft, checker, guard)
    last.delete()
    handed_in = draft
    assert waits_for(now(handed_in)) == "审查环节已改变，请撤回后重新提交"
    actions.recall(now(handed_in), by=clerk, reason="环节取消")
    actions.submit(now(handed_in), by=clerk)
    assert now(handed_in).state == State.CLEARED


def test_decision_about_what_was_shown_before_is_refused(client, plan, draft, clerk, checker):
    actions.submit(draft, by=clerk)
    client.force_login(checker)
    before = now(draft).submitted_digest
    actions.recall(now(draft), by=clerk, reason="补充")
    edition = now(draft)
    actions.save_draft(edition, by=clerk, version=edition.lock_version, body="<p>另一段。</p>")
    actions.submit(now(draft), by=clerk)
    data = {"decision": "approved", "position": 1, "seen": before}
    page = client.post(step_url(draft), data)
    assert "稿件被撤回修改并重新提交" in page.text
    assert now(draft).submitted_digest in page.text
    assert not Review.objects.exists()
