"""Days set locally: who is bound, what the board and the letter say, who may set them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from disclosure.agencies.models import Membership, Role
from disclosure.workflow.models import Event
from reports.actions import create_report
from reports.board import board
from reports.deadlines import due_date
from reports.models import Covered, LocalDeadline
from reports.schemes import scheme
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db
FORM = scheme("gk2021")
NOTICE = "云政办函〔2025〕3号"


@pytest.fixture
def city():
    return make_agency(name="云岚市人民政府", code="1")


@pytest.fixture
def county(city):
    return make_agency(name="云溪县人民政府", code="2", parent=city)


@pytest.fixture
def bureau(county):
    return make_agency(name="云溪县水务局", code="3", parent=county)


@pytest.fixture
def supervisor(city):
    user = make_user(username="supervisor")
    Membership.objects.create(user=user, agency=city, role=Role.SUPERVISOR, with_subordinates=True)
    user.is_staff = True
    user.save()
    return user


def deadline(agency, due_on, covers=Covered.ALL, year=2024):
    row = LocalDeadline(agency=agency, year=year, covers=covers, due_on=due_on, source=NOTICE)
    row.full_clean()
    row.save()
    return row


def due(agency, year=2024):
    found = due_date(FORM, year, agency)
    return found.on, found.by_law, found.source


def test_the_law_holds_where_nothing_is_set(county, bureau):
    assert due(bureau) == (date(2025, 1, 31), date(2025, 1, 31), "")
    assert due(county) == (date(2025, 3, 31), date(2025, 3, 31), "")


def test_a_day_binds_the_agency_and_all_below_it_in_its_year(city, county, bureau):
    deadline(county, date(2025, 1, 20))
    assert due(bureau) == (date(2025, 1, 20), date(2025, 1, 31), NOTICE)
    assert due(county)[0] == date(2025, 1, 20)
    assert due(city)[2] == ""
    assert due(bureau, 2025)[2] == ""


def test_governments_and_departments_may_have_days_of_their_own(city, county, bureau):
    deadline(city, date(2025, 2, 20), Covered.GOVERNMENTS)
    deadline(city, date(2025, 1, 28), Covered.DEPARTMENTS)
    assert due(county)[0] == date(2025, 2, 20)
    assert due(bureau)[0] == date(2025, 1, 28)


def test_a_day_after_the_law_binds_nobody_and_the_earliest_counts(city, county, bureau):
    deadline(city, date(2025, 3, 1))
    assert due(bureau)[2] == ""
    deadline(county, date(2025, 1, 15))
    assert due(bureau)[0] == date(2025, 1, 15)


@pytest.mark.parametrize(
    ("covers", "day"),
    [
        (Covered.ALL, date(2024, 12, 31)),
        (Covered.ALL, date(2025, 4, 1)),
        (Covered.DEPARTMENTS, date(2025, 2, 1)),
    ],
)
def test_a_day_outside_the_law_is_refused_with_the_bounds(city, covers, day):
    with pytest.raises(ValidationError, match="应在 2025-01-01 至法定期限"):
        deadline(city, day, covers)


def test_a_year_without_a_form_is_refused(city):
    with pytest.raises(ValidationError, match="1999 年度没有可用的表式"):
        deadline(city, date(2000, 1, 5), year=1999)


def test_board_and_letter_name_the_notice_and_tell_late_from_unlawful(supervisor, city, bureau):
    deadline(city, date(2025, 1, 20), Covered.DEPARTMENTS)
    found = board(supervisor, 2024, today=date(2025, 1, 25))
    (line,) = [one for one in found.lines if one.agency == bureau]
    assert (line.days_late, line.is_unlawful) == (5, False)
    assert f"第四十九条和{NOTICE}，你单位2024年度" in line.letter(2024)
    (line,) = [
        one for one in board(supervisor, 2024, today=date(2025, 2, 1)).lines if one.agency == bureau
    ]
    assert (line.days_late, line.is_unlawful) == (12, True)


def test_supervisor_sets_changes_and_removes_a_day_and_each_is_logged(client, supervisor, city):
    client.force_login(supervisor)
    add = reverse("admin:reports_localdeadline_add")
    data = {"agency": city.pk, "year": 2024, "covers": "all", "source": NOTICE}
    page = client.post(add, data | {"due_on": "2025-05-01"})
    assert "至法定期限 2025-03-31 之间" in page.content.decode()
    client.post(add, data | {"due_on": "2025-01-20"})
    row = LocalDeadline.objects.get()
    change = reverse("admin:reports_localdeadline_change", args=[row.pk])
    client.post(change, data | {"due_on": "2025-01-21"})
    client.post(reverse("admin:reports_localdeadline_delete", args=[row.pk]), {"post": "yes"})
    assert not LocalDeadline.objects.exists()
    actions = list(Event.objects.values_list("action", flat=True)[:3])
    assert actions == ["deadline.removed", "deadline.set", "deadline.set"]


def test_others_neither_see_nor_set_days(client, clerk, supervisor, city):
    stranger = make_agency(name="远山市人民政府", code="9")
    row = deadline(stranger, date(2025, 1, 20))
    client.force_login(supervisor)
    listed = client.get(reverse("admin:reports_localdeadline_changelist"))
    assert "远山" not in listed.content.decode()
    change = reverse("admin:reports_localdeadline_change", args=[row.pk])
    assert client.get(change).status_code == 302
    data = {"agency": stranger.pk, "year": 2023, "covers": "all", "source": NOTICE}
    add = reverse("admin:reports_localdeadline_add")
    client.post(add, data | {"due_on": "2024-01-20"})
    assert LocalDeadline.objects.count() == 1
    client.force_login(clerk)
    assert client.get(add).status_code == 403


def test_desk_tells_the_clerk_the_day(client, clerk, agency, category):
    deadline(agency, date(2026, 1, 15), year=2025)
    report = create_report(agency, year=2025, by=clerk)
    client.force_login(clerk)
    page = client.get(reverse("admin:reports_annualreport_change", args=[report.pk]))
    assert (
        "应于 2026年1月15日前公布（云政办函〔2025〕3号；法定期限 1月31日）" in page.content.decode()
    )
