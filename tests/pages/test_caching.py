"""What browsers and proxies may keep, and when they hear that it still holds."""

import pytest
from django.db.models import F
from django.utils.timezone import now

from disclosure.agencies.models import Agency
from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import withdrawing
from disclosure.pages.actions import put_page, remove_page
from disclosure.pages.models import Category, Page, PageKind
from tests.factories import make_entry
from tests.pages.pagerows import FIRST, make_pages, page_data

pytestmark = pytest.mark.django_db

PUBLIC = (
    "/", "/catalogue/", "/catalogue/?page=2", "/columns/reports/", "/agencies/",
    "/agencies/002668020/", "/archive/2015/", "/archive/2015/1/", "/search/?q=公告", "/feed/",
    "/sitemap.xml", "/sitemap-lists.xml", "/sitemap/", "/reports/",
)  # fmt: skip


@pytest.fixture
def pages(agency, category):
    return make_pages([agency], [category], number=25)


def again(citizen, address):
    """Ask a second time, with what the first answer said of itself."""
    return citizen.get(address, headers={"If-None-Match": citizen.get(address)["ETag"]})


@pytest.mark.parametrize("address", [*PUBLIC, "entry", "print"])
def test_unchanged_public_page_is_answered_304(citizen, pages, address):
    address = {"entry": pages[3].path, "print": pages[3].print_url}.get(address, address)
    response = again(citizen, address)
    assert (response.status_code, response.content) == (304, b"")
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", [*PUBLIC, "entry", "print", "/none/", "/robots.txt"])
def test_public_page_is_asked_for_again_and_is_the_same_for_all(citizen, pages, address):
    address = {"entry": pages[3].path, "print": pages[3].print_url}.get(address, address)
    response = citizen.get(address)
    assert response["Cache-Control"] == "no-cache"
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/jsi18n/", "/healthz"])
def test_what_depends_on_who_asks_is_kept_nowhere(client, publisher, address):
    client.force_login(publisher)
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_public_page_that_sets_a_cookie_is_kept_nowhere(client, publisher, pages):
    client.force_login(publisher)
    response = client.get("/catalogue/")
    assert response.cookies
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["path", "print_url"])
def test_304_of_an_entry_costs_one_query(citizen, pages, name, django_assert_num_queries):
    address = getattr(pages[3], name)
    known = {"If-None-Match": citizen.get(address)["ETag"]}
    with django_assert_num_queries(1):
        assert citizen.get(address, headers=known).status_code == 304


def correct(page):
    fields = {name: getattr(page, name) for name in ("path", "index_number", "published_at")}
    put_page(page_data(page.agency, page.category, **fields, title="更正以后"))


CHANGES = {
    "corrected": lambda older, page, newer: correct(page),
    "neighbour corrected": lambda older, page, newer: correct(newer),
    "neighbour gone": lambda older, page, newer: remove_page(older.path),
    "neighbour new": lambda older, page, newer: put_page(
        page_data(page.agency, page.category, at=page.published_at)
    ),
    "agency renamed": lambda older, page, newer: Agency.objects.update(short_name="新名"),
    "agency shows history": lambda older, page, newer: Agency.objects.update(
        shows_earlier_editions=True
    ),
    "column renamed": lambda older, page, newer: Category.objects.update(name="新栏目"),
    "another leads here": lambda older, page, newer: put_page(
        page_data(
            page.agency,
            page.category,
            kind=PageKind.REDIRECT,
            target=page.path,
            withdrawn_at=now(),
        )
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_an_entry_page_shows_changes_its_validator(citizen, pages, name):
    newer, page, older = pages[3:6]
    before = citizen.get(page.path)["ETag"]
    CHANGES[name](older, page, newer)
    response = citizen.get(page.path, headers={"If-None-Match": before})
    assert response.status_code == 200
    assert response["ETag"] != before


def test_views_do_not_change_the_validator(citizen, pages):
    before = citizen.get(pages[3].path)["ETag"]
    Page.objects.filter(pk=pages[3].pk).update(renderer=F("renderer"))
    citizen.post("/views/", {"path": pages[3].path})
    assert citizen.get(pages[3].path, headers={"If-None-Match": before}).status_code == 304


def test_withdrawal_holds_at_once_whatever_copy_a_reader_has(citizen, agency, publisher):
    entry = make_entry(agency=agency)
    known = {"If-None-Match": citizen.get(entry.path)["ETag"]}
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)
    assert citizen.get(entry.path, headers=known).status_code == 410
    withdrawing.restore(entry, by=publisher, reason="撤错了")
    assert citizen.get(entry.path, headers=known).status_code in (200, 304)


def test_validator_differs_between_addresses_and_hosts(citizen, pages, settings):
    settings.ALLOWED_HOSTS = ["a.test", "b.test"]
    found = {
        citizen.get(address, headers={"Host": host})["ETag"]
        for address in (pages[3].path, pages[3].print_url, pages[4].path)
        for host in settings.ALLOWED_HOSTS
    }
    assert len(found) == 6


def test_list_is_new_once_something_was_published(citizen, pages, agency, category):
    known = {"If-None-Match": citizen.get("/catalogue/")["ETag"]}
    put_page(page_data(agency, category, at=FIRST))
    assert citizen.get("/catalogue/", headers=known).status_code == 200
