"""The worker keeps the files true: releases appear, withdrawals are gone before they commit."""

import io
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from disclosure.agencies.actions import rename_agency
from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition, WithdrawalReason
from disclosure.catalogue.release import hiding, publishing, withdrawing
from disclosure.management.commands import run_worker
from disclosure.pages.models import Page, UnwrittenPath
from disclosure.pages.site import following, writing
from disclosure.pages.site.answers import AnswerFails
from tests.factories import clear, make_category, make_entry, make_report, release_report
from tests.sites import catch_up, check, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(agency, clerk, category):
    for slug in ("guide", "rules", "statutory"):
        make_category(slug=slug)
    return [make_entry(agency=agency, by=clerk, category=category) for _ in range(3)]


@pytest.fixture
def live(kept, entries):
    """Three entries whose files are true."""
    catch_up(kept)
    return entries


def correct(entry, clerk, publisher, **fields):
    draft = actions.begin_correction(entry, by=clerk)
    actions.save_draft(draft, by=clerk, version=draft.lock_version, change_note="更正。", **fields)
    draft.refresh_from_db()
    actions.submit(draft, by=clerk)
    publishing.publish(clear(Edition.objects.get(pk=draft.pk)), by=publisher)


def withdraw(entry, publisher):
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)


def test_nothing_is_noted_where_no_folder_is_kept(entries):
    assert not UnwrittenPath.objects.exists()


def test_first_tick_writes_everything(kept, live):
    assert "一致" in check(kept)


def test_release_appears_with_all_that_it_touches(kept, live, agency, clerk, category):
    entry = make_entry(agency=agency, by=clerk, category=category, title="新的通知")
    neighbour = live[-1].path
    places = ["/", "/catalogue/", "/feed/", "/columns/reports/", f"/agencies/{agency.code}/"]
    assert [text(kept, path) for path in (*places, neighbour)] == [
        ""
    ] * 6  # the application answers
    catch_up(kept)
    for path in (*places, neighbour, entry.path, f"{entry.path}print/"):
        assert "新的通知" in text(kept, path), path
    assert entry.path in text(kept, "/sitemap-1.xml")
    assert "一致" in check(kept)


def test_page_that_is_rebuilt_as_it_was_keeps_its_file(kept, live):
    call_command("rebuild_pages", stdout=io.StringIO())
    assert not UnwrittenPath.objects.exists()
    assert "一致" in check(kept)


def test_page_that_is_mended_loses_its_file(kept, live):
    Page.objects.filter(path=live[0].path).update(summary="改动过的")
    call_command("rebuild_pages", stdout=io.StringIO())
    assert text(kept, live[0].path) == ""
    catch_up(kept)
    assert "一致" in check(kept)


def test_correction_is_never_hidden_by_the_former_file(kept, live, clerk, publisher):
    correct(live[1], clerk, publisher, title="更正后的标题")
    assert not kept.file(live[1].path).exists()
    catch_up(kept)
    assert "更正后的标题" in text(kept, live[0].path)
    assert kept.file(f"{live[1].path}changes/").exists()
    assert "一致" in check(kept)


def test_withdrawal_takes_the_files_before_it_commits(kept, live, publisher):
    title = live[1].live_edition.title
    named = [path for path in kept.root.rglob("*.html") if title in path.read_text("utf-8")]
    assert len(named) > 5
    with transaction.atomic():
        withdraw(live[1], publisher)
        assert not any(path.exists() for path in named)
        assert not kept.file(live[1].path).parent.exists()
    catch_up(kept)
    assert not any(title in path.read_text("utf-8") for path in kept.root.rglob("*.html"))
    assert "一致" in check(kept)


def test_withdrawal_that_fails_leaves_holes_that_are_filled(kept, live, publisher):
    with pytest.raises(RuntimeError), transaction.atomic():
        withdraw(live[1], publisher)
        raise RuntimeError
    assert text(kept, live[1].path) == ""
    assert following.sweep(kept) > 1
    catch_up(kept)
    assert "一致" in check(kept)


def test_list_that_was_being_written_during_a_withdrawal_loses_the_title(
    kept, live, publisher, monkeypatch
):
    title, wanted = live[1].live_edition.title, writing.wanted_content
    UnwrittenPath.objects.create(path="/")

    def withdraw_amid(path):
        content = wanted(path)
        monkeypatch.setattr(writing, "wanted_content", wanted)
        withdraw(live[1], publisher)
        return content

    monkeypatch.setattr(writing, "wanted_content", withdraw_amid)
    following.follow(kept)
    assert title in text(kept, "/")  # the late writer brought it back
    catch_up(kept)
    assert title not in text(kept, "/")
    assert "一致" in check(kept)


def test_writer_that_comes_late_never_brings_an_entry_back(kept, live, publisher):
    path = live[1].path
    withdraw(live[1], publisher)
    assert writing.write(kept, path) == 0
    assert not kept.file(path).exists()


def test_restored_entry_stands_again(kept, live, publisher):
    withdraw(live[1], publisher)
    catch_up(kept)
    withdrawing.restore(live[1], by=publisher, reason="误撤下，恢复公开。")
    catch_up(kept)
    assert live[1].live_edition.title in text(kept, "/")
    assert "一致" in check(kept)


def test_last_page_of_a_month_takes_the_archive_with_it(kept, live, publisher):
    day = Page.objects.first().published_at
    archives = [f"/archive/{day.year}/", f"/archive/{day.year}/{day.month}/"]
    assert all(kept.file(path).exists() for path in archives)
    assert all(f"{path}<" in text(kept, "/sitemap-lists.xml") for path in archives)
    for entry in live:
        withdraw(entry, publisher)
    catch_up(kept)
    assert not (kept.root / "archive").exists()
    assert "/archive/" not in text(kept, "/sitemap-lists.xml")
    assert "一致" in check(kept)


def test_renamed_agency_is_renamed_on_every_page(kept, live, agency, administrator):
    rename_agency(
        agency, name="云岚市数据局", short_name="市数据局", on=date(2026, 1, 1), by=administrator
    )
    catch_up(kept)
    for path in (live[0].path, "/agencies/", "/sitemap/", f"/agencies/{agency.code}/"):
        assert "数据局" in text(kept, path), path
    assert "一致" in check(kept)


def test_renamed_column_and_changed_template_are_followed(kept, live, category, settings):
    type(category).objects.filter(pk=category.pk).update(name="新栏目名")
    catch_up(kept)
    assert "新栏目名" in text(kept, live[0].path)
    assert "新栏目名" in text(kept, "/columns/reports/")
    settings.ALLOWED_HOSTS = ["www.example.gov.cn", *settings.ALLOWED_HOSTS]
    catch_up(kept)
    assert "http://www.example.gov.cn/" in text(kept, live[0].path)
    assert "一致" in check(kept)


def test_past_that_is_hidden_leaves_the_page_of_changes_at_once(kept, live, clerk, publisher):
    correct(live[1], clerk, publisher, body="<p>改后的内容。</p>")
    catch_up(kept)
    assert "现将有关事项公布如下" in text(kept, f"{live[1].path}changes/")
    first = Edition.objects.get(entry=live[1], number=1)
    hiding.hide(first, by=publisher, reason="含有不应公开的内容。")
    assert text(kept, f"{live[1].path}changes/") == ""
    catch_up(kept)
    assert "修改前的内容不公开" in text(kept, f"{live[1].path}changes/")
    assert "一致" in check(kept)


def test_report_touches_lists_data_and_the_report_of_the_next_year(
    kept, agency, clerk, publisher, category, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        later = release_report(make_report(agency, by=clerk, year=2022), clerk, publisher)
    catch_up(kept)
    data = text(kept, "/reports/data.csv")
    with django_capture_on_commit_callbacks(execute=True):
        release_report(make_report(agency, by=clerk, year=2021, figure="7"), clerk, publisher)
    assert text(kept, "/reports/data.csv") == ""
    catch_up(kept)
    assert len(text(kept, "/reports/data.csv")) > len(data)
    assert "/reports/2021/" in text(kept, "/reports/2022/")
    assert "2021 年度报告" in text(kept, later.path)
    assert "一致" in check(kept)


def test_address_is_written_once_however_often_it_was_touched(kept, live, monkeypatch):
    UnwrittenPath.objects.bulk_create(
        [UnwrittenPath(path="/sitemap.xml"), *(UnwrittenPath(path="/") for _ in range(9))]
    )
    asked, write = [], following.write
    monkeypatch.setattr(following, "write", lambda *given: asked.append(given[1]) or write(*given))
    assert following.follow(kept) == 2
    assert asked == ["/", "/sitemap.xml"]
    assert not UnwrittenPath.objects.exists()


def test_full_disk_keeps_what_is_unwritten(kept, live, monkeypatch, caplog):
    UnwrittenPath.objects.create(path="/")

    def full(where, path):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(following, "write", full)
    assert following.follow(kept) == 0
    assert UnwrittenPath.objects.get().path == "/"
    assert "no space left" in caplog.text


def test_page_that_the_application_cannot_give_is_left_to_it(kept, live, monkeypatch, caplog):
    UnwrittenPath.objects.create(path="/")

    def fails(where, path):
        raise AnswerFails(path, 500)

    monkeypatch.setattr(following, "write", fails)
    following.follow(kept)
    assert text(kept, "/") == ""
    assert not UnwrittenPath.objects.exists()
    assert "应用没有给出页面" in caplog.text


def test_scope_goes_on_where_it_was_interrupted(kept, live, monkeypatch):
    monkeypatch.setattr(following, "STEP", 1)
    UnwrittenPath.objects.bulk_create([UnwrittenPath(path="*all"), UnwrittenPath(path="*all")])
    assert following.follow_scope(kept)
    row = UnwrittenPath.objects.get()
    assert row.after == Page.objects.order_by("pk").first().pk
    catch_up(kept)
    assert not UnwrittenPath.objects.exists()


def test_worker_writes_files_and_removes_what_is_no_page(kept, entries):
    worker = run_worker.Worker()
    kept.claim()
    kept.write("/archive/1999/", b"nothing stands here")
    worker.look_after_site()
    while UnwrittenPath.objects.exists():  # one tick writes for a few seconds only
        worker.look_after_site()
    worker.site_swept_at = float("-inf")
    worker.look_after_site()
    assert "一致" in check(kept)
