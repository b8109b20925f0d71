"""What the public sees, and what it never sees."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import Entry, WithdrawalReason
from disclosure.catalogue.release import publishing, withdrawing
from disclosure.pages.models import Method, Page, PageKind
from tests.factories import (
    clear,
    make_category,
    make_draft,
    make_entry,
    make_genre,
    make_member,
    make_theme,
)
from tests.pages.listing import paths, total

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(db):
    return make_category(slug="guide", name="政府信息公开指南")


@pytest.fixture
def entry(agency, category):
    return make_entry(
        agency=agency,
        category=category,
        title="关于部门预算公开的通知",
        body="<p>预算收支总表见附件。</p>",
        document_number="云政办〔2016〕8号",
        theme=make_theme(code="0201", parent=make_theme(code="02")),
        genre=make_genre(code="09"),
    )


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_entry_detail_shows_what_the_real_page_shows(citizen, entry):
    text = text_of(citizen.get(entry.path))
    today = timezone.localdate()
    for shown in (
        entry.index_number, "主动公开", "市政务服务中心", "2017-05-04", "关于部门预算公开的通知",
        "信息来源", f"{today:%Y-%m-%d}", "浏览次数", "打印本页", "关闭窗口", "云政办〔2016〕8号",
        "政务公开", "首页", "政府信息公开年报", "预算收支总表",
    ):  # fmt: skip
        assert shown in text


def test_entry_detail_carries_the_statutory_page_tags(citizen, entry, settings):
    html = citizen.get(entry.path).content.decode()
    tags = dict(re.findall(r'<meta name="(\w+)" content="([^"]*)"', html))
    wanted = {"SiteName", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
    wanted |= {"ArticleTitle", "PubDate", "ContentSource", "Author", "Url"}
    assert {name for name in wanted if tags.get(name)} == wanted
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", tags["PubDate"])


def test_entry_detail_escapes_what_people_typed(citizen, agency):
    entry = make_entry(agency=agency, title="<script>alert(1)</script>", source='"><b>')
    assert b"<script>alert" not in citizen.get(entry.path).content


def test_entry_detail_is_404_for_a_draft_and_for_an_unknown_number(citizen, agency):
    draft = make_draft(agency=agency)
    actions.submit(draft, by=draft.author)
    assert citizen.get(draft.entry.path).status_code == 404
    assert citizen.get("/catalogue/000/1999-1/").status_code == 404


@pytest.mark.parametrize("count", [3, 40])
def test_entry_detail_costs_a_constant_number_of_queries(
    citizen, agency, category, count, django_assert_num_queries
):
    entries = [make_entry(agency=agency, category=category) for _ in range(count)]
    citizen.get("/catalogue/")  # names are read once after each change of them
    with django_assert_num_queries(1):  # all that is known of it, with its page
        citizen.get(entries[1].path)


@pytest.mark.parametrize("count", [3, 40])
def test_catalogue_list_costs_a_constant_number_of_queries(
    citizen, agency, category, count, django_assert_num_queries
):
    for _ in range(count):
        make_entry(agency=agency, category=category)
    citizen.get("/catalogue/")  # names and counts are read once after each change
    with django_assert_num_queries(2):  # what changed and when, and the rows
        citizen.get("/catalogue/")


def test_neighbours_lead_to_the_next_and_previous_of_the_agency(citizen, agency, category):
    first, second, third = (
        make_entry(agency=agency, category=category, title=title) for title in ("甲", "乙", "丙")
    )
    make_entry(category=category, title="别的机构")
    text = text_of(citizen.get(second.path))
    assert f'上一条：<a href="{third.path}"' in text
    assert f'下一条：<a href="{first.path}"' in text
    assert "别的机构" not in text


def test_tombstone_says_number_title_date_and_reason(citizen, entry, publisher):
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.ERROR, note="数据有误")
    response = citizen.get(entry.path)
    text = text_of(response)
    assert response["X-Robots-Tag"] == "noindex"
    for shown in (entry.index_number, "关于部门预算公开的通知", "误发布：数据有误", "已撤下"):
        assert shown in text
    assert "预算收支总表" not in text
    assert f"{timezone.localdate():%Y-%m-%d}" in text


def test_withdrawn_entry_is_in_no_list(citizen, entry, publisher):
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.ERROR)
    for address in (
        "/",
        "/catalogue/",
        "/search/?q=预算",
        f"/agencies/{entry.agency.code}/",
    ):
        assert "关于部门预算公开的通知" not in text_of(citizen.get(address))


def test_on_request_entry_tells_how_to_apply(citizen, agency, guide):
    entry = make_entry(agency=agency, method=Method.ON_REQUEST, body="<p>只给申请人的内容</p>")
    text = text_of(citizen.get(entry.path))
    assert "依申请公开" in text
    assert "/columns/guide/" in text
    assert "只给申请人的内容" not in text


def test_redirect_page_leads_on(citizen, entry):
    page = Page.objects.get()
    Page.objects.filter(pk=page.pk).update(kind=PageKind.REDIRECT, target="/catalogue/new/")
    response = citizen.get(entry.path)
    assert (response.status_code, response["Location"]) == (301, "/catalogue/new/")


def test_sheet_says_that_an_entry_no_longer_holds(citizen, entry):
    Page.objects.update(validity="repealed")
    for address in (entry.path, f"{entry.path}print/"):
        assert "本信息已废止" in text_of(citizen.get(address))


def test_entry_print_is_the_sheet_alone(citizen, entry):
    response = citizen.get(f"{entry.path}print/")
    text = text_of(response)
    assert "预算收支总表" in text
    assert f"http://testserver{entry.path}" in text
    assert "站内检索" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("agency=002668020", 1),
        ("agency=999999999", 0),
        ("category=reports", 1),
        ("category=none", 0),
        ("theme=0201", 1),
        ("theme=02", 1),
        ("theme=0", 0),
        ("genre=09", 1),
        ("genre=0", 0),
        ("genre=09&theme=02&q=预算", 1),
        ("method=active", 1),
        ("method=on_request", 0),
        ("q=预算", 1),
        ("q=决算", 0),
        ("year=1999", 0),
        ("page=999", 1),
        ("page=x", 1),
        ("year=abc", 1),
        ("method=zz", 1),
        ("q=%00", 1),
    ],
)
def test_catalogue_list_filters(citizen, entry, query, found):
    response = citizen.get(f"/catalogue/?{query}")
    assert (response.status_code, total(response)) == (200, found)


def test_catalogue_list_counts_its_filters_among_the_pages_with_the_words(
    citizen, entry, other_agency
):
    for title in ("预算甲", "决算乙"):
        make_entry(agency=other_agency, title=title)
    html = text_of(citizen.get(f"/catalogue/?q=预算&agency={other_agency.code}"))
    assert "湖港镇（1）" in html
    assert f"{timezone.localdate().year} 年（1）" in html
    assert "市政务服务中心（1）" in html
    assert "共 1 条" in html


def test_catalogue_list_looks_for_words_within_the_filters(
    citizen, agency, other_agency, monkeypatch
):
    monkeypatch.setattr("disclosure.pages.search.keeping.LIMIT", 1)
    old = make_entry(agency=agency, title="预算甲")
    make_entry(agency=other_agency, title="预算乙")
    asked = {"q": "预算", "agency": agency.code}
    assert paths(citizen.get("/catalogue/", asked)) == [old.path]
    assert "预算甲" in b"".join(citizen.get("/catalogue.csv", asked)).decode()


def test_catalogue_list_shows_the_newest_of_many_pages_with_the_words(
    citizen, agency, category, monkeypatch
):
    for place in ("search.results", "cataloguepage"):
        monkeypatch.setattr(f"disclosure.pages.{place}.CAP", 20)
    made = [make_entry(agency=agency, category=category, title="预算") for _ in range(22)]
    response = citizen.get("/catalogue/?q=预算")
    assert paths(response) == [one.path for one in made[:1:-1]]
    assert "20 条以上，列出最新的 20 条，更早的请选择年份等条件" in text_of(response)
    assert "至多取最新的" in text_of(response)


def test_catalogue_list_shows_chosen_filters_as_removable_tags(citizen, entry):
    text = text_of(citizen.get("/catalogue/?agency=002668020&method=active"))
    assert 'href="?method=active"' in text
    assert "机构：云岚市政务服务中心" in text
    assert '<li><a href="/catalogue/">全部清除</a></li>' in text
    assert "全部清除" not in citizen.get("/catalogue/").content.decode()


def test_catalogue_list_says_what_it_did_not_understand(citizen, entry):
    assert "无法识别" in text_of(citizen.get("/catalogue/?year=abc"))


def test_empty_list_says_what_to_do(citizen, entry):
    assert "去掉一些条件" in text_of(citizen.get("/catalogue/?q=决算"))
    assert "这里还没有公开的信息。" in citizen.get("/archive/1999/").text


def test_catalogue_list_pages_by_twenty(citizen, agency, category):
    for _ in range(21):
        make_entry(agency=agency, category=category)
    assert len(paths(citizen.get("/catalogue/"))) == 20
    assert len(paths(citizen.get("/catalogue/?page=2"))) == 1


@pytest.mark.parametrize(
    "query", ["预算", "算", "通知 预算", "002668020", "云政办[2016]8号", "ＹＵ", "收支总"]
)
def test_search_finds_titles_numbers_and_text(citizen, entry, query):
    found = query != "ＹＵ"
    response = citizen.get("/search/", {"q": query})
    assert f"共 {int(found)} 条" in text_of(response)


def test_search_highlights_and_escapes(citizen, entry):
    text = text_of(citizen.get("/search/", {"q": "预算 <b>"}))
    assert "<b>" not in text
    assert "<mark>预算</mark>" in text_of(citizen.get("/search/", {"q": "预算"}))


def test_search_without_words_asks_for_some(citizen):
    assert "请在页面上方输入" in text_of(citizen.get("/search/"))


def test_archive_lists_by_year_and_month(citizen, entry):
    now = timezone.localtime(entry.first_published_at)
    assert "关于部门预算" in text_of(citizen.get(f"/archive/{now.year}/"))
    assert "关于部门预算" in text_of(citizen.get(f"/archive/{now.year}/{now.month}/"))
    assert citizen.get(f"/archive/{now.year}/13/").status_code == 404
    assert citizen.get("/archive/0/").status_code == 404


def test_agency_detail_shows_contact_data_and_former_names(citizen, entry):
    agency = entry.agency
    agency.phone = "0000-8800108"
    agency.save()
    agency.names.create(name="云岚市行政审批中心")
    text = text_of(citizen.get(f"/agencies/{agency.code}/"))
    for shown in ("0000-8800108", "云岚市行政审批中心", "关于部门预算公开的通知"):
        assert shown in text


def test_guide_column_adds_the_contact_data_of_agencies(citizen, agency, guide):
    agency.phone, agency.office_hours = "0000-8800108", "工作日 8:30—17:30"
    agency.save()
    text = text_of(citizen.get("/columns/guide/"))
    assert "0000-8800108" in text
    assert "工作日" in text


def test_column_shows_its_sub_columns_and_their_entries(citizen, agency):
    top = make_category(slug="statutory", name="法定主动公开内容")
    below = make_category(slug="budgets", name="财政预算决算", parent=top)
    make_entry(agency=agency, category=below, title="年度预算")
    text = text_of(citizen.get("/columns/statutory/"))
    assert "财政预算决算" in text
    assert "年度预算" in text


def test_column_out_of_use_is_404(citizen):
    make_category(slug="old", is_active=False)
    assert citizen.get("/columns/old/").status_code == 404


def test_healthz_tells_what_is_well(citizen, settings, tmp_path):
    assert citizen.get("/healthz").json() == {"database": True, "storage": True}
    (tmp_path / "file").touch()
    settings.PRIVATE_ROOT = tmp_path / "file" / "below"
    response = citizen.get("/healthz")
    assert (response.status_code, response.json()["storage"]) == (503, False)


@pytest.mark.parametrize("address", ["/", "/catalogue/", "/search/"])
def test_public_pages_are_only_read(citizen, address):
    assert citizen.post(address).status_code == 405


# --- Attachments ------------------------------------------------------------------------------


@pytest.fixture
def with_file(agency, category, clerk, publisher, django_capture_on_commit_callbacks):
    """A released entry with a file; callbacks after the commit have run."""
    with django_capture_on_commit_callbacks(execute=True):
        draft = make_draft(agency=agency, category=category, by=clerk)
        add_attachment(draft, name="预算表.txt", file=ContentFile("预算".encode()), by=clerk)
        actions.submit(draft, by=clerk)
        publishing.publish(clear(draft), by=publisher)
    return Entry.objects.get()


def test_attachment_of_a_draft_is_404(citizen, agency, clerk):
    draft = make_draft(agency=agency, by=clerk)
    file = add_attachment(draft, name="a.txt", file=ContentFile(b"x"), by=clerk)
    assert citizen.get(f"/files/{file.blob_id}/a.txt").status_code == 404


def test_released_attachment_is_served_as_a_download(citizen, with_file):
    file = Page.objects.get().files.get()
    response = citizen.get(file.path)
    assert b"".join(response.streaming_content) == "预算".encode()
    assert "attachment" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    text = text_of(citizen.get(with_file.path))
    assert "预算表.txt" in text
    assert "TXT" in text


def test_attachment_is_gone_with_its_page(citizen, with_file, publisher):
    path = Page.objects.get().files.get().path
    withdrawing.withdraw(with_file, by=publisher, reason=WithdrawalReason.PRIVACY)
    assert citizen.get(path).status_code == 404


def test_attachment_comes_back_with_its_page(
    citizen, with_file, publisher, django_capture_on_commit_callbacks
):
    path = Page.objects.get().files.get().path
    withdrawing.withdraw(with_file, by=publisher, reason=WithdrawalReason.ERROR)
    with django_capture_on_commit_callbacks(execute=True):
        withdrawing.restore(with_file, by=publisher, reason="撤错了")
    response = citizen.get(path)
    assert b"".join(response.streaming_content) == "预算".encode()


def test_correction_keeps_the_attachments(with_file, agency):
    draft = actions.begin_correction(with_file, by=make_member(agency, Role.EDITOR))
    assert [file.name for file in draft.attachments.all()] == ["预算表.txt"]


# --- What a stranger never sees ---------------------------------------------------------------


def test_draft_its_preview_and_its_attachment_are_404_for_a_stranger(citizen, agency, clerk):
    draft = make_draft(agency=agency, by=clerk)
    file = add_attachment(draft, name="a.txt", file=ContentFile(b"x"), by=clerk)
    actions.submit(draft, by=clerk)
    for address in (
        draft.entry.path,
        f"{draft.entry.path}print/",
        reverse("admin:catalogue_edition_preview", args=[draft.pk]),
        reverse("admin:catalogue_attachment_download", args=[file.pk]),
        f"/files/{file.blob_id}/a.txt",
    ):
        assert citizen.get(address).status_code == 404, address
