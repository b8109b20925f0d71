"""Tables are read as they are found, value and unit apart, blank apart from zero."""

from decimal import Decimal
from pathlib import Path

import pytest

from reports.schemes import load, scheme
from reports.tables import read_table

GK2014 = scheme("gk2014")
INVENTED = load(Path("tests/files/schemes/invented.toml"))


def read(*lines):
    return read_table(GK2014, lines)


def count(reading, code):
    return reading.cells["statistics", code, "count"].value


@pytest.mark.parametrize(
    "line",
    [
        "  (一)收到申请数12件   \u00a0 \u00a0",
        "（一）收到申请数\t件\t12",
        ("(一) 收到申请数", "12件", ""),
        ("(一)收到申请数", "件", "12"),
        ("收到申请数", "12"),
        ("(一)收到申请数 １２ 件", "", ""),
    ],
)
def test_read_table_finds_value_and_unit_wherever_they_stand(line):
    reading = read(line)
    assert count(reading, "3.1") == 12
    assert reading.unknown == () and reading.problems == ()


@pytest.mark.parametrize(
    "line", ["1.当面申请数", ("1. 当面申请数", "件", ""), ("1.当面申请数", "——", "")]
)
def test_read_table_keeps_blank_apart_from_zero(line):
    assert count(read(line), "3.1.1") is None
    assert count(read("1.当面申请数0件"), "3.1.1") == 0


def test_read_table_sets_notes_on_their_own_line_aside():
    reading = read(
        "(一)主动公开政府信息数873条",
        "(不同渠道和方式公开相同信息计1条)",
        "其中:主动公开规范性文件数2条",
    )
    assert count(reading, "1.1") == 873
    assert count(reading, "1.1.1") == 2
    assert reading.unknown == ()


def test_read_table_gives_equal_labels_to_the_rows_in_order():
    lines = [
        "四、行政复议数量3件",
        "(二)被依法纠错数1件",
        "五、行政诉讼数量2件",
        "(二)被依法纠错数2件",
    ]
    reading = read(*lines)
    assert (count(reading, "4.2"), count(reading, "5.2")) == (1, 2)


def test_read_table_reads_money_with_its_decimals():
    assert count(read("七、依申请公开信息收取的费用0.35万元"), "7") == Decimal("0.35")


def test_read_table_refuses_money_in_another_unit():
    reading = read("七、依申请公开信息收取的费用3500元")
    assert "单位应为万元" in reading.problems[0]
    assert reading.cells == {}


def test_read_table_names_what_is_no_number():
    reading = read(("(一)收到申请数", "件", "若干"))
    assert "「收到申请数」的值“若干”读不出" in reading.problems[0]


def test_read_table_says_when_a_row_comes_twice():
    assert "出现了两次" in read("(一)收到申请数1件", "(一)收到申请数2件").problems[0]


def test_read_table_names_rows_of_the_locality_and_rows_not_met():
    reading = read("(一)收到申请数1件", "机构领导、机构设置及人事信息4条")
    (row,) = reading.added
    assert row.label == "机构领导、机构设置及人事信息"
    assert count(reading, row.code) == 4
    assert len(reading.missing) == 57


def test_read_table_passes_over_headers_and_headings():
    reading = read("政府信息公开情况统计表", "统 计 指 标单位统计数", "一、主动公开情况——")
    assert reading.unknown == () and reading.cells == {}


def test_read_table_follows_headers_that_stand_elsewhere():
    reading = read(("序号", "统计指标", "单位", "统计数"), ("22", "(一)收到申请数", "件", "7"))
    assert count(reading, "3.1") == 7


def test_read_table_reads_several_columns_under_header_groups():
    grid = [
        ["（本列数据的关系）"] * 3 + ["申请人"] * 4,
        ["（本列数据的关系）"] * 3 + ["自然人", "组织", "组织", "总计"],
        ["（本列数据的关系）"] * 3 + ["自然人", "企业", "其他", "总计"],
        ["一、新收"] * 3 + ["5", "1", "0", "6"],
        ["二、办理结果", "（一）公开", "（一）公开", "4", "1", "", "5"],
        ["二、办理结果", "（二）不公开", "2.内部", "1", "0", "0", "1"],
    ]
    reading = read_table(INVENTED, grid)
    values = {key[1:]: one.value for key, one in reading.cells.items()}
    assert reading.table == "requests"
    assert values["3.1", "total"] == 6
    assert values["3.2.1", "other"] is None
    assert values["3.2.2.2", "natural"] == 1


def test_read_table_reads_blocks_with_headers_of_their_own():
    grid = [
        ["第（一）项"] * 4,
        ["信息内容", "试验栏甲", "本年增/减", "处理数量"],
        ["许可", "15", "-8", "320"],
        ["第（二）项"] * 4,
        ["信息内容", "处理数量", "总金额", "总金额"],
        ["采购", "3", "36万元", "36万元"],
    ]
    reading = read_table(INVENTED, grid)
    values = {key[1:]: one.value for key, one in reading.cells.items()}
    assert values["2.1.1", "change"] == -8
    assert (values["2.2.1", "done"], values["2.2.1", "amount"]) == (3, 36)


def test_read_table_reads_fifteen_cells_on_one_line():
    grid = [["复议"] * 5 + ["诉讼"] * 10, ["维持", "纠正", "其他", "未结", "总计"] * 3]
    reading = read_table(INVENTED, [*grid, [str(n) for n in range(15)]])
    assert reading.cells["cases", "4.1", "upheld"].value == 0
    assert reading.cells["cases", "4.2.2", "total"].value == 14
