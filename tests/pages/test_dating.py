"""Readers who ask by time: the true time of the last change, never an older one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date

from disclosure.agencies.actions import rename_agency
from disclosure.agencies.models import Agency
from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import withdrawing
from disclosure.pages.actions import put_page, remove_page
from disclosure.pages.models import Category, Page, PageKind
from disclosure.pages.names import names
from tests.factories import make_agency, make_entry
from tests.pages.pagerows import make_pages, page_data

pytestmark = pytest.mark.django_db
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
THEN = datetime(2024, 5, 1, 8, 30, 15, tzinfo=UTC)  # when everything was changed, long ago
LISTS = (
    "/", "/catalogue/", "/catalogue/?page=2", "/columns/reports/", "/agencies/",
    "/agencies/002668020/", "/archive/2015/", "/archive/2015/1/", "/sitemap.xml", "/sitemap-1.xml",
    "/sitemap/", "/reports/", "/titles/", "/titles/2015/1/", "/titles/2015/1/titles-1.js",
    "/robots.txt", "/accessibility/", "/api/", "/sitemap-lists.xml", "/sitemap-reports.xml",
)  # fmt: skip


@pytest.fixture(autouse=True)
def began(settings):
    settings.STARTED_AT = BEGAN


@pytest.fixture
def pages(agency, category):
    made = make_pages([agency], [category], number=25)
    age()
    return made


def age(at=THEN):
    """Let all that was done have been done at a moment of the past."""
    Page.objects.filter(changed_at__gt=THEN).update(changed_at=at)
    for model in (Agency, Category):
        model.objects.filter(changed_at__gt=THEN).update(changed_at=at)


def since(citizen, address, moment, **headers):
    """The status for a reader whose copy is of a moment."""
    headers |= {"If-Modified-Since": http_date(moment.timestamp())}
    return citizen.get(address, headers=headers).status_code


@pytest.mark.parametrize("address", [*LISTS, "entry", "print"])
def test_page_says_when_it_changed_and_answers_304_since_then(citizen, pages, address):
    address = {"entry": pages[3].path, "print": pages[3].print_url}.get(address, address)
    response = citizen.get(address)
    assert response["Last-Modified"] == http_date(THEN.timestamp())
    assert since(citizen, address, THEN) == 304
    assert since(citizen, address, THEN + timedelta(days=1)) == 304
    assert since(citizen, address, THEN - timedelta(seconds=1)) == 200
    etag = response["ETag"]
    assert since(citizen, address, THEN, **{"If-None-Match": '"another"'}) == 200
    assert since(citizen, address, BEGAN, **{"If-None-Match": etag}) == 304  # the ETag wins


def test_entry_tells_its_own_time_not_that_of_the_site(citizen, pages):
    later = THEN + timedelta(days=9)
    Page.objects.filter(pk=pages[20].pk).update(changed_at=later)
    assert citizen.get(pages[3].path)["Last-Modified"] == http_date(THEN.timestamp())
    for path in (pages[20].path, pages[19].path, "/", "/catalogue/"):
        assert citizen.get(path)["Last-Modified"] == http_date(later.timestamp()), path


def test_moment_that_may_be_overtaken_is_not_told(citizen, pages):
    """A release that takes minutes commits with the time at which it began."""
    Page.objects.filter(pk=pages[0].pk).update(changed_at=timezone.now() - timedelta(minutes=4))
    assert "Last-Modified" not in citizen.get(pages[0].path)
    assert "Last-Modified" not in citizen.get("/")
    assert since(citizen, "/", timezone.now() + timedelta(days=1)) == 200
    Page.objects.filter(pk=pages[0].pk).update(changed_at=timezone.now() - timedelta(minutes=6))
    assert "Last-Modified" in citizen.get("/")


def test_no_page_is_older_than_the_program(citizen, pages, settings):
    settings.STARTED_AT = THEN + timedelta(days=30)
    for address in (pages[3].path, "/catalogue/"):
        assert since(citizen, address, THEN) == 200
        assert since(citizen, address, settings.STARTED_AT) == 304


def test_search_by_words_has_no_time(citizen, pages):
    """Its index may be rebuilt without a page being changed."""
    for address in ("/search/?q=公告", "/catalogue/?q=公告"):
        assert "Last-Modified" not in citizen.get(address)


def correct(page):
    names = ("path", "index_number", "published_at")
    fields = {name: getattr(page, name) for name in names}
    put_page(page_data(page.agency, page.category, **fields, title="更正以后"))


def leave(page):
    """The page is another agency's from now on."""
    fields = {name: getattr(page, name) for name in ("path", "index_number", "published_at")}
    put_page(page_data(make_agency(name="另一机构", code="999999999"), page.category, **fields))


def take_down(page):
    fields = {name: getattr(page, name) for name in ("path", "index_number", "published_at")}
    fields |= {"kind": PageKind.GONE, "withdrawn_at": timezone.now()}
    put_page(page_data(page.agency, page.category, **fields))


def rename(page):
    rename_agency(page.agency, name="新的名称", on=date(2026, 1, 1), by=None)


def rename_column(page):
    page.category.name = "新栏目"
    page.category.save()


CHANGES = {
    "corrected": lambda older, page, newer: correct(page),
    "neighbour corrected": lambda older, page, newer: correct(newer),
    "neighbour withdrawn": lambda older, page, newer: take_down(older),
    "neighbour went to another agency": lambda older, page, newer: leave(newer),
    "neighbour gone": lambda older, page, newer: remove_page(older.path),
    "neighbour new": lambda older, page, newer: put_page(
        page_data(page.agency, page.category, at=page.published_at)
    ),
    "agency renamed": lambda older, page, newer: rename(page),
    "column renamed": lambda older, page, newer: rename_column(page),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_of_what_is_shown_is_told(citizen, pages, name):
    newer, page, older = pages[3:6]
    changed = THEN + timedelta(days=60)
    addresses = (page.path, page.print_url, "/catalogue/", f"/agencies/{page.agency.code}/")
    assert [since(citizen, one, changed - timedelta(days=1)) for one in addresses] == [304] * 4
    CHANGES[name](older, page, newer)
    assert [since(citizen, one, timezone.now()) for one in addresses] == [200] * 4
    age(changed)
    assert [since(citizen, one, changed - timedelta(days=1)) for one in addresses] == [200] * 4
    assert [since(citizen, one, changed) for one in addresses] == [304] * 4


def test_entry_that_another_leads_to_no_longer_tells_it(citizen, agency, publisher):
    stays, goes = make_entry(agency=agency), make_entry(agency=agency)
    withdrawing.withdraw(goes, by=publisher, reason=WithdrawalReason.SUPERSEDED, successor=stays)
    age()
    assert since(citizen, stays.path, THEN) == 304
    withdrawing.restore(goes, by=publisher, reason="误撤下，恢复公开。")
    changed = THEN + timedelta(days=60)
    age(changed)
    assert since(citizen, stays.path, changed - timedelta(days=1)) == 200


@pytest.mark.parametrize(
    ("reason", "status"), [(WithdrawalReason.PRIVACY, 410), (WithdrawalReason.ERROR, 200)]
)
def test_withdrawal_holds_at_once_whatever_time_a_reader_names(
    citizen, agency, publisher, reason, status
):
    entry = make_entry(agency=agency)
    age()
    assert since(citizen, entry.path, THEN) == 304
    withdrawing.withdraw(entry, by=publisher, reason=reason)
    assert since(citizen, entry.path, timezone.now() + timedelta(days=1)) == status
    age(THEN + timedelta(days=60))
    assert since(citizen, entry.path, THEN) == status
    assert ("Last-Modified" in citizen.get(entry.path)) == (status == 200)
    gone = 410 if status == 410 else 304
    assert since(citizen, entry.path, timezone.now()) == gone


def test_time_costs_one_query_more_for_a_list_and_none_for_an_entry(
    citizen, pages, django_assert_num_queries
):
    names()  # read once for each change of them
    with django_assert_num_queries(1):
        assert citizen.get("/robots.txt")["Last-Modified"]
    known = {"If-None-Match": citizen.get(pages[3].path)["ETag"]}
    with django_assert_num_queries(1):
        assert citizen.get(pages[3].path, headers=known).status_code == 304
