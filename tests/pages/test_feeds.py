"""What machines read: a feed reader, and a validator of sitemaps."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from django.utils.timezone import localdate
from lxml import etree

from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release.withdrawing import withdraw
from disclosure.pages.models import Page
from disclosure.pages.names import names
from disclosure.pages.site import addresses
from tests.factories import make_category, make_entry, make_report, release_report
from tests.pages.pagerows import make_pages

SCHEMA = Path(__file__).parents[1] / "files" / "sitemaps" / "sitemap.xsd"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MOST_ADDRESSES, MOST_BYTES = 50_000, 50 * 1024 * 1024  # of one file, says the protocol
AWKWARD = "企业 A&B <第一批> “名单”"


def read(citizen, address, **query):
    """A feed as a reader has it: no fault in it, of the kind that its headers say."""
    response = citizen.get(address, query)
    headers = {"content-type": response["Content-Type"], "content-location": "http://testserver/"}
    feed = feedparser.parse(response.content, response_headers=headers)
    assert (feed.bozo, feed.version) == (False, "atom10"), feed.get("bozo_exception")
    return feed


def test_feed_reader_has_the_entries_newest_first(citizen, agency):
    entries = [make_entry(agency=agency, title=title) for title in ("甲", AWKWARD)]
    feed = read(citizen, "/feed/")
    assert [one.title for one in feed.entries] == [AWKWARD, "甲"]
    assert [one.link for one in feed.entries] == [
        f"http://testserver{entry.path}" for entry in reversed(entries)
    ]
    assert len({one.id for one in feed.entries}) == 2
    published = entries[1].first_published_at
    assert feed.entries[0].published_parsed[:6] == published.utctimetuple()[:6]
    assert feed.entries[0].author == agency.label


def test_feed_reader_shows_a_summary_as_it_was_written(citizen, agency):
    make_entry(agency=agency, summary="排放 <50 mg/m³ 的 A&B 公司 <b>名单</b>")
    shown = read(citizen, "/feed/").entries[0].summary
    assert shown == "排放 &lt;50 mg/m³ 的 A&amp;B 公司 &lt;b&gt;名单&lt;/b&gt;"


def test_feed_reader_learns_of_a_withdrawal(citizen, agency, publisher):
    entry = make_entry(agency=agency)
    withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)
    feed = read(citizen, "/feed/")
    assert feed.entries == []
    assert feed.feed["at_deleted-entry"]["ref"] == f"http://testserver{entry.path}"


def test_feed_reader_has_a_saved_search(citizen, agency):
    make_entry(agency=agency, title="预算 A&B")
    make_entry(agency=agency, title="决算")
    feed = read(citizen, "/search/feed/", q='"预算" -决算')
    assert [one.title for one in feed.entries] == ["预算 A&B"]
    assert "共 1 条" in citizen.get(feed.feed.link).content.decode()
    again = next(one.href for one in feed.feed.links if one.rel == "self")
    assert [one.title for one in read(citizen, again).entries] == ["预算 A&B"]


def valid(content: bytes):
    """A sitemap that its schema and the limits of the protocol let pass, as a tree."""
    assert len(content) <= MOST_BYTES
    root = etree.fromstring(content)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
    assert len(root) <= MOST_ADDRESSES
    return root


def addresses_in(root) -> list[str]:
    return [one.text for one in root.iter(f"{SITEMAP}loc")]


def test_sitemaps_are_valid_and_lead_to_every_entry(citizen, agency):
    made = [make_entry(agency=agency, written_on=date(2017, 5, day)) for day in (4, 5)]
    files = addresses_in(valid(citizen.get("/sitemap.xml").content))
    found = [one for file in files for one in addresses_in(valid(citizen.get(file).content))]
    assert found[-2:] == [f"http://testserver{entry.path}" for entry in made]
    assert len(found) == len(set(found))
    assert {citizen.get(one).status_code for one in found} == {200}


def named_in(citizen, file) -> set:
    root = valid(citizen.get(file).content)
    return {one.removeprefix("http://testserver") for one in addresses_in(root)}


def test_sitemap_of_an_empty_site_is_valid_and_leads_to_where_one_begins(citizen, db):
    files = addresses_in(valid(citizen.get("/sitemap.xml").content))
    found = {path for file in files for path in named_in(citizen, file)}
    assert found == {
        "/", "/catalogue/", "/agencies/", "/sitemap/", "/accessibility/", "/api/", "/reports/",
    }  # fmt: skip


def test_sitemap_names_columns_agencies_archives_and_lists_of_reports(
    citizen, agency, category, clerk, publisher
):
    release_report(make_report(agency, by=clerk, year=2023), clerk, publisher)
    make_category(slug="hidden", is_active=False)
    today = localdate()
    lists, reports = (named_in(citizen, f"/sitemap-{name}.xml") for name in ("lists", "reports"))
    assert lists >= {
        "/columns/reports/", f"/agencies/{agency.code}/", f"/archive/{today.year}/",
        f"/archive/{today.year}/{today.month}/",
    }  # fmt: skip
    assert reports == {
        "/reports/", "/reports/2023/", "/reports/2023/compare/",
        f"/reports/agencies/{agency.code}/",
    }  # fmt: skip
    assert {citizen.get(path).status_code for path in lists | reports} == {200}


@pytest.mark.parametrize("count", [1, 30])
def test_sitemap_of_lists_costs_a_constant_number_of_queries(
    citizen, agency, category, count, django_assert_num_queries
):
    make_pages([agency], [category], number=count, days=31)
    names()  # read once for each change of them
    with django_assert_num_queries(5):  # when changed, columns, agencies, counters and their state
        citizen.get("/sitemap-lists.xml")


def test_sitemap_escapes_an_address_that_is_not_ascii(citizen, agency):
    make_entry(agency=agency)
    Page.objects.update(path="/catalogue/台政&1/2016-1/")
    number = addresses.sitemap_number(Page.objects.get().pk)
    root = valid(citizen.get(f"/sitemap-{number}.xml").content)
    assert addresses_in(root) == [
        "http://testserver/catalogue/%E5%8F%B0%E6%94%BF&1/2016-1/",
    ]


def test_sitemap_files_keep_within_what_the_protocol_allows():
    assert addresses.SITEMAP_SIZE <= MOST_ADDRESSES
    longest = 200 * 9 + 100  # a path of 200 characters, each escaped, and what stands around it
    assert addresses.SITEMAP_SIZE * longest <= MOST_BYTES


@pytest.mark.parametrize(
    "wrong",
    [
        "<url><loc>/catalogue/1/</loc></url>",
        "<url><loc>http://a/台州</loc></url>",
        "<url><lastmod>2016-05-04</lastmod></url>",
        "<url><loc>http://a/</loc><lastmod>2016年5月4日</lastmod></url>",
        "<url><loc>http://a/</loc><lastmod>2016-05-04T10:00:00</lastmod></url>",
        "<url><loc>http://a/</loc></url><url><loc>http://a/</loc></url>",
        "",
    ],
)
def test_validator_refuses_what_the_protocol_does(wrong):
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    with pytest.raises(etree.DocumentInvalid):
        valid(f'<urlset xmlns="{namespace}">{wrong}</urlset>'.encode())


def test_robots_are_told_of_the_sitemap_and_kept_from_the_desk(db, citizen):
    answer = citizen.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/\n" in answer.text
    assert "Sitemap: http://testserver/sitemap.xml\n" in answer.text


def test_sitemap_names_every_page(citizen, agency):
    entry = make_entry(agency=agency)
    index = ElementTree.fromstring(citizen.get("/sitemap.xml").content)
    assert index[2][0].text == "http://testserver/sitemap-1.xml"
    one = ElementTree.fromstring(citizen.get("/sitemap-1.xml").content)
    assert one[0][0].text == f"http://testserver{entry.path}"
    assert citizen.get("/sitemap-2.xml").status_code == 404
