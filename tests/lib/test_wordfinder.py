"""Listed words in text: the longest, outside right words, at any length of the list."""

import pytest

from bench.words import listed, measure
from disclosure.lib.wordfinder import ListedWord, WordFinder, context


def found(text, *words):
    return [hit.word.text for hit in WordFinder(words).find(text)]


def test_longest_word_wins_and_nothing_overlaps():
    words = (ListedWord("截止"), ListedWord("截止到目前"), ListedWord("目前的"))
    assert found("截止到目前的情况，截止", *words) == ["截止到目前", "截止"]


def test_word_is_right_inside_a_longer_one():
    word = ListedWord("布署", "部署", ("发布署名", "布署令"))
    assert found("发布署名文章", word) == []
    assert found("布署令，布署", word) == ["布署"]


def test_word_is_right_inside_what_is_suggested():
    assert found("全国人大和人大", ListedWord("人大", "全国人大")) == ["人大"]


def test_excused_longer_word_gives_way_to_a_shorter_one():
    words = (ListedWord("部份额", "部分额", ("全部份额",)), ListedWord("部份", "部分"))
    assert found("全部份额", *words) == ["部份"]


def test_words_of_one_character_are_found():
    assert found("甲〇乙", ListedWord("〇"), ListedWord("甲乙")) == ["〇"]


@pytest.mark.parametrize("text", ["", "]", "^-\\", "没有"])
def test_nothing_is_found_where_nothing_is(text):
    assert found(text, ListedWord("布署")) == []
    assert found(text) == []


def test_marks_in_words_do_not_break_the_pattern():
    words = [ListedWord(text) for text in ("]-", "^a", "\\d", "“一")]
    assert found("x]-y^a\\d“一", *words) == ["]-", "^a", "\\d", "“一"]


def test_context_stops_at_marks():
    finder = WordFinder([ListedWord("布署")])
    text = "会上，他布署"
    assert context(text, finder.find(text)[0]) == "他布署"


def test_delivered_list_is_precise_on_the_corpus():
    count, missed, wrong = measure(WordFinder(listed()))
    assert count > 110
    assert (missed, wrong) == ([], [])


def test_delivered_list_suggests_nothing_that_it_reports():
    finder = WordFinder(listed())
    assert [word.text for word in listed() if finder.find(word.suggestion)] == []


def test_delivered_list_excuses_only_words_that_hold_the_word():
    assert [(w.text, r) for w in listed() for r in w.right_in if w.text not in r] == []
