"""Search tokens: folding is one character at a time, units come back from their flat form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.lib import tokens

MIXED = st.text(alphabet="政府信息公开預算法2016aZ〔〕，- \n𬱖ｗ１", max_size=60)


@given(MIXED, MIXED)
def test_a_text_folds_alike_whatever_stands_around_it(one, other):
    assert tokens.fold(one + other) == tokens.fold(one) + tokens.fold(other)


@given(st.text(max_size=80))
def test_flat_units_come_back(text):
    row = tokens.units(text)
    assert tokens.unflat(tokens.flat(row)) == row


@given(MIXED, st.data())
def test_every_part_of_a_row_needs_only_what_the_row_holds(text, data):
    row = tokens.units(text)
    start = data.draw(st.integers(0, len(row)))
    part = row[start : data.draw(st.integers(start, len(row)))]
    assert set(tokens.needed(part)) <= tokens.lexemes(row)
    assert tokens.flat(part) in tokens.flat(row)


@pytest.mark.parametrize(
    "text",
    ["国办发〔2016〕8号", "国办发[2016]8号", "国办发（2016）8号", "国办发(2016) 8号",
     "国办发﹝2016﹞第08号", "國辦發〔２０１６〕８號", "国办发【2016】8"],
)  # fmt: skip
def test_document_numbers_have_one_form(text):
    assert tokens.units(text) == ("国", "办", "发", "2016", "8", "号")


@pytest.mark.parametrize("text", ["（2016）8月", "2016 8", "(2016)123456"])
def test_what_is_no_document_number_stays(text):
    assert tokens.units(text)[-1] != "号"


def test_organisation_code_is_found_with_and_without_hyphen():
    assert tokens.units("00266889-9") == tokens.units("002668899")
    assert tokens.units("00266889-8") == ("00266889", "8")


def test_longest_word_still_fits_into_a_lexeme():
    assert len(tokens.units("x" * 5000)[0].encode()) <= 2046


@pytest.mark.parametrize(
    ("text", "token"),
    [("2016年5月4日", "d20160504"), ("2016-05-04", "d20160504"), ("2016/5/4", "d20160504"),
     ("二〇一六年五月四日", "d20160504"),
     ("二○一六年十二月三十一日", "d20161231"), ("2016年5月", "d201605")],
)  # fmt: skip
def test_days_are_named_in_many_ways(text, token):
    assert token in tokens.dates(tokens.fold(text))


@pytest.mark.parametrize("text", ["2016年13月4日", "12016-05-04", "二〇一六年", "2016-05"])
def test_what_is_no_day_is_none(text):
    assert tokens.dates(text) == set()
