"""Differences of lists, texts and tables: right, readable, and in bounded time."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.lib import differences, griddiff
from disclosure.lib.differences import Piece, hunks, likeness_of_texts, matches, paired, words

FEW = st.lists(st.integers(0, 4), max_size=30)
HEAD = ("项目", "2023年", "2024年")


def applied(old, new):
    made, i = [], 0
    for part in hunks(old, new):
        made += [*old[i : part.i], *new[part.j : part.j_end]]
        i = part.i_end
    return made + old[i:]


@given(FEW, FEW)
def test_the_stretches_lead_from_the_old_list_to_the_new_one(old, new):
    assert applied(old, new) == new
    found = sorted(matches(old, new))
    assert all(old[i] == new[j] for i, j in found)
    assert [j for _, j in found] == sorted({j for _, j in found})


def test_equal_lists_do_not_differ():
    assert hunks(["甲", "甲", "乙"], ["甲", "甲", "乙"]) == []
    assert hunks([], []) == []


def test_a_moved_paragraph_is_one_removal_and_one_addition():
    found = hunks(["甲", "乙", "丙", "丁"], ["乙", "丙", "丁", "甲"])
    assert [(h.i, h.i_end, h.j, h.j_end) for h in found] == [(0, 1, 0, 0), (4, 4, 3, 4)]


def test_too_many_edits_of_repeated_lines_count_as_rewritten(monkeypatch):
    monkeypatch.setattr(differences, "MOST_EDITS", 3)
    assert len(hunks("aabbaabb", "abbaab")) == 2
    assert len(hunks("aabbaabbaabb", "bababa")) == 1


@pytest.mark.parametrize("kind", ["scattered", "shuffled", "rewritten", "repeated"])
def test_twenty_thousand_paragraphs_take_seconds(kind):
    chance = random.Random(7)
    old = [f"第{n}项：" + "有关事项" * 10 for n in range(20_000)]
    new = list(old)
    if kind == "scattered":
        for n in chance.sample(range(20_000), 1000):
            new[n] += "（修改）"
    if kind == "shuffled":
        chance.shuffle(new)
    if kind == "rewritten":
        new = [f"{line}新" for line in old]
    if kind == "repeated":
        old = [chance.choice("甲乙丙") for _ in range(20_000)]
        new = [chance.choice("甲乙丙") for _ in range(20_000)]
    start = time.process_time()
    assert hunks(old, new)
    assert time.process_time() - start < 20


def test_numbers_change_as_a_whole_and_crumbs_are_joined():
    assert words("共1,026件", "共1,027件") == [
        Piece("keep", "共"), Piece("del", "1,026"), Piece("ins", "1,027"), Piece("keep", "件"),
    ]  # fmt: skip
    assert [p.kind for p in words("甲乙的丙丁", "戊己的庚辛")] == ["del", "ins"]


def test_a_very_long_paragraph_is_compared_sentence_by_sentence():
    old = [f"第{number}项工作已经完成。" for number in range(2000)]
    new = [line.replace("完成", "延期") if n % 4 == 0 else line for n, line in enumerate(old)]
    pieces = words("".join(old), "".join(new))
    assert sum(p.kind == "del" for p in pieces) == 500
    assert "".join(p.text for p in pieces if p.kind != "del") == "".join(new)
    assert "".join(p.text for p in pieces if p.kind != "ins") == "".join(old)


def test_long_unchanged_text_is_left_out_between_changes():
    middle = "不变的文字" * 40
    pieces = differences.shortened(words(f"甲{middle}乙", f"丙{middle}丁"))
    assert [p.kind for p in pieces] == ["del", "ins", "keep", "skip", "keep", "del", "ins"]
    assert sum(len(p.text) for p in pieces) < 80


def test_rewritten_items_find_each_other_beside_new_ones():
    gone, come = ["本年收到申请12件。"], ["新的一段。", "本年收到申请13件。"]
    assert list(paired(gone, come, likeness_of_texts)) == [(None, 0), (0, 1)]


def told(before, after):
    return [(one.place, one.before, one.after) for one in griddiff.tables(before, after)]


def test_a_cell_is_named_by_its_table_row_and_column():
    old = (HEAD, ("收入", "10", "12"), ("支出", "9", "11"))
    new = (HEAD, ("收入", "10", "13"), ("支出", "9", "11"))
    assert told([old], [new]) == [("表1 第 2 行「收入」「2024年」列", "12", "13")]


def test_rows_and_columns_come_and_go():
    old = (HEAD, ("收入", "10", "12"), ("支出", "9", "11"))
    new = (("项目", "2024年"), ("收入", "12"), ("结余", "1"), ("支出", "11"))
    assert told([old], [new]) == [
        ("表1「2023年」列（删去）", "10；9", ""),
        ("表1 第 3 行（新增）", "", "结余｜1"),
    ]


def test_tables_come_and_go():
    first, second = (HEAD, ("收入", "10", "12")), (("姓名", "职务"), ("甲", "处长"))
    assert told([first], [first, second]) == [("表2（新增）", "", "姓名｜职务；甲｜处长")]
    assert told([first, second], [second]) == [
        ("原表1（删去）", "项目｜2023年｜2024年；收入｜10｜12", "")
    ]


def test_a_cell_over_several_columns_is_told_once():
    old = (("项目", "金额", "金额"), ("收入", "无", "无"))
    new = (("项目", "金额", "金额"), ("收入", "有", "有"))
    assert told([old], [new]) == [("表1 第 2 行「收入」「金额」列", "无", "有")]
