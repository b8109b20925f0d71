"""A draft saved while it is written, by one clerk or by two at once."""

import pytest
from django.urls import reverse

from disclosure.catalogue.models import Edition
from disclosure.workflow.models import Event
from disclosure.workflow.states import State
from reports.actions import create_report, save_table
from reports.figures import values_of
from reports.sections import mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(agency, clerk, category):
    return create_report(agency, year=2016, by=clerk)


@pytest.fixture
def edition(report):
    return report.entry.open_edition()


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def url(report, page):
    key = {"table": "statistics", "section": "overview"}[page]
    return reverse(f"admin:reports_annualreport_{page}", args=[report.pk, key])


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_two_clerks_fill_in_one_table_without_losing_a_figure(desk, report, edition, clerk):
    opened = desk.get(url(report, "table")).context["seen"]
    save_table(edition, table="statistics", typed={("1.1", "count"): "1"}, by=clerk)
    data = {"cell-1.1-count": "", "cell-2.1-count": "2", "seen": opened}
    assert told(desk.post(url(report, "table"), data, follow=True)) == ["已保存，1 格有变化。"]
    values = values_of(edition)
    assert (values["statistics", "1.1", "count"], values["statistics", "2.1", "count"]) == (1, 2)


def test_two_clerks_write_two_parts_at_once(desk, report, edition, clerk):
    seen = desk.get(url(report, "section")).context["form"]["seen"].value()
    save_table(edition, table="statistics", typed={("1.1", "count"): "1"}, by=clerk)
    desk.post(url(report, "section"), {"html": "<p>概述</p>", "seen": seen})
    assert edition.sections.get(key="overview").html == "<p>概述</p>"


@pytest.mark.parametrize("seen", ["", "no JSON", "[1]"])
def test_table_takes_a_mangled_memory_for_none(desk, report, edition, seen):
    desk.post(url(report, "table"), {"cell-1.1-count": "5", "seen": seen})
    assert values_of(edition)["statistics", "1.1", "count"] == 5


def test_autosave_writes_what_it_can_and_names_the_rest(desk, report, edition):
    data = {"cell-1.1-count": "5", "cell-2.1-count": "很多"}
    response = desk.post(url(report, "table"), data, headers={"X-Autosave": "1"})
    html = response.content.decode()
    assert response.status_code == 200
    assert ('value="很多"' in html, "「制发规范性文件总数」：" in html) == (True, True)
    values = values_of(edition)
    assert (values["statistics", "1.1", "count"], values["statistics", "2.1", "count"]) == (5, None)


def test_autosave_never_writes_over_a_colleague(desk, report, edition, clerk):
    save_table(edition, table="statistics", typed={("1.1", "count"): "1"}, by=clerk)
    data = {"cell-1.1-count": "2", "seen": "{}"}
    for _ in range(2):
        response = desk.post(url(report, "table"), data, headers={"X-Autosave": "1"})
        data["seen"] = response.context["seen"]
    assert "同事已改为“1”" in response.content.decode()
    assert values_of(edition)["statistics", "1.1", "count"] == 1


def test_autosave_without_a_change_leaves_no_record(desk, report, edition):
    before = Event.objects.count()
    desk.post(url(report, "table"), {"cell-1.1-count": ""}, headers={"X-Autosave": "1"})
    desk.post(url(report, "section"), {"html": "", "seen": ""}, headers={"X-Autosave": "1"})
    assert Event.objects.count() == before


def test_autosave_of_a_section_stays_on_the_page_and_tells_of_a_colleague(desk, report, edition):
    quiet = {"X-Autosave": "1"}
    seen = desk.get(url(report, "section")).context["form"]["seen"].value()
    first = desk.post(url(report, "section"), {"html": "<p>一</p>", "seen": seen}, headers=quiet)
    assert (first.status_code, told(first)) == (200, [])
    other = desk.post(url(report, "section"), {"html": "<p>二</p>", "seen": seen}, headers=quiet)
    assert "另一位同事" in told(other)[0]
    assert other.context["theirs"] == "<p>一</p>"
    seen = other.context["form"]["seen"].value()
    desk.post(url(report, "section"), {"html": "<p>二</p>", "seen": seen})
    assert edition.sections.get(key="overview").html == "<p>二</p>"


def test_autosave_of_a_report_handed_in_is_refused(desk, report, edition):
    Edition.objects.filter(pk=edition.pk).update(state=State.SUBMITTED)
    response = desk.post(url(report, "table"), {"cell-1.1-count": "5"}, headers={"X-Autosave": "1"})
    assert "不能再修改" in told(response)[0]
    assert values_of(edition)["statistics", "1.1", "count"] is None


def test_history_tells_a_sitting_in_one_line(desk, report):
    seen = ""
    for text in ("一", "二", "三"):
        data = {"html": f"<p>{text}</p>", "seen": seen or mark("")}
        response = desk.post(url(report, "section"), data, headers={"X-Autosave": "1"})
        seen = response.context["form"]["seen"].value()
    response = desk.get(reverse("admin:reports_annualreport_change", args=[report.pk]))
    assert [one.what for one in response.context["timeline"]] == ["保存章节（3 次）", "新建"]
