"""The page of results: what it shows, narrows, orders and offers instead."""

import re
from datetime import date
from html import unescape
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
from disclosure.pages.search.engine import COLUMNS, NARROW
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
    return flat(citizen.get("/search/", asked))


def flat(response):
    return re.sub(r"\s+", " ", response.content.decode())


def total(text):
    return int(re.search(r"共 (\d+) 条", text)[1])


def titles(text):
    rows = text.partition('<ol class="rows"')[2]
    return [re.sub("<[^>]+>", "", one) for one in re.findall(r"<li> <a [^>]+>(.*?)</a>", rows)]


def choices(text, label):
    """The values of a filter: the query that chooses each, its label and its number."""
    facet = text.partition(f"<summary>{label}</summary>")[2].partition("</details>")[0]
    found = re.findall(r'<a href="\?([^"]*)"[^>]*>([^<]*)<span class="quiet">（(\d+)）', facet)
    return [(unescape(query), label, int(number)) for query, label, number in found]


def labels(text, label):
    return {label: number for _, label, number in choices(text, label)}


def links(text, heading):
    """The questions or pages below a heading, by what they are called."""
    part = text.partition(f"<h2>{heading}</h2>")[2].partition("</ul>")[0]
    return {label: unescape(at) for at, label in re.findall(r'<a href="([^"]*)">([^<]*)</a>', part)}


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
        text = page_of(citizen, q=typed)
        assert total(text) == 1, typed
        assert "附件：检查点名单.csv" in text
    assert "<mark>湖港镇码头</mark>" in page_of(citizen, q="湖港镇码头")


def test_attachment_of_a_withdrawn_page_is_found_no_more(citizen, with_file, publisher):
    with_file.refresh_from_db()
    withdrawing.withdraw(with_file, by=publisher, reason=WithdrawalReason.ERROR)
    assert total(page_of(citizen, q="湖港镇码头")) == 0
    assert not FileText.objects.exists()
    assert not SearchRow.objects.exists()


def test_hits_are_marked_in_title_and_text_whatever_their_form(citizen, entry):
    for typed in ("預算", "部门预算", "“收支总表”"):
        assert "<mark>" in page_of(citizen, q=typed)
    text = page_of(citizen, q="财政部门 预算")
    assert "<mark>财政部门</mark>" in text
    assert "关于部门<mark>预算</mark>公开的通知" in text


def test_facets_count_what_was_found_and_lead_to_it(citizen, entry, other_agency):
    make_entry(agency=other_agency, title="湖港镇预算", category=entry.category)
    text = page_of(citizen, q="预算")
    assert labels(text, "机构") == {"市政务服务中心": 1, "湖港镇": 1}
    assert labels(text, "年份") == {f"{timezone.localdate().year} 年": 2}
    assert labels(text, "体裁") == {"通知": 1}
    narrowed = page_of(citizen, q="预算", agency=other_agency.code)
    assert total(narrowed) == 1
    assert "机构：云岚市湖港镇人民政府" in narrowed


def test_facets_count_what_another_choice_would_show(citizen, entry, other_agency):
    make_entry(agency=other_agency, title="湖港镇预算", category=entry.category)
    chosen = page_of(citizen, q="预算", agency=other_agency.code)
    assert labels(chosen, "机构") == {"市政务服务中心": 1, "湖港镇": 1}
    assert labels(chosen, "栏目") == {"政府信息公开年报": 1}
    assert "<summary>体裁</summary>" not in chosen
    query = next(query for query, label, _ in choices(chosen, "机构") if label != "湖港镇")
    assert total(flat(citizen.get(f"/search/?{query}"))) == 1
    assert titles(flat(citizen.get(f"/search/?{query}"))) == ["关于部门预算公开的通知"]


def test_choosing_the_chosen_value_again_takes_it_away(citizen, entry, other_agency):
    make_entry(agency=other_agency, title="湖港镇预算", category=entry.category)
    chosen = page_of(citizen, q="预算", agency=other_agency.code)
    assert chosen.count('aria-current="true">湖港镇<') == 1
    query = next(query for query, label, _ in choices(chosen, "机构") if label == "湖港镇")
    assert total(flat(citizen.get(f"/search/?{query}"))) == 2


@pytest.mark.parametrize("order", ["", "relevance"])
def test_every_chosen_filter_is_counted_under_the_others(
    citizen, entry, agency, other_agency, order
):
    for number, owner in enumerate((agency, other_agency, other_agency)):
        make_entry(agency=owner, title=f"预算{number}", category=make_category(name=f"{number}栏"))
    asked = {"agency": other_agency.code, "category": Page.objects.get(title="预算1").category.slug}
    text = page_of(citizen, q="预算", order=order, **asked)
    assert titles(text) == ["预算1"]
    assert labels(text, "机构") == {"湖港镇": 1}
    assert labels(text, "栏目") == {"1栏": 1, "2栏": 1}
    assert labels(text, "公开方式") == {"主动公开": 1}


def test_only_filters_and_no_words_are_counted_too(citizen, entry, other_agency):
    make_entry(agency=other_agency, title="湖港镇预算", category=entry.category)
    text = page_of(citizen, agency=other_agency.code)
    assert (titles(text), choices(text, "机构")) == (["湖港镇预算"], [])
    assert labels(text, "栏目") == {"政府信息公开年报": 1}


def test_a_facet_with_many_values_can_be_unfolded(citizen, agency):
    for number in range(facets.SHOWN + 3):
        make_entry(agency=agency, title="预算", category=make_category(name=f"第{number}栏"))
    text = page_of(citizen, q="预算")
    first, rest = re.findall(r"<ul>(.*?)</ul>", text.partition("<summary>栏目</summary>")[2])[:2]
    assert (first.count("<li"), rest.count("<li")) == (facets.SHOWN, 3)
    assert "<summary>其余 3 项</summary>" in text


def test_search_is_filtered_by_the_two_lists_of_validity(citizen, entry, agency):
    make_entry(agency=agency, title="旧预算", ends_on=date(2018, 1, 1))
    both = [page_of(citizen, q="预算", validity=one) for one in ("in_force", "ended")]
    assert list(map(total, both)) == [1, 1]
    assert "有效性：废止和失效" in both[1]
    assert '<span class="tag">失效</span>' in both[1]


def test_numbers_are_marked_as_well(citizen, entry):
    assert "<mark>云政办〔2016〕8号</mark>" in page_of(citizen, q="云政办 2016 8")
    assert f"<mark>{entry.index_number}</mark>" in page_of(citizen, q=entry.index_number)


def test_number_of_an_announcement_is_marked_in_both_its_forms(citizen, agency):
    for number in ("财政公告2024年第11号", "财政公告〔2024〕11号"):
        make_entry(agency=agency, title="公布税费", document_number=number)
    for typed in ("公告2024年第11号", "公告〔2024〕11号", "公告 2024 11"):
        text = page_of(citizen, q=typed)
        assert "财政<mark>公告2024年第11号</mark>" in text, typed
        assert "财政<mark>公告〔2024〕11号</mark>" in text, typed


def test_feed_says_which_filters_it_left_out(citizen, entry):
    asked = {"q": "办法", "year": "20x4", "order": "x"}
    told = citizen.get("/search/feed/", asked).content.decode()
    left_out = "年份“20x4”（应为：1949 至 2100 的整数）；排序“x”"
    assert f"<subtitle>有的条件无法识别，已忽略：{left_out}" in told
    assert "无法识别" not in citizen.get("/search/feed/", {"q": "办法"}).content.decode()


def test_texts_of_hits_are_read_for_ranking_alone(entry):
    asked = parse("预算")
    [newest], [ranked] = (engine().find(asked, limit=2, columns=one) for one in (NARROW, COLUMNS))
    assert newest == ranked._replace(head="", about="")
    assert "部门预算公开" in ranked.head


def test_a_tree_counts_and_filters_what_is_below(citizen, agency, category):
    office = make_agency(name="云岚市政务服务中心窗口", parent=agency)
    below = make_category(name="决算", parent=category)
    make_entry(agency=office, title="预算甲", category=below)
    make_entry(agency=agency, title="预算乙", category=category)
    text = page_of(citizen, q="预算")
    assert labels(text, "机构")["市政务服务中心"] == 2
    assert labels(text, "栏目") == {"政府信息公开年报": 2, "决算": 1}
    assert '<li class="depth-2"><a ' in text
    for asked, wanted in (
        ({"agency": agency.code}, 2),
        ({"agency": office.code}, 1),
        ({"category": category.slug}, 2),
        ({"agency": "999"}, 0),
        ({"method": "on_request"}, 0),
        ({"validity": "valid", "year": timezone.localdate().year}, 2),
    ):
        assert total(page_of(citizen, q="预算", **asked)) == wanted


def test_unknown_filter_is_told_and_left_out(citizen, entry):
    text = page_of(citizen, q="预算", year="abc")
    assert total(text) == 1
    assert "已忽略：年份" in text


def test_newest_come_first_and_titles_by_relevance(citizen, agency, category):
    make_entry(agency=agency, category=category, title="预算")
    make_entry(agency=agency, category=category, title="通知", body="<p>预算</p>")
    best = page_of(citizen, q="预算", order="relevance")
    assert titles(page_of(citizen, q="预算")) == ["通知", "预算"]
    assert titles(best) == ["预算", "通知"]


def test_count_is_capped_and_exact_on_request(citizen, agency, category, monkeypatch):
    monkeypatch.setattr(results, "CAP", 20)
    monkeypatch.setattr("disclosure.pages.searchpage.CAP", 20)
    for _ in range(23):
        make_entry(agency=agency, category=category, title="预算")
    text = page_of(citizen, q="预算")
    assert "20 条以上" in text
    assert 'class="page-numbers"' not in text
    assert labels(text, "机构") == {agency.label: 20}
    assert labels(page_of(citizen, q="预算", agency=agency.code), "机构") == {agency.label: 20}
    assert "共 23 条" in page_of(citizen, q="预算", exact="1")
    last = page_of(citizen, q="预算", exact="1", page="2")
    assert len(titles(last)) == 20
    assert '<ol class="rows" start="1">' in last
    assert "共 23 条，列出最新的 20 条，其余请再加条件" in last


@pytest.mark.parametrize("count", [2, 30])
def test_search_costs_a_constant_number_of_queries(
    citizen, agency, category, count, django_assert_num_queries
):
    for _ in range(count):
        make_entry(agency=agency, category=category, title="预算")
    citizen.get("/catalogue/")  # names are read once after each change
    asked = {"agency": agency.code, "year": timezone.localdate().year}
    # Names, hits, the amounts of the two filters, rows. PostgreSQL is asked for its plan as well,
    # once, and SQLite for one filter after the other.
    with django_assert_num_queries(5):
        citizen.get("/search/", {"q": "预算 公布"} | asked)


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
    text = page_of(citizen, **asked)
    assert total(text) == 0
    query = links(text, "换个条件可以找到")[offered]
    assert total(flat(citizen.get(f"/search/{query}"))) == 1


def test_similar_titles_when_nothing_is_found(citizen, entry):
    text = page_of(citizen, q="部门预算公开通告")
    assert list(links(text, "标题相近的信息").values()) == [entry.path]


def test_nothing_similar_offers_the_catalogue_and_the_guide(citizen, entry):
    text = page_of(citizen, q="珊瑚")
    assert "<h2>" not in text.partition("<main")[2].partition("</main>")[0]
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
    assert total(page_of(citizen, q="云政办 2016 8")) == 1
    make_entry(title="预算", body="<p>2016 年安排 100 万元</p>", agency=entry.agency)
    assert total(page_of(citizen, q="预算 2016 100")) == 1


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
