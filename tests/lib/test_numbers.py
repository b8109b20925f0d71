"""Cells as clerks write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.lib.numbers import NotANumber, from_micro, read_number, show, to_micro


@pytest.mark.parametrize(
    ("cell", "value", "unit", "note"),
    [
        ("1026条", 1026, "条", ""),
        ("10万元", 10, "万元", ""),
        ("１２", 12, "", ""),
        ("1,026", 1026, "", ""),
        ("1，026", 1026, "", ""),
        (" 30人次 ", 30, "人次", ""),
        ("+15", 15, "", ""),
        ("-8", -8, "", ""),
        ("－8", -8, "", ""),
        ("22（其中修订16件）", 22, "", "其中修订16件"),
        (3.0, 3, "", ""),
        (0, 0, "", ""),
        ("0", 0, "", ""),
        (1026, 1026, "", ""),
    ],
)
def test_read_number(cell, value, unit, note):
    reading = read_number(cell)
    assert (reading.value, reading.unit, reading.note) == (value, unit, note)


@pytest.mark.parametrize("cell", [None, "", "  ", "　", "——", "—", "-", "/"])
def test_blank_is_not_zero(cell):
    assert read_number(cell).value is None


@pytest.mark.parametrize(
    "cell",
    [
        "十二",
        "12-13",
        "1.2.3",
        "约30",
        "1,02",
        "nan",
        "inf",
        "1e5",
        "=A1",
        "9" * 70,
        "9" * 13,
    ],
)
def test_what_is_no_number_is_refused_with_its_text(cell):
    with pytest.raises(NotANumber, match=cell[:20].replace(".", r"\.")):
        read_number(cell)


def test_chinese_numerals_are_refused_with_what_to_write():
    with pytest.raises(NotANumber, match="阿拉伯数字"):
        read_number("十二")


@pytest.mark.parametrize(("decimals", "accepted"), [(0, False), (1, True), (6, True)])
def test_places_after_the_point_are_counted(decimals, accepted):
    if accepted:
        assert read_number("3.5", decimals).value == Decimal("3.5")
    else:
        with pytest.raises(NotANumber, match="整数"):
            read_number("3.5", decimals)


@given(st.integers(-(10**17), 10**17))
def test_millionths_are_exact_both_ways(micro):
    assert to_micro(from_micro(micro)) == micro


@given(st.decimals(-(10**9), 10**9, places=6))
def test_what_is_shown_reads_back(value):
    assert read_number(show(value), 6).value == value


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    try:
        assert read_number(text, 6).text == text.strip()
    except NotANumber as refused:
        assert "应为" in str(refused)


@pytest.mark.parametrize("decimals", [0, 6])
def test_a_number_beyond_all_measure_is_refused(decimals):
    with pytest.raises(NotANumber, match="应为"):
        read_number("1" + "0" * 22, decimals)
