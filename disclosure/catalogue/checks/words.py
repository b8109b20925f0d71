"""易错词, sensitive names and prescribed wording in a draft: where, and what is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from disclosure.catalogue.kinds import Problem, Written
from disclosure.catalogue.models import Edition, WatchedWord
from disclosure.catalogue.models.watchedwords import WordKind, finder_of
from disclosure.lib.html import plain_text
from disclosure.lib.rewriting import Edit
from disclosure.lib.wordfinder import Hit, WordFinder, context

RULE = "WORD"
FIELDS = {
    "title": "标题",
    "summary": "内容概述",
    "keywords": "关键词",
    "change_note": "更新说明",
}
ADVICE = {
    WordKind.WRONG: "是易错词",
    WordKind.SENSITIVE: "是敏感名称，不宜公开使用",
    WordKind.STANDARD: "不是规范表述",
}


@dataclass(frozen=True)
class Found:
    """A watched word at a place of an edition: how often, and the first time in its context."""

    place: str
    field: str
    word: WatchedWord
    context: str
    count: int


def word_problems(edition: Edition) -> Iterator[Problem]:
    """What has to be mended, or kept with a reason (a name, a quotation)."""
    return map(problem, found_words(edition))


def problem(found: Found) -> Problem:
    """One sentence for a word at a place."""
    word = found.word
    often = f"（{found.count} 处）" if found.count > 1 else ""
    advice = f"，建议改为“{word.suggestion}”" if word.suggestion else "，请核对"
    note = f"（{word.note.rstrip('。')}）" if word.note else ""
    return Problem(
        f"{found.place}“{found.context}”中的“{word.word}”{often}"
        f"{ADVICE[WordKind(word.kind)]}{advice}{note}。",
        "confirm" if word.needs_reason else "warn",
        found.field,
        RULE,
    )


def found_words(edition: Edition) -> list[Found]:
    """Every watched word in every text of an edition."""
    words = {word.word: word for word in WatchedWord.objects.watched()}
    finder = finder_of(words.values())
    return [
        found for place in texts(edition) for found in found_in(*place, finder=finder, words=words)
    ]


def found_in(
    place: str, field: str, text: str, *, finder: WordFinder, words: dict[str, WatchedWord]
) -> Iterator[Found]:
    """The watched words of a text, each once."""

    def spelt(hit: Hit) -> str:
        return hit.word.text

    for word, same in groupby(sorted(finder.find(text), key=spelt), spelt):
        hits = list(same)
        yield Found(place, field, words[word], context(text, hits[0]), len(hits))


def texts(edition: Edition) -> Iterator[tuple[str, str, str]]:
    """Every text that staff wrote: its place in words, its field, what it says."""
    for one in written(edition):
        yield one.place, one.field, plain_text(one.text) if one.is_html else one.text


def written(edition: Edition) -> Iterator[Written]:
    """Every text that staff wrote, as it is stored."""
    for name, label in FIELDS.items():
        yield Written(label, name, getattr(edition, name))
    yield Written("正文", "body", edition.body, is_html=True)
    own = getattr(edition.entry.behaviour, "texts", None)
    if own:
        yield from own(edition)


def corrections(text: str, finder: WordFinder) -> list[Edit]:
    """The edits that put right what has a suggestion."""
    return [
        Edit(hit.start, hit.end, hit.word.suggestion)
        for hit in finder.find(text)
        if hit.word.suggestion
    ]


def has_corrections(edition: Edition) -> bool:
    """Whether a text holds a watched word that has a suggestion."""
    return any(found.word.suggestion for found in found_words(edition))
