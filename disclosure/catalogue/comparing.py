"""What is different between two editions: fields, words of the text, cells of tables, files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import lxml.html

from disclosure.catalogue.kinds import Rendered
from disclosure.catalogue.models import Edition
from disclosure.lib.html import plain_text

FIELDS = (
    "title", "document_number", "written_on", "source", "publisher_name", "joint_issuers",
    "theme", "genre", "keywords", "summary",
)  # fmt: skip
ENTRY_FIELDS = ("category", "method", "closed_reason", "validity", "effective_on", "ends_on")
LEAST_ALIKE = 0.4  # of two paragraphs, that one may be the other rewritten


@dataclass(frozen=True)
class Piece:
    """Some words: kept, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One place that differs: what it is called, and the words of both sides in one line."""

    place: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between an older and a newer edition."""

    fields: Sequence[Change]
    paragraphs: Sequence[Change]
    cells: Sequence[Change]
    files: Sequence[Change]

    @property
    def parts(self) -> list[tuple[str, Sequence[Change]]]:
        """The changes by what they concern."""
        return [
            ("基本信息", self.fields),
            ("正文", self.paragraphs),
            ("统计表", self.cells),
            ("附件", self.files),
        ]

    def __bool__(self) -> bool:
        return bool(self.fields or self.paragraphs or self.cells or self.files)


def compare(old: Edition, new: Edition) -> Comparison:
    """Compare two editions of one entry."""
    before, after = rendered(old), rendered(new)
    return Comparison(
        fields=list(fields(old, new)),
        paragraphs=list(paragraphs(text_of(before), text_of(after))),
        cells=[named(one, new) for one in cells(before, after)],
        files=list(files(old, new)),
    )


def rendered(edition: Edition) -> Rendered:
    """The article of an edition."""
    return edition.entry.behaviour.render(edition)


def fields(old: Edition, new: Edition) -> Iterator[Change]:
    """The facts about the text that differ, those of the entry as each edition intends them."""
    for one, other, names in (
        (old, new, FIELDS),
        (old.entry, new.intended_entry(), ENTRY_FIELDS),
    ):
        for name in names:
            before, after = shown(one, name), shown(other, name)
            if before != after:
                label = str(one._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                yield Change(label, whole(before, after))


def shown(row: object, name: str) -> str:
    """A value as a person reads it."""
    told = getattr(row, f"get_{name}_display", None)
    value = told() if told else getattr(row, name)
    return "" if value is None else str(value)


def whole(before: str, after: str) -> list[Piece]:
    """The old and the new value side by side."""
    return [Piece(kind, text) for kind, text in (("del", before), ("ins", after)) if text]


def text_of(article: Rendered) -> list[str]:
    """The paragraphs of an article; tables whose cells are compared by themselves are left out."""
    if not article.html.strip():
        return []
    tree = lxml.html.fromstring(f"<div>{article.html}</div>")
    if article.data.get("cells"):
        for table in list(tree.iter("table")):
            table.drop_tree()
    text = plain_text(lxml.html.tostring(tree, encoding="unicode"))
    return [line.strip() for line in text.splitlines() if line.strip()]


def paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """The paragraphs that differ, each with its words."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind != "equal":
            yield from replaced(before[i:i_end], after[j:j_end], j)


def replaced(gone: Sequence[str], come: Sequence[str], place: int) -> Iterator[Change]:
    """Paragraphs in the place of others: rewritten where alike, else removed and added."""
    for number in range(max(len(gone), len(come))):
        old = gone[number] if number < len(gone) else ""
        new = come[number] if number < len(come) else ""
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        is_rewritten = old and new and matcher.ratio() >= LEAST_ALIKE
        pieces = list(words(matcher, old, new)) if is_rewritten else whole(old, new)
        yield Change(f"第 {place + number + 1} 段", pieces)


def words(matcher: "SequenceMatcher[str]", old: str, new: str) -> Iterator[Piece]:
    """The characters kept, removed and added, in reading order."""
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("keep", old[i:i_end])
            continue
        if i_end > i:
            yield Piece("del", old[i:i_end])
        if j_end > j:
            yield Piece("ins", new[j:j_end])


def cells(before: Rendered, after: Rendered) -> Iterator[Change]:
    """The cells of statutory tables whose value or note differs, by their stable keys."""
    old, new = by_key(before), by_key(after)
    for key in {**new, **old}:
        was, now = old.get(key, ""), new.get(key, "")
        if was != now:
            yield Change(" ".join(key), whole(was or "空白", now or "空白"))


def named(change: Change, edition: Edition) -> Change:
    """The change of a cell under the name that the form prints, where the kind can tell it."""
    tells = getattr(edition.entry.behaviour, "cell_name", None)
    table, row, column = change.place.split(" ")
    return replace(change, place=tells(edition, table, row, column)) if tells else change


def by_key(article: Rendered) -> dict[tuple[str, str, str], str]:
    """What each cell says."""
    return {
        (one["table"], one["row"], one["column"]): f"{one['value'] or ''}{told(one['note'])}"
        for one in article.data.get("cells", ())
    }


def told(note: str) -> str:
    """A note in brackets."""
    return f"（{note}）" if note else ""


def files(old: Edition, new: Edition) -> Iterator[Change]:
    """Attachments that came, went, or have another content under the same name."""
    before = dict(old.attachments.values_list("name", "blob_id"))
    after = dict(new.attachments.values_list("name", "blob_id"))
    for name in {**after, **before}:
        if name not in after:
            yield Change(name, [Piece("del", "已删除")])
        elif name not in before:
            yield Change(name, [Piece("ins", "新增")])
        elif before[name] != after[name]:
            yield Change(name, [Piece("ins", "内容已替换")])
    was = dict(old.attachments.values_list("name", "description"))
    for name, said in new.attachments.values_list("name", "description"):
        if name in was and was[name] != said:
            yield Change(f"{name}的说明", whole(was[name], said))
