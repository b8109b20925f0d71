"""Order by relevance: where a word stands counts, not how often.

Only the newest hits are ranked, and those whose title or number holds every word, so that a word
on every second page costs no more than a rare one.
"""

from disclosure.lib import tokens
from disclosure.pages.search.engine import COLUMNS, Engine, Hit
from disclosure.pages.search.query import Query, Term

WHOLE_NUMBER, WHOLE_TITLE, IN_NUMBER, IN_TITLE, TITLE_SHARE, IN_ABOUT, IN_TEXT = (
    100.0, 60.0, 30.0, 20.0, 10.0, 8.0, 1.0,
)  # fmt: skip


def ranked(engine: Engine, query: Query, limit: int) -> list[Hit]:
    """The best of the newest hits and of the newest whose title or number fits, best first."""
    newest = engine.find(query, limit=limit, columns=COLUMNS)
    if query.required and len(newest) == limit:
        newest += engine.find(query, limit=limit, in_head=True, columns=COLUMNS)
    hits = {hit.page_id: hit for hit in newest}.values()
    return sorted(hits, key=lambda hit: (-score(hit, query), -hit.position))[:limit]


def score(hit: Hit, query: Query) -> float:
    """How well a hit fits: the sum over the words, each at the best place where it stands."""
    return sum(weight(hit, term) for term in query.required)


def weight(hit: Hit, term: Term) -> float:
    """What the best place is worth where a word stands."""
    return max((weight_of(hit, tokens.flat(row)) for row in term.rows), default=0.0)


def weight_of(hit: Hit, text: str) -> float:
    """What the best place is worth where a flat text stands."""
    title, _, numbers = hit.head.partition("\n")
    if text in numbers.split("\n"):
        return WHOLE_NUMBER
    if text in title:
        share = len(text) / len(title)
        return WHOLE_TITLE if share == 1 else IN_TITLE + TITLE_SHARE * share
    if text in numbers:
        return IN_NUMBER
    return IN_ABOUT if text in hit.about else IN_TEXT
