"""Texts of a file with their places: a find is told by the cell, paragraph or line it stands in."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from disclosure.lib.personal import Datum, personal_data
from disclosure.lib.personaltables import personal_in_table

LEAST_WIDTH = 30  # half-width characters of a line that a page may have cut
FULL = 0.85  # of the longest line
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
    is_set: bool = False  # its lines end where the page does, as in a PDF

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
        if self.is_set:
            found = merged(found, self.spot(0), personal_data(unwrapped(self.text)))
        return found


def unwrapped(text: str) -> str:
    """Lines joined that were cut because the page ends there; a short line ends by itself.

    >>> unwrapped("甲乙丙丁戊己庚辛壬癸子丑寅卯138\\n00138000，\\n完")
    '甲乙丙丁戊己庚辛壬癸子丑寅卯13800138000，\\n完'
    """
    lines = text.splitlines()
    widths = [sum(2 if ord(one) > 0x2E7F else 1 for one in line.rstrip()) for line in lines]
    full = max(FULL * max(widths, default=0), LEAST_WIDTH)
    joined = ""
    for line, width in zip(lines, widths, strict=True):
        is_cut = width >= full and re.search(r"[\w\-－]$", line.rstrip())
        joined += line.strip() if is_cut else f"{line.strip()}\n"
    return joined.rstrip("\n")


def merged(
    found: list[tuple[Spot, Datum]], spot: Spot, data: Sequence[Datum]
) -> list[tuple[Spot, Datum]]:
    """More finds at a spot: of two that hold one another, the longer stays, where the other was."""
    at_spot = [bare(one) for place, one in found if place == spot]
    for one in data:
        if any(bare(one) in other for other in at_spot):
            continue
        found = [pair for pair in found if pair[0] != spot or bare(pair[1]) not in bare(one)]
        found.append((spot, one))
    return found


def bare(one: Datum) -> str:
    """What was found, without blanks and breaks."""
    return "".join(one.text.split())


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
