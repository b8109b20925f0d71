"""Review plans: chosen by who runs the site, always with a secrecy review, and logged."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.models import ReviewStep
from disclosure.catalogue.models.reviews import Plans, ReviewKind
from disclosure.catalogue.plans import BY_KEY, PRESETS, adopt, plan_lines, unstaffed
from disclosure.workflow.models import Event
from tests.factories import clear, make_agency, make_draft, make_member

pytestmark = pytest.mark.django_db
PAGE = "/admin/catalogue/reviewstep/plans/"


def address(agency, key="two"):
    return reverse("admin:catalogue_reviewstep_adopt", args=[agency.pk, key])


def names(agency):
    return [step.name for step in Plans().of(agency.pk)]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_has_one_secrecy_review_and_can_be_gone_through(
    preset, agency, clerk, administrator
):
    adopt(agency, preset, by=administrator)
    edition = make_draft(agency=agency, by=clerk)
    actions.submit(edition, by=clerk)
    clear(edition)
    assert edition.state == "cleared"
    assert edition.reviews.filter(kind=ReviewKind.SECRECY).count() == 1
    assert [one.step for one in edition.reviews.order_by("pk")] == list(preset.steps)


def test_adopting_replaces_the_steps_and_tells_old_and_new(agency, administrator):
    adopt(agency, BY_KEY["two"], by=administrator)
    adopt(agency, BY_KEY["three"], by=administrator)
    assert names(agency) == ["初审", "复审", "保密审查", "终审"]
    data = Event.objects.filter(action="plan.adopted").latest("pk").data
    assert data["before"] == ["1 初审", "2 保密审查", "3 终审"]
    assert data["after"][-1] == "4 终审"


def test_plan_is_adopted_by_who_runs_the_site_only(agency, publisher):
    with pytest.raises(PermissionDenied):
        adopt(agency, BY_KEY["two"], by=publisher)


def test_agency_below_keeps_to_the_plan_above(agency, administrator):
    child = make_agency(parent=agency, name="下级")
    adopt(agency, BY_KEY["two"], by=administrator)
    sources = {line.agency.name: line.source for line in plan_lines()}
    assert sources == {agency.name: "本机构设定", "下级": f"沿用{agency.label}"}
    assert names(child) == ["初审", "保密审查", "终审"]


def test_plan_without_secrecy_review_says_that_it_is_added(agency):
    ReviewStep.objects.create(agency=agency, position=1, name="初审", kind="content")
    line = plan_lines()[0]
    assert line.adds_secrecy
    assert [step.name for step in line.steps] == ["初审", "保密审查"]


def test_plans_ask_a_constant_number_of_questions(agency, django_assert_num_queries):
    for _ in range(3):
        make_agency(parent=agency)
    ReviewStep.objects.create(agency=agency, position=1, name="初审", kind="content")
    with django_assert_num_queries(4):
        assert len(plan_lines()) == 4


def test_page_shows_and_adopts_after_asking(client, agency, administrator):
    client.force_login(administrator)
    assert "没有设定" in client.get(PAGE).text
    assert "确认采用" in client.get(address(agency)).text
    assert not ReviewStep.objects.exists()
    assert "已采用两级审查" in client.post(address(agency), follow=True).text
    assert "现有的环节将被替换" in client.get(address(agency, "four")).text


def test_pages_are_for_who_runs_the_site(client, agency, publisher):
    client.force_login(publisher)
    assert client.get(PAGE).status_code == 403
    assert client.post(address(agency)).status_code == 403
    client.logout()
    assert client.get(PAGE).status_code == 302
    assert not ReviewStep.objects.exists()


def test_unknown_plan_or_agency_does_not_exist(client, agency, administrator):
    client.force_login(administrator)
    assert client.post(address(agency, "nine")).status_code == 404
    gone = reverse("admin:catalogue_reviewstep_adopt", args=[0, "two"])
    assert client.post(gone).status_code == 404


def test_help_of_three_proofs_says_that_places_differ():
    assert "按本地规定修改" in BY_KEY["proofs"].help


def lacking(agency, key="two"):
    return [str(gap) for gap in unstaffed(agency, BY_KEY[key])]


def test_steps_without_anybody_are_named_before_adopting(client, agency, administrator):
    make_member(agency, Role.REVIEWER)
    make_member(agency, Role.REVIEWER, is_active=False)
    client.force_login(administrator)
    text = client.get(address(agency)).text
    assert "没有人可以办理：保密审查、终审。" in text
    assert "确认采用" in text


def test_plan_with_a_person_for_each_step_lacks_nobody(client, agency, administrator):
    for role in (Role.EDITOR, Role.REVIEWER, Role.REVIEWER, Role.SECRECY):
        make_member(agency, role)
    assert lacking(agency) == []
    client.force_login(administrator)
    assert "人员不够" not in client.get(address(agency)).text


def test_people_with_two_roles_are_shared_out_as_well_as_can_be(agency):
    make_member(agency, Role.REVIEWER, Role.SECRECY)
    make_member(agency, Role.REVIEWER)
    assert lacking(agency) == ["没有人可以办理：终审。"]
    make_member(agency, Role.REVIEWER)
    assert lacking(agency) == []


def test_author_who_is_needed_as_reviewer_is_named(agency):
    make_member(agency, Role.EDITOR, Role.REVIEWER, name="甲")
    for role in (Role.REVIEWER, Role.SECRECY):
        make_member(agency, role)
    assert lacking(agency) == ["甲撰写或者改动的稿件没有人可以办理：终审。"]


def test_roles_above_count_only_where_they_reach_down(agency):
    child = make_agency(parent=agency)
    for role in (Role.REVIEWER, Role.REVIEWER, Role.SECRECY):
        make_member(agency, role)
    assert lacking(child) == ["没有人可以办理：初审、保密审查、终审。"]
    agency.memberships.update(with_subordinates=True)
    assert lacking(child) == []
