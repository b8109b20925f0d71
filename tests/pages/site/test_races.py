"""A withdrawal and a writer at the same moment, each with its own connection."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import withdrawing
from disclosure.pages.site import following, writing
from tests.factories import make_category, make_entry
from tests.sites import catch_up, check, text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live(kept, agency, clerk, category):
    for slug in ("guide", "rules", "statutory"):
        make_category(slug=slug)
    made = [make_entry(agency=agency, by=clerk, category=category) for _ in range(2)]
    catch_up(kept)
    return made


@pytest.fixture
def meanwhile():
    """Run a function in a thread of its own, whose connection is closed at its end."""

    def work(function, *given):
        try:
            return function(*given)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        yield lambda function, *given: pool.submit(work, function, *given)


def withdraw(entry, publisher):
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)


def test_withdrawal_waits_for_the_writer_of_its_page_and_then_takes_the_file(
    kept, live, publisher, meanwhile, monkeypatch
):
    begun, go_on, put = threading.Event(), threading.Event(), writing.write_one

    def slow(folder, path):
        if path == live[0].path:
            begun.set()
            go_on.wait(20)
        return put(folder, path)

    monkeypatch.setattr(writing, "write_one", slow)
    writer = meanwhile(writing.write, kept, live[0].path)
    assert begun.wait(20)
    withdrawal = meanwhile(withdraw, live[0], publisher)
    time.sleep(0.5)
    assert not withdrawal.done()  # the page is locked by its writer
    go_on.set()
    assert writer.result(40) == 2
    withdrawal.result(40)
    assert text(kept, live[0].path) == ""
    catch_up(kept)
    assert "一致" in check(kept)


def test_files_stay_true_while_an_entry_is_withdrawn_and_restored(kept, live, publisher, meanwhile):
    stop = threading.Event()

    def follow():
        while not stop.is_set():
            following.follow(kept)

    def write():
        while not stop.is_set():
            writing.write(kept, "/")
            writing.write(kept, live[0].path)

    others = [meanwhile(follow), meanwhile(write)]
    try:
        for _ in range(4):
            withdraw(live[0], publisher)
            assert text(kept, live[0].path) == ""
            withdrawing.restore(live[0], by=publisher, reason="误撤下，恢复公开。")
        withdraw(live[0], publisher)
    finally:
        stop.set()
    assert [other.result(40) for other in others] == [None, None]
    catch_up(kept)
    assert live[0].live_edition.title not in text(kept, "/")
    assert "一致" in check(kept)
