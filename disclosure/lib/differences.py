"""What differs between two lists or two texts, in bounded time whatever their length.

Equal items that occur once on both sides anchor the comparison; between them Myers' greedy method
(1986) finds the shortest way, and gives up where the sides have little in common.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TypeVar

MOST_EDITS = 400  # of one stretch without anchors; beyond it counts as rewritten
MOST_PAIRS = 400  # comparisons to find out which item of a stretch became which
LEAST_ALIKE = 0.4  # of two items, that one may be the other rewritten
TOKEN = re.compile(r"\d[\d.,，%]*|[A-Za-z]+|.", re.DOTALL)
SENTENCE = re.compile(r"[^。；！？\n]+[。；！？\n]*|[。；！？\n]+")
LONG = 1000  # characters of a text that is first compared by sentences
LONGEST_KEPT = 80  # characters of unchanged text between changes that are printed in full
CONTEXT = 30  # characters printed at each end of a longer one

T = TypeVar("T")


@dataclass(frozen=True)
class Hunk:
    """A stretch that differs: items i to i_end of the old list became j to j_end of the new."""

    i: int
    i_end: int
    j: int
    j_end: int


@dataclass(frozen=True)
class Piece:
    """Some words: kept ("keep"), added ("ins"), removed ("del"), or kept and left out ("skip")."""

    kind: str
    text: str


def hunks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Hunk]:
    """The stretches that differ, in order.

    >>> hunks("甲乙丙丁", "甲丙丁戊")
    [Hunk(i=1, i_end=2, j=1, j_end=1), Hunk(i=4, i_end=4, j=3, j_end=4)]
    """
    found, i, j = [], 0, 0
    for match_i, match_j in [*sorted(matches(old, new)), (len(old), len(new))]:
        if match_i > i or match_j > j:
            found.append(Hunk(i, match_i, j, match_j))
        i, j = match_i + 1, match_j + 1
    return found


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Places of equal items on both sides; no two of them cross."""
    waiting = [Hunk(0, len(old), 0, len(new))]
    while waiting:
        part = waiting.pop()
        start, end = common_ends(old, new, part)
        yield from zip(range(part.i, part.i + start), range(part.j, part.j + start), strict=True)
        yield from zip(
            range(part.i_end - end, part.i_end), range(part.j_end - end, part.j_end), strict=True
        )
        rest = Hunk(part.i + start, part.i_end - end, part.j + start, part.j_end - end)
        if rest.i == rest.i_end or rest.j == rest.j_end:
            continue
        found = anchors(old, new, rest)
        if found:
            yield from found
            waiting += between(rest, found)
        else:
            yield from shortest_way(old, new, rest)


def common_ends(old: Sequence[Hashable], new: Sequence[Hashable], part: Hunk) -> tuple[int, int]:
    """How many items are equal at the start and, of the rest, at the end of a stretch."""
    most = min(part.i_end - part.i, part.j_end - part.j)
    start = 0
    while start < most and old[part.i + start] == new[part.j + start]:
        start += 1
    end = 0
    while end < most - start and old[part.i_end - 1 - end] == new[part.j_end - 1 - end]:
        end += 1
    return start, end


def anchors(old: Sequence[Hashable], new: Sequence[Hashable], part: Hunk) -> list[tuple[int, int]]:
    """Items that occur once on both sides, the most that do not cross."""
    here, there = Counter(old[part.i : part.i_end]), Counter(new[part.j : part.j_end])
    place = {new[j]: j for j in range(part.j, part.j_end) if there[new[j]] == 1}
    once = [
        (i, place[old[i]])
        for i in range(part.i, part.i_end)
        if here[old[i]] == 1 and old[i] in place
    ]
    return longest_increasing(once)


def longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, sorted by the first, in which the second rises too.

    >>> longest_increasing([(0, 2), (1, 0), (2, 1)])
    [(1, 0), (2, 1)]
    """
    ends: list[int] = []  # the lowest second of a run of each length, and which pair it is
    which: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        ends[length : length + 1] = [second]
        which[length : length + 1] = [number]
        before.append(which[length - 1] if length else -1)
    run, number = [], which[-1] if which else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def between(part: Hunk, found: Sequence[tuple[int, int]]) -> Iterator[Hunk]:
    """The stretches before, between and after the anchors."""
    i, j = part.i, part.j
    for anchor_i, anchor_j in [*found, (part.i_end, part.j_end)]:
        if anchor_i > i and anchor_j > j:
            yield Hunk(i, anchor_i, j, anchor_j)
        i, j = anchor_i + 1, anchor_j + 1


def shortest_way(
    old: Sequence[Hashable], new: Sequence[Hashable], part: Hunk
) -> list[tuple[int, int]]:
    """The equal items on the shortest way from one stretch to the other; none if it is too long."""
    a, b = old[part.i : part.i_end], new[part.j : part.j_end]
    trace: list[dict[int, int]] = []
    reach = {1: 0}
    for edits in range(min(len(a) + len(b), MOST_EDITS) + 1):
        trace.append(dict(reach))
        for k in range(-edits, edits + 1, 2):
            x = reach[k + 1] if goes_down(reach, k, edits) else reach[k - 1] + 1
            while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
                x += 1
            reach[k] = x
            if x >= len(a) and x - k >= len(b):
                return [(part.i + x, part.j + y) for x, y in walked_back(trace, len(a), len(b))]
    return []


def goes_down(reach: dict[int, int], k: int, edits: int) -> bool:
    """Whether the farthest way to a diagonal takes an item of the new side."""
    return k == -edits or (k != edits and reach[k - 1] < reach[k + 1])


def walked_back(trace: list[dict[int, int]], x: int, y: int) -> Iterator[tuple[int, int]]:
    """The equal items on the way that the traces tell, from its end."""
    for edits in range(len(trace) - 1, -1, -1):
        reach, k = trace[edits], x - y
        before = k + 1 if goes_down(reach, k, edits) else k - 1
        x_before = reach[before]
        y_before = x_before - before
        while x > max(x_before, 0) and y > max(y_before, 0):
            x, y = x - 1, y - 1
            yield x, y
        x, y = x_before, y_before


def paired(
    gone: Sequence[T], come: Sequence[T], likeness: Callable[[T, T], float]
) -> Iterator[tuple[int | None, int | None]]:
    """Which item became which, in order; None for the other side of one that only went or came.

    >>> list(paired(["甲乙丙"], ["新", "甲乙丁"], lambda a, b: likeness_of_texts(a, b)))
    [(None, 0), (0, 1)]
    """
    if len(gone) * len(come) > MOST_PAIRS:
        for number in range(max(len(gone), len(come))):
            is_like = number < min(len(gone), len(come)) and (
                likeness(gone[number], come[number]) >= LEAST_ALIKE
            )
            if is_like:
                yield number, number
                continue
            if number < len(gone):
                yield number, None
            if number < len(come):
                yield None, number
        return
    i = j = 0
    for pair_i, pair_j in [*best_pairs(gone, come, likeness), (len(gone), len(come))]:
        yield from ((number, None) for number in range(i, pair_i))
        yield from ((None, number) for number in range(j, pair_j))
        if pair_i < len(gone):
            yield pair_i, pair_j
        i, j = pair_i + 1, pair_j + 1


def best_pairs(
    gone: Sequence[T], come: Sequence[T], likeness: Callable[[T, T], float]
) -> list[tuple[int, int]]:
    """The pairs that do not cross and are most alike in sum."""
    best: dict[tuple[int, int], tuple[float, tuple[tuple[int, int], ...]]] = {}
    nothing: tuple[float, tuple[tuple[int, int], ...]] = (0.0, ())
    for i, old in enumerate(gone):
        for j, new in enumerate(come):
            options = [best.get((i - 1, j), nothing), best.get((i, j - 1), nothing)]
            alike = likeness(old, new)
            if alike >= LEAST_ALIKE:
                score, way = best.get((i - 1, j - 1), nothing)
                options.append((score + alike, (*way, (i, j))))
            best[i, j] = max(options, key=lambda option: option[0])
    return list(best.get((len(gone) - 1, len(come) - 1), nothing)[1])


def likeness(old: Counter[str], new: Counter[str]) -> float:
    """How much two bags of parts have in common: 0 nothing, 1 all."""
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 1.0


def likeness_of_texts(old: str, new: str) -> float:
    """How much two texts have in common, by pairs of neighbouring characters."""
    return likeness(bag(old), bag(new))


@lru_cache(maxsize=4096)
def bag(text: str) -> Counter[str]:
    """A text as a bag of its pairs of characters; a single one stands for itself."""
    return Counter(map("".join, pairwise(text))) if len(text) > 1 else Counter(text)


def words(old: str, new: str) -> list[Piece]:
    """Two texts in one line: kept, removed and added words; a number is one word.

    >>> [(p.kind, p.text) for p in words("收到12件。", "收到13件。")]
    [('keep', '收到'), ('del', '12'), ('ins', '13'), ('keep', '件。')]
    """
    if max(len(old), len(new)) <= LONG:
        return pieces_of(TOKEN.findall(old), TOKEN.findall(new))
    before, after = SENTENCE.findall(old), SENTENCE.findall(new)
    found, i = [], 0
    for part in hunks(before, after):
        gone, come = before[part.i : part.i_end], after[part.j : part.j_end]
        found.append(Piece("keep", "".join(before[i : part.i])))
        found += pieces_of(TOKEN.findall("".join(gone)), TOKEN.findall("".join(come)))
        i = part.i_end
    found.append(Piece("keep", "".join(before[i:])))
    return joined(found)


def pieces_of(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    """The words kept, removed and added, in reading order."""
    pieces, i = [], 0
    for part in without_crumbs(hunks(before, after)):
        pieces += [
            Piece("keep", "".join(before[i : part.i])),
            Piece("del", "".join(before[part.i : part.i_end])),
            Piece("ins", "".join(after[part.j : part.j_end])),
        ]
        i = part.i_end
    pieces.append(Piece("keep", "".join(before[i:])))
    return [piece for piece in pieces if piece.text]


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbouring pieces of one kind made one."""
    groups = groupby(pieces, key=lambda piece: piece.kind)
    found = [Piece(kind, "".join(piece.text for piece in group)) for kind, group in groups]
    return [piece for piece in found if piece.text]


def without_crumbs(parts: Sequence[Hunk]) -> list[Hunk]:
    """Stretches with a single equal word between them made one: nobody reads crumbs."""
    joined: list[Hunk] = []
    for part in parts:
        if joined and part.i - joined[-1].i_end <= 1:
            last = joined[-1]
            joined[-1] = Hunk(last.i, part.i_end, last.j, part.j_end)
        else:
            joined.append(part)
    return joined


def shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """The same with long kept text left out, some of it kept beside each change."""
    found: list[Piece] = []
    for number, piece in enumerate(pieces):
        if piece.kind != "keep" or len(piece.text) <= LONGEST_KEPT:
            found.append(piece)
            continue
        head = piece.text[:CONTEXT] if number else ""
        tail = piece.text[-CONTEXT:] if number < len(pieces) - 1 else ""
        parts = [Piece("keep", head), Piece("skip", "……"), Piece("keep", tail)]
        found += [part for part in parts if part.text]
    return found
