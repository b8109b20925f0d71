"""Every way in which a role or a switch changes leaves what it was and what it became."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from disclosure.agencies.models import Membership, User
from disclosure.workflow.models import Event
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Correct-Horse-9"


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def roles():
    rows = Event.objects.filter(action="user.roles_changed").order_by("pk")
    return [(row.agency_code, row.data["before"], row.data["after"]) for row in rows]


def account_form(user, *memberships, **fields):
    """What the form of an account posts, with one row for each membership."""
    data = {"username": user.username, "name": user.name, "is_active": "on", "is_staff": "on"}
    kept = [one for one in memberships if "id" in one]
    data |= {
        "memberships-TOTAL_FORMS": len(memberships),
        "memberships-INITIAL_FORMS": len(kept),
    }
    for number, one in enumerate([*kept, *(m for m in memberships if "id" not in m)]):
        row = one | {"user": user.pk}
        data |= {f"memberships-{number}-{name}": value for name, value in row.items()}
    return data | fields


def save(desk, user, *memberships, **fields):
    url = reverse("admin:agencies_user_change", args=[user.pk])
    response = desk.post(url, account_form(user, *memberships, **fields))
    assert response.status_code == 302, response.context["errors"]


def test_role_added_on_the_account_tells_old_and_new(desk, agency, clerk):
    kept = {"id": clerk.memberships.get().pk, "agency": agency.pk, "role": "editor"}
    save(desk, clerk, kept, {"agency": agency.pk, "role": "publisher"})
    assert roles() == [(agency.code, ["编辑"], ["编辑", "发布"])]


def test_role_moved_to_another_agency_is_told_to_both(desk, agency, other_agency, clerk):
    save(desk, clerk, {"id": clerk.memberships.get().pk, "agency": other_agency.pk,
                       "role": "editor"})  # fmt: skip
    assert sorted(roles()) == [(agency.code, ["编辑"], []), (other_agency.code, [], ["编辑"])]


def test_role_removed_on_the_account_is_told(desk, agency, clerk):
    row = {"id": clerk.memberships.get().pk, "agency": agency.pk, "role": "editor", "DELETE": "on"}
    save(desk, clerk, row)
    assert roles() == [(agency.code, ["编辑"], [])]


def test_saved_account_without_a_change_tells_no_role(desk, agency, clerk):
    save(desk, clerk, {"id": clerk.memberships.get().pk, "agency": agency.pk, "role": "editor"})
    assert roles() == []


def test_switches_tell_old_and_new(desk, clerk):
    save(desk, clerk, is_superuser="on", is_active="")
    changes = Event.objects.get(action="user.changed").data["changes"]
    assert changes["is_superuser"] == [False, True]
    assert changes["is_active"] == [True, False]


def test_reach_of_a_role_is_told(desk, agency, clerk):
    one = clerk.memberships.get()
    url = reverse("admin:agencies_membership_change", args=[one.pk])
    data = {"user": clerk.pk, "agency": agency.pk, "role": "editor", "with_subordinates": "on"}
    desk.post(url, data)
    assert roles() == [(agency.code, ["编辑"], ["编辑（包括下级机构）"])]


def test_role_handed_from_one_person_to_another_is_told_of_both(desk, agency, clerk):
    other = make_user(username="other")
    url = reverse("admin:agencies_membership_change", args=[clerk.memberships.get().pk])
    desk.post(url, {"user": other.pk, "agency": agency.pk, "role": "editor"})
    rows = Event.objects.filter(action="user.roles_changed")
    assert {row.subject for row in rows} == {f"agencies.user:{u.pk}" for u in (clerk, other)}


def test_roles_deleted_from_the_list_are_told_one_by_one(desk, agency, clerk, publisher):
    rows = Membership.objects.values_list("pk", flat=True)
    data = {"action": "delete_selected", "_selected_action": list(rows), "post": "yes"}
    desk.post(reverse("admin:agencies_membership_changelist"), data)
    assert len(roles()) == 2
    assert not Membership.objects.exists()


def test_createsuperuser_is_told(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="boss", email="a@b.cn", verbosity=0)
    event = Event.objects.get(action="user.created")
    assert event.actor == "system"
    assert event.data["changes"]["is_superuser"] == [None, True]


def test_changepassword_is_told(monkeypatch, clerk, publisher):
    monkeypatch.setattr("getpass.getpass", lambda prompt: PASSWORD)
    call_command("changepassword", clerk.username)
    event = Event.objects.get(action="user.password_reset")
    assert event.subject == f"agencies.user:{clerk.pk}"
    assert User.objects.get(pk=clerk.pk).check_password(PASSWORD)
