"""Named strings are found however they were typed, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.lib.html import plain_text, sanitise
from disclosure.lib.pieces import MARK, SHORT_MARK, Everything, Pieces, fitting

PHONE = Pieces.of(["13800138000"])


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000", "138-0013-8000", "138 0013 8000", "１３８００１３８０００",
        "138\u00a00013\u00a08000", "138\u200b00138000", "138－0013－8000",
    ],
)  # fmt: skip
def test_every_way_of_typing_is_found(typed):
    assert PHONE.text(f"电话{typed}。") == f"电话{MARK}。"
    assert MARK in PHONE.html(f"<p>电话{typed}。</p>")


@pytest.mark.parametrize("text", ["13800138001", "1380013\n8000", "一三八", ""])
def test_what_is_another_text_stays(text):
    assert PHONE.text(text) == text
    assert not PHONE.stand_in(text)


def test_letters_in_either_case_are_found():
    assert Pieces.of(["11010519491231002x"]).stand_in("证号 11010519491231002X")


def test_the_longest_piece_wins():
    assert Pieces.of(["王某", "王某某"]).text("王某某来了") == f"{MARK}来了"


def test_no_piece_finds_nothing():
    assert Pieces.of(["", "  "]).text("甲乙") == "甲乙"
    assert Pieces.of([]).html("<p>甲</p>") == "<p>甲</p>"


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<p>1<b>380</b>013<i>8000</i>！</p>", f"<p>{MARK}<b></b><i></i>！</p>"),
        ("<p>13800138000、138<b>00138000</b></p>", f"<p>{MARK}、{MARK}<b></b></p>"),
        ('<a href="tel:13800138000">打</a>', f'<a href="tel:{MARK}">打</a>'),
        ("<p>138<br>00138000</p>", "<p>138<br>00138000</p>"),
        ("<p>1380013</p><p>8000</p>", "<p>1380013</p><p>8000</p>"),
        ("<table><tr><td>1380013</td><td>8000</td></tr></table>",
         "<table><tr><td>1380013</td><td>8000</td></tr></table>"),
        ("<p>138\n00138000</p>", f"<p>{MARK}</p>"),
        ("<p>1&#51;800138000 &lt;甲&gt;</p>", f"<p>{MARK} &lt;甲&gt;</p>"),
    ],
)  # fmt: skip
def test_html_is_blotted_across_tags_and_not_across_cells(html, made):
    assert (
        PHONE.html(html)
        .replace("%E2%96%A0", "■")
        .replace(
            "%EF%BC%88%E5%B7%B2%E4%BE%9D%E6%B3%95%E6%B8%85%E9%99%A4%EF%BC%89", "（已依法清除）"
        )
        == made
    )


def test_html_without_a_find_stays_byte_for_byte():
    html = '<p>甲&nbsp;乙<img src="/a.png" alt="">'
    assert PHONE.html(html) == html


@given(st.lists(st.integers(1, 10), max_size=4), st.text("甲乙<&丙", max_size=5))
def test_no_cut_by_tags_hides_a_number(cuts, around):
    number = "13800138000"
    inner = number
    for cut in sorted(set(cuts), reverse=True):
        inner = f"{inner[:cut]}</b><i>x</i><b>{inner[cut:]}".replace("<i>x</i>", "<em></em>")
    html = sanitise(f"<p>{around.replace('&', '&amp;').replace('<', '&lt;')}<b>{inner}</b></p>")
    assert number not in plain_text(PHONE.html(html)).replace(" ", "")


def test_json_is_rewritten_in_its_texts_only():
    data = {"name": "13800138000.txt", "list": ["甲", 1, None], "size": 13800138000}
    assert PHONE.json(data) == {"name": f"{MARK}.txt", "list": ["甲", 1, None], "size": 13800138000}


def test_everything_leaves_the_mark_and_keeps_the_empty_empty():
    assert (Everything().text("甲"), Everything().text("")) == (MARK, "")
    assert Everything().html("<p>甲</p>") == f"<p>{MARK}</p>"
    assert Everything().text(MARK) == MARK
    assert Everything().html(Everything().html("<p>甲</p>")) == f"<p>{MARK}</p>"


def test_a_text_fits_its_column():
    text = Pieces.of(["王某"]).text("王某" * 10)
    assert fitting(text, 20) == SHORT_MARK * 10
    assert fitting("甲", None) == "甲"
