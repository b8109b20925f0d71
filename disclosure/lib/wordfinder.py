"""Listed words in running text, thousands at once: where they stand and what is right instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NEVER = re.compile(r"(?!)")
AROUND = 8  # characters of the context on each side
ENDS = re.compile(r"[\s，。；：、！？,;!?]")


@dataclass(frozen=True)
class ListedWord:
    """A word to look for; inside one of the longer words in `right_in` it is right."""

    text: str
    suggestion: str = ""
    right_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A listed word found in a text."""

    word: ListedWord
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.word.text)


class WordFinder:
    """Looks for all words in one pass.

    One pattern of the first two characters passes over the text; only where it stops are the
    words looked at that begin so, the longest first. The time hardly grows with the list.
    """

    def __init__(self, words: Iterable[ListedWord]) -> None:
        self.by_start: dict[str, list[ListedWord]] = {}
        for word in words:
            self.by_start.setdefault(word.text[:2], []).append(word)
        for group in self.by_start.values():
            group.sort(key=lambda word: -len(word.text))
        self.excuses = {
            word.text: tuple(excuses(word)) for group in self.by_start.values() for word in group
        }
        self.pattern = self.compiled()

    def compiled(self) -> re.Pattern[str]:
        """The beginnings as one pattern: a class of first characters, then of second ones."""
        if not self.by_start:
            return NEVER
        firsts = re.escape("".join(sorted({start[0] for start in self.by_start})))
        seconds = re.escape("".join(sorted({start[1:2] for start in self.by_start})))
        alone = any(len(start) < 2 for start in self.by_start)
        return re.compile(f"[{firsts}]" + ("" if alone else f"(?=[{seconds}])"))

    def find(self, text: str) -> list[Hit]:
        """Every word, in the order of the text; nothing overlaps.

        >>> finder = WordFinder([ListedWord("布署", "部署", right_in=("发布署名",))])
        >>> [hit.start for hit in finder.find("全面布署，发布署名文章")]
        [2]
        """
        return list(self.hits(text))

    def hits(self, text: str) -> Iterator[Hit]:
        """The words, one after the other."""
        end = 0
        for match in self.pattern.finditer(text):
            start = match.start()
            word = self.at(text, start) if start >= end else None
            if word:
                yield Hit(word, start)
                end = start + len(word.text)

    def at(self, text: str, start: int) -> ListedWord | None:
        """The longest listed word that begins here and is not excused."""
        for length in (2, 1):
            for word in self.by_start.get(text[start : start + length], ()):
                if text.startswith(word.text, start) and not self.is_right(word, text, start):
                    return word
        return None

    def is_right(self, word: ListedWord, text: str, start: int) -> bool:
        """Whether a word stands inside a longer one in which it is right."""
        return any(
            start >= offset and text.startswith(longer, start - offset)
            for longer, offset in self.excuses[word.text]
        )


def excuses(word: ListedWord) -> Iterator[tuple[str, int]]:
    """Longer words, with each place that the word has in them; what is suggested is one of them."""
    for longer in (*word.right_in, word.suggestion):
        for found in re.finditer(f"(?={re.escape(word.text)})", longer):
            yield longer, found.start()


def context(text: str, hit: Hit) -> str:
    """The word with what stands around it, up to the next mark.

    >>> finder = WordFinder([ListedWord("布署", "部署")])
    >>> text = "会议指出，要全面布署防汛工作。"
    >>> context(text, finder.find(text)[0])
    '要全面布署防汛工作'
    """
    before = ENDS.split(text[max(0, hit.start - AROUND) : hit.start])[-1]
    after = ENDS.split(text[hit.end : hit.end + AROUND])[0]
    return before + text[hit.start : hit.end] + after
