"""Entries over the API: lists, filters, cursors, changes, the whole text."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import publishing
from disclosure.catalogue.release.withdrawing import restore, withdraw
from disclosure.opendata.selecting import SETTLED
from disclosure.pages.models import Method, Page, PageKind, Theme
from tests.factories import (
    clear,
    make_category,
    make_draft,
    make_entry,
    make_genre,
    make_report,
    make_theme,
    release_report,
)

LONG_AGO = "2020-01-01T00:00:00Z"


@pytest.fixture
def entry(agency, category):
    return make_entry(
        agency=agency,
        category=category,
        title="关于部门预算公开的通知",
        body="<p>预算收支总表见附件。</p>",
        document_number="云政办〔2016〕8号",
        keywords="预算 公开",
        theme=make_theme(code="0201"),
        genre=make_genre(name="通知"),
    )


def page_of(entry) -> Page:
    return Page.objects.get(path=entry.path)


def numbers(answer) -> list[str]:
    return [item["index_number"] for item in answer["items"]]


def test_entries_say_what_the_page_says(ask, entry):
    page = page_of(entry)
    item = ask("entries")["items"][0]
    assert item | {"published_at": "", "updated_at": "", "changed_at": ""} == {
        "id": page.pk,
        "state": "public",
        "index_number": entry.index_number,
        "url": f"http://testserver{entry.path}",
        "title": "关于部门预算公开的通知",
        "agency": {"code": "002668020", "name": "云岚市政务服务中心"},
        "category": {"slug": "reports", "name": "政府信息公开年报"},
        "theme": {"code": "0201", "name": "政务公开"},
        "genre": {"code": page.genre.code, "name": "通知"},
        "publisher_name": page.publisher_name,
        "joint_issuers": "",
        "source": "市政务服务中心",
        "document_number": "云政办〔2016〕8号",
        "method": "active",
        "written_on": "2017-05-04",
        "published_at": "",
        "updated_at": "",
        "changed_at": "",
        "change_note": "",
        "validity": "valid",
        "effective_on": None,
        "ends_on": None,
        "validity_basis": "",
        "keywords": ["预算", "公开"],
        "summary": "",
        "report_year": None,
    }
    assert parse_datetime(item["published_at"]) == page.published_at
    assert item["published_at"].endswith("+08:00")


def test_pages_by_cursor_hold_every_entry_once(ask, agency, category):
    made = [make_entry(agency=agency, category=category).index_number for _ in range(5)]
    answer = ask("entries", limit=2)
    found = numbers(answer)
    make_entry(agency=agency, category=category)  # added meanwhile: moves nothing
    while answer["next"]:
        answer = ask(answer["next"])
        found += numbers(answer)
    assert found == made[::-1]


def test_entries_of_the_same_moment_are_told_apart_by_their_number(ask, agency, category):
    made = {make_entry(agency=agency, category=category).index_number for _ in range(3)}
    Page.objects.update(published_at=timezone.now())
    first = ask("entries", limit=2)
    assert set(numbers(first) + numbers(ask(first["next"]))) == made


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"agency": "002668020"}, True),
        ({"agency": "014320144"}, False),
        ({"category": "reports"}, True),
        ({"category": "above"}, True),
        ({"category": "other"}, False),
        ({"year": timezone.localdate().year}, True),
        ({"year": 1999}, False),
        ({"theme": "0201"}, True),
        ({"theme": "02", "genre": "09"}, True),
        ({"theme": "0202"}, False),
        ({"genre": "10"}, False),
        ({"method": "active"}, True),
        ({"method": "on_request"}, False),
        ({"validity": "valid"}, True),
        ({"validity": "in_force", "agency": "002668020"}, True),
        ({"validity": "ended"}, False),
        ({"index_number": "002668020/2000-1"}, False),
    ],
)
def test_filters(ask, entry, other_agency, category, query, fits):
    category.parent = make_category(slug="above")
    category.save()
    make_category(slug="other")
    for code in ("02", "0202"):
        make_theme(code=code)
    Theme.objects.filter(code="0201").update(parent=Theme.objects.get(code="02"))
    Page.objects.update(genre=make_genre(code="09"))
    make_genre(code="10")
    assert numbers(ask("entries", **query)) == [entry.index_number] * fits


def test_entry_is_found_by_its_index_number(ask, entry, agency, category):
    make_entry(agency=agency, category=category)
    assert numbers(ask("entries", index_number=entry.index_number)) == [entry.index_number]


def test_get_entry_has_text_and_files(ask, agency, category, clerk, publisher):
    draft = make_draft(agency=agency, category=category, by=clerk, body="<p>正文在此。</p>")
    add_attachment(draft, name="名单 甲.txt", file=ContentFile("名单".encode()), by=clerk)
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    page = Page.objects.get()
    answer = ask(f"entries/{page.pk}")
    assert (answer["article"], answer["text"]) == ("<p>正文在此。</p>", "正文在此。")
    file = page.files.get()
    assert answer["files"] == [
        {
            "name": "名单 甲.txt",
            "url": f"http://testserver/files/{file.digest}/%E5%90%8D%E5%8D%95%20%E7%94%B2.txt",
            "size": 6,
            "content_type": file.content_type,
            "sha256": file.digest,
            "description": "",
            "is_rendition": False,
        }
    ]


def test_entry_on_request_has_no_text(ask, agency, category):
    entry = make_entry(agency=agency, category=category, method=Method.ON_REQUEST)
    answer = ask(f"entries/{page_of(entry).pk}")
    assert (answer["method"], answer["article"], answer["text"]) == ("on_request", "", "")


def test_drafts_are_nowhere(ask, agency, category, settle):
    make_draft(agency=agency, category=category)
    settle()
    assert ask("entries")["items"] == []
    assert ask("changes", changed_since=LONG_AGO)["items"] == []


def test_get_entry_that_is_not_modified_is_not_sent_again(client, entry):
    address = f"/api/v1/entries/{page_of(entry).pk}"
    first = client.get(address)
    for header in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        again = client.get(address, headers=header)
        assert (again.status_code, again.content) == (304, b"")
    Page.objects.update(title="改过的标题")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_get_entry_withdrawn_is_gone(ask, entry, publisher):
    withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)
    answer = ask(f"entries/{page_of(entry).pk}", status=410)
    assert set(answer) == {
        "id", "state", "index_number", "withdrawn_at", "withdrawal_kind", "changed_at",
    }  # fmt: skip
    assert (answer["state"], answer["withdrawal_kind"]) == ("withdrawn", "privacy")
    assert ask("entries")["items"] == []


def test_get_entry_unknown(ask, db):
    assert ask("entries/7", status=404) == {"detail": "没有编号为 7 的公开条目。"}


@pytest.mark.parametrize("reason", [WithdrawalReason.ERROR, WithdrawalReason.SUPERSEDED])
def test_changes_tell_of_publication_withdrawal_and_undoing(
    ask, entry, agency, category, publisher, settle, reason
):
    successor = make_entry(agency=agency, category=category)
    settle()
    assert numbers(ask("changes", changed_since=LONG_AGO)) == [
        entry.index_number,
        successor.index_number,
    ]
    leads_on = successor if reason == WithdrawalReason.SUPERSEDED else None
    withdraw(entry, by=publisher, reason=reason, successor=leads_on)
    settle()
    told = ask("changes", changed_since=LONG_AGO)["items"]
    assert [item["state"] for item in told] == ["public", "withdrawn"]
    assert "title" not in told[1]
    restore(entry, by=publisher, reason="撤错了")
    settle()
    told = ask("changes", changed_since=LONG_AGO)["items"]
    assert [(item["index_number"], item["state"]) for item in told][-1] == (
        entry.index_number,
        "public",
    )


def test_changes_of_the_last_minutes_are_told_later_and_none_is_missed(ask, entry):
    before = ask("changes", changed_since=LONG_AGO)
    as_of = parse_datetime(before["as_of"])
    assert before["items"] == []
    assert timedelta(0) <= timezone.now() - SETTLED - as_of < timedelta(minutes=1)
    Page.objects.update(changed_at=as_of)
    assert numbers(ask("changes", changed_since=before["as_of"])) == [entry.index_number]


def test_changes_by_cursor_go_on_where_the_last_page_ended(ask, agency, category, settle):
    made = [make_entry(agency=agency, category=category).index_number for _ in range(5)]
    Page.objects.filter(index_number__in=made[1:4]).update(changed_at=timezone.now())
    settle()
    answer = ask("changes", changed_since=LONG_AGO, limit=2)
    found = numbers(answer)
    while answer["next"]:
        answer = ask(answer["next"])
        found += numbers(answer)
    assert sorted(found) == sorted(made)


def test_changes_of_an_agency(ask, entry, other_agency, category, settle):
    other = make_entry(agency=other_agency, category=category)
    settle()
    found = ask("changes", changed_since=LONG_AGO, agency=other_agency.code)
    assert numbers(found) == [other.index_number]


def test_changes_leave_old_addresses_out(ask, entry, settle):
    page = page_of(entry)
    Page.objects.create(
        path="/old/1.html",
        kind=PageKind.REDIRECT,
        target=page.path,
        agency=page.agency,
        category=page.category,
        method=page.method,
        published_at=page.published_at,
        updated_at=page.updated_at,
    )
    settle()
    assert numbers(ask("changes", changed_since=LONG_AGO)) == [entry.index_number]


def test_a_plus_that_nobody_escaped_is_understood(ask, entry, settle):
    settle()
    now = timezone.localtime().isoformat()
    assert ask(f"changes?changed_since={now}")["items"] == []


def test_the_year_of_a_report_is_said(ask, agency, clerk, publisher, category):
    release_report(make_report(agency, by=clerk, year=2023), clerk, publisher)
    assert ask("entries")["items"][0]["report_year"] == 2023


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        (
            "entries?year=二〇二四",
            400,
            "参数 year 的值“二〇二四”不能用，应为：首次发布的年份，1949",
        ),
        ("entries?year=1", 400, "参数 year 的值“1”不能用"),
        ("entries?limit=1000", 400, "1 至 200 的整数"),
        ("entries?agency=甲", 400, "参数 agency 的值“甲”不能用"),
        ("entries?agency=1%00", 400, "参数 agency"),
        ("entries?index_number=%00", 400, "参数 index_number"),
        ("entries?cursor=7", 400, "参数 cursor 的值“7”不能用"),
        ("entries?validity=x", 400, "in_force（现行有效）"),
        ("entries?method=closed", 400, "参数 method"),
        ("entries?agency=1", 404, "没有代码为“1”的机构"),
        ("entries?category=none", 404, "没有“none”这个栏目"),
        ("entries?theme=0", 404, "没有代码为“0”的主题分类。"),
        ("entries?genre=none", 404, "没有代码为“none”的体裁。"),
        ("entries?genre=12345678901", 400, "参数 genre 的值“12345678901”不能用"),
        ("entries?page=2&色=红", 400, "不认识参数“page、色”：可用的参数是 agency、category"),
        ("entries?year=2024&year=2023", 400, "参数 year 给了不止一次"),
        ("entries/7?full=1", 400, "不认识参数“full”：这个网址不带参数。"),
        ("changes", 400, "缺少参数 changed_since：从这个时间起的变动"),
        ("changes?changed_since=2024-01-01", 400, "例如 2026-01-31T00:00:00Z"),
        ("changes?changed_since=2024-13-01T00:00:00Z", 400, "参数 changed_since"),
        ("changes?changed_since=1700000000", 400, "参数 changed_since"),
    ],
)
def test_what_cannot_be_answered_is_told(ask, db, path, status, told):
    assert told in ask(path, status=status)["detail"]


@pytest.mark.parametrize("path", ["entries?limit=50", f"changes?changed_since={LONG_AGO}"])
def test_number_of_queries_is_constant(
    ask, agency, category, settle, django_assert_num_queries, path
):
    for count in (1, 6):
        for _ in range(count):
            make_entry(agency=agency, category=category, theme=make_theme(), genre=make_genre())
        settle()
        with django_assert_num_queries(1):
            assert ask(path)["items"]
