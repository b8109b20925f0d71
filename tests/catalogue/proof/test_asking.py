"""The log answers who wrote, reviewed, released, downloaded, logged in, changed a role."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from disclosure.agencies.models import Membership, Role
from disclosure.agencies.roles import held, note_roles
from disclosure.catalogue import actions
from disclosure.catalogue.proof.asking import Question, keys, lines
from disclosure.workflow.models import Access
from tests.factories import make_draft, make_entry, make_member

pytestmark = pytest.mark.django_db
PAGE = "/admin/catalogue/review/log/"


@pytest.fixture
def supervisor(agency):
    return make_member(agency, Role.SUPERVISOR, username="supervisor", name="监督甲")


def answers(user, **asked):
    return [line.sentence() for line in lines(keys(user, Question(**asked))[:100])]


def test_record_is_found_by_number_in_all_its_titles(agency, clerk, supervisor):
    entry = make_entry(agency=agency, by=clerk, title="旧标题")
    make_entry(agency=agency, by=clerk, title="另一条")
    new = actions.begin_correction(entry, by=clerk)
    actions.save_draft(new, by=clerk, version=new.lock_version, title="新标题")
    told = answers(supervisor, record=entry.index_number)
    assert any("保存“新标题”" in one for one in told)
    assert any("发布“旧标题”" in one for one in told)
    assert not any("另一条" in one for one in told)
    assert answers(supervisor, record="新标题") == told


def test_events_and_accesses_are_one_list_in_order_of_time(client, agency, clerk, supervisor):
    edition = make_draft(agency=agency, by=clerk)
    client.force_login(clerk)
    client.get(reverse("admin:catalogue_edition_preview", args=[edition.pk]))
    actions.submit(edition, by=clerk)
    assert [one.partition("“")[0] for one in answers(supervisor)] == [
        "编辑甲 提交",
        "编辑甲 查看未公开内容的预览",
        "编辑甲 登录",
        "编辑甲 新建",
    ]


@pytest.mark.parametrize(
    ("family", "expected"),
    [("writing", 1), ("review", 3), ("release", 1), ("session", 1), ("withdrawal", 0)],
)
def test_families_are_asked_for(client, agency, clerk, supervisor, family, expected):
    make_entry(agency=agency, by=clerk)
    client.force_login(clerk)
    assert len(answers(supervisor, family=family)) == expected


def test_person_is_found_by_name_and_account(client, agency, clerk, supervisor):
    client.force_login(clerk)
    for words in ("编辑甲", "cler"):
        assert answers(supervisor, person=words) == ["编辑甲 登录"]


def test_change_of_a_role_is_told_with_old_and_new(agency, clerk, supervisor, administrator):
    before = held(clerk)
    Membership.objects.create(user=clerk, agency=agency, role=Role.PUBLISHER)
    note_roles(clerk, before, by=administrator)
    assert "编辑 → 编辑、发布" in answers(supervisor, family="roles")[0]


def test_supervisor_reads_about_own_agency_and_staff_only(
    client, agency, other_agency, clerk, outsider, supervisor, administrator
):
    make_entry(agency=other_agency, title="别处的事")
    client.force_login(outsider)
    assert answers(supervisor) == []
    assert any("别处的事" in one for one in answers(administrator))


def test_staff_who_left_are_still_read_about(client, agency, clerk, supervisor, administrator):
    client.force_login(clerk)
    before = held(clerk)
    clerk.memberships.all().delete()
    note_roles(clerk, before, by=administrator)
    assert "编辑甲 登录" in answers(supervisor)


def test_page_is_for_supervisors(client, clerk, outsider, supervisor, administrator):
    for user, status in ((supervisor, 200), (administrator, 200), (clerk, 403), (outsider, 403)):
        client.force_login(user)
        assert client.get(PAGE).status_code == status
    client.logout()
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        {"since": "gestern"},
        {"family": "flying"},
        {"since": "2026-02-01", "until": "2026-01-01"},
        {"until": "9999-12-31"},
        {"record": "a\0b"},
        {"record": "x" * 101},
    ],
)
def test_bad_question_is_named(client, supervisor, query):
    client.force_login(supervisor)
    response = client.get(PAGE, query)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert client.get(PAGE, query | {"format": "csv"})["Content-Type"].startswith("text/html")


def test_page_beyond_the_end_is_the_last(client, supervisor):
    client.force_login(supervisor)
    for number in ("0", "99", "x"):
        assert client.get(PAGE, {"page": number}).status_code == 200


def test_csv_streams_all_and_is_noted(client, agency, clerk, supervisor):
    entry = make_entry(agency=agency, by=clerk, title="=cmd")
    client.force_login(supervisor)
    query = {"format": "csv", "record": entry.index_number}
    text = b"".join(client.get(PAGE, query).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][0] == "时间"
    assert ["发布", "'=cmd"] in [row[3:5] for row in rows]
    assert Access.objects.get(action="log.exported").subject_title == entry.index_number


def test_workbook_holds_the_same(client, agency, clerk, supervisor):
    make_entry(agency=agency, by=clerk, title="=cmd")
    client.force_login(supervisor)
    response = client.get(PAGE, {"format": "xlsx", "family": "release"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert [cell.value for cell in book.active[2]][3:5] == ["发布", "'=cmd"]


def test_page_asks_a_constant_number_of_questions(
    client, agency, clerk, supervisor, django_assert_max_num_queries
):
    client.force_login(supervisor)
    for _ in range(5):
        make_entry(agency=agency, by=clerk)
    with django_assert_max_num_queries(40):
        assert client.get(PAGE).context["rows"].paginator.count > 20
