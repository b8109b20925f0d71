"""Search tokens: whatever is in a text is found in it, whatever is typed does no harm."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.lib import tokens

CHINESE = st.text(alphabet="政府信息公开年度报告预算法2016a〔〕，", min_size=1, max_size=60)


def found(text, query) -> bool:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(content, tokenize='unicode61')")
    database.execute("INSERT INTO t VALUES (?)", [tokens.fts5_text(text)])
    expression = tokens.fts5_query(query)
    if not expression:
        return False
    return bool(database.execute("SELECT 1 FROM t WHERE t MATCH ?", [expression]).fetchall())


@given(CHINESE, st.data())
def test_every_run_of_a_text_is_found_in_it(text, data):
    pieces = [piece for run in tokens.runs(text) for piece in (run,)]
    if pieces:
        assert found(text, data.draw(st.sampled_from(pieces)))


@given(st.text(alphabet="政府信息公开年报预算", min_size=1, max_size=40), st.data())
def test_every_part_of_a_chinese_text_is_found_on_both_databases(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert found(text, part)
    assert set(tokens.query_lexemes(part)) <= set(tokens.lexemes(text))


@given(st.text(max_size=60))
def test_any_query_is_harmless(query):
    found("正文", query)
    tokens.query_lexemes(query)
    tokens.snippet("正文", query)


@pytest.mark.parametrize("query", ["法", "预算", "２０１６", "国办发〔2016〕8号", "预算 国办发"])
def test_numbers_and_short_words_are_found(query):
    assert found("部门预算法（国办发[2016]8号）2016年", query)


def test_word_that_is_absent_is_not_found():
    assert not found("部门决算", "预算")
    assert not set(tokens.query_lexemes("预算")) <= set(tokens.lexemes("部门决算"))


def test_snippet_escapes_everything_but_its_marks():
    snippet = tokens.snippet("<b>预算</b>&决算", "预算")
    assert snippet == "&lt;b&gt;<mark>预算</mark>&lt;/b&gt;&amp;决算"


def test_snippet_begins_near_the_first_hit():
    snippet = tokens.snippet("前" * 200 + "预算" + "后" * 200, "预算")
    assert snippet.startswith("…")
    assert "<mark>预算</mark>" in snippet
