"""What differs between two tables that are known only as rows of texts, cell by cell."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from disclosure.lib.differences import hunks, likeness, paired

Row = tuple[str, ...]
Grid = tuple[Row, ...]
Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True)
class CellChange:
    """A cell, row, column or whole table that differs: where, what it said, what it says."""

    place: str
    before: str
    after: str


def tables_alike(old: Grid, new: Grid) -> float:
    """How much two tables have in common: their cells, whatever the order."""
    cells = (Counter(cell for row in grid for cell in row) for grid in (old, new))
    return likeness(*cells)


def rows_alike(old: Row, new: Row) -> float:
    """How much two rows have in common; the same words in the first cell make them the same."""
    if old and new and old[0] and old[0] == new[0]:
        return 1.0
    return likeness(Counter(old), Counter(new))


def tables(before: Sequence[Grid], after: Sequence[Grid]) -> Iterator[CellChange]:
    """The changes of all tables of a text; a table is called by its number in the new text.

    >>> old, new = (("项目", "金额"), ("收入", "1")), (("项目", "金额"), ("收入", "2"))
    >>> next(tables([old], [new]))
    CellChange(place='表1 第 2 行「收入」「金额」列', before='1', after='2')
    """
    for i, j in differing(before, after, tables_alike):
        if i is None and j is not None:
            yield CellChange(f"表{j + 1}（新增）", "", told(after[j]))
        elif j is None and i is not None:
            yield CellChange(f"原表{i + 1}（删去）", told(before[i]), "")
        elif i is not None and j is not None:
            yield from cells(before[i], after[j], f"表{j + 1}")


def differing(
    before: Sequence[Item], after: Sequence[Item], alike: Callable[[Item, Item], float]
) -> Iterator[tuple[int | None, int | None]]:
    """What came, went or changed, by its number in the old and in the new list, None where not in.

    >>> list(differing("甲乙丙", "甲丁", lambda a, b: float(a == b)))
    [(1, None), (2, None), (None, 1)]
    """
    for part in hunks(before, after):
        gone, come = before[part.i : part.i_end], after[part.j : part.j_end]
        for i, j in paired(gone, come, alike):
            yield None if i is None else part.i + i, None if j is None else part.j + j


def told(grid: Grid) -> str:
    """A whole table in one line."""
    return "；".join(map(line, grid))


def line(row: Row) -> str:
    """A row in one line; a cell that covers several places is told once."""
    kept = [cell for number, cell in enumerate(row) if number == 0 or cell != row[number - 1]]
    return "｜".join(kept)


def cells(old: Grid, new: Grid, name: str) -> Iterator[CellChange]:
    """The changes between two versions of one table: columns first, then rows and cells."""
    columns = kept_columns(old, new)
    left = {i for i, _ in columns}
    right = {j for _, j in columns}
    for i in sorted(set(range(len(old[0]))) - left):
        yield CellChange(f"{name}「{old[0][i]}」列（删去）", "；".join(r[i] for r in old[1:]), "")
    for j in sorted(set(range(len(new[0]))) - right):
        yield CellChange(f"{name}「{new[0][j]}」列（新增）", "", "；".join(r[j] for r in new[1:]))
    before = [tuple(row[i] for i, _ in columns) for row in old]
    after = [tuple(row[j] for _, j in columns) for row in new]
    yield from rows(before, after, name)


def kept_columns(old: Grid, new: Grid) -> list[tuple[int, int]]:
    """Which column is which: in order where there are as many, else by their headings."""
    if len(old[0]) == len(new[0]):
        return [(number, number) for number in range(len(old[0]))]
    found, i, j = [], 0, 0
    for part in hunks(old[0], new[0]):
        found += list(zip(range(i, part.i), range(j, part.j), strict=True))
        i, j = part.i_end, part.j_end
    return found + list(zip(range(i, len(old[0])), range(j, len(new[0])), strict=True))


def rows(before: Sequence[Row], after: Sequence[Row], name: str) -> Iterator[CellChange]:
    """The rows that came and went, and the cells of the others that differ."""
    head = after[0] if after else ()
    for i, j in differing(before, after, rows_alike):
        if i is None and j is not None:
            yield CellChange(f"{name} 第 {j + 1} 行（新增）", "", line(after[j]))
        elif j is None and i is not None:
            yield CellChange(f"{name} 原第 {i + 1} 行（删去）", line(before[i]), "")
        elif i is not None and j is not None:
            yield from row_cells(before[i], after[j], head, f"{name} 第 {j + 1} 行")


def row_cells(old: Row, new: Row, head: Row, name: str) -> Iterator[CellChange]:
    """The cells of one row that differ; one that covers several places is told once."""
    last = ("", "", "")
    for number, (before, after) in enumerate(zip(old, new, strict=True)):
        column = head[number] if number < len(head) else ""
        is_told_twice = last == (before, after, column)
        last = (before, after, column)
        if before == after or is_told_twice:
            continue
        label = f"「{new[0]}」" if number and new[0] else ""
        yield CellChange(f"{name}{label}" + (f"「{column}」列" if column else ""), before, after)
