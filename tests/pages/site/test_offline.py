"""The folder as a copy to take away: any plain web server gives it out, without a broken link."""

import functools
import http.server
import io
import re
import shutil
import subprocess
import threading

import pytest

from disclosure.catalogue import actions, attachments
from disclosure.catalogue.release import publishing
from tests.factories import (
    clear,
    make_category,
    make_draft,
    make_entry,
    make_report,
    release_report,
)
from tests.sites import publish

pytestmark = [pytest.mark.django_db, pytest.mark.wget]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def copy(folder, tmp_path, agency, clerk, publisher, category, django_capture_on_commit_callbacks):
    """A copy with plain entries, an attachment and two reports, as one carries it away."""
    for slug in ("guide", "rules", "statutory"):
        make_category(slug=slug)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            make_entry(agency=agency, by=clerk, category=category)
        edition = make_draft(agency=agency, by=clerk, category=category)
        attachments.add_attachment(edition, by=clerk, name="附 件.txt", file=io.BytesIO(b"abc"))
        actions.submit(edition, by=clerk)
        publishing.publish(clear(edition), by=publisher)
        for year in (2021, 2022):
            release_report(make_report(agency, by=clerk, year=year), clerk, publisher)
    publish(folder)
    return shutil.copytree(folder.root, tmp_path / "copy", symlinks=False)


@pytest.fixture
def port(copy):
    serve = functools.partial(Quiet, directory=str(copy))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_mirror_of_the_copy_finds_no_broken_link(copy, port, tmp_path):
    command = ["wget", "--mirror", "--no-verbose", "--no-host-directories", "--execute=robots=off"]
    command += ["--directory-prefix", str(tmp_path / "mirror"), f"http://127.0.0.1:{port}/"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    broken = re.findall(r"(\S+):\n.*ERROR (\d+)", done.stderr)
    assert (broken, done.returncode) == ([], 0), done.stderr[-3000:]
    mirrored = {file.name for file in (tmp_path / "mirror").rglob("*") if file.is_file()}
    assert {"附 件.txt", "data.csv", "site.css"} <= mirrored
    ours = {file.relative_to(copy) for file in copy.glob("catalogue/**/index.html")}
    theirs = {
        file.relative_to(tmp_path / "mirror")
        for file in tmp_path.glob("mirror/catalogue/**/index.html")
    }
    assert theirs == ours
