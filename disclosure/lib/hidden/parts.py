"""Texts of a file with their places: a find is told by the cell, paragraph or line it stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from disclosure.lib.personal import Datum, personal_data

MOST_SPOTS = 5  # cells, paragraphs or lines named one by one


@dataclass(frozen=True)
class Spot:
    """Where one line of a text stands; spots with the same words around them are told together."""

    before: str
    what: str
    after: str = ""


@dataclass(frozen=True)
class Part:
    """One text of a file: the place as a whole, and where each of its lines begins, if known."""

    place: str
    text: str
    starts: tuple[int, ...] = ()
    spots: tuple[Spot, ...] = ()

    @classmethod
    def of(cls, place: str, lines: Iterable[tuple[Spot, str]]) -> Part:
        """A text of lines that stand somewhere each; blank ones are left out."""
        told = [(spot, line) for spot, line in lines if line.strip()]
        starts, at = [], 0
        for _, line in told:
            starts.append(at)
            at += len(line) + 1
        text = "\n".join(line for _, line in told)
        return cls(place, text, tuple(starts), tuple(spot for spot, _ in told))

    def spot(self, start: int) -> Spot:
        """Where a find stands that begins at an offset."""
        if not self.starts:
            return Spot(self.place, "")
        return self.spots[bisect_right(self.starts, start) - 1]


def finds(parts: Iterable[Part]) -> Iterator[tuple[str, list[Datum]]]:
    """What was found, by its place in words, in the order of the file."""
    found: dict[tuple[str, str], list[tuple[str, Datum]]] = {}
    for part in parts:
        for one in personal_data(part.text):
            spot = part.spot(one.start)
            found.setdefault((spot.before, spot.after), []).append((spot.what, one))
    for (before, after), data in found.items():
        yield f"{before}{named(what for what, _ in data)}{after}", [one for _, one in data]


def named(spots: Iterable[str]) -> str:
    """A few spots, with how many there are when there are more.

    >>> named(["B3", "B3", "C4"]), named(f"B{n}" for n in range(7))
    ('B3、C4', 'B0、B1、B2、B3、B4 等 7 处')
    """
    known = list(dict.fromkeys(spots))
    told = "、".join(known[:MOST_SPOTS])
    return f"{told} 等 {len(known)} 处" if len(known) > MOST_SPOTS else told


def by_line(text: str) -> Part:
    """A plain text: told by the number of the line."""
    lines = enumerate(text.splitlines(), 1)
    return Part.of("", ((Spot("第 ", str(number), " 行"), line) for number, line in lines))
