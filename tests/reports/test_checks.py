"""Exactly the broken relations are reported, with both sides."""

import re
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reports.checks import check_figures
from reports.schemes import load, scheme

GK2014 = scheme("gk2014")
INVENTED = load(Path("tests/files/schemes/invented.toml"))
CODES = [row.code for _, row, _ in GK2014.figures()]


def figures(**values):
    """Every figure 0 but those given: figures(r1_1=3) sets row 1.1."""
    filled = {("statistics", code, "count"): Decimal(0) for code in CODES}
    for name, value in values.items():
        code = name[1:].replace("_", ".")
        filled["statistics", code, "count"] = None if value is None else Decimal(str(value))
    return filled


def found(**values):
    return {finding.check: finding for finding in check_figures(GK2014, figures(**values))}


def test_check_figures_finds_nothing_in_a_table_of_zeros():
    assert found() == {}


def test_check_figures_names_both_sides_and_the_difference():
    finding = found(r3_1=12, r3_1_1=5, r3_1_3=6, r3_2=12, r3_2_1=12, r3_3=12, r3_3_1=12)["G-01"]
    assert finding.severity == "confirm"
    assert (finding.left, finding.right) == (12, 11)
    assert finding.message.startswith("「收到申请数」为12，「当面申请数」＋「传真申请数」＋")
    assert "合计11，两者应相等，相差1" in finding.message
    assert finding.cells[0] == ("statistics", "3.1", "count")


def test_check_figures_at_the_edge_and_just_past_it():
    assert found(r2_2_1=3, r2_2_1_1=3) == {}
    assert list(found(r2_2_1=3, r2_2_1_1=4)) == ["G-06"]


def test_check_figures_total_may_not_exceed_its_channels_nor_fall_below_one():
    assert found(r1_1=120, r1_2_2=80, r1_2_4=60) == {}
    assert found(r1_1=140, r1_2_2=80, r1_2_4=60) == {}
    assert "超出10" in found(r1_1=150, r1_2_2=80, r1_2_4=60)["G-09"].message
    assert "最大的80" in found(r1_1=79, r1_2_2=80, r1_2_4=60)["G-09"].message


def test_check_figures_blank_parts_of_nothing_do_not_apply():
    assert list(found(r4_1=None, r4_2=None, r4_3=None)) == ["F5"]
    assert list(found(r4=None, r4_1=None, r4_2=None, r4_3=None)) == ["F5"]


def test_check_figures_blank_whole_beside_parts_is_called_blank():
    finding = found(r4=None, r4_1=2, r4_2=1)["G-12"]
    assert "「行政复议数量」为空白" in finding.message
    assert "应填3" in finding.message


def test_check_figures_whole_without_its_parts_is_a_fault():
    assert "为空白" in found(r5=3, r5_1=None, r5_2=None, r5_3=None)["G-13"].message


def test_check_figures_lists_the_blank_rows_once():
    finding = found(r4_1=None, r5_3=None)["F5"]
    assert finding.severity == "warn"
    assert "2处空白未填" in finding.message
    assert finding.cells == (
        ("statistics", "4.1", "count"),
        ("statistics", "5.3", "count"),
    )


def test_check_figures_blocks_what_is_no_number_of_its_kind():
    assert "应为整数" in found(r6="0.5")["G-16"].message
    assert "不应为负数" in found(r6=-1)["G-16"].message
    assert "应为数字" in found(r6="NaN")["G-16"].message
    assert list(found(r3_1_1="NaN")) == ["G-16"]
    assert "小数不应超过6位" in found(r7="0.1234567")["G-16"].message
    assert found(r7="0.123456") == {}


def test_check_figures_tries_each_column_and_each_row():
    grid = {
        ("requests", code, column): Decimal(value)
        for code, values in {
            "3.1": (1, 2, 0, 3),
            "3.2.1": (1, 1, 0, 2),
            "3.2.2.1": (0, 0, 0, 0),
            "3.2.2.2": (0, 1, 0, 1),
            "3.2.3": (1, 2, 0, 4),
            "3.3": (0, 0, 0, 0),
        }.items()
        for column, value in zip(("natural", "business", "other", "total"), values, strict=True)
    }
    told = [finding.message for finding in check_figures(INVENTED, grid)]
    assert len(told) == 3
    assert told[0].startswith("「总计」列：「新收」为3，「总计」＋「结转」合计4")
    assert told[1].startswith("「总计」列：「总计」为4")
    assert told[2].startswith("「总计」行：「总计」为4，「自然人」＋「企业」＋「其他」合计3")


def test_check_figures_allows_a_minus_where_the_column_is_signed():
    cell = ("active", "2.1.1", "change")
    assert check_figures(INVENTED, {cell: Decimal(-8)}) == []
    assert check_figures(INVENTED, {("active", "2.1.1", "done"): Decimal(-8)})[0].check == "V-1"


# The relations once more, written by hand and not read from the scheme.
SUMS = {
    "G-01": ("3.1", "3.1.1 3.1.2 3.1.3 3.1.4"),
    "G-02": ("3.2", "3.2.1 3.2.2"),
    "G-03": ("3.3", "3.3.1 3.3.2 3.3.3 3.3.4 3.3.5 3.3.6 3.3.7 3.3.8"),
    "G-04": ("3.3.4", "3.3.4.1 3.3.4.2 3.3.4.3 3.3.4.4 3.3.4.5 3.3.4.6"),
    "G-05": ("8.3", "8.3.1 8.3.2"),
    "G-12": ("4", "4.1 4.2 4.3"),
    "G-13": ("5", "5.1 5.2 5.3"),
    "G-14": ("3.2", "3.1"),
    "G-15": ("3.3", "3.2"),
}
LIMITS = {
    "G-06": ("2.2.1.1", "2.2.1"),
    "G-07": ("2.2.2.1", "2.2.2"),
    "G-08": ("1.1.1", "1.1"),
    "G-10": ("1.1.1", "1.1.2"),
}


def expected(values):
    """Which checks fail, told apart without the code under test."""
    count = {code: 0 if value is None else value for code, value in values.items()}
    channels = [count[f"1.2.{n}"] for n in range(1, 6)]
    broken = {key for key, (a, b) in SUMS.items() if count[a] != sum(count[c] for c in b.split())}
    broken |= {key for key, (a, b) in LIMITS.items() if count[a] > count[b]}
    if not max(channels) <= count["1.1"] <= sum(channels):
        broken.add("G-09")
    if any(value < 0 or (value % 1 and code not in ("7", "8.4")) for code, value in count.items()):
        broken.add("G-16")
    if any(value is None for value in values.values()):
        broken.add("F5")
    return broken


cells = st.one_of(st.none(), st.integers(-1, 4).map(Decimal), st.just(Decimal("0.5")))


@given(st.fixed_dictionaries({code: st.just(Decimal(0)) | cells for code in CODES}))
def test_check_figures_reports_exactly_the_broken_rules(values):
    given_figures = {("statistics", code, "count"): value for code, value in values.items()}
    findings = check_figures(GK2014, given_figures)
    assert {finding.check for finding in findings} == expected(values)
    assert all(re.search(r"「.+」.*。$", finding.message) for finding in findings)
