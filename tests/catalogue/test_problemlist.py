"""What the checks found is listed by gravity and place, with links for who can mend it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.admin.problemlist import grouped
from disclosure.catalogue.checks import problems
from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Edition, WatchedWord
from disclosure.catalogue.proof.wording import ERASED_NOTE
from disclosure.workflow.models import Event
from reports.actions import save_section
from tests.factories import make_draft, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(agency, clerk, category):
    WatchedWord.objects.create(word="布署", suggestion="部署")
    return make_draft(agency=agency, by=clerk, category=category, title="布署", body="<p>布署</p>")


def test_problems_are_grouped_by_gravity_then_place(draft):
    found = [
        Problem("甲", "warn", "body"),
        Problem("乙", "warn", "title"),
        Problem("丙", "warn", "body"),
        Problem("丁", "block", "ends_on"),
        Problem("戊", "block", "agency"),
        Problem("己", "confirm"),
    ]
    groups = grouped(draft, found)
    assert [(group.severity, group.count) for group in groups] == [
        ("block", 2),
        ("confirm", 1),
        ("warn", 3),
    ]
    assert [place.label for place in groups[0].places] == ["失效或废止日期", "发布机构"]
    assert [place.label for place in groups[1].places] == ["其他"]
    texts = [(place.label, [line.message for line in place.lines]) for place in groups[2].places]
    assert texts == [("正文", ["甲", "丙"]), ("标题", ["乙"])]


def test_form_links_to_its_own_fields(client, draft, clerk):
    client.force_login(clerk)
    form = reverse("admin:catalogue_edition_change", args=[draft.pk])
    page = client.get(f"{form}?check=1").text
    assert "检查结果（须确认 2，提示" in page
    assert '<a href="#id_title">标题“布署”中的“布署”' in page
    for anchor in ("id_title", "id_body_helptext", "id_keywords"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page


def test_page_of_a_step_links_to_the_fields_of_the_form(client, draft, clerk):
    client.force_login(clerk)
    form = reverse("admin:catalogue_edition_change", args=[draft.pk])
    page = client.get(reverse("admin:catalogue_edition_step", args=[draft.pk, "submit"])).text
    assert f'href="{form}#id_title"' in page


def test_reviewer_reads_the_list_without_links_to_a_form(client, draft, clerk, reviewer):
    actions.submit(draft, by=clerk, reason="引文")
    client.force_login(reviewer)
    page = client.get(reverse("admin:catalogue_edition_step", args=[draft.pk, "review"])).text
    assert "标题“布署”中的“布署”" in page
    assert "#id_title" not in page


def test_place_of_a_report_is_its_section_or_table(client, agency, clerk, category, draft):
    edition = make_report(agency, by=clerk, year=2024).entry.open_edition()
    save_section(edition, key="overview", html="<p>布署</p>", by=clerk)
    edition = Edition.objects.get(pk=edition.pk)
    found = [
        Problem("甲", field="overview"),
        Problem("乙", field="requests|3.1|natural"),
        Problem("丙", "warn", "keywords"),
    ]
    block, warn = grouped(edition, found)
    section, table = block.places
    assert section.label == "一、总体情况"
    assert section.lines[0].url.endswith("/section/overview/")
    assert "requests" in table.lines[0].url
    assert warn.places[0].label == "关键词"
    client.force_login(clerk)
    for place in block.places:
        assert client.get(place.lines[0].url).status_code == 200


@pytest.fixture
def handed_in(draft, clerk):
    actions.submit(draft, by=clerk, reason="“布署”是引文原文")
    draft.refresh_from_db()
    return draft


def test_reviewer_reads_the_authors_reason_beside_each_finding(client, handed_in, reviewer):
    client.force_login(reviewer)
    page = client.get(reverse("admin:catalogue_edition_step", args=[handed_in.pk, "review"])).text
    (asked,) = [
        one
        for one in grouped(handed_in, problems(handed_in, today=timezone.localdate()))
        if one.severity == "confirm"
    ]
    assert page.count("撰写人的情况说明：“布署”是引文原文") == asked.count == 2


def test_finding_that_was_not_there_on_handing_in_has_no_reason(handed_in):
    later = Problem("提交以后才有的", "confirm", "title")
    assert grouped(handed_in, [later])[0].places[0].lines[0].reason == ""


def test_erased_reason_is_told_as_erased(handed_in):
    gone = {"subject_title": "", "data": {}, "salt": "", "erased_at": timezone.now()}
    Event.objects.filter(action="edition.submitted").update(**gone)
    (asked,) = [
        one
        for one in grouped(handed_in, problems(handed_in, today=timezone.localdate()))
        if one.severity == "confirm"
    ]
    assert asked.places[0].lines[0].reason == ERASED_NOTE
