"""Lists: the same pages as a plain query finds, in the same order, from an index alone."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.agencies.models import Agency
from disclosure.pages import counters
from disclosure.pages.actions import put_new_pages, put_page
from disclosure.pages.counted import Counted
from disclosure.pages.listhtml import rows_html
from disclosure.pages.lists import PAGE_SIZE, Found, numbered
from disclosure.pages.models import Genre, Method, Page, Theme, Validity
from disclosure.pages.selection import Selection
from tests.factories import make_category, make_genre, make_theme
from tests.pages.listing import filters, number, total
from tests.pages.pagerows import FIRST, make_pages, page_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def columns(db):
    return [make_category(), make_category(), make_category()]


@pytest.fixture
def pages(agency, other_agency, columns):
    made = make_pages([agency, other_agency], columns, number=90)
    made += make_pages(
        [agency], columns[:1], number=7, method=Method.ON_REQUEST, validity=Validity.EXPIRED
    )
    above = make_theme(code="T1")
    kinds = {"theme_id": make_theme(parent=above, code="T101").pk, "genre_id": make_genre().pk}
    make_pages([other_agency], columns[1:], number=5, **kinds)
    make_pages([agency], columns[1:], number=3, theme_id=above.pk)
    make_pages([agency], columns[:1], number=2, genre_id=make_genre().pk)
    return list(Page.objects.entries())


def themes(*places):
    return {list(Theme.objects.order_by("code"))[place].pk for place in places}


def genres(*places):
    return {list(Genre.objects.order_by("pk"))[place].pk for place in places}


SELECTIONS = {
    "all": lambda one: {},
    "agency": lambda one: {"agency_id": {one.agency_id}},
    "column": lambda one: {"category_id": {one.category_id}},
    "columns": lambda one: {"category_id": {one.category_id, one.category_id + 1}},
    "theme": lambda one: {"theme_id": themes(0)},
    "themes": lambda one: {"theme_id": themes(0, 1)},
    "genre": lambda one: {"genre_id": genres(0)},
    "theme, genre": lambda one: {"theme_id": themes(1), "genre_id": genres(0)},
    "genre, year": lambda one: {"genre_id": genres(0), "months": (201501, 201512)},
    "genre, agency, method": lambda one: {
        "genre_id": genres(0, 1),
        "agency_id": {one.agency_id},
        "method": {"active"},
    },
    "method": lambda one: {"method": {"on_request"}},
    "validity": lambda one: {"validity": {"expired", "repealed"}},
    "year": lambda one: {"months": (201501, 201512)},
    "month": lambda one: {"months": (201502, 201502)},
    "agency, year": lambda one: {"agency_id": {one.agency_id}, "months": (201601, 201612)},
    "agency, column": lambda one: {
        "agency_id": {one.agency_id},
        "category_id": {one.category_id},
    },
    "everything": lambda one: {
        "agency_id": {one.agency_id},
        "category_id": {one.category_id},
        "method": {"active"},
        "validity": {"valid"},
        "months": (201501, 201612),
    },
    "no agency": lambda one: {"agency_id": set()},
}


def selected(name, one) -> Selection:
    fields = SELECTIONS[name](one)
    return Selection(
        **{key: frozenset(value) if key != "months" else value for key, value in fields.items()}
    )


def plainly(selection, pages) -> list[int]:
    """What the selection should find, found without any of our code."""

    def fits(page) -> bool:
        month = int(f"{page.published_at.astimezone():%Y%m}")
        return all(
            values is None or getattr(page, name) in values
            for name, values in vars(selection).items()
            if name != "months"
        ) and (selection.months is None or selection.months[0] <= month <= selection.months[1])

    rows = sorted(pages, key=lambda page: (page.published_at, page.pk), reverse=True)
    return [page.pk for page in rows if fits(page)]


@pytest.mark.parametrize("is_folded", [False, True])
@pytest.mark.parametrize("name", SELECTIONS)
def test_numbered_pages_are_those_of_a_plain_query(pages, name, is_folded):
    if is_folded:
        counters.fold_all()
    selection = selected(name, pages[0])
    wanted = plainly(selection, pages)
    found = numbered(Counted(selection))
    assert found.count == len(wanted)
    assert [page.pk for number in found for page in number] == wanted


@pytest.mark.parametrize(("asked", "given"), [("1", 1), ("6", 6), ("7", 6), ("x", 1), ("0", 6)])
def test_page_numbers_out_of_range_lead_to_the_nearest(citizen, pages, asked, given):
    assert number(citizen.get(f"/catalogue/?page={asked}")) == given


def test_first_and_last_row_of_a_month_are_of_local_time(agency, columns):
    begin = FIRST.replace(year=2016, month=5, day=1, hour=0)
    times = [begin - timedelta(seconds=1), begin, begin + timedelta(days=31, seconds=-1)]
    moments = [*times, begin.replace(month=6)]
    put_new_pages([page_data(agency, columns[0], at=at) for at in moments])
    found = numbered(Counted(Selection(months=(201605, 201605))))
    assert [page.published_at for page in found.page(1)] == times[:0:-1]


@pytest.mark.parametrize("size", [1, 3, 20])
def test_deep_pages_go_through_their_own_months_only(pages, size):
    found = Found(Counted(Selection()))
    wanted = plainly(Selection(), pages)
    for start in range(0, len(wanted), 7):
        with CaptureQueriesContext(connection) as asked:
            assert [row.pk for row in found[start : start + size]] == wanted[start : start + size]
        skipped = [int(n) for n in re.findall(r"OFFSET (\d+)", asked[-1]["sql"])]
        assert sum(skipped) <= 15  # there are at most 25 pages in a month and its neighbours


def test_agency_counts_and_shows_what_is_below_it(citizen, agency, other_agency, columns):
    other_agency.parent = agency
    other_agency.save()
    make_pages([agency, other_agency], columns[:1], number=30)
    response = citizen.get(f"/catalogue/?agency={agency.code}")
    assert total(response) == 30
    by_agency = {one.value: one.count for one in filters(response)[0].options}
    assert by_agency == {agency.code: 30, other_agency.code: 15}


def test_filters_count_what_choosing_them_would_show(citizen, pages):
    asked = {"method": "active", "year": "2015"}
    found = filters(citizen.get("/catalogue/", asked))
    for one in found:
        for option in one.options:
            shown = total(citizen.get("/catalogue/", asked | {one.name: option.value}))
            assert option.count == shown, (one.name, option)
    assert {one.name: sum(o.count > 0 for o in one.options) for one in found} == {
        "agency": 2, "category": 3, "year": 2, "theme": 2, "genre": 2, "method": 2, "validity": 2,
    }  # fmt: skip


def test_themes_and_genres_are_offered_where_they_have_pages(citizen, pages):
    make_theme(code="T2", name="没有条目的主题")
    make_genre(name="没有条目的体裁")
    found = {one.name: one for one in filters(citizen.get("/catalogue/"))}
    assert found["theme"].options == [("T1", "政务公开", 8), ("T101", "　政务公开", 5)]
    assert [one.count for one in found["genre"].options] == [5, 2]


def test_what_is_chosen_stays_offered_when_other_filters_leave_nothing_of_it(citizen, pages):
    Agency.objects.update(dissolved_on="2020-01-01")
    agency, genre = pages[0].agency.code, Genre.objects.last().code
    for name, value in {"year": "1999", "theme": "T101", "genre": genre, "agency": agency}.items():
        response = citizen.get("/catalogue/", {name: value, "validity": "pending"})
        (found,) = [one for one in filters(response) if one.name == name]
        (kept,) = [one for one in found.options if one.value == value]
        assert (kept.count, total(response)) == (0, 0)
        assert f'<option value="{value}" selected>{kept.label}（0）</option>' in response.text


def test_unknown_theme_is_told_and_not_offered(citizen, pages):
    response = citizen.get("/catalogue/?theme=T")
    assert total(response) == 0
    assert "主题：T（不存在）" in response.text
    assert 'value="T"' not in response.text.partition("<select")[2].partition("</form>")[0]


def test_dissolved_agency_is_offered_while_it_has_pages(citizen, pages, agency, other_agency):
    Agency.objects.update(dissolved_on="2020-01-01")
    offered = filters(citizen.get("/catalogue/"))[0].options
    assert [one.value for one in offered] == sorted([agency.code, other_agency.code])


def test_counts_follow_a_publication_at_once(citizen, pages, agency, columns):
    before = total(citizen.get("/catalogue/"))
    put_page(page_data(agency, columns[0]))
    assert total(citizen.get("/catalogue/")) == before + 1
    counters.fold_all()
    assert total(citizen.get("/catalogue/")) == before + 1


def test_rows_are_escaped_and_say_what_no_longer_holds(citizen, agency, columns):
    data = page_data(
        agency,
        columns[0],
        title="<script>alert(1)</script>",
        document_number='云政办"〔2016〕8号',
        validity=Validity.REPEALED,
    )
    put_page(data)
    html = citizen.get("/catalogue/").content.decode()
    assert "<script>alert" not in html
    assert '&lt;script&gt;alert(1)&lt;/script&gt;</a> <span class="tag">废止</span>' in html
    assert "云政办&quot;〔2016〕8号" in html
    assert '<time datetime="2015-01-05T09:00:00+08:00">2015-01-05</time>' in html


def test_rows_carry_what_a_list_prints(pages, django_assert_num_queries):
    rows = numbered(Counted(Selection())).page(1).object_list
    assert len(rows) == PAGE_SIZE
    with django_assert_num_queries(0):
        assert rows_html(rows).count("<li>") == PAGE_SIZE
    assert [row.published_at for row in rows] == [page.published_at for page in pages[:PAGE_SIZE]]
