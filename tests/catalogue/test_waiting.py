"""The front page counts all that waits, and every page of the desk says how much."""

import pytest

from disclosure.agencies.models import Role
from disclosure.catalogue import actions, waiting
from disclosure.catalogue.erasure import erasing
from disclosure.catalogue.models import Edition
from tests.factories import make_cleared, make_draft, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(agency, clerk):
    editions = [make_draft(agency=agency, by=clerk) for _ in range(12)]
    for edition in editions:
        actions.submit(edition, by=clerk)
    return editions


def test_front_page_counts_all_and_lists_ten(client, reviewer, handed_in):
    client.force_login(reviewer)
    response = client.get("/admin/")
    assert "等待我审查（12）" in response.text
    assert len(response.context["reviews"]) == 10
    assert "全部 12 条" in response.text


def test_whole_list_is_one_click_away(client, reviewer, handed_in):
    client.force_login(reviewer)
    response = client.get("/admin/", {"all": "1"})
    assert len(response.context["reviews"]) == 12
    assert "全部 12 条" not in response.text


def test_count_beyond_what_is_read_says_more(client, reviewer, handed_in, monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 5)
    client.force_login(reviewer)
    text = client.get("/admin/").text
    assert "等待我审查（5+）" in text
    assert "待办 5+" in text


def test_drafts_are_counted_without_the_returned_ones(client, clerk, reviewer, handed_in):
    actions.send_back(handed_in[0], by=reviewer, reason="缺页")
    make_draft(agency=handed_in[0].entry.agency, by=clerk)
    client.force_login(clerk)
    text = client.get("/admin/").text
    assert "退回给我的（1）" in text
    assert "我的草稿（1）" in text
    assert "待办 1" in text


def test_every_page_of_the_desk_says_how_much_waits(client, reviewer, handed_in):
    client.force_login(reviewer)
    assert "待办 12" in client.get("/admin/catalogue/edition/").text


def test_nothing_to_do_is_not_counted(client, clerk, handed_in):
    client.force_login(clerk)
    assert "待办" not in client.get("/admin/").text


def test_publisher_counts_what_is_cleared(client, agency, clerk, publisher):
    make_cleared(agency=agency, by=clerk)
    client.force_login(publisher)
    assert "等待我发布（1）" in client.get("/admin/").text


def test_stranger_is_told_nothing(client):
    assert "待办" not in client.get("/admin/login/").text


@pytest.fixture
def busy(agency, clerk, reviewer, handed_in):
    """A person with every role, one thing of each kind before them, and one more to skip."""
    person = make_member(agency, *Role)
    make_cleared(agency=agency, by=clerk)
    actions.send_back(handed_in[0], by=reviewer, reason="缺页")
    Edition.objects.filter(pk=handed_in[0].pk).update(author=person)
    said = {"ground": "15", "note": "来函", "editions": [1]}
    by = make_member(agency, Role.PUBLISHER)
    erasing.request_erasure(handed_in[0].entry, by=by, **said)
    return person


def test_count_is_what_the_front_page_counts(client, busy, administrator, clerk, outsider):
    for person in (busy, administrator, clerk, outsider):
        assert waiting.todo_of(person) == waiting.desk_of(person).todo
    assert waiting.todo_of(busy) == "14"
    assert waiting.todo_of(outsider) == ""


def test_count_costs_the_same_for_many(reviewer, handed_in, django_assert_num_queries):
    with django_assert_num_queries(8):
        assert waiting.todo_of(reviewer) == "12"


def test_count_of_all_kinds_of_work(busy, django_assert_num_queries):
    with django_assert_num_queries(12):
        waiting.todo_of(busy)


def test_ordinary_page_asks_little_to_say_how_much_waits(client, busy, django_assert_num_queries):
    client.force_login(busy)
    with django_assert_num_queries(20):  # 32 when the whole desk was built for it
        assert "待办 14" in client.get("/admin/password_change/").text
