"""The list of watched words: loaded from its data file, read from a table, given out as CSV."""

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from disclosure.agencies.models import User
from disclosure.catalogue.models.watchedwords import WatchedWord, WordKind
from disclosure.lib.csvlines import BOM, csv_line
from disclosure.pages.loading import Loaded, put
from disclosure.pages.vocabularies import as_loaded
from disclosure.workflow.log import record

FILE = Path(__file__).parent / "data" / "words.toml"


@transaction.atomic
def load_words(file: Path = FILE) -> Loaded:
    """Load the words; a second load of the same file changes nothing."""
    loaded = Loaded()
    there = {word.word: word for word in WatchedWord.objects.all()}
    for row in tomllib.loads(file.read_text("utf-8"))["words"]:
        values = {
            "kind": row.get("kind", WordKind.WRONG.value),
            "suggestion": row.get("suggestion", ""),
            "right_in": row.get("right_in", ""),
            "needs_reason": row.get("needs_reason", True),
            "note": row.get("note", ""),
        }
        known = there.get(row["word"])
        if known is None or not as_loaded(known, list(values)) == known.loaded == values:
            put(WatchedWord, {"word": row["word"]}, values, loaded)
    return loaded


COLUMNS = ("word", "suggestion", "right_in", "kind", "needs_reason", "note")
HEADINGS = ("用词", "建议", "例外", "类型", "须说明理由", "说明")
KINDS = {label: value for value, label in WordKind.choices}


@dataclass(frozen=True)
class WordRow:
    """A row of a table of words: what it says, and what it would change."""

    word: WatchedWord
    change: str  # 新增, 修改, 不变
    old_right_in: str = ""  # exceptions that the row takes away or writes over


def word_table() -> str:
    """The whole list as CSV that spreadsheets open and that can be read again."""
    lines = [csv_line(HEADINGS)]
    for word in WatchedWord.objects.all():
        reason = "是" if word.needs_reason else "否"
        cells = (word.word, word.suggestion, word.right_in, word.get_kind_display(), reason)
        lines.append(csv_line((*cells, word.note)))
    return BOM + "".join(lines)


def read_words(text: str) -> tuple[list[WordRow], list[str]]:
    """The rows of a table pasted from a spreadsheet (tabs) or of CSV, and what is wrong with it.

    Columns are those of `word_table`; all but the first may be missing. Nothing is written.
    """
    rows: list[WordRow] = []
    faults: list[str] = []
    there = {word.word: word for word in WatchedWord.objects.all()}
    seen: set[str] = set()
    for number, values in enumerate(cells_of(text), 1):
        if not values or values[0] in ("", HEADINGS[0]):
            continue
        word = filled(there.get(values[0]), values)
        told = refusals(word, values, seen)
        faults += [f"第 {number} 行“{values[0]}”：{fault}" for fault in told]
        seen.add(word.word)
        old = there.get(values[0])
        rows.append(WordRow(word, change_of(old, word), overwritten(old, word)))
    return rows, faults


def cells_of(text: str) -> Iterator[list[str]]:
    """Lines cut into cells, by tabs where there are any, else by commas, else by Chinese ones."""
    delimiter = next((sign for sign in ("\t", ",") if sign in text), "，")
    for row in csv.reader(text.removeprefix(BOM).splitlines(), delimiter=delimiter):
        yield [cell.strip() for cell in row]


def filled(old: WatchedWord | None, values: list[str]) -> WatchedWord:
    """The word that a row describes: a new one, or the old one with what the row says."""
    given = dict(zip(COLUMNS, values, strict=False))
    word = WatchedWord(word=given.pop("word"))
    if old:
        word = WatchedWord.objects.get(pk=old.pk)
    kind, reason = given.pop("kind", ""), given.pop("needs_reason", "")
    word.kind = KINDS.get(kind, word.kind)
    word.needs_reason = {"是": True, "否": False}.get(reason, word.needs_reason)
    for name, value in given.items():
        setattr(word, name, value)
    return word


def refusals(word: WatchedWord, values: list[str], seen: set[str]) -> Iterator[str]:
    """Why a row cannot be taken."""
    given = dict(zip(COLUMNS, values, strict=False))
    if word.word in seen:
        yield "重复出现，请只保留一行。"
    if given.get("kind") and given["kind"] not in KINDS:
        yield f"类型应为{'、'.join(KINDS)}，实为“{given['kind']}”。"
    if given.get("needs_reason") and given["needs_reason"] not in ("是", "否"):
        yield f"“须说明理由”应为是或否，实为“{given['needs_reason']}”。"
    try:
        word.full_clean(exclude=["loaded"])
    except ValidationError as error:
        yield from error.messages


def change_of(old: WatchedWord | None, new: WatchedWord) -> str:
    """What writing a row would do."""
    if old is None:
        return "新增"
    return "不变" if all(getattr(old, c) == getattr(new, c) for c in COLUMNS) else "修改"


def overwritten(old: WatchedWord | None, new: WatchedWord) -> str:
    """The exceptions of a word that is there, where the row says others."""
    return old.right_in if old and old.right_in != new.right_in else ""


@transaction.atomic
def write_words(rows: Iterable[WordRow], *, by: User) -> int:
    """Write the rows that change something; how many there were."""
    changed = [row for row in rows if row.change != "不变"]
    for row in changed:
        row.word.save()
    if changed:
        names = [f"{row.change}：{row.word}" for row in changed]
        record("watchedword.imported", on=changed[0].word, by=by, count=len(changed), names=names)
    return len(changed)
