"""Search tokens: Chinese is searched by characters, not by a dictionary.

SQLite's FTS5 gets single characters and is asked for phrases; PostgreSQL gets single characters
and overlapping pairs and is asked for all of them. Both find words of one character.
"""

import re
import unicodedata
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
RUN = re.compile(f"[{CJK}]+|[^\\W_{CJK}]+")
IS_CJK = re.compile(f"[{CJK}]")
LONGEST_QUERY = 200  # characters of a query that are looked at
LONGEST_WORD = 100  # characters of one token: a lexeme of PostgreSQL has at most 2 kB


def runs(text: str) -> list[str]:
    """Unbroken runs of Chinese characters, and other words, width and case folded.

    >>> runs("国办发〔2016〕8号 ＷＰＳ")
    ['国办发', '2016', '8', '号', 'wps']
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [run[:LONGEST_WORD] if not IS_CJK.match(run) else run for run in RUN.findall(folded)]


def tokens(text: str) -> list[str]:
    """Every character of the Chinese runs, and the other words whole.

    >>> tokens("预算2016")
    ['预', '算', '2016']
    """
    return [token for run in runs(text) for token in (run if IS_CJK.match(run) else (run,))]


def words(query: str) -> list[str]:
    """The words of a query: what white space separates and holds something searchable.

    >>> words("  预算　2016年 ！")
    ['预算', '2016年']
    """
    cut = unicodedata.normalize("NFKC", query)[:LONGEST_QUERY]
    return [word for word in cut.split() if tokens(word)]


def fts5_text(text: str) -> str:
    """What FTS5 stores: the tokens separated by blanks."""
    return " ".join(tokens(text))


def fts5_query(query: str) -> str:
    """A MATCH expression: each word is a phrase, and all must occur; "" for an empty query.

    >>> fts5_query("预算 2016年")
    '"预 算" AND "2016 年"'
    """
    return " AND ".join(f'"{" ".join(tokens(word))}"' for word in words(query))


def lexemes(text: str) -> list[str]:
    """What PostgreSQL stores: single tokens and pairs of neighbouring Chinese characters, unique.

    >>> lexemes("预算表")
    ['算', '算表', '表', '预', '预算']
    """
    found = set(tokens(text))
    for run in runs(text):
        if IS_CJK.match(run):
            found.update(first + second for first, second in pairwise(run))
    return sorted(found)


def query_lexemes(query: str) -> list[str]:
    """The lexemes that a page must hold: pairs where a run has two characters or more.

    >>> query_lexemes("预算表 法 2016")
    ['预算', '算表', '法', '2016']
    """
    found: list[str] = []
    for word in words(query):
        for run in runs(word):
            pairs = IS_CJK.match(run) and len(run) > 1
            found += [a + b for a, b in pairwise(run)] if pairs else [run]
    return list(dict.fromkeys(found))


def snippet(text: str, query: str, width: int = 80) -> SafeString:
    """A piece of the text around the first hit, escaped, with every hit marked.

    >>> snippet("本年度预算表如下", "预算")
    '本年度<mark>预算</mark>表如下'
    """
    needles = sorted({part for word in words(query) for part in runs(word)}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, needles)) or r"(?!)", re.IGNORECASE)
    flat = " ".join(text.split())
    hit = pattern.search(flat)
    start = max(0, hit.start() - width // 3) if hit else 0
    piece = flat[start : start + width]
    marked, end = [], 0
    for found in pattern.finditer(piece):
        marked += [
            escape(piece[end : found.start()]),
            f"<mark>{escape(found.group())}</mark>",
        ]
        end = found.end()
    marked.append(escape(piece[end:]))
    before = "…" if start else ""
    after = "…" if start + width < len(flat) else ""
    return mark_safe(before + "".join(marked) + after)  # noqa: S308 - every part is escaped
