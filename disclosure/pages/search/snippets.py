"""What of a text is shown: a piece or two around the words that were looked for, marked."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from disclosure.lib import tokens
from disclosure.pages.search.query import Query, Row, Term

WIDTH = 110  # characters
BEFORE = 30  # of them before the first mark
LONGEST = 100_000  # characters of a text that are looked through
BETWEEN = r"[\W_]*"
NUMBER_BETWEEN = r"[\W_]*第?[\W_]*0*"
YEAR = re.compile(r"(?:19|20)\d\d")
NEVER = re.compile(r"(?!)")


def pattern(terms: Iterable[Term]) -> re.Pattern[str]:
    """What finds the terms in a folded text, longest first."""
    rows = sorted({row for term in terms for row in term.rows}, key=len, reverse=True)
    return re.compile("|".join(map(row_pattern, rows))) if rows else NEVER


def row_pattern(row: Row) -> str:
    """Units with whatever separates them in a text; numbers and words stand alone."""
    found = unit_pattern(row[0])
    for before, unit in pairwise(row):
        is_number = YEAR.fullmatch(before) and unit.isdigit()
        found += (NUMBER_BETWEEN if is_number else BETWEEN) + unit_pattern(unit)
    return found


def unit_pattern(unit: str) -> str:
    """One unit: a run of digits or letters is whole."""
    if tokens.IS_CJK.match(unit):
        return unit
    edge = r"\d" if unit.isdigit() else rf"[^\W\d_{tokens.CJK}]"
    return rf"(?<!{edge}){re.escape(unit)}(?!{edge})"


def squeezed(text: str) -> str:
    """The part of a text that is looked through, on one line."""
    return " ".join(text[:LONGEST].split())


class Line:
    """A text folded, with the place that each folded character comes from; [] if the same."""

    def __init__(self, text: str) -> None:
        self.text, self.folded = text, tokens.fold(text)
        self.places: list[int] = []
        if len(self.folded) != len(text) or not tokens.is_even(text):
            self.places = [place for place, char in enumerate(text) for _ in tokens.fold(char)]

    def spans(self, wanted: re.Pattern[str]) -> list[tuple[int, int]]:
        """Where in the text the pattern stands."""
        found = [match.span() for match in wanted.finditer(self.folded) if match.group()]
        if self.places:
            found = [(self.places[start], self.places[end - 1] + 1) for start, end in found]
        return found


class Marker:
    """The words of a question as they are looked for in texts: each pattern is made once."""

    def __init__(self, query: Query) -> None:
        self.wanted = pattern(query.required)
        self.terms = [(term, pattern([term])) for term in query.required]

    def marked(self, text: str) -> SafeString:
        """A whole text, escaped, with every hit marked."""
        return joined(text, Line(text).spans(self.wanted), 0, len(text))

    def lacking(self, *lines: Line, of: Sequence[Term] | None = None) -> list[Term]:
        """The terms, of some or of all, that stand in none of the lines."""
        return [
            term
            for term, one in self.terms
            if (of is None or term in of) and not any(one.search(line.folded) for line in lines)
        ]

    def snippet(self, line: Line) -> SafeString:
        """The piece of a line around the first hit, and another around a word not in it.

        >>> from disclosure.pages.search.query import parse
        >>> Marker(parse("預算表")).snippet(Line("本年度<预算>表如下"))
        '本年度&lt;<mark>预算&gt;表</mark>如下'
        """
        found = line.spans(self.wanted)
        pieces = [piece(line.text, found, 0)]
        missing = self.lacking(Line(line.text[start_of(found, 0) :][:WIDTH])) if found else []
        others = line.spans(pattern(missing)) if missing else []
        if others:
            nearest = found.index(min(found, key=lambda one: gap(one, others)))
            pieces.append(piece(line.text, found, nearest))
        return mark_safe(" ".join(pieces))  # noqa: S308 - every part is escaped


def gap(one: tuple[int, int], others: list[tuple[int, int]]) -> int:
    """How far a place is from the first of others."""
    return abs(one[0] - others[0][0])


def start_of(found: list[tuple[int, int]], number: int) -> int:
    """Where the piece around the hit of that number begins."""
    return max(0, found[number][0] - BEFORE) if found else 0


def piece(line: str, found: list[tuple[int, int]], number: int) -> SafeString:
    """The piece of a line around the hit of that number."""
    start = start_of(found, number)
    end = min(len(line), start + WIDTH)
    inside = joined(line, found, start, end)
    return mark_safe(("…" if start else "") + inside + ("…" if end < len(line) else ""))  # noqa: S308


def joined(line: str, found: list[tuple[int, int]], start: int, end: int) -> SafeString:
    """A part of a line, escaped, with the hits inside it marked."""
    parts, place = [], start
    for first, last in found:
        if first >= place and last <= end:
            parts += [escape(line[place:first]), f"<mark>{escape(line[first:last])}</mark>"]
            place = last
    parts.append(escape(line[place:end]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped
