"""Texts of a file with their places: a find is told by the cell, paragraph or line it stands in."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from disclosure.lib.personal import Datum, personal_data
from disclosure.lib.personaltables import personal_in_table

MOST_SPOTS = 5  # cells, paragraphs or lines named one by one


@dataclass(frozen=True)
class Spot:
    """Where one line of a text stands; spots with the same words around them are told together."""

    before: str
    what: str
    after: str = ""


# The rows of a table: each square with its place and its text, spans resolved.
Table = Sequence[Sequence[tuple[Spot, str]]]


@dataclass(frozen=True)
class Part:
    """One text of a file: the place as a whole, and where each of its lines begins, if known.

    Its tables are told once more as such, for a heading says what the cells below it hold.
    """

    place: str
    text: str
    starts: tuple[int, ...] = ()
    spots: tuple[Spot, ...] = ()
    tables: tuple[Table, ...] = ()

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

    def with_tables(self, tables: Iterable[Table]) -> Part:
        """The same text, of which some lines are cells of tables."""
        return replace(self, tables=tuple(tables))

    def found(self) -> list[tuple[Spot, Datum]]:
        """What its text and its tables hold, each once."""
        found = [(self.spot(one.start), one) for one in personal_data(self.text)]
        for table in self.tables:
            rows = [[text for _, text in row] for row in table]
            for (y, x), data in personal_in_table(rows):
                found = merged(found, table[y][x][0], data)
        return found


def merged(
    found: list[tuple[Spot, Datum]], spot: Spot, data: Sequence[Datum]
) -> list[tuple[Spot, Datum]]:
    """More finds at a spot: of two that hold one another, the longer stays, where the other was."""
    at_spot = [one for place, one in found if place == spot]
    for one in data:
        if any(one.text in other.text for other in at_spot):
            continue
        found = [pair for pair in found if pair[0] != spot or pair[1].text not in one.text]
        found.append((spot, one))
    return found


def finds(parts: Iterable[Part], *, is_apart: bool = False) -> Iterator[tuple[str, list[Datum]]]:
    """What was found, by its place in words, in the order of the file; or each spot apart."""
    found: dict[tuple[str, ...], list[tuple[str, Datum]]] = {}
    for part in parts:
        for spot, one in part.found():
            key = (spot.before, spot.after, *([spot.what] if is_apart else []))
            found.setdefault(key, []).append((spot.what, one))
    for (before, after, *_), data in found.items():
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
    """A plain text: told by the number of the line, its columns parted by tabs or commas."""
    lines = text.splitlines()
    part = Part.of("", ((line_spot(number), line) for number, line in enumerate(lines, 1)))
    return part.with_tables([list(columns(lines))])


def line_spot(number: int) -> Spot:
    """The place of a line, counted from 1."""
    return Spot("第 ", str(number), " 行")


def columns(lines: list[str]) -> Iterator[list[tuple[Spot, str]]]:
    """The cells of a table that is written as text; a cell in quotes may go over several lines."""
    reader = csv.reader(lines, delimiter="\t" if any("\t" in line for line in lines) else ",")
    number = 1
    try:
        for row in reader:
            yield [(line_spot(number), text) for text in row]
            number = reader.line_num + 1
    except csv.Error:  # a cell longer than any: the running text was read all the same
        return
