"""Reading a whole catalogue from a file: every row, and every problem by row and column."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import IO, Any

from disclosure.catalogue.entryfile.columns import BY_NAME, BadCell, Lists, read_cell
from disclosure.lib.csvlines import unharmed
from disclosure.lib.dates import to_minute
from disclosure.lib.html import plain_text, sanitise
from disclosure.lib.personal import kinds_of, personal_data
from disclosure.lib.rowfile import Line, RowFileProblem, read_lines
from disclosure.lib.sheetflaws import flaws, other_sheets
from disclosure.lib.text import normalise
from disclosure.pages.columns import COLUMNS, Column
from disclosure.pages.models import Method

ONLY_PUBLISHED = ("published_at", "old_address")  # columns that a draft does not keep
TEXTS = ("title", "summary", "keywords", "body")  # columns that the public reads
UNIQUE = ("index_number", "old_address")  # columns in which no value stands twice


@dataclass(frozen=True)
class EntryRow:
    """One row of a catalogue as read: its place in the file, and its values by column."""

    number: int
    values: Mapping[str, Any]

    def get(self, key: str, default: Any = "") -> Any:
        """A value, or what stands for an empty cell."""
        return self.values.get(key, default)


class CatalogueFile:
    """A file of a catalogue, read twice: once to check all of it, once to take it over.

    Rows are not kept, so that a catalogue of a million rows does not lie in memory.
    """

    def __init__(self, file: IO[bytes], name: str, today: date) -> None:
        """Read the heading. Raises RowFileProblem for what is no table."""
        self.file, self.name, self.today = file, name, today
        heading = next(read_lines(file, name), None)
        if heading is None:
            raise RowFileProblem(f"“{name}”是空的，第一行应为列名。")
        self.columns = [BY_NAME.get(normalise(text)) for text in heading.cells]
        self.ignored = [
            text
            for text, one in zip(heading.cells, self.columns, strict=True)
            if one is None and text.strip()
        ]
        self.width = max((n for n, text in enumerate(heading.cells, 1) if text.strip()), default=0)
        self.other_sheets = other_sheets(file)
        self.names = {one.key: one.name for one in COLUMNS} | {
            one.key: text.strip()
            for text, one in zip(heading.cells, self.columns, strict=True)
            if one
        }
        self.count = 0

    @property
    def lost_in_drafts(self) -> list[str]:
        """The columns of the file that say nothing of a draft."""
        keys = {one.key for one in self.columns if one}
        return [self.names[key] for key in ONLY_PUBLISHED if key in keys]

    def lines(self) -> Iterator[Line]:
        """Every row after the heading."""
        return itertools.islice(read_lines(self.file, self.name), 1, None)

    def rows(self) -> Iterator[EntryRow]:
        """Every row as read; for a file that was checked."""
        lists = Lists()
        return (read_row(line, self.columns, lists, self.names)[0] for line in self.lines())

    def personal(self) -> Iterator[str]:
        """What all rows tell of people; for a file that was checked."""
        return itertools.chain.from_iterable(personal_in(row, self.names) for row in self.rows())

    def problems(self) -> Iterator[str]:
        """Everything that is wrong with the file, each with its row and column."""
        lacking = [one.name for one in COLUMNS if one.is_required and one not in self.columns]
        if lacking:
            yield f"第 1 行（列名）缺少“{'”“'.join(lacking)}”列。"
            return
        yield from flaws(self.file, self.width)
        lists, known, self.count = Lists(), dict[tuple[str, str], int](), 0
        for line in self.lines():
            self.count += 1
            row, found = read_row(line, self.columns, lists, self.names)
            yield from found
            yield from contradictions(row, self.today, self.names)
            yield from repeated(row, known, self.names)
        if not self.count:
            yield f"“{self.name}”除列名外没有内容。"


def personal_in(row: EntryRow, names: Mapping[str, str]) -> Iterator[str]:
    """What a row tells of people: no fault of the file, but hardly meant for the public."""
    for key in TEXTS:
        text = plain_text(row.get(key)) if key == "body" else row.get(key)
        if found := personal_data(text or ""):
            told = "，".join(dict.fromkeys(one.mask for one in found))
            yield f"第 {row.number} 行「{names[key]}」：有{kinds_of(found)}（{told}）。"


def read_row(
    line: Line, columns: Sequence[Column | None], lists: Lists, names: Mapping[str, str]
) -> tuple[EntryRow, list[str]]:
    """One row with its problems, each with its place; `names` are those of the file's columns."""
    values: dict[str, Any] = {}
    problems = []
    filled = zip(columns, line.cells, strict=False)
    for column, text in ((one, unharmed(text.strip()).strip()) for one, text in filled if one):
        try:
            if text and (value := checked(column, text, lists)) is not None:
                values[column.key] = value
        except BadCell as error:
            problems.append(f"第 {line.number} 行「{names[column.key]}」：{error}")
            values[column.key] = None
    problems += [
        f"第 {line.number} 行「{names[column.key]}」：不能为空，请填写。"
        for column in COLUMNS
        if column.is_required and column.key not in values
    ]
    return EntryRow(line.number, values), problems


def checked(column: Column, text: str, lists: Lists) -> object:
    """The value of a cell that is not too long. Raises BadCell."""
    if column.longest and len(text) > column.longest:
        raise BadCell(f"有 {len(text)} 个字，最多 {column.longest} 个字，请缩短。")
    if column.key == "body":
        return sanitise(text if "<" in text else paragraphs(text))
    return read_cell(column.key, text, lists)


def paragraphs(text: str) -> str:
    """Plain text as HTML, a line a paragraph."""
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def contradictions(row: EntryRow, today: date, names: Mapping[str, str]) -> Iterator[str]:
    """Values of one row that contradict each other or the calendar."""
    place = f"第 {row.number} 行"
    written, begins, ends = (
        row.get(key, None) for key in ("written_on", "effective_on", "ends_on")
    )
    published: datetime | None = row.get("published_at", None)
    if published and published.date() > today:
        yield f"{place}「{names['published_at']}」：{to_minute(published)} 晚于今天，请改正。"
    if written and written > today:
        yield f"{place}「{names['written_on']}」：{written} 晚于今天，请改正。"
    if written and published and written > published.date():
        early = f"{published:%Y-%m-%d} 早于成文日期 {written}"
        yield f"{place}「{names['published_at']}」：{early}，请核对。"
    if begins and ends and ends < begins:
        yield f"{place}「{names['ends_on']}」：{ends} 早于生效日期 {begins}，请核对。"
    if row.get("method") == Method.CLOSED and not row.get("closed_reason"):
        yield f"{place}「{names['closed_reason']}」：公开方式为“不予公开”时必须填写。"


def repeated(
    row: EntryRow, known: dict[tuple[str, str], int], names: Mapping[str, str]
) -> Iterator[str]:
    """An index number or an old address that an earlier row bears; `known` says which row."""
    for column in COLUMNS:
        value = row.get(column.key) if column.key in UNIQUE else ""
        first = known.setdefault((column.key, value), row.number) if value else row.number
        if first != row.number:
            name = names[column.key]
            yield f"第 {row.number} 行「{name}」：{value} 与第 {first} 行重复，{name}不得重复。"
