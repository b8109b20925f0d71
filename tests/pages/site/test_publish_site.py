"""The whole site as files: byte for byte what the views answer, whole, and proved so."""

import gzip
import io

import pytest
from django.core.management import CommandError, call_command

from disclosure.agencies.models import Agency
from disclosure.catalogue import actions, attachments
from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import publishing as release
from disclosure.catalogue.release import withdrawing
from disclosure.management.commands import publish_site
from disclosure.pages.models import Page, PublicFile
from disclosure.pages.site import publishing
from tests.factories import clear, make_category, make_draft, make_entry
from tests.sites import check, faults, publish, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(agency, clerk, category):
    for slug in ("guide", "rules", "statutory"):
        make_category(slug=slug)
    return [make_entry(agency=agency, by=clerk, category=category) for _ in range(3)]


def test_every_file_is_what_the_view_answers(citizen, folder, entries):
    publish(folder)
    paths = [
        "/", "/catalogue/", "/search/", "/agencies/", "/agencies/002668020/", "/columns/reports/",
        "/accessibility/", "/sitemap/", "/robots.txt", "/feed/", "/sitemap.xml", "/sitemap-1.xml",
        "/sitemap-lists.xml", "/sitemap-reports.xml",
        "/reports/", "/reports/data.csv", "/reports/data.json", "/titles/", "/archive/2017/",
        entries[1].path, f"{entries[1].path}print/",
    ]  # fmt: skip
    day = Page.objects.first().published_at
    paths[paths.index("/archive/2017/")] = f"/archive/{day.year}/"
    for path in paths:
        answered = citizen.get(path, headers={"host": "localhost"})
        content = b"".join(answered) if answered.streaming else answered.content
        file = folder.file(path)
        assert file.read_bytes() == content, path
        assert gzip.decompress(file.with_name(file.name + ".gz").read_bytes()) == content, path
    assert "3 个条目的文件、页面和版本一致" in check(folder)


def test_attachments_are_the_released_files(
    folder, agency, clerk, publisher, django_capture_on_commit_callbacks
):
    edition = make_draft(agency=agency, by=clerk)
    attachments.add_attachment(edition, by=clerk, name="附 件.txt", file=io.BytesIO(b"abc"))
    with django_capture_on_commit_callbacks(execute=True):
        actions.submit(edition, by=clerk)
        release.publish(clear(edition), by=publisher)
    publish(folder)
    assert (folder.root / PublicFile.objects.get().path.lstrip("/")).read_bytes() == b"abc"
    assert (folder.root / "static" / "css" / "site.css").exists()


def test_second_run_writes_the_same_files_and_leaves_them_alone(folder, entries):
    publish(folder)
    before = {file: file.stat().st_mtime_ns for file in folder.root.rglob("index.html")}
    publish(folder)
    assert {file: file.stat().st_mtime_ns for file in folder.root.rglob("index.html")} == before


def test_broken_run_is_taken_up_where_it_stopped(folder, entries, monkeypatch):
    monkeypatch.setattr(publishing, "NOTED", 1)
    writes, write = [], publishing.writing.write

    def stop_at_second(where, path):
        if len(writes) == 1:
            raise OSError(28, "no space left on device", str(where.root))
        writes.append(path)
        return write(where, path)

    monkeypatch.setattr(publishing.writing, "write", stop_at_second)
    with pytest.raises(CommandError, match="no space left"):
        publish(folder)
    assert writes == [entries[0].path]
    monkeypatch.setattr(
        publishing.writing, "write", lambda *given: writes.append(given[1]) or write(*given)
    )
    publish(folder)
    assert writes[1:3] == [entries[1].path, entries[2].path]
    assert "一致" in check(folder)


def test_what_was_withdrawn_goes_with_the_next_run(folder, entries, publisher):
    publish(folder)
    withdrawing.withdraw(entries[0], by=publisher, reason=WithdrawalReason.PRIVACY)
    publish(folder)
    assert not folder.file(entries[0].path).exists()
    assert not folder.file(entries[0].path).parent.exists()
    assert entries[0].live_edition.title not in folder.file("/").read_text("utf-8")


def test_check_names_every_file_that_does_not_agree(folder, entries):
    publish(folder)
    folder.file("/feed/").unlink()
    folder.file(entries[0].path).write_text("not so")
    packed = folder.file(entries[1].path)
    packed.with_name("index.html.gz").write_bytes(gzip.compress(b"another"))
    folder.write("/archive/1999/", b"nothing stands here")
    (folder.root / "static" / "js" / "site.js").unlink()
    assert sorted(faults(folder)) == sorted(
        [
            f"{entries[0].path}：文件与现在的页面不同（或者压缩的文件与它不同）。",
            f"{entries[1].path}：文件与现在的页面不同（或者压缩的文件与它不同）。",
            "/feed/：缺少文件。",
            "/static/js/site.js：缺少文件。",
            "/archive/1999/index.html：多余的文件，没有这样的公开页面。",
            "/archive/1999/index.html.gz：多余的文件，没有这样的公开页面。",
        ]
    )
    publish(folder)
    assert "一致" in check(folder)


def test_check_names_the_first_differences_and_counts_the_others(folder, entries, monkeypatch):
    monkeypatch.setattr(publish_site, "SHOWN", 2)
    publish(folder)
    for path in (entries[0].path, entries[1].path, "/feed/", "/search/"):
        folder.file(path).unlink()
    message, *named = told(folder)
    assert message == "4 处不一致："
    assert named == [*(f"{one.path}：缺少文件。" for one in entries[:2]), "还有 2 处，没有列出。"]
    monkeypatch.setattr(publish_site, "SHOWN", 4)
    assert len(faults(folder)) == 4 and "没有列出" not in faults(folder)[-1]


def test_check_finds_a_name_that_changed_behind_its_back(folder, entries):
    publish(folder)
    Agency.objects.update(name="改了的名称", short_name="")
    assert f"{entries[0].path}：文件与现在的页面不同（或者压缩的文件与它不同）。" in faults(folder)


def test_command_says_what_it_needs(folder, settings):
    settings.SITE_DIR = ""
    with pytest.raises(CommandError, match="SITE_DIR"):
        call_command("publish_site")
    with pytest.raises(CommandError, match="没有目录"):
        check(folder)


@pytest.mark.parametrize("path", ["/catalogue/../x/", "/catalogue/.x/", "/a//b/", f"/{'长' * 90}/"])
def test_address_that_can_be_no_file_is_left_to_the_application(folder, path):
    assert folder.file(path) is None
    assert not folder.write(path, b"x")
    assert not folder.remove(path)


def test_folder_with_other_files_is_refused(folder):
    folder.root.mkdir()
    (folder.root / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match="换一个空的目录"):
        publish(folder)
    assert (folder.root / "letter.txt").read_text() == "mine"
