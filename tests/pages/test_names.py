"""Names are kept in memory and shown as they are now: the database marks each change of them."""

import subprocess
import sys

import pytest
from django.db import connection, transaction

from disclosure.agencies.models import Agency
from disclosure.pages.models import Category, Genre, Page, Theme
from disclosure.pages.names import current_mark, names
from disclosure.pages.namestate import triggers
from tests.factories import make_theme
from tests.pages.pagerows import make_pages

RENAMED = {
    "agency saved": lambda: save(Agency.objects.get(code="002668020"), short_name="新名称"),
    "agencies updated": lambda: Agency.objects.update(short_name="新名称"),
    "agency by SQL": lambda: execute("UPDATE agencies_agency SET short_name = '新名称'"),
    "column saved": lambda: save(Category.objects.get(), name="新名称"),
    "theme saved": lambda: save(Theme.objects.get(), name="新名称"),
    "genre saved": lambda: save(Genre.objects.get(), name="新名称"),
}
ADDED = {
    "agency": lambda: Agency.objects.create(name="某局", code="999999999"),
    "column": lambda: Category.objects.create(name="某栏目", slug="some"),
    "theme": lambda: Theme.objects.create(name="某主题", code="Z99"),
    "genre": lambda: Genre.objects.bulk_create([Genre(name="某体裁", code="some")]),
}


def save(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def shown(agency, category):
    genre = Genre.objects.create(name="公告", code="notice")
    make_pages([agency], [category], number=1, theme_id=make_theme().pk, genre_id=genre.pk)
    return Page.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("name", RENAMED)
def test_a_new_name_is_shown_at_once(citizen, shown, name):
    assert "新名称" not in citizen.get(shown.path).text
    RENAMED[name]()
    assert "新名称" in citizen.get(shown.path).text


@pytest.mark.django_db
def test_new_names_of_agency_and_column_are_offered_and_headed_at_once(citizen, shown):
    column = shown.category.get_absolute_url()
    assert citizen.get("/catalogue/").status_code == citizen.get(column).status_code == 200
    Agency.objects.update(short_name="新机构")
    Category.objects.update(name="新栏目")
    offered = citizen.get("/catalogue/").text
    assert "新机构（1）</option>" in offered
    assert "新栏目（1）</option>" in offered
    assert "<title>新栏目 - " in citizen.get(column).text


@pytest.mark.django_db
@pytest.mark.parametrize("name", ADDED)
def test_what_is_new_is_marked_and_what_is_deleted_too(shown, name):
    marks = [current_mark()]
    made = ADDED[name]()
    marks.append(current_mark())
    (made[0] if isinstance(made, list) else made).delete()
    marks.append(current_mark())
    assert len(set(marks)) == 3


@pytest.mark.django_db
def test_hidden_column_is_no_page_any_more(citizen, shown):
    address = shown.category.get_absolute_url()
    assert citizen.get(address).status_code == 200
    Category.objects.update(is_active=False)
    assert citizen.get(address).status_code == 404


@pytest.mark.django_db
def test_names_are_read_again_only_after_a_change(shown, django_assert_num_queries):
    known = names()
    with django_assert_num_queries(1):
        assert names() is known
    Agency.objects.update(office="某处")
    assert names() is not known


@pytest.mark.django_db
def test_names_know_what_is_above_without_a_query(
    agency, other_agency, category, django_assert_num_queries
):
    other_agency.parent, category.parent = agency, Category.objects.create(name="上级", slug="up")
    other_agency.save()
    category.save()
    known = names()
    with django_assert_num_queries(0):
        assert known.agencies[other_agency.pk].parent == agency
        assert known.categories[category.pk].trail()[0].name == "上级"
        assert known.below("agency", agency.code) == {agency.pk, other_agency.pk}
        assert known.below("agency", "none") == frozenset()


@pytest.mark.django_db(transaction=True)
def test_names_of_a_change_that_was_taken_back_do_not_stay(agency):
    with transaction.atomic():
        Agency.objects.update(short_name="没有发生")
        assert names().agencies[agency.pk].label == "没有发生"
        transaction.set_rollback(True)
    assert names().agencies[agency.pk].label == agency.label
    Agency.objects.update(short_name="发生了")
    assert names().agencies[agency.pk].label == "发生了"


@pytest.mark.django_db(transaction=True)
def test_a_change_in_another_process_is_shown_at_once(citizen, agency, category):
    make_pages([agency], [category], number=1)
    path = Page.objects.get().path
    assert agency.label in citizen.get(path).text
    assert "另一进程" not in citizen.get("/catalogue/").text
    elsewhere(f"Agency.objects.get(pk={agency.pk})", "short_name", "另一进程")
    assert ">另一进程</a>" in citizen.get(path).text
    assert "另一进程（1）" in citizen.get("/catalogue/").text


def elsewhere(row, field, value):
    """Save a field of a row as another process does."""
    database = connection.settings_dict
    script = (
        "import django; from django.conf import settings; django.setup();"
        "from django.db import connection as one;"
        f"one.settings_dict['NAME'] = {str(database['NAME'])!r};"
        "from disclosure.agencies.models import Agency;"
        f"row = {row}; row.{field} = {value!r}; row.save()"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.django_db
def test_every_watched_table_still_has_its_triggers():
    """A migration that rebuilds a table on SQLite takes them away and has to install them again."""
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(listed)
        there = {name for (name,) in cursor.fetchall()}
    assert there >= {one["name"] for one in triggers()}
