"""Measuring the files of the site: what is counted, and that the comparison is fair."""

from pathlib import Path

import pytest

from bench.site_written import measure, pages_of, written
from tests.factories import make_entry


@pytest.mark.django_db
def test_measure_writes_and_checks_every_page_and_the_same_files_plainly(tmp_path):
    entry = make_entry()
    found = measure(tmp_path)
    assert len(found) == 4
    assert min(spent.elapsed for spent in found.values()) > 0
    files = written(tmp_path / "site")
    assert Path(entry.path.strip("/"), "index.html") in files
    assert written(tmp_path / "plain") == files


def test_pages_are_files_with_a_compressed_twin_outside_static():
    names = ("index.html", "index.html.gz", "static/a.css", "static/a.css.gz", "files/1/a.pdf")
    assert pages_of({Path(name): b"" for name in names}) == 1
