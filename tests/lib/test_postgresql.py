"""A kept connection is believed as long as the server says nothing on it."""

import time

import dj_database_url
import psycopg
import pytest
from django.db import ConnectionHandler

from tests import clusters

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def cluster():
    with clusters.cluster() as made:
        yield made


@pytest.fixture
def kept(cluster, django_db_blocker):
    """A connection as the settings make it; to no database of the tests."""
    told = dj_database_url.parse(cluster.url) | {"ENGINE": "disclosure.lib.postgresql"}
    one = ConnectionHandler({"default": told})["default"]
    with django_db_blocker.unblock():
        one.ensure_connection()
        yield one
    one.connection.close()


@pytest.fixture
def other(cluster):
    with psycopg.connect(cluster.url, autocommit=True) as one:
        yield one


def test_transaction_left_open_is_not_believed(kept):
    kept.cursor().execute("BEGIN")
    assert not kept.is_quiet()
    kept.cursor().execute("ROLLBACK")
    assert kept.is_quiet()


def pid_of(kept):
    return kept.connection.info.backend_pid


def becomes_unusable(kept):
    """Within some seconds: what the server says takes its time."""
    for _ in range(100):
        if not kept.is_usable():
            return True
        time.sleep(0.05)
    return False


def test_quiet_connection_is_usable_and_nothing_is_asked_on_it(kept, other):
    kept.connection.execute("SELECT 'before'").fetchall()
    assert kept.is_usable()
    asked = other.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid_of(kept)])
    assert asked.fetchone() == ("SELECT 'before'",)


def test_connection_that_the_server_ended_is_not(kept, other):
    other.execute("SELECT pg_terminate_backend(%s)", [pid_of(kept)])
    assert becomes_unusable(kept)


def test_connection_to_a_server_that_was_restarted_is_not(kept, cluster):
    cluster.restart()
    assert becomes_unusable(kept)


def test_connection_that_was_closed_here_is_not(kept):
    kept.connection.close()
    assert not kept.is_usable()


def test_connection_on_which_something_else_was_said_is(kept, other):
    kept.connection.execute("LISTEN something")
    other.execute("NOTIFY something")
    time.sleep(0.2)
    assert not kept.is_quiet()
    assert kept.is_usable()
