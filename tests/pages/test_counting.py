"""Views are counted exactly, without a write per request, without staff and robots."""

import threading

import pytest

from disclosure.pages import counting
from disclosure.pages.models import PageViews
from tests.factories import make_entry

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch):
    monkeypatch.setattr(counting, "counts", counting.Counts())


@pytest.fixture
def entry(db):
    return make_entry()


def read(client, path, **headers):
    headers = {"User-Agent": BROWSER} | headers
    return client.post("/views/", {"path": path}, headers=headers)


def views(entry) -> int:
    row = PageViews.objects.filter(page__path=entry.path).first()
    return row.count if row else 0


def test_views_are_written_together(citizen, entry, django_assert_num_queries):
    with django_assert_num_queries(0):
        for _ in range(5):
            assert read(citizen, entry.path).status_code == 204
    counting.flush()
    assert views(entry) == 5


def test_second_flush_adds_to_the_first(citizen, entry):
    for _ in range(2):
        read(citizen, entry.path)
        counting.flush()
    assert views(entry) == 2


def test_views_are_written_when_enough_have_come(citizen, entry, monkeypatch):
    monkeypatch.setattr(counting, "FLUSH_HITS", 3)
    for _ in range(3):
        read(citizen, entry.path)
    assert views(entry) == 3


@pytest.mark.parametrize(
    "agent", ["", "Googlebot/2.1", "Baiduspider", "curl/8", "python-requests/2"]
)
def test_robots_do_not_count(citizen, entry, agent):
    read(citizen, entry.path, **{"User-Agent": agent})
    counting.flush()
    assert views(entry) == 0


def test_staff_do_not_count(citizen, entry, settings):
    citizen.cookies[settings.SESSION_COOKIE_NAME] = "x"
    read(citizen, entry.path)
    counting.flush()
    assert views(entry) == 0


def test_unknown_and_overlong_paths_are_forgotten(citizen, entry):
    for path in ("/none/", "x" * 10_000, ""):
        read(citizen, path)
    counting.flush()
    assert not PageViews.objects.exists()


def test_views_are_neither_put_nor_deleted(citizen):
    assert citizen.put("/views/").status_code == 405


def test_no_view_is_lost_between_threads():
    def read_often():
        for _ in range(1000):
            counting.counts.add("/a/")

    threads = [threading.Thread(target=read_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counting.counts.take()["/a/"] == 8000


def test_views_are_told_apart_from_the_page(citizen, entry):
    before = citizen.get(entry.path).content
    assert citizen.get("/views/", {"path": entry.path}).json() == {"views": 0}
    read(citizen, entry.path)
    counting.flush()
    assert citizen.get("/views/", {"path": entry.path}).json() == {"views": 1}
    assert citizen.get(entry.path).content == before


@pytest.mark.parametrize("path", ["", "/catalogue/no/such/", "\0", "x" * 500])
def test_views_of_what_does_not_stand_are_not_told(citizen, entry, path):
    assert citizen.get("/views/", {"path": path}).status_code == 404
