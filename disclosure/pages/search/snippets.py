"""What of a text is shown: a piece or two around the words that were looked for, marked."""

import re
from collections.abc import Iterable
from itertools import pairwise

from django.utils.html import escape
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


def aligned(text: str) -> tuple[str, list[int]]:
    """A text folded, and for each folded character the place that it comes from; [] if the same."""
    folded = tokens.fold(text)
    if len(folded) == len(text) and all(len(tokens.fold(char)) == 1 for char in set(text)):
        return folded, []
    return folded, [place for place, char in enumerate(text) for _ in tokens.fold(char)]


def spans(text: str, wanted: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where in a text the pattern stands."""
    folded, places = aligned(text)
    found = [match.span() for match in wanted.finditer(folded) if match.group()]
    if places:
        found = [(places[start], places[end - 1] + 1) for start, end in found]
    return found


def occurs(text: str, term: Term) -> bool:
    """Whether a term stands in a text."""
    return pattern([term]).search(tokens.fold(squeezed(text))) is not None


def marked(text: str, query: Query) -> SafeString:
    """A whole text, escaped, with every hit marked."""
    return joined(text, spans(text, pattern(query.required)), 0, len(text))


def snippet(text: str, query: Query) -> SafeString:
    """The piece of a text around the first hit, and another around a word that is not in it.

    >>> from disclosure.pages.search.query import parse
    >>> snippet("本年度<预算>表如下", parse("預算表"))
    '本年度&lt;<mark>预算&gt;表</mark>如下'
    """
    line = squeezed(text)
    found = spans(line, pattern(query.required))
    pieces = [piece(line, found, 0)]
    shown = line[max(0, found[0][0] - BEFORE if found else 0) :][:WIDTH]
    missing = [term for term in query.required if not occurs(shown, term)]
    others = spans(line, pattern(missing)) if found and missing else []
    if others:
        pieces.append(piece(line, found, found.index(min(found, key=lambda one: gap(one, others)))))
    return mark_safe(" ".join(pieces))  # noqa: S308 - every part is escaped


def gap(one: tuple[int, int], others: list[tuple[int, int]]) -> int:
    """How far a place is from the first of others."""
    return abs(one[0] - others[0][0])


def piece(line: str, found: list[tuple[int, int]], number: int) -> SafeString:
    """The piece of a line around the hit of that number."""
    start = max(0, found[number][0] - BEFORE) if found else 0
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
