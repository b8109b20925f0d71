"""Agencies, people and the log at the desk; log-in and passwords."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import Agency, Membership, Role, User
from disclosure.workflow.log import chain_faults, record
from disclosure.workflow.models import Event
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Correct-Horse-9"

SUPERUSER_PAGES = [
    "/admin/agencies/user/",
    "/admin/agencies/user/add/",
    "/admin/agencies/membership/",
    "/admin/pages/category/",
    "/admin/pages/theme/",
    "/admin/pages/genre/",
    "/admin/catalogue/indexnumberrule/",
    "/admin/catalogue/indexnumberrule/add/",
    "/admin/catalogue/indexnumber/",
]


def life(agency, verb):
    return reverse("admin:agencies_agency_step", args=[agency.pk, verb])


def page(agency):
    return reverse("admin:agencies_agency_change", args=[agency.pk])


@pytest.mark.parametrize("url", [*SUPERUSER_PAGES, "/admin/agencies/agency/add/"])
def test_tables_are_for_who_runs_the_site(client, administrator, clerk, publisher, url):
    for user, status in ((administrator, 200), (clerk, 403), (publisher, 403)):
        client.force_login(user)
        assert client.get(url).status_code == status
    client.logout()
    assert client.get(url).status_code == 302


def test_user_add_makes_a_person_change_the_password(client, administrator):
    client.force_login(administrator)
    assert 'type="email"' in client.get("/admin/agencies/user/add/").text
    data = {"username": "newcomer", "name": "新人", "email": "newcomer@example.cn"}
    data |= {"password1": PASSWORD, "password2": PASSWORD}
    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    client.post("/admin/agencies/user/add/", data | inline)
    user = User.objects.get(username="newcomer")
    assert user.must_change_password
    assert user.is_staff
    assert user.email == "newcomer@example.cn"
    assert Event.objects.filter(action="user.created").exists()


def test_user_password_reset_sets_the_flag(client, administrator):
    user = make_user()
    client.force_login(administrator)
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    client.post(url, {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.must_change_password
    assert Event.objects.filter(action="user.password_reset").exists()


def test_password_must_be_changed_before_anything_else(client):
    user = make_user(password="Given-By-0ther", must_change_password=True)
    client.force_login(user)
    assert client.get("/admin/").url == "/admin/password_change/"
    data = {
        "old_password": "Given-By-0ther",
        "new_password1": PASSWORD,
        "new_password2": PASSWORD,
    }
    response = client.post("/admin/password_change/", data, follow=True)
    user.refresh_from_db()
    assert response.redirect_chain[-1][0] == "/admin/"
    assert not user.must_change_password


def test_password_must_be_a_new_one(client):
    user = make_user(password=PASSWORD, must_change_password=True)
    client.force_login(user)
    data = dict.fromkeys(("old_password", "new_password1", "new_password2"), PASSWORD)
    assert "不能与原密码相同" in client.post("/admin/password_change/", data).text


def test_login_is_locked_after_five_wrong_passwords(client):
    make_user(username="someone", password=PASSWORD)
    wrong = {"username": "someone", "password": "x"}
    codes = [client.post("/admin/login/", wrong).status_code for _ in range(6)]
    right = client.post("/admin/login/", wrong | {"password": PASSWORD})
    assert codes[3:] == [200, 429, 429]
    assert right.status_code == 429
    assert "暂时锁定" in right.text
    assert "请在 15 分钟后再试" in right.text


def test_session_ends_with_its_time(client, clerk, settings):
    client.force_login(clerk)
    client.get("/admin/")
    assert client.session.get_expiry_age() <= settings.SESSION_COOKIE_AGE


def test_agency_contact_data_is_written_by_its_publisher(client, publisher, agency):
    client.force_login(publisher)
    inline = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
    client.post(page(agency), {"phone": "0576-1", "name": "别的名字"} | inline)
    agency.refresh_from_db()
    assert (agency.phone, agency.name) == ("0576-1", "云岚市政务服务中心")


def test_earlier_editions_are_allowed_by_its_publisher_and_noted(client, publisher, clerk, agency):
    inline = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
    contact = {"phone": "0576-1", "shows_earlier_editions": "on"} | inline
    assert not agency.shows_earlier_editions
    client.force_login(clerk)
    assert client.post(page(agency), contact).status_code == 403
    client.force_login(publisher)
    client.post(page(agency), contact)
    agency.refresh_from_db()
    assert agency.shows_earlier_editions
    event = Event.objects.first()
    assert (event.action, "shows_earlier_editions" in event.data["fields"]) == (
        "agency.changed",
        True,
    )


def test_agency_of_others_does_not_exist(client, publisher, other_agency):
    client.force_login(publisher)
    assert client.get(page(other_agency)).status_code == 404
    assert client.get(life(other_agency, "rename")).status_code == 404


def test_agency_life_is_for_who_runs_the_site(client, publisher, agency):
    client.force_login(publisher)
    for verb in ("rename", "merge", "dissolve"):
        assert client.get(life(agency, verb)).status_code == 403


def test_agency_rename_keeps_the_former_name(client, administrator, agency):
    client.force_login(administrator)
    client.post(life(agency, "rename"), {"name": "云岚市政务和数据局", "on": "2026-01-01"})
    agency.refresh_from_db()
    assert agency.name == "云岚市政务和数据局"
    assert agency.names.get().name == "云岚市政务服务中心"


def test_agency_rename_to_a_taken_name_is_refused(client, administrator, agency, other_agency):
    client.force_login(administrator)
    data = {"name": other_agency.name, "on": "2026-01-01"}
    assert "没有写入" in client.post(life(agency, "rename"), data).text


def test_agency_merge_and_dissolve(client, administrator, agency, other_agency):
    client.force_login(administrator)
    data = {"on": "2026-01-01", "successor": agency.pk}
    client.post(life(other_agency, "merge"), data)
    client.post(life(agency, "dissolve"), {"on": "2026-02-01"})
    other_agency.refresh_from_db()
    assert other_agency.successor == agency
    assert Agency.objects.current().count() == 0


def test_agency_check_digits_warn_and_never_block(client, administrator):
    client.force_login(administrator)
    inline = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
    data = {"name": "新机构", "code": "123456780"} | inline
    response = client.post("/admin/agencies/agency/add/", data, follow=True)
    assert Agency.objects.filter(code="123456780").exists()
    assert "校验" in response.text


@pytest.mark.parametrize("url", ["/admin/workflow/event/", "/admin/workflow/access/"])
def test_logs_are_for_supervisors(client, agency, clerk, administrator, url):
    supervisor = make_member(agency, Role.SUPERVISOR)
    for user, status in ((supervisor, 200), (administrator, 200), (clerk, 403)):
        client.force_login(user)
        assert client.get(url).status_code == status


def test_log_shows_own_agencies_only(client, agency, other_agency):
    mine = record("agency.changed", on=agency, by=None, agency_code=agency.code)
    theirs = record("agency.changed", on=other_agency, by=None, agency_code=other_agency.code)
    client.force_login(make_member(agency, Role.SUPERVISOR))
    text = client.get("/admin/workflow/event/").text
    assert mine.subject_title in text
    assert theirs.subject_title not in text
    assert not list(chain_faults())


def test_log_tells_what_it_carries_in_words(client, agency):
    event = record(
        "edition.postponed", on=agency, by=None, agency_code=agency.code,
        former="2026-03-02T01:00:00+00:00", reason="机房检修",
    )  # fmt: skip
    client.force_login(make_member(agency, Role.SUPERVISOR))
    text = client.get(f"/admin/workflow/event/{event.pk}/change/").text
    assert "<div>原定时间：2026-03-02 09:00</div><div>原因：机房检修</div>" in text
    assert "former" not in text
    assert "historylink" not in text


def test_log_cannot_be_written(client, administrator, agency):
    event = record("agency.changed", on=agency, by=None)
    client.force_login(administrator)
    assert client.get("/admin/workflow/event/add/").status_code == 403
    assert client.post(f"/admin/workflow/event/{event.pk}/delete/").status_code == 403


def test_membership_changes_are_noted(client, administrator, agency, clerk):
    client.force_login(administrator)
    data = {"user": clerk.pk, "agency": agency.pk, "role": "publisher"}
    client.post("/admin/agencies/membership/add/", data)
    assert Membership.objects.filter(user=clerk, role="publisher").exists()
    assert Event.objects.get(action="user.roles_changed").data["after"] == ["编辑", "发布"]


@pytest.mark.parametrize("role", Role.values)
def test_autocomplete_of_agencies_is_scoped(client, agency, other_agency, role):
    query = {"app_label": "agencies", "model_name": "agency", "field_name": "parent"}
    client.force_login(make_member(agency, role))
    found = [row["id"] for row in client.get("/admin/autocomplete/", query).json()["results"]]
    assert found == [str(agency.pk)]


def test_front_page_of_the_administrator_speaks_chinese(client, administrator):
    client.force_login(administrator)
    text = client.get("/admin/").text
    assert "登录保护" in text
    assert not re.search(r"Axes|Model name|Add link|access attempt", text)


def test_login_page_bears_the_name_of_the_site(client, settings):
    settings.SITE_NAME = "云岚市政府信息公开"
    assert "云岚市政府信息公开" in client.get("/admin/login/").text


def test_access_log_is_filtered_by_action_person_and_day(client, agency, clerk, outsider):
    client.force_login(outsider)
    client.force_login(clerk)
    client.post(reverse("admin:logout"))
    client.force_login(make_member(agency, Role.SUPERVISOR, username="supervisor"))
    page = "/admin/workflow/access/"
    today = timezone.localdate()
    day = {"at__year": today.year, "at__month": today.month, "at__day": today.day}
    count = {
        name: client.get(page, query).context["cl"].result_count
        for name, query in {
            "all": {},
            "action": {"action": "session.logout"},
            "person": {"q": "clerk"},
            "day": day,
            "other": day | {"at__year": today.year - 1},
        }.items()
    }
    assert count == {"all": 3, "action": 1, "person": 2, "day": 3, "other": 0}


def test_supervisor_reads_of_switches_of_own_staff(client, agency, clerk, outsider):
    record("user.changed", on=clerk, by=None)
    record("user.changed", on=outsider, by=None)
    client.force_login(make_member(agency, Role.SUPERVISOR))
    assert client.get("/admin/workflow/event/").context["cl"].result_count == 1
