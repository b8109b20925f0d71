"""What the public meets where an entry was taken down: address, print, files, lists and feed."""

import re
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.feedgenerator import rfc3339_date

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import Entry, WithdrawalReason
from disclosure.catalogue.models.withdrawals import LEADING_ON, OUTCOMES
from disclosure.catalogue.release import publishing
from disclosure.catalogue.release.withdrawing import restore, withdraw
from disclosure.pages import files
from disclosure.pages.models import Page, PageKind
from tests.factories import clear, make_draft, make_entry, make_report, release_report

TITLE = "湖港镇低保对象公示"
STATUS = {PageKind.TOMBSTONE: 200, PageKind.GONE: 410, PageKind.REDIRECT: 301}
ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"


@pytest.fixture
def entry(agency, category, clerk, publisher, django_capture_on_commit_callbacks):
    """A released entry with an attachment on disk."""
    with django_capture_on_commit_callbacks(execute=True):
        draft = make_draft(agency=agency, category=category, by=clerk, title=TITLE)
        add_attachment(draft, name="名单.txt", file=ContentFile("名单".encode()), by=clerk)
        actions.submit(draft, by=clerk)
        publishing.publish(clear(draft), by=publisher)
    return Entry.objects.get(pk=draft.entry_id)


@pytest.fixture
def successor(agency, category):
    return make_entry(agency=agency, category=category, title="新的公示")


def take_down(entry, reason, by, successor):
    withdraw(entry, by=by, reason=reason, successor=successor if reason in LEADING_ON else None)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def fetch(citizen, path) -> tuple[int, str]:
    """Status and text; a file that is sent is read to its end, which closes it."""
    response = citizen.get(path)
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, content.decode(errors="replace")


@pytest.mark.parametrize("reason", WithdrawalReason)
@pytest.mark.parametrize("sheet", ["", "print/"])
def test_address_and_print_answer_as_the_reason_demands(
    citizen, entry, successor, publisher, reason, sheet
):
    take_down(entry, reason, publisher, successor)
    response = citizen.get(f"{entry.path}{sheet}")
    assert response.status_code == STATUS[OUTCOMES[reason].kind]
    if reason in LEADING_ON:
        assert (response["Location"], response["Cache-Control"]) == (successor.path, "no-cache")
        return
    assert response["X-Robots-Tag"] == "noindex"
    assert entry.index_number in text_of(response)
    assert f"{timezone.localdate():%Y-%m-%d}" in text_of(response)
    assert (TITLE in text_of(response)) == OUTCOMES[reason].is_quoted


@pytest.mark.parametrize("reason", WithdrawalReason)
def test_files_are_gone_before_the_commit_and_come_back(
    citizen, entry, successor, publisher, reason, django_capture_on_commit_callbacks
):
    file = Page.objects.get(path=entry.path).files.get()
    assert fetch(citizen, file.path)[0] == 200
    take_down(entry, reason, publisher, successor)
    assert not files.public_path(file.path).exists()
    assert fetch(citizen, file.path)[0] == 404
    with django_capture_on_commit_callbacks(execute=True):
        restore(entry, by=publisher, reason="撤错了")
    assert fetch(citizen, file.path)[0] == 200
    assert citizen.get(entry.path).status_code == 200


@pytest.mark.parametrize("reason", WithdrawalReason)
def test_withdrawn_entry_is_in_no_list(citizen, entry, successor, publisher, reason):
    take_down(entry, reason, publisher, successor)
    now = timezone.localtime(entry.first_published_at)
    for address in (
        "/", "/catalogue/", "/search/?q=低保", f"/agencies/{entry.agency.code}/", "/sitemap-1.xml",
        f"/archive/{now.year}/", f"/archive/{now.year}/{now.month}/", "/columns/reports/",
        successor.path, f"/catalogue/?q={entry.index_number}",
    ):  # fmt: skip
        text = text_of(citizen.get(address))
        assert TITLE not in text
        assert f'href="{entry.path}"' not in text
        assert f"<loc>http://testserver{entry.path}</loc>" not in text


@pytest.mark.parametrize("reason", LEADING_ON)
def test_notice_of_a_redirect_is_reached_from_its_successor(
    citizen, entry, successor, publisher, reason
):
    take_down(entry, reason, publisher, successor)
    assert f'href="{entry.path}notice/"' in text_of(citizen.get(successor.path))
    text = text_of(citizen.get(f"{entry.path}notice/"))
    for shown in (TITLE, entry.index_number, reason.label, f'href="{successor.path}"'):
        assert shown in text


def test_notice_of_what_is_gone_is_gone_too_and_of_what_is_public_unknown(
    citizen, entry, successor, publisher
):
    withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)
    response = citizen.get(f"{entry.path}notice/")
    assert (response.status_code, TITLE in text_of(response)) == (410, False)
    assert citizen.get(f"{successor.path}notice/").status_code == 404


def test_redirect_into_nothing_is_a_notice(citizen, entry, successor, publisher):
    take_down(entry, WithdrawalReason.MERGED, publisher, successor)
    withdraw(successor, by=publisher, reason=WithdrawalReason.PRIVACY)
    response = citizen.get(entry.path)
    text = text_of(response)
    assert response.status_code == 200
    assert f"{successor.index_number}，目前没有公开" in text
    assert "新的公示" not in text
    assert f'href="{successor.path}"' not in text


@pytest.mark.parametrize("reason", WithdrawalReason)
def test_feed_shows_the_tombstone(citizen, entry, successor, publisher, reason):
    items = ElementTree.fromstring(citizen.get("/feed/").content).iter(f"{ATOM}entry")
    ids = {one.findtext(f"{ATOM}title"): one.findtext(f"{ATOM}id") for one in items}
    take_down(entry, reason, publisher, successor)
    root = ElementTree.fromstring(citizen.get("/feed/").content)
    (gone,) = root.iter(f"{AT}deleted-entry")
    entry.refresh_from_db()
    assert gone.get("ref") == ids[TITLE]
    assert gone.get("when") == rfc3339_date(entry.withdrawn_at)
    assert [one.findtext(f"{ATOM}title") for one in root.iter(f"{ATOM}entry")] == ["新的公示"]
    said = gone.findtext(f"{AT}comment")
    assert (entry.index_number in said, TITLE in said) == (True, OUTCOMES[reason].is_quoted)


def test_feed_is_newer_after_a_withdrawal_and_forgets_it_when_undone(
    citizen, entry, successor, publisher
):
    withdraw(entry, by=publisher, reason=WithdrawalReason.ERROR)
    entry.refresh_from_db()
    root = ElementTree.fromstring(citizen.get("/feed/").content)
    assert root.findtext(f"{ATOM}updated") == rfc3339_date(entry.withdrawn_at)
    restore(entry, by=publisher, reason="撤错了")
    assert "deleted-entry" not in text_of(citizen.get("/feed/"))


@pytest.mark.parametrize("reason", ["error", "privacy", "merged"])
def test_withdrawn_report_is_in_no_list_and_no_data(
    citizen, agency, category, clerk, publisher, successor, reason,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        report = make_report(agency, by=clerk, year=2023)
        entry = release_report(report, clerk, publisher)
    paths = [file.path for file in Page.objects.get(path=entry.path).files.all()]
    assert paths
    assert all(fetch(citizen, path)[0] == 200 for path in paths)
    take_down(entry, WithdrawalReason(reason), publisher, successor)
    assert [fetch(citizen, path)[0] for path in paths] == [404] * len(paths)
    for address in (
        "/reports/", "/reports/2023/", "/reports/2023/compare/", "/reports/data.csv",
        "/reports/data.json", f"/reports/agencies/{agency.code}/",
    ):  # fmt: skip
        text = fetch(citizen, address)[1]
        assert entry.path not in text
        assert "2023,gk2021" not in text
