"""The access log tells who came in, who failed to, and from where."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from disclosure.workflow.models import Access
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Correct-Horse-9"


@pytest.fixture
def someone(db):
    return make_user(username="someone", password=PASSWORD)


def log_in(client, username="someone", password=PASSWORD, **headers):
    data = {"username": username, "password": password}
    return client.post(reverse("admin:login"), data, **headers)


def actions():
    return list(Access.objects.order_by("pk").values_list("action", flat=True))


def test_login_and_logout_are_noted(client, someone):
    log_in(client)
    client.post(reverse("admin:logout"))
    assert actions() == ["session.login", "session.logout"]
    assert set(Access.objects.values_list("actor", flat=True)) == {"someone"}


def test_failed_login_names_the_account_and_the_address(client, someone):
    log_in(client, password="wrong")
    row = Access.objects.get()
    assert (row.action, row.actor, row.address) == ("session.failed", "someone", "127.0.0.1")
    assert row.subject == f"agencies.user:{someone.pk}"


@pytest.mark.parametrize("typed", [PASSWORD, "x" * 400])
def test_failed_login_of_no_account_keeps_only_a_mark(client, someone, typed):
    log_in(client, username=typed, password="wrong")
    row = Access.objects.get()
    assert (row.actor, row.subject, row.subject_title) == ("unknown", "", "不存在的账号")
    kept = AccessAttempt.objects.get()
    assert typed not in f"{kept.username} {kept.post_data} {kept.get_data}"


def test_lockout_is_noted_and_refuses_the_right_password(client, someone):
    for _ in range(5):
        log_in(client, password="wrong")
    assert actions() == ["session.failed"] * 4 + ["session.locked"]
    assert log_in(client).status_code == 429
    assert actions()[-1] == "session.locked"
    assert SESSION_KEY not in client.session


def test_unknown_names_are_counted_apart(client, someone):
    for _ in range(4):
        log_in(client, username="nobody", password="wrong")
    assert log_in(client, username="another", password="wrong").status_code == 200
    assert log_in(client, username="nobody", password="wrong").status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", "10.0.0.2"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7", "198.51.100.1"),
        (1, "not an address", None),
        (3, "203.0.113.7", "10.0.0.2"),
    ],
)
def test_address_is_what_the_outermost_proxy_saw(
    client, someone, settings, proxies, forwarded, address
):
    settings.PROXY_COUNT = proxies
    log_in(client, REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR=forwarded)
    assert Access.objects.get().address == address


def test_name_with_a_zero_byte_is_refused_before_it_is_tried(client, someone):
    assert log_in(client, username="no\0body").status_code == 200
    assert actions() == []


def test_password_change_is_noted(client, someone):
    client.force_login(someone)
    new = "Another-Horse-9"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    client.post(reverse("admin:password_change"), data)
    assert actions() == ["session.login", "user.password_changed"]


def test_refused_password_change_is_not_noted(client, someone):
    client.force_login(someone)
    data = {"old_password": "wrong", "new_password1": "a", "new_password2": "b"}
    client.post(reverse("admin:password_change"), data)
    assert actions() == ["session.login"]
