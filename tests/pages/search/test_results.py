"""The page of results: what it shows, narrows, orders and offers instead."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import publishing, withdrawing
from disclosure.pages import filetexts, search
from disclosure.pages.models import FileText, Page, PublicFile, SearchRow
from disclosure.pages.search import engine, facets, index, is_indexed, results
from disclosure.pages.search.query import parse
from tests.factories import clear, make_agency, make_category, make_draft, make_entry, make_genre

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(agency, category):
    return make_entry(
        agency=agency,
        category=category,
        title="关于部门预算公开的通知",
        body="<p>预算收支总表见附件，由财政部门负责解释。</p>",
        document_number="云政办〔2016〕8号",
        genre=make_genre(name="通知"),
    )


@pytest.fixture
def with_file(agency, category, clerk, publisher):
    draft = make_draft(agency=agency, category=category, by=clerk, title="安全检查结果")
    content = ContentFile("检查点：湖港镇码头，编号 X-17。".encode("gb18030"))
    add_attachment(draft, name="检查点名单.csv", file=content, by=clerk)
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    return draft.entry


def page_of(citizen, **asked):
    response = citizen.get("/search/", asked)
    return response, re.sub(r"\s+", " ", response.content.decode())


def labels(context, name):
    rows = next(links for facet, links, _ in context["facets"] if facet.name == name)
    return {one.label: one.count for one in rows}


def test_page_with_more_words_than_an_index_holds_is_found_by_the_first(citizen, entry):
    page = Page.objects.get(path=entry.path)
    for sheet in range(6):
        file = PublicFile.objects.create(page=page, digest=f"{sheet:064}", name="表.xlsx", size=1)
        numbers = range(100_000 + sheet * 40_000, 140_000 + sheet * 40_000)
        FileText.objects.create(file=file, text=" ".join(f"{number}7" for number in numbers))
    index([page])
    assert is_indexed(page)
    found = {typed: len(search.find(typed)) for typed in ("1000007", "2000007", "3399997")}
    assert found == {"1000007": 1, "2000007": 1, "3399997": 0}
    assert search.find("预算收支总表") == search.find("部门预算公开") == [page.pk]


def test_same_content_is_read_once(with_file, entry, monkeypatch):
    first = FileText.objects.get()
    page = Page.objects.get(path=entry.path)
    again = PublicFile.objects.create(
        page=page, digest=first.file.digest, name="另一名称.CSV", size=first.file.size
    )
    monkeypatch.setattr(filetexts, "file_text", None)
    filetexts.keep([again])
    assert again.extracted.text == first.text != ""


def test_content_that_has_no_text_is_not_read_again(with_file, entry, monkeypatch):
    FileText.objects.update(text="")
    page, file = Page.objects.get(path=entry.path), FileText.objects.get().file
    again = PublicFile.objects.create(page=page, digest=file.digest, name="乙.csv", size=file.size)
    monkeypatch.setattr(filetexts, "file_text", None)
    filetexts.keep([again])
    assert again.extracted.text == ""


def test_attachment_is_searched_and_named(citizen, with_file):
    for typed in ("湖港镇码头", "x-17", "检查点名单"):
        response, text = page_of(citizen, q=typed)
        assert response.context["total"] == 1, typed
        assert "附件：检查点名单.csv" in text
    assert "<mark>湖港镇码头</mark>" in page_of(citizen, q="湖港镇码头")[1]


def test_attachment_of_a_withdrawn_page_is_found_no_more(citizen, with_file, publisher):
    with_file.refresh_from_db()
    withdrawing.withdraw(with_file, by=publisher, reason=WithdrawalReason.ERROR)
    assert page_of(citizen, q="湖港镇码头")[0].context["total"] == 0
    assert not FileText.objects.exists()
    assert not SearchRow.objects.exists()


def test_hits_are_marked_in_title_and_text_whatever_their_form(citizen, entry):
    for typed in ("預算", "部门预算", "“收支总表”"):
        assert "<mark>" in page_of(citizen, q=typed)[1]
    text = page_of(citizen, q="财政部门 预算")[1]
    assert "<mark>财政部门</mark>" in text
    assert "关于部门<mark>预算</mark>公开的通知" in text


def test_facets_count_what_was_found_and_lead_to_it(citizen, entry, other_agency):
    make_entry(agency=other_agency, title="湖港镇预算", category=entry.category)
    response, _ = page_of(citizen, q="预算")
    assert labels(response.context, "agency") == {"市政务服务中心": 1, "湖港镇": 1}
    assert labels(response.context, "year") == {f"{timezone.localdate().year} 年": 2}
    assert labels(response.context, "genre") == {"通知": 1}
    narrowed, text = page_of(citizen, q="预算", agency=other_agency.code)
    assert narrowed.context["total"] == 1
    assert "机构：云岚市湖港镇人民政府" in text


def test_facets_count_what_another_choice_would_show(citizen, entry, other_agency):
    make_entry(agency=other_agency, title="湖港镇预算", category=entry.category)
    chosen, _ = page_of(citizen, q="预算", agency=other_agency.code)
    assert labels(chosen.context, "agency") == {"市政务服务中心": 1, "湖港镇": 1}
    assert labels(chosen.context, "category") == {"政府信息公开年报": 1}
    assert "genre" not in [facet.name for facet, *_ in chosen.context["facets"]]
    other = next(facet for facet in chosen.context["facets"] if facet[0].name == "agency")[1]
    link = next(one for one in other if not one.is_chosen)
    assert citizen.get(f"/search/?{link.query}").context["total"] == 1


def test_a_facet_with_many_values_can_be_unfolded(citizen, agency):
    for number in range(facets.SHOWN + 3):
        make_entry(agency=agency, title="预算", category=make_category(name=f"第{number}栏"))
    response, text = page_of(citizen, q="预算")
    _, first, rest = next(one for one in response.context["facets"] if one[0].name == "category")
    assert (len(first), len(rest)) == (facets.SHOWN, 3)
    assert "<summary>其余 3 项</summary>" in text


def test_search_is_filtered_by_the_two_lists_of_validity(citizen, entry, agency):
    make_entry(agency=agency, title="旧预算", ends_on=date(2018, 1, 1))
    both = [page_of(citizen, q="预算", validity=one)[0] for one in ("in_force", "ended")]
    assert [one.context["total"] for one in both] == [1, 1]
    assert "有效性：废止和失效" in both[1].content.decode()


def test_numbers_are_marked_as_well(citizen, entry):
    assert "<mark>云政办〔2016〕8号</mark>" in page_of(citizen, q="云政办 2016 8")[1]
    assert f"<mark>{entry.index_number}</mark>" in page_of(citizen, q=entry.index_number)[1]


def test_number_of_an_announcement_is_marked_in_both_its_forms(citizen, agency):
    for number in ("财政公告2024年第11号", "财政公告〔2024〕11号"):
        make_entry(agency=agency, title="公布税费", document_number=number)
    for typed in ("公告2024年第11号", "公告〔2024〕11号", "公告 2024 11"):
        _, text = page_of(citizen, q=typed)
        assert "财政<mark>公告2024年第11号</mark>" in text, typed
        assert "财政<mark>公告〔2024〕11号</mark>" in text, typed


def test_a_tree_counts_and_filters_what_is_below(citizen, agency, category):
    office = make_agency(name="云岚市政务服务中心窗口", parent=agency)
    below = make_category(name="决算", parent=category)
    make_entry(agency=office, title="预算甲", category=below)
    make_entry(agency=agency, title="预算乙", category=category)
    response, _ = page_of(citizen, q="预算")
    assert labels(response.context, "agency")["市政务服务中心"] == 2
    assert labels(response.context, "category") == {"政府信息公开年报": 2, "决算": 1}
    for asked, total in (
        ({"agency": agency.code}, 2),
        ({"agency": office.code}, 1),
        ({"category": category.slug}, 2),
        ({"agency": "999"}, 0),
        ({"method": "on_request"}, 0),
        ({"validity": "valid", "year": timezone.localdate().year}, 2),
    ):
        assert page_of(citizen, q="预算", **asked)[0].context["total"] == total


def test_unknown_filter_is_told_and_left_out(citizen, entry):
    response, text = page_of(citizen, q="预算", year="abc")
    assert response.context["total"] == 1
    assert "已忽略：年份" in text


def test_newest_come_first_and_titles_by_relevance(citizen, agency, category):
    make_entry(agency=agency, category=category, title="预算")
    make_entry(agency=agency, category=category, title="通知", body="<p>预算</p>")
    first = [row.page.title for row in page_of(citizen, q="预算")[0].context["rows"]]
    best, _ = page_of(citizen, q="预算", order="relevance")
    assert first == ["通知", "预算"]
    assert [row.page.title for row in best.context["rows"]] == ["预算", "通知"]


def test_count_is_capped_and_exact_on_request(citizen, agency, category, monkeypatch):
    monkeypatch.setattr(results, "CAP", 20)
    monkeypatch.setattr("disclosure.pages.searchpage.CAP", 20)
    for _ in range(23):
        make_entry(agency=agency, category=category, title="预算")
    response, text = page_of(citizen, q="预算")
    assert "20 条以上" in text
    assert response.context["page"].paginator.num_pages == 1
    assert "共 23 条" in page_of(citizen, q="预算", exact="1")[1]
    last, text = page_of(citizen, q="预算", exact="1", page="2")
    assert (len(last.context["rows"]), last.context["page"].number) == (20, 1)
    assert "共 23 条，列出最新的 20 条，其余请再加条件" in text


@pytest.mark.parametrize("count", [2, 30])
def test_search_costs_a_constant_number_of_queries(
    citizen, agency, category, count, django_assert_max_num_queries
):
    for _ in range(count):
        make_entry(agency=agency, category=category, title="预算")
    citizen.get("/catalogue/")  # names are read once after each change
    with django_assert_max_num_queries(14):  # PostgreSQL is asked twice for its plan, and again
        citizen.get("/search/", {"q": "预算 公布", "agency": agency.code})


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ({"q": "预算 决算"}, "去掉“决算”"),
        ({"q": "部门预算公示"}, "改为“部门预算公”"),
        ({"q": "预算", "year": "1999"}, "去掉全部筛选条件"),
        ({"q": "预算 -通知"}, "不排除任何词"),
        ({"q": "预算 决算", "year": "1999"}, "去掉筛选条件，去掉“决算”"),
    ],
)
def test_suggestions_when_nothing_is_found(citizen, entry, asked, offered):
    response, text = page_of(citizen, **asked)
    assert response.context["total"] == 0
    assert offered in text
    link = next(one for one in response.context["suggestions"] if one.label == offered)
    assert citizen.get(f"/search/?{link.query}").context["total"] == 1


def test_similar_titles_when_nothing_is_found(citizen, entry):
    response, text = page_of(citizen, q="部门预算公开通告")
    assert [page.path for page in response.context["similar"]] == [entry.path]
    assert "标题相近的信息" in text


def test_nothing_similar_offers_the_catalogue_and_the_guide(citizen, entry):
    response, text = page_of(citizen, q="珊瑚")
    assert (response.context["suggestions"], response.context["similar"]) == ([], [])
    assert "/catalogue/" in text
    assert "/columns/guide/" in text


def test_saved_search_is_a_feed(citizen, entry, agency):
    make_entry(agency=agency, title="决算")
    root = ElementTree.fromstring(citizen.get("/search/feed/", {"q": "预算"}).content)
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [one.findtext(f"{atom}title") for one in root.iter(f"{atom}entry")]
    assert titles == ["关于部门预算公开的通知"]
    assert 'href="/search/feed/?q=' in citizen.get("/search/?q=预算").content.decode()


def test_number_is_words_when_there_is_no_such_document(citizen, entry):
    assert page_of(citizen, q="云政办 2016 8")[0].context["total"] == 1
    make_entry(title="预算", body="<p>2016 年安排 100 万元</p>", agency=entry.agency)
    assert page_of(citizen, q="预算 2016 100")[0].context["total"] == 1


def test_pages_of_one_minute_keep_apart(entry, agency):
    other = make_entry(agency=agency, title="同一分钟")
    page = Page.objects.get(path=other.path)
    position = SearchRow.objects.get(page__path=entry.path).position
    Page.objects.filter(pk=page.pk).update(published_at=entry.first_published_at)
    page.refresh_from_db()
    index([page])
    assert SearchRow.objects.exclude(position=position).count() == 1
    assert len(engine().find(parse("公布 -决算"), limit=5)) == 1


def test_index_that_says_something_else_is_not_true(entry):
    page = Page.objects.get()
    assert is_indexed(page)
    Page.objects.filter(pk=page.pk).update(title="改过的标题")
    assert not is_indexed(Page.objects.get())
