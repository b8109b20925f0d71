"""A search server: what it is told and asked, byte by byte, and who answers when it does not."""

import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import CommandError, call_command

from disclosure.management.commands.run_worker import Worker
from disclosure.pages import search
from disclosure.pages.actions import remove_page
from disclosure.pages.models import Page, SearchRow
from disclosure.pages.search.opensearch import INDEX, OpenSearchEngine
from disclosure.pages.search.query import parse
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


class Recorder(BaseHTTPRequestHandler):
    """Answers as an OpenSearch server would to what is asked here, and keeps every request."""

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        self.server.requests.append((self.command, self.path.partition("?")[0], body))
        status, told = self.server.answers.get(
            (self.command, self.path.partition("?")[0]), (200, {"result": "ok"})
        )
        content = b"" if self.command == "HEAD" else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def __getattr__(self, name):
        """Every verb is answered alike."""
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def log_message(self, *args):
        """Nothing on the terminal."""


@pytest.fixture
def server(settings):
    with HTTPServer(("127.0.0.1", 0), Recorder) as server:
        server.requests, server.answers = [], {("HEAD", f"/{INDEX}"): (404, {})}
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.SEARCH_URL = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()
        search.engine().server.client.close()


@pytest.fixture
def entry(server, agency, category, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return make_entry(agency=agency, category=category, title="预算 2016", body="<p>正文</p>")


def test_publication_makes_the_index_and_tells_the_page(server, entry):
    page = Page.objects.get()
    (_, _, _), (verb, path, mapping), (put, at, document) = server.requests
    assert (verb, path) == ("PUT", f"/{INDEX}")
    assert mapping["mappings"]["properties"]["units_of_head"]["analyzer"] == "whitespace"
    assert (put, at) == ("PUT", f"/{INDEX}/_doc/{page.pk}")
    assert document["units_of_head"][0] == "预 算 2016"
    assert "正 文" in document["units_of_rest"]
    assert set(document) == set(mapping["mappings"]["properties"])


def test_removal_is_told(server, entry, django_capture_on_commit_callbacks):
    page_id = Page.objects.get().pk
    server.answers["DELETE", f"/{INDEX}/_doc/{page_id}"] = (404, {"result": "not_found"})
    with django_capture_on_commit_callbacks(execute=True):
        remove_page(entry.path)
    assert server.requests[-1][:2] == ("DELETE", f"/{INDEX}/_doc/{page_id}")
    assert not SearchRow.objects.exists()


def test_question_is_phrases_of_units_newest_first(server, entry):
    hit = dict.fromkeys(("agency_id", "category_id", "theme_id", "genre_id"))
    source = hit | {"page_id": 7, "position": 9, "year": 2016, "method": "active",
                    "validity": "valid", "head": "", "about": ""}  # fmt: skip
    server.answers["POST", f"/{INDEX}/_search"] = (200, {"hits": {"hits": [{"_source": source}]}})
    found = search.engine().find(parse("预算表 -决算").filtered(("xag0x5",)), limit=3)
    body = server.requests[-1][2]
    assert [one.page_id for one in found] == [7]
    assert (body["size"], body["sort"]) == (3, [{"position": "desc"}])
    wanted, group = body["query"]["bool"]["filter"]
    assert {"match_phrase": {"units_of_rest": "预 算 表"}} in wanted["bool"]["should"]
    assert group == {"terms": {"facts": ["xag0x5"]}}
    unwanted = body["query"]["bool"]["must_not"][0]["bool"]["should"]
    assert {"match_phrase": {"units_of_head": "决 算"}} in unwanted


def test_count_is_asked_of_the_server(server, entry):
    server.answers["POST", f"/{INDEX}/_count"] = (200, {"count": 12})
    assert search.engine().count(parse("预算")) == 12


def test_values_of_a_filter_are_counted_over_the_newest_with_its_column_alone(server, entry):
    rows = [{"_source": {"theme_id": one}} for one in (3, 5, None, 3)]
    server.answers["POST", f"/{INDEX}/_search"] = (200, {"hits": {"hits": rows}})
    asked = {"theme": parse("预算").filtered(("xye0x2016",))}
    assert search.engine().amounts(asked, limit=4) == {"theme": {3: 2, 5: 1}}
    body = server.requests[-1][2]
    assert (body["size"], body["sort"]) == (4, [{"position": "desc"}])
    assert body["_source"] == ["theme_id"]
    assert body["query"]["bool"]["filter"][1] == {"terms": {"facts": ["xye0x2016"]}}


def test_values_are_counted_by_the_database_when_the_server_fails(server, entry, agency):
    server.answers["POST", f"/{INDEX}/_search"] = (503, {"error": "no"})
    found = search.engine().amounts({"agency": parse("预算")}, limit=4)
    assert found == {"agency": {agency.pk: 1}}


@pytest.mark.parametrize("status", [400, 500, 503])
def test_database_answers_when_the_server_fails(server, entry, citizen, caplog, status):
    server.answers["POST", f"/{INDEX}/_search"] = (status, {"error": "no"})
    with caplog.at_level(logging.WARNING, "disclosure.pages.search.keeping"):
        response = citizen.get("/search/?q=预算")
    assert "共 1 条" in response.content.decode()
    assert "改用数据库检索" in caplog.text
    asked = len(server.requests)
    citizen.get("/search/?q=预算")
    assert len(server.requests) == asked  # it is left alone for a while


def test_publication_succeeds_while_the_server_is_gone(
    settings, agency, caplog, django_capture_on_commit_callbacks
):
    settings.SEARCH_URL = "http://127.0.0.1:1"
    with (
        caplog.at_level(logging.WARNING, "disclosure.pages.search.keeping"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        make_entry(agency=agency)
    assert SearchRow.objects.count() == 1
    assert "后台进程补告" in caplog.text
    assert search.untold() == 1
    OpenSearchEngine(settings.SEARCH_URL).client.close()


@pytest.fixture
def missed(server, entry, agency, category, django_capture_on_commit_callbacks):
    """A removal and a publication that the server did not hear of."""
    engine, page_id = search.engine(), Page.objects.get().pk
    server.answers["DELETE", f"/{INDEX}/_doc/{page_id}"] = (503, {"error": "no"})
    with django_capture_on_commit_callbacks(execute=True):
        make_entry(agency=agency, category=category, title="决算")
        remove_page(entry.path)
        server.requests.clear()
        engine.asked_again_at = float("inf")
    server.answers.clear()
    engine.asked_again_at = 0.0
    return page_id


def told(server):
    return [(verb, path.rpartition("/")[2]) for verb, path, _ in server.requests]


def test_what_was_missed_is_told_again_removals_first(server, missed):
    other = Page.objects.get().pk
    assert search.untold() == 2
    assert search.reconcile() == 2
    assert told(server) == [("DELETE", str(missed)), ("PUT", str(other))]
    assert (search.untold(), search.reconcile()) == (0, 0)


def test_removals_wait_as_long_as_the_server_fails(server, missed):
    server.answers["DELETE", f"/{INDEX}/_doc/{missed}"] = (503, {"error": "no"})
    assert search.reconcile() == 0
    assert search.untold() == 2


def test_the_worker_tells_what_was_missed(server, missed):
    Worker().work()
    assert ("DELETE", str(missed)) in told(server)
    assert search.untold() == 0


def test_a_rebuild_tells_what_was_missed_and_a_check_reports_it(server, missed):
    with pytest.raises(CommandError, match="检索服务器还有 2 个页面"):
        call_command("rebuild_pages", check=True)
    call_command("rebuild_pages")
    assert told(server)[0] == ("DELETE", str(missed))
    assert search.untold() == 0


def test_forgetting_tells_the_removal(server, missed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        search.forget()
    assert told(server)[0] == ("DELETE", str(missed))


def test_a_late_publication_does_not_bring_back_what_was_removed(
    server, entry, django_capture_on_commit_callbacks
):
    page = Page.objects.get()
    server.requests.clear()
    with django_capture_on_commit_callbacks() as late:
        search.index([page])
    with django_capture_on_commit_callbacks(execute=True):
        remove_page(entry.path)
    for call in late:
        call()
    assert told(server) == [("DELETE", str(page.pk))]
