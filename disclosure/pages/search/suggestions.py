"""What else could be asked when nothing is found: each is tried before it is offered."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from disclosure.lib import tokens
from disclosure.pages.models import Page
from disclosure.pages.search.engine import COLUMNS, Engine, Hit
from disclosure.pages.search.query import Query, Term, parse

MOST_WORDS = 5  # words that are left out in turn
MOST_TRIES = 8  # shorter phrases that are tried
MOST_TITLES = 5
CANDIDATES = 200  # newest titles that share a pair of characters
SHARE = 0.4  # of the pairs that a similar title must share


@dataclass(frozen=True)
class Suggestion:
    """Another question that finds something."""

    label: str
    typed: str
    keeps_filters: bool = True


def suggestions(engine: Engine, query: Query, typed: str) -> list[Suggestion]:
    """Other questions, nearest to what was asked first."""
    found = []
    if query.groups and engine.find(query.unfiltered(), limit=1):
        found.append(Suggestion("去掉全部筛选条件", typed, keeps_filters=False))
    found += [*with_fewer_words(engine, query), *with_shorter_words(engine, query)]
    if found or not query.groups:
        return found
    freed = suggestions(engine, query.unfiltered(), typed)
    return [
        Suggestion(f"去掉筛选条件，{one.label}", one.typed, keeps_filters=False) for one in freed
    ]


def with_fewer_words(engine: Engine, query: Query) -> Iterator[Suggestion]:
    """The words but one, and without what was excluded."""
    words = query.otherwise or query.required
    if query.excluded and engine.find(replace(query, excluded=()), limit=1):
        yield Suggestion("不排除任何词", spelt(words))
    if len(words) < 2:
        return
    for left_out in words[:MOST_WORDS]:
        rest = tuple(term for term in words if term != left_out)
        if engine.find(replace(query, required=rest), limit=1):
            yield Suggestion(f"去掉“{left_out.text}”", spelt(rest, query.excluded))


def with_shorter_words(engine: Engine, query: Query) -> Iterator[Suggestion]:
    """For one long word: its longest beginning and its longest end that are found."""
    if len(query.required) != 1:
        return
    row = query.required[0].rows[0]
    sizes = range(len(row) - 1, max(1, len(row) - 1 - MOST_TRIES), -1)
    for parts in ([row[:size] for size in sizes], [row[-size:] for size in sizes]):
        for part in parts:
            is_chinese = all(map(tokens.IS_CJK.match, part))
            text = ("" if is_chinese else " ").join(part)
            if engine.find(replace(query, required=parse(text).required), limit=1):
                yield Suggestion(f"改为“{text}”", text)
                break


def spelt(words: tuple[Term, ...], excluded: tuple[Term, ...] = ()) -> str:
    """Terms as somebody would type them."""
    quoted = [f'"{one.text}"' if " " in one.text else one.text for one in words]
    return " ".join([*quoted, *(f"-{one.text}" for one in excluded)])


def similar(engine: Engine, query: Query) -> list[Page]:
    """Pages whose titles share the most pairs of characters with the words, best first."""
    pairs = pairs_of(query)
    if not pairs:
        return []
    wanted = Query((Term("", tuple(sorted(pairs))),))
    hits = engine.find(wanted, limit=CANDIDATES, in_head=True, columns=COLUMNS)
    shares = {hit.page_id: shared(hit, pairs) for hit in hits}
    best = sorted((one for one in shares if shares[one] >= SHARE), key=shares.__getitem__)[::-1]
    pages = Page.objects.entries().lean().in_bulk(best[:MOST_TITLES])
    return [pages[one] for one in best[:MOST_TITLES] if one in pages]


def pairs_of(query: Query) -> set[tuple[str, ...]]:
    """The pairs of neighbouring units of all words."""
    words = query.otherwise or query.required
    rows = [term.rows[0] for term in words]
    return {pair for row in rows for pair in pairwise(row)}


def shared(hit: Hit, pairs: set[tuple[str, ...]]) -> float:
    """The share of the pairs that a title holds."""
    title = hit.head.partition("\n")[0]
    return sum(tokens.flat(pair) in title for pair in pairs) / len(pairs)
