"""What a file holds beside what its reader sees, and what was found in it: plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from disclosure.lib.personal import Datum

MOST_NAMED = 5
LONGEST_NAMED = 60


@dataclass(frozen=True)
class Trace:
    """One kind of hidden content: a code for programs, a phrase for people, how grave it is."""

    code: str
    says: str
    severity: Literal["block", "confirm", "warn"] = "confirm"


@dataclass(frozen=True)
class Inspected:
    """What a file's inspection found: hidden content, and personal data by its place."""

    traces: list[Trace] = field(default_factory=list)
    finds: list[tuple[str, list[Datum]]] = field(default_factory=list)


@dataclass(frozen=True)
class Cleaned:
    """What cleaning did to a file, what it could not do, and what is still in the copy."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def named(names: Iterable[str]) -> str:
    """A few names in quotation marks, with how many there are when there are more.

    >>> named(["甲", "乙"]), named(str(n) for n in range(7))
    ('“甲”、“乙”', '“0”、“1”、“2”、“3”、“4”等 7 项')
    """
    known = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    told = "、".join(f"“{name[:LONGEST_NAMED]}”" for name in known[:MOST_NAMED])
    return f"{told}等 {len(known)} 项" if len(known) > MOST_NAMED else told


def dumps(inspected: Inspected) -> str:
    """An inspection as JSON."""
    return json.dumps(asdict(inspected), ensure_ascii=False)


def loads(text: str) -> Inspected:
    """An inspection from JSON. Raises ValueError or KeyError for what is none."""
    raw = json.loads(text)
    return Inspected(
        [Trace(**one) for one in raw["traces"]],
        [(place, [Datum(**one) for one in data]) for place, data in raw["finds"]],
    )


def has(traces: Sequence[Trace], code: str) -> bool:
    """Whether a kind of hidden content was found."""
    return any(one.code == code for one in traces)
