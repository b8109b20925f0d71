"""Who may do what where."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from disclosure.agencies.models import Membership, Role
from disclosure.agencies.permissions import Reach, agencies_for, holds, require, scoped
from disclosure.catalogue.models import Entry
from tests.factories import make_agency, make_draft, make_member


@pytest.fixture
def family(agency):
    child = make_agency(parent=agency)
    return [agency, child, make_agency(parent=child)]


def test_role_reaches_the_own_agency_only(family, clerk):
    assert list(agencies_for(clerk)) == family[:1]


def test_role_with_subordinates_reaches_every_level(family, clerk):
    clerk.memberships.update(with_subordinates=True)
    assert set(agencies_for(clerk, Role.EDITOR)) == set(family)


def test_role_in_a_child_does_not_reach_the_parent(family):
    assert list(agencies_for(make_member(family[1], Role.EDITOR))) == [family[1]]


def test_agencies_with_a_loop_of_parents_end(family, clerk):
    family[0].parent = family[2]
    family[0].save()
    clerk.memberships.update(with_subordinates=True)
    assert set(agencies_for(clerk)) == set(family)


def test_role_that_is_not_held_opens_nothing(agency, clerk):
    assert not holds(clerk, Role.PUBLISHER, agency)
    with pytest.raises(PermissionDenied, match="“发布”"):
        require(clerk, Role.PUBLISHER, agency)


def test_stranger_and_dismissed_person_hold_nothing(agency, clerk):
    clerk.is_active = False
    assert not agencies_for(AnonymousUser()).exists()
    assert not agencies_for(clerk).exists()


def test_superuser_sees_every_agency(agency, other_agency, administrator):
    assert set(agencies_for(administrator)) == {agency, other_agency}


def test_scoped_shows_only_rows_of_the_own_agency(agency, clerk, outsider):
    make_draft(agency=agency, by=clerk)
    assert scoped(Entry.objects.all(), clerk).count() == 1
    assert scoped(Entry.objects.all(), outsider).count() == 0


def test_membership_role_is_one_of_the_known(agency, clerk):
    assert set(Membership.objects.values_list("role", flat=True)) <= set(Role.values)


def test_reach_is_what_is_asked_role_by_role(family, other_agency, clerk, outsider, administrator):
    Membership.objects.create(
        user=clerk, agency=family[1], role=Role.REVIEWER, with_subordinates=True
    )
    shut = make_member(family[0], *Role, is_active=False)
    for person in (clerk, outsider, administrator, shut):
        reach = Reach.of(person)
        for role in Role:
            own = {one.pk for one in agencies_for(person, role)}
            every = (*family, other_agency)
            assert {one.pk for one in every if reach.holds(role, one.pk)} == own
        assert reach.has(*Role) == agencies_for(person).exists()


def test_reach_shows_the_rows_that_scoped_shows(agency, clerk, outsider, administrator):
    make_draft(agency=agency, by=clerk)
    for person in (clerk, outsider, administrator):
        for roles in ((), (Role.EDITOR,), (Role.SECRECY,)):
            found = Reach.of(person).scoped(Entry.objects.all(), *roles, agency="agency")
            assert set(found) == set(scoped(Entry.objects.all(), person, *roles))
