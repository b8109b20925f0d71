"""What is asked in the same words each time has the same answer, and is planned once."""

import pytest
from django.db import connection, transaction

from disclosure.pages.statements import prepared, rows
from tests.pages.pagerows import make_pages

pytestmark = pytest.mark.django_db
ASKED = "SELECT asked.id, asked.path FROM pages_page asked WHERE asked.path = %s"
OFTEN = 8  # more than it takes until a statement is planned once
IS_POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def page(agency, category):
    return make_pages([agency], [category], number=3)[1]


def ask(page):
    """The answers to what is asked often."""
    return [prepared(ASKED, [page.path]) for _ in range(OFTEN)]


def is_planned() -> bool:
    """Whether the connection holds a plan."""
    if not IS_POSTGRESQL:
        return False
    held = "SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE %s"
    return bool(rows(held, ["%FROM pages_page asked%"])[0][0])


def test_prepared_answers_as_rows_and_is_planned_once(page):
    assert ask(page) == [rows(ASKED, [page.path])] * OFTEN == [[(page.pk, page.path)]] * OFTEN
    assert is_planned() == IS_POSTGRESQL


def test_prepared_is_planned_each_time_where_the_setting_says_so(page, monkeypatch):
    if IS_POSTGRESQL:
        monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    assert ask(page) == [[(page.pk, page.path)]] * OFTEN
    assert not is_planned()


def test_prepared_answers_after_a_rollback(page):
    ask(page)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        prepared(ASKED, [page.path])
        raise ZeroDivisionError
    assert ask(page) == [[(page.pk, page.path)]] * OFTEN
