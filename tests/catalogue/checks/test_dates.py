"""Dates in order, and 20 working days from the making to the publication (条例 Art. 26)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.calendars import load_calendar
from disclosure.catalogue.checks.dates import date_problems, told_term
from disclosure.catalogue.forms import EditionForm
from disclosure.catalogue.importers import EntryData, create_imported, release_imported
from disclosure.catalogue.models import Edition, Entry
from disclosure.catalogue.models.workdays import workday_after, workdays_between
from disclosure.catalogue.release import publishing
from disclosure.catalogue.stepforms import PublishForm
from disclosure.workflow.states import WrongState
from tests.factories import make_cleared, make_draft, make_entry, make_member, make_report

pytestmark = pytest.mark.django_db
MADE = date(2026, 3, 2)  # a Monday; no holiday in the 20 working days after it
LAST = date(2026, 3, 30)


def told(edition, today=MADE):
    found = date_problems(Edition.objects.get(pk=edition.pk), today)
    return [(one.severity, one.field) for one in found]


def draft_with(agency, **fields):
    return make_draft(agency=agency, **{"written_on": MADE} | fields)


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (MADE, MADE, []),
        (None, MADE, []),
        (MADE - timedelta(days=1), None, [("confirm", "effective_on")]),
        (None, MADE - timedelta(days=1), [("block", "ends_on")]),
    ],
)
def test_written_then_effective_then_ended(agency, begins, ends, expected):
    draft = draft_with(agency, effective_on=begins, ends_on=ends)
    assert told(draft) == expected


def test_order_of_an_unpublished_change_is_checked(agency):
    entry = make_entry(agency=agency, written_on=MADE, effective_on=MADE)
    draft = actions.begin_correction(entry, by=make_member(agency, "editor"))
    changes = {"ends_on": "2026-03-01"}
    Edition.objects.filter(pk=draft.pk).update(entry_changes=changes)
    assert told(draft) == [("block", "ends_on")]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("云政发〔2026〕19号", []),
        ("", []),
        ("云政发第3号", []),
        ("云政发〔2025〕19号", [("warn", "document_number")]),
        ("云政发(2025)19号", [("warn", "document_number")]),
    ],
)
def test_year_of_the_document_number_is_that_of_its_making(agency, number, expected):
    assert told(draft_with(agency, document_number=number)) == expected


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (MADE, ""),
        (date(2026, 3, 24), ""),
        (date(2026, 3, 25), "还剩 3 个工作日"),
        (date(2026, 3, 29), "还剩 1 个工作日"),
        (LAST, "今天是最后一日"),
        (date(2026, 3, 31), "至今已有 21 个工作日，超过 20 个工作日的公开期限"),
    ],
)
def test_term_is_called_when_it_is_near_or_has_passed(today, said):
    load_calendar()
    message = told_term(MADE, today)
    assert said in message
    assert bool(message) == bool(said)
    assert not message or f"最后一日为 {LAST}" in message


def test_term_counts_as_the_calendar_does():
    load_calendar()
    made = date(2026, 2, 10)  # the Spring Festival lies within
    last = workday_after(made, 20)
    assert f"最后一日为 {last}" in told_term(made, last)
    late = last + timedelta(days=9)
    assert f"已有 {workdays_between(made, late)} 个工作日" in told_term(made, late)


def test_term_of_a_year_without_notice_is_provisional():
    assert "为暂定" in told_term(date(2031, 3, 3), date(2031, 3, 31))


def test_late_draft_only_warns(agency, clerk):
    draft = draft_with(agency, by=clerk, written_on=date(2020, 1, 6))
    assert told(draft, date(2026, 3, 2)) == [("warn", "written_on")]
    actions.submit(draft, by=clerk)


def test_term_binds_neither_corrections_nor_closed_nor_imported(agency, category):
    late = date(2026, 12, 1)
    entry = make_entry(agency=agency, written_on=MADE)
    correction = actions.begin_correction(entry, by=make_member(agency, "editor"))
    on_request = draft_with(agency, method="on_request")
    imported = draft_with(agency)
    Edition.objects.filter(pk=imported.pk).update(origin="imported")
    assert [told(one, late) for one in (correction, on_request, imported)] == [[], [], []]


def test_report_has_a_term_of_its_own(agency, clerk, category):
    edition = make_report(agency, by=clerk, year=2024).entry.open_edition()
    assert told(edition, date(2026, 3, 2)) == []


def test_time_of_publication_comes_from_the_system(agency):
    """No form asks for it, and a release says when it happened."""
    forms = (*EditionForm.base_fields, *PublishForm.base_fields)
    assert not {"published_at", "first_published_at", "first"} & set(forms)
    before = timezone.now()
    entry = make_entry(agency=agency)
    assert before <= entry.live_edition.published_at <= timezone.now()
    assert entry.first_published_at == entry.live_edition.published_at


def test_what_is_written_here_is_never_backdated(agency, publisher):
    edition = make_cleared(agency=agency)
    first = timezone.now() - timedelta(days=30)
    with pytest.raises(WrongState, match="发布时间由系统记录"), transaction.atomic():
        publishing.release(edition, by=publisher, at=timezone.now(), first=first)
    assert Entry.objects.get(pk=edition.entry_id).first_published_at is None


def imported(agency, category):
    data = EntryData(
        agency, category, f"{agency.code}/2016-00001", "通知", "active", "机关", "机关",
        date(2016, 3, 1), "<p>甲</p>",
    )  # fmt: skip
    return create_imported(data, by=None, operator="operator")


def test_import_keeps_the_time_printed_on_its_page(agency, category):
    edition = imported(agency, category)
    first = timezone.make_aware(datetime(2016, 3, 2, 9))
    release_imported(edition, by=None, operator="operator", first=first)
    assert Entry.objects.get(pk=edition.entry_id).first_published_at == first


def test_import_is_not_published_in_the_future(agency, category):
    edition = imported(agency, category)
    first = timezone.now() + timedelta(days=2)
    with pytest.raises(WrongState, match="晚于现在"):
        release_imported(edition, by=None, operator="operator", first=first)
