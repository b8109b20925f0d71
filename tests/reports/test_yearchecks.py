"""A report against last year's: carried over, in force, copied."""

from decimal import Decimal

import pytest

from reports.schemes import scheme
from reports.yearchecks import LastYear, check_years

GK2019, GK2021 = scheme("gk2019"), scheme("gk2021")
COLUMNS = ["natural", "business", "research", "welfare", "legal", "other", "total"]


def cells(table, **rows):
    """code_column=value; 3_2 means 3.2."""
    return {
        (table, code.replace("_", "."), column): None if value is None else Decimal(value)
        for code, columns in rows.items()
        for column, value in columns.items()
    }


def across(row, values):
    return {("requests", row, key): Decimal(v) for key, v in zip(COLUMNS, values, strict=True)}


def told(form, now, before, texts=None, before_texts=None):
    last = LastYear(2030, before, before_texts or {})
    return check_years(form, now, texts or {}, last)


def test_carried_over_requests_agree_in_every_column():
    values = [40, 2, 0, 0, 1, 0, 43]
    assert told(GK2021, across("3.2", values), across("3.4", values)) == []


def test_each_column_that_was_not_carried_over_is_told_with_both_sides():
    before = across("3.4", [40, 2, 0, 0, 1, 0, 43])
    now = across("3.2", [38, 2, 0, 0, 1, 0, 41])
    natural, total = told(GK2021, now, before)
    assert (natural.check, natural.severity) == ("X-1", "confirm")
    assert (natural.left, natural.right) == (38, 40)
    assert natural.cells == (("requests", "3.2", "natural"),)
    assert natural.message.startswith(
        "「自然人」列：「上年结转政府信息公开申请数量」为38，"
        "2030年度报告「结转下年度继续办理」为40，应为40，相差2。"
    )
    assert total.cells == (("requests", "3.2", "total"),)


def test_blank_where_something_was_carried_over_is_told_as_blank():
    now = {("requests", "3.2", key): None for key in COLUMNS}
    found = told(GK2021, now, across("3.4", [1, 0, 0, 0, 0, 0, 1]))
    assert [one.cells[0][2] for one in found] == ["natural", "total"]
    assert "「上年结转政府信息公开申请数量」为空白" in found[0].message


def test_nothing_is_said_where_last_year_is_blank_or_unknown():
    now = across("3.2", [38, 2, 0, 0, 1, 0, 41])
    assert told(GK2021, now, {}) == []
    assert told(GK2021, now, {("requests", "3.4", "natural"): None}) == []


def test_in_force_follows_from_made_and_repealed():
    before = cells("active", **{"2_1_2": {"in_force": 30}})
    good = cells("active", **{"2_1_2": {"in_force": 33, "made": 5, "repealed": 2}})
    bad = cells("active", **{"2_1_2": {"in_force": 35, "made": 5, "repealed": 2}})
    assert told(GK2021, good, before) == []
    (found,) = told(GK2021, bad, before)
    assert (found.check, found.severity, found.left, found.right) == ("X-2", "warn", 35, 33)
    assert "，加「本年制发件数」为5，减「本年废止件数」为2，应为33，相差2" in found.message


def test_in_force_is_not_judged_before_made_and_repealed_are_filled():
    before = cells("active", **{"2_1_2": {"in_force": 30}})
    assert told(GK2021, {}, before) == []
    half = cells("active", **{"2_1_2": {"in_force": 35, "made": 5, "repealed": None}})
    assert told(GK2021, half, before) == []


def test_items_of_last_year_follow_with_a_signed_change():
    before = cells("active", **{"2_5_1": {"prev_items": 50, "change": 3}})
    assert told(GK2019, cells("active", **{"2_5_1": {"prev_items": 53}}), before) == []
    (found,) = told(GK2019, cells("active", **{"2_5_1": {"prev_items": 50}}), before)
    assert (found.check, found.right) == ("X-3", 53)


SENTENCES = [
    "全年召开政务公开工作会议三次，研究年度重点任务。",
    "完善信息发布审核制度，落实先审后发要求。",
    "通过政务新媒体发布政策解读材料，回应群众关切。",
    "加强工作人员培训，提高依法办理申请的能力。",
]


@pytest.mark.parametrize(("kept", "is_told"), [(1, False), (2, False), (3, True), (4, True)])
def test_copied_text_is_told_with_its_share(kept, is_told):
    other = ["本年度新建了公开专栏并且调整了查阅场所。"] * 4
    now = "".join([*SENTENCES[:kept], *other[kept:]])
    found = told(GK2021, {}, {}, {"overview": now}, {"overview": "".join(SENTENCES)})
    assert [one.check for one in found] == (["X-4"] if is_told else [])


def test_copied_text_is_told_although_the_year_was_changed():
    before = "2029年，全年召开政务公开工作会议三次，研究重点任务。"
    now = before.replace("2029", "2030")
    (found,) = told(GK2021, {}, {}, {"overview": now}, {"overview": before})
    assert "100%" in found.message


def test_copied_figures_are_told_when_there_are_enough_of_them():
    before = {("requests", f"3.3.3.{n}", "natural"): Decimal(n) for n in range(1, 9)}
    before |= {
        ("requests", "3.3.1", "natural"): Decimal(9),
        ("requests", "3.1", "natural"): Decimal(9),
    }
    (found,) = told(GK2021, dict(before), before)
    assert found.check == "X-5"
    assert "10个非零数据中，10个完全相同" in found.message
    few = dict(list(before.items())[:9])
    assert told(GK2021, few, few) == []
