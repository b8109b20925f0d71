"""Whatever is typed is understood as something, and never an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure.pages.search import engine
from disclosure.pages.search.documents import filter_token
from disclosure.pages.search.query import LONGEST, parse

ODD = st.text(alphabet="预算 \"“”-－*():^{}'\\&|!<>\0\n〔2016〕第8号年月日/%_x", max_size=80)


def words(typed) -> list[str]:
    return ["".join(term.rows[0]) for term in parse(typed).required]


def unwanted(typed) -> list[str]:
    return ["".join(term.rows[0]) for term in parse(typed).excluded]


@pytest.mark.parametrize(
    ("typed", "wanted", "not_wanted"),
    [
        ("预算 公开", ["预算", "公开"], []),
        ("预算　公开", ["预算", "公开"], []),
        ("预算 -决算", ["预算"], ["决算"]),
        ("预算 －决算", ["预算"], ["决算"]),
        ("-决算", [], ["决算"]),
        ('"部门 预算" 公开', ["部门预算", "公开"], []),
        ("“部门 预算”-公开", ["部门预算"], ["公开"]),
        ('-"部门 预算"', [], ["部门预算"]),
        ("X-1", ["x1"], []),
        ("预算 - 决算", ["预算", "决算"], []),
        ("预算 预算 預算", ["预算"], []),
        ('"未关上', ["未关上"], []),
        ("！？ … *", [], []),
        ("", [], []),
    ],
)
def test_words_phrases_and_exclusions(typed, wanted, not_wanted):
    assert (words(typed), unwanted(typed)) == (wanted, not_wanted)


@pytest.mark.parametrize("typed", ["国办发 2016 8", "国办发2016 8号", "国办发 〔2016〕 8号 "])
def test_document_number_with_blanks_is_one_word(typed):
    assert words(typed) == ["国办发20168号"]


@pytest.mark.parametrize(
    "typed",
    [
        "公告2024年第11号", "公告〔2024〕11号", "公告（2024）第011号", "公告 2024 11",
        "公告2024年11号", "公告 2024年 第11", "公告 2024 年第 11 號", "-公告2024年第11号",
    ],
)  # fmt: skip
def test_document_number_is_looked_for_with_brackets_and_with_its_year(typed):
    query = parse(typed)
    rows = {"".join(row) for term in query.required + query.excluded for row in term.rows}
    assert rows >= {"公告202411号", "公告2024年第11号"}


@pytest.mark.parametrize("typed", ["2024年第3季度", "2024年第3", "2024年11月", "预算2024年"])
def test_what_only_begins_like_a_number_is_looked_for_as_it_is(typed):
    assert "".join(parse(typed).required[0].rows[0]) == typed
    assert all(row[-1] != "号" for term in parse(typed).required for row in term.rows)


def test_number_that_may_be_words_has_a_second_reading():
    query = parse("预算 2016 100")
    assert [term.text for term in query.second_reading().required] == ["预算", "2016", "100"]


def test_index_number_with_blanks_is_one_word():
    assert words("002668899 / 2017 - 66815") == ["002668899201766815"]


def test_more_than_is_looked_at_is_cut():
    assert len(words("预" * 2000)[0]) == LONGEST
    assert len(parse(" ".join(f"词{n}" for n in range(200))).required) == 20


@pytest.mark.django_db
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=300), ODD))
def test_any_query_is_harmless_in_the_database(typed):
    query = parse(typed)
    for one in (query, query.filtered((filter_token("year", typed[:9]),))):
        assert engine().find(one, limit=5) == []
        assert engine().find(one, limit=5, in_head=True) == []
        assert engine().count(one) == 0


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.one_of(st.text(max_size=300), ODD), other=st.text(max_size=12))
def test_any_query_is_answered(client, typed, other):
    asked = {"q": typed, "agency": other, "year": other, "order": other, "page": other}
    assert client.get("/search/", asked).status_code == 200
    assert client.get("/search/feed/", {"q": typed, "validity": other}).status_code == 200


@pytest.mark.django_db
def test_two_thousand_characters_and_a_nul_are_answered(client):
    for typed in ("预算" * 1000, "\0", "预\0算", '"' * 2000, "- " * 1000):
        assert client.get("/search/", {"q": typed}).status_code == 200
