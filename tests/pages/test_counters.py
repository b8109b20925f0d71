"""Counters: what they say is what a count of the pages says, whoever publishes meanwhile."""

import threading
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections

from disclosure.pages import counters
from disclosure.pages.actions import put_new_pages, put_page, remove_page
from disclosure.pages.models import CountChange, Method, Page, PageCount, PageKind, Validity
from tests.factories import make_category, make_genre, make_theme
from tests.pages.pagerows import FIRST, make_pages, page_data

pytestmark = pytest.mark.django_db


def counted() -> Counter:
    """What sums and open changes say together, by cell."""
    found = Counter()
    for rows in (PageCount.objects.filter(told=counters.CELL), CountChange.objects.all()):
        for *cell, amount in rows.values_list(*counters.DIMENSIONS, "amount"):
            found[tuple(cell)] += amount
    return +found


def real() -> Counter:
    return Counter(filter(None, map(counters.cell_of, Page.objects.all())))


def sums() -> set:
    """Every sum that is not nothing."""
    rows = PageCount.objects.exclude(amount=0)
    return set(rows.values_list("told", *counters.DIMENSIONS, "amount"))


@pytest.fixture
def data(agency, category):
    return page_data(agency, category)


def changed(data, **fields):
    return type(data)(**vars(data) | fields)


def test_put_page_counts_a_new_page_once(data):
    put_page(data)
    put_page(data)
    assert counted() == real()
    assert CountChange.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"validity": Validity.EXPIRED},
        {"method": Method.ON_REQUEST},
        {"published_at": FIRST.replace(month=2)},
        {"kind": PageKind.TOMBSTONE, "withdrawn_at": FIRST},
        {"kind": PageKind.REDIRECT, "target": "/catalogue/other/"},
    ],
)
def test_put_page_moves_what_changes(data, fields):
    put_page(data)
    put_page(changed(data, **fields))
    assert counted() == real()
    assert counted().total() == int("kind" not in fields)


def test_put_page_follows_agency_column_theme_and_genre(data, other_agency):
    put_page(data)
    place = {"agency_id": other_agency.pk, "category_id": make_category().pk}
    put_page(changed(data, **place, theme_id=make_theme().pk, genre_id=make_genre().pk))
    assert counted() == real()


def test_restored_page_counts_again(data):
    for kind in (PageKind.ENTRY, PageKind.TOMBSTONE, PageKind.ENTRY):
        when = FIRST if kind == PageKind.TOMBSTONE else None
        put_page(changed(data, kind=kind, withdrawn_at=when))
    assert counted() == real()


def test_remove_page_counts_it_off(data):
    put_page(data)
    remove_page(data.path)
    assert counted() == Counter()


def test_put_new_pages_appends_one_row_for_each_cell(agency, category):
    redirect = page_data(agency, category, kind=PageKind.REDIRECT, target="/x/")
    put_new_pages([*(page_data(agency, category) for _ in range(5)), redirect])
    assert [row.amount for row in CountChange.objects.all()] == [5]


def test_nothing_is_noted_when_the_pages_are_refused(agency, category):
    twice = page_data(agency, category)
    with pytest.raises(IntegrityError):
        put_new_pages([twice, twice])
    assert not CountChange.objects.exists()


def test_fold_adds_up_and_empties_the_changes(agency, other_agency, category, monkeypatch):
    monkeypatch.setattr(counters, "BATCH", 7)
    make_pages([agency, other_agency], [category, make_category()], number=60)
    before = counted()
    assert counters.fold_all() == 60 - (60 - len(before))
    assert counted() == before == real()
    assert not CountChange.objects.exists()
    assert counters.wrong_sums() == []


def test_fold_keeps_every_sum(agency, other_agency, category):
    make_pages([agency, other_agency], [category, make_category()], number=60)
    pages = make_pages([agency], [category], number=9, genre_id=make_genre().pk)
    counters.fold_all()
    for told in counters.SUMS:
        names = [name for name in counters.DIMENSIONS if told & counters.BITS[name]]
        cells = [
            dict(zip(counters.DIMENSIONS, counters.cell_of(page), strict=True)) for page in pages
        ]
        wanted = Counter(tuple(cell[name] for name in names) for cell in cells)
        rows = PageCount.objects.filter(told=told, amount__gt=0)
        assert Counter({tuple(v): n for *v, n in rows.values_list(*names, "amount")}) == wanted


def test_fold_of_nothing_writes_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert counters.fold_all() == 0


def test_recount_mends_what_was_changed_behind_its_back(agency, category):
    make_pages([agency], [category], number=30)
    counters.fold_all()
    PageCount.objects.filter(told=counters.CELL).update(amount=9)
    PageCount.objects.filter(told=counters.bits(["agency_id"])).delete()
    Page.objects.order_by("pk").first().delete()
    make_pages([agency], [category], number=3)
    assert counters.differences()
    assert counters.wrong_sums()
    assert counters.recount() > 0
    assert (counters.differences(), counters.wrong_sums()) == ([], [])
    assert counted() == real()
    counters.fold_all()
    assert (counters.differences(), counters.wrong_sums()) == ([], [])


def test_rebuild_pages_check_names_a_wrong_counter_and_rebuild_mends_it(agency, category, capsys):
    make_pages([agency], [category], number=1)
    Page.objects.update(kind=PageKind.REDIRECT, target="/x/")
    with pytest.raises(
        CommandError, match=r"2015 年 1 月，机构 002668020，栏目 reports：多计 1 条"
    ):
        call_command("rebuild_pages", check=True)
    call_command("rebuild_pages")
    assert "目录的条数有 1 处" in capsys.readouterr().out
    call_command("rebuild_pages", check=True)


@pytest.mark.django_db(transaction=True)
def test_migration_counts_anew_and_back(agency, category):
    theme, genre = make_theme().pk, make_genre().pk
    make_pages([agency], [category], number=30)
    make_pages([agency], [category], number=9, theme_id=theme, genre_id=genre)
    counters.fold_all()
    wanted = sums()
    call_command("migrate", "pages", "0023", verbosity=0)
    assert not PageCount.objects.exclude(genre_id=0).exists()
    assert max(PageCount.objects.values_list("told", flat=True)) == 63
    make_pages([agency], [category], number=1, genre_id=genre)
    call_command("migrate", "pages", verbosity=0)
    assert (counters.differences(), counters.wrong_sums(), sums() == wanted) == ([], [], False)
    Page.objects.order_by("-pk").first().delete()
    call_command("migrate", "pages", "0023", verbosity=0)
    call_command("migrate", "pages", verbosity=0)
    assert sums() == wanted


# --- At the same time -------------------------------------------------------------------------


def together(*deeds) -> list[BaseException]:
    """Run deeds in threads of their own; what went wrong."""
    faults = []

    def run(deed):
        try:
            deed()
        except BaseException as error:  # noqa: BLE001
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def publish(number, agencies, columns, shared) -> None:
    """Put up, move, take down and put up in bulk, twelve times."""
    for turn in range(12):
        one = page_data(agencies[number % 2], columns[0])
        put_page(one)
        there = columns[turn % 2].pk
        put_page(changed(shared[turn % 3], category_id=there, validity=Validity.EXPIRED))
        if turn % 3 == 0:
            remove_page(one.path)
        put_new_pages([page_data(agencies[0], columns[1]) for _ in range(3)])


def test_page_that_stands_where_none_was_expected_is_replaced(data):
    put_page(data)
    put_page(changed(data, title="另一标题"), is_first=True)
    assert [page.title for page in Page.objects.all()] == ["另一标题"]
    assert counters.differences() == []


@pytest.mark.django_db(transaction=True)
def test_counters_are_exact_while_publishers_and_two_workers_run(agency, other_agency, category):
    columns = (category, make_category())
    shared = [page_data(agency, category) for _ in range(3)]
    done = threading.Event()
    four = [lambda n=n: publish(n, (agency, other_agency), columns, shared) for n in range(4)]

    def publishers():
        faults = together(*four)
        done.set()
        assert faults == []

    def until_done(deed):
        while not done.is_set():
            assert not deed() or deed is counters.fold_all

    deeds = [counters.fold_all, counters.fold_all, counters.differences]
    assert together(publishers, *(lambda d=d: until_done(d) for d in deeds), counters.recount) == []
    assert counted() == real()
    counters.fold_all()
    assert counted() == real()
    assert counters.wrong_sums() == []
    assert Page.objects.count() == 4 * 12 * 3 + 4 * 8 + 3
