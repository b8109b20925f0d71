"""nginx gives out the public site alone: without the application, and without the database."""

import json
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from disclosure.pages.site.folder import Folder
from tests import clusters, servers
from tests.clusters import stage
from tests.servers import get
from tests.workers import environment, wait_until, worker

pytestmark = [pytest.mark.nginx, pytest.mark.postgres]
COUNT = 4


class Served:
    """A site kept by a worker in its own database, with ports for nginx and the application."""

    def __init__(self, home: Path, cluster) -> None:
        self.cluster, self.folder = cluster, Folder(home / "site")
        self.env = environment(home, cluster.url) | {"SITE_DIR": str(self.folder.root)}
        self.port, self.application = servers.free_port(), servers.free_port()
        self.public, self.log = home / "public", home / "log"

    def follow(self):
        """Let a worker run until everything is released and written."""
        sql = "SELECT count(*) FROM pages_unwrittenpath"
        with worker(self.env, self.log) as process:
            wait_until(lambda: self.cluster.released() == COUNT, seconds=120)
            wait_until((self.folder.root / "sitemap-1.xml").exists, seconds=120)
            wait_until(lambda: self.cluster.ask(sql) == 0, seconds=120)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0, self.log.read_text()[-2000:]

    def paths(self):
        """The address of every file."""
        files = [file for file in self.folder.root.rglob("*") if file.is_file()]
        shown = [file for file in files if not file.name.startswith(".") and file.suffix != ".gz"]
        return {self.folder.path(file): file.read_bytes() for file in shown}

    def nginx(self, home):
        home.mkdir(exist_ok=True)
        places = {"site": self.folder.root, "public": self.public}
        return servers.nginx(home, port=self.port, application=self.application, **places)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Published entries with attachments; one was withdrawn with no worker to follow it."""
    home = tmp_path_factory.mktemp("served")
    with clusters.cluster() as cluster:
        made = Served(home, cluster)
        stage(made.env, "prepare", str(COUNT))
        made.follow()
        made.withdrawn = json.loads(stage(made.env, "withdraw"))
        yield made


def test_what_falls_to_the_application(served, tmp_path):
    """Queries and what is no file; known lists also while it is away, entries never."""
    with ExitStack() as stack:
        stack.enter_context(served.nginx(tmp_path / "nginx"))
        application = stack.enter_context(servers.gunicorn(served.env, served.application))
        file = served.folder.file("/accessibility/")
        former = file.read_bytes()
        assert get(served.port, "/accessibility/")[2] == former
        (served.folder.root / "accessibility" / "index.html").write_text("from the file")
        (served.folder.root / "accessibility" / "index.html.gz").unlink()
        assert get(served.port, "/accessibility/")[2] == b"from the file"
        assert get(served.port, "/accessibility/?x=1")[2] != b"from the file"
        served.folder.write("/accessibility/", former)
        title, gone, *_ = served.withdrawn
        assert get(served.port, gone)[0] == 410
        known = ["/search/?q=%E9%80%9A%E7%9F%A5", "/catalogue/?page=1", "/catalogue/?method=active"]
        before = [get(served.port, path) for path in known]
        assert [status for status, _, _ in before] == [200] * 3
        assert title not in before[1][2].decode()
        assert get(served.port, "/views/?path=/nothing/")[0] == 404
        served.folder.write("/titles/", title_search := b"what the worker writes")
        application.terminate()
        application.wait()
        time.sleep(7)  # older than a cached answer is good for
        for path, (_, _, content) in zip(known, before, strict=True):
            status, headers, stale = get(served.port, path)
            assert (status, headers["X-Cache"], stale) == (200, "STALE", content)
        for path in ("/catalogue/?page=2", "/search/?q=x"):  # nobody asked for them before
            status, headers, content = get(served.port, path)
            assert (status, content) == (502, title_search)
            assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert get(served.port, gone)[0] == 502  # no entry is ever kept by the proxy


def test_every_page_without_application_and_database(served, tmp_path):
    served.follow()
    served.cluster.stop()
    with served.nginx(tmp_path / "nginx"):
        found = served.paths()
        assert len([path for path in found if path.startswith("/catalogue/")]) >= 2 * (COUNT - 1)
        for path, content in found.items():
            status, _, body = get(served.port, path)
            assert (status, body) == (200, content), path
        attachments = [file.relative_to(served.public) for file in served.public.glob("files/*/*")]
        assert len(attachments) == COUNT - 1
        for name in attachments:
            status, _, body = get(served.port, f"/{name.parent}/%E9%99%84%E4%BB%B6.txt")
            assert (status, body) == (200, (served.public / name).read_bytes())
        title, page, sheet, attachment = served.withdrawn
        assert [get(served.port, path)[0] for path in (page, sheet)] == [502, 502]
        assert get(served.port, f"{attachment.rpartition('/')[0]}/%E9%99%84%E4%BB%B6.txt")[0] == 404
        assert not [path for path, content in found.items() if title.encode() in content]
        assert get(served.port, "/.lock")[0] == 404


EXPECTED = {
    "/accessibility/": "text/html; charset=utf-8",
    "/feed/": "application/atom+xml; charset=utf-8",
    "/sitemap-1.xml": "application/xml",
    "/sitemap-lists.xml": "application/xml",
    "/robots.txt": "text/plain; charset=utf-8",
    "/titles/2017/8/titles-1.js": "text/javascript; charset=utf-8",
    "/reports/data.csv": "text/csv; charset=utf-8",
    "/reports/data.json": "application/json; charset=utf-8",
}
UNKNOWN = ("/sitemap-1.xml", "/titles/2017/8/titles-1.js")  # no page, none of these: 404
OWN = ("Cache-Control", "Vary", "ETag")  # what nginx says otherwise than the application


def test_files_are_given_with_the_headers_of_the_views(tmp_path, client, db, folder):
    port = servers.free_port()
    for path in EXPECTED:
        folder.write(path, b"x" * 500)
    with servers.nginx(tmp_path, port=port, site=folder.root, public=tmp_path):
        for path, content_type in EXPECTED.items():
            status, headers, _ = get(port, path, **{"Accept-Encoding": "gzip"})
            assert (status, headers["Content-Type"]) == (200, content_type), path
            assert headers["Content-Encoding"] == "gzip"
            assert headers["Vary"] == "Accept-Encoding"
            assert headers["Cache-Control"] == "no-cache"
            plain = get(port, path)[1]
            assert ("Content-Encoding" in plain, plain["Vary"]) == (False, "Accept-Encoding")
            if path in UNKNOWN:
                continue
            for name, value in client.get(path).headers.items():
                if name not in (*OWN, "Content-Length", "Last-Modified"):
                    assert sorted(headers[name].split("; ")) == sorted(value.split("; ")), name
        etag = headers["ETag"]
        assert get(port, path, **{"Accept-Encoding": "gzip", "If-None-Match": etag})[0] == 304
        for path in (f"/catalogue/a/1/{own}/" for own in ("print", "editions/1", "notice")):
            folder.write(path, b"sheet")
            assert get(port, path)[1]["X-Robots-Tag"] == "noindex"


def test_open_data_is_limited_for_all_processes_together(tmp_path, folder):
    """A burst of 60, then 4 a second; what lies elsewhere is not counted."""
    port = servers.free_port()
    folder.write("/accessibility/", b"x")
    with servers.nginx(tmp_path, port=port, site=folder.root, public=tmp_path, application=1):
        begun = time.monotonic()
        asked = [get(port, "/api/v1/entries") for _ in range(90)]
        seconds = time.monotonic() - begun
        passed = [status for status, _, _ in asked if status == 502]  # no application is there
        assert 60 <= len(passed) <= 62 + 4 * seconds
        status, headers, content = asked[-1]
        assert (status, headers["Retry-After"]) == (429, "5")
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Content-Type"] == "application/json"
        assert "每分钟至多 300 次" in json.loads(content)["detail"]
        assert get(port, "/accessibility/")[0] == 200
