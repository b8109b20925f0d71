"""PDF from HTML: tagged, Chinese, and blind to whatever lies outside."""

import subprocess

import pytest

from disclosure.lib import pdf
from disclosure.lib.pdf import PdfProblem, make_pdf

pytestmark = pytest.mark.pango


@pytest.mark.poppler
def test_chinese_text_can_be_read_back(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf("<html lang='zh'><title>年报</title><h1>总体情况</h1></html>"))
    command = ["pdftotext", path, "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "总体情况" in text


def test_nothing_is_fetched_from_disk(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密" * 2000)
    html = f"<link rel=attachment href='{secret.as_uri()}'><img src='{secret.as_uri()}'><p>甲</p>"
    assert abs(len(make_pdf(html)) - len(make_pdf("<p>甲</p>"))) < 200


def test_a_failure_names_the_packages_that_are_missing(monkeypatch):
    monkeypatch.setattr(pdf, "COMMAND", ("sh", "-c", "echo cannot load library >&2; exit 1"))
    with pytest.raises(PdfProblem, match=r"libpangoft2-1.0-0.*cannot load library"):
        make_pdf("<p>甲</p>")


def test_an_endless_run_is_ended(monkeypatch):
    monkeypatch.setattr(pdf, "COMMAND", ("sleep", "30"))
    monkeypatch.setattr(pdf, "SECONDS", 0.2)
    with pytest.raises(PdfProblem, match="timed out"):
        make_pdf("<p>甲</p>")
