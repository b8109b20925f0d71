"""What is different between two editions: fields, words of the text, cells of tables, files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, repeat

from disclosure.catalogue.articles import Text, text_of
from disclosure.catalogue.kinds import Rendered
from disclosure.catalogue.models import Edition, Entry
from disclosure.lib.differences import (
    Piece,
    hunks,
    likeness_of_texts,
    paired,
    shortened,
    words,
)
from disclosure.lib.griddiff import CellChange, tables

FIELDS = (
    "title", "document_number", "written_on", "source", "publisher_name", "joint_issuers",
    "theme", "genre", "keywords", "summary",
)  # fmt: skip
ENTRY_FIELDS = ("category_id", "method", "closed_reason", "validity", "effective_on", "ends_on")
PUBLIC_FIELDS = (
    "title", "document_number", "written_on", "source", "publisher_name", "joint_issuers",
    "summary",
)  # fmt: skip
PUBLIC_ENTRY_FIELDS = ("method", "validity", "effective_on", "ends_on")
MOST_SHOWN = 500  # changes of one part that are told word by word
LONGEST_CONTEXT = 60  # characters of an unchanged paragraph beside a changed one

__all__ = [
    "Change", "Comparison", "Part", "Piece", "compare", "compare_in_public", "label", "rendered",
    "shown",
]  # fmt: skip
CellNames = Callable[[str, str, str], str]


@dataclass(frozen=True)
class Change:
    """One place that differs: its name, both sides in one line, what stands above and below it."""

    place: str
    pieces: Sequence[Piece]
    above: str = ""
    below: str = ""


@dataclass(frozen=True)
class Part:
    """The changes of one kind; of very many only the first are told."""

    key: str
    label: str
    changes: Sequence[Change]
    total: int

    @property
    def left_out(self) -> int:
        """How many are counted but not told."""
        return self.total - len(self.changes)


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between an older and a newer edition."""

    fields: Sequence[Change]
    paragraphs: Sequence[Change]
    cells: Sequence[Change]
    files: Sequence[Change]

    @property
    def parts(self) -> list[Part]:
        """The changes by what they concern; what did not change is left out."""
        named = (
            ("fields", "基本信息", self.fields),
            ("text", "正文", self.paragraphs),
            ("cells", "表格", self.cells),
            ("files", "附件", self.files),
        )
        return [
            Part(key, label, changes[:MOST_SHOWN], len(changes))
            for key, label, changes in named
            if changes
        ]

    @property
    def total(self) -> int:
        """How many places differ."""
        return sum(part.total for part in self.parts)

    def __bool__(self) -> bool:
        return self.total > 0


def compare(old: Edition, new: Edition) -> Comparison:
    """Compare two editions of one entry, the older first, for staff."""
    return compared(old, new, FIELDS, ENTRY_FIELDS)


def compare_in_public(old: Edition, new: Edition) -> Comparison:
    """The same with the fields that a reader cares for.

    Theme, genre and column are left out: their names may change later, and the difference with
    them, though nothing was published.
    """
    return compared(old, new, PUBLIC_FIELDS, PUBLIC_ENTRY_FIELDS)


def compared(
    old: Edition, new: Edition, names: Sequence[str], entry_names: Sequence[str]
) -> Comparison:
    """Compare two editions in these fields, and in all else."""
    before, after = rendered(old), rendered(new)
    old_text, new_text = text_of(before), text_of(after)
    cells = [*form_cells(before, after, old, new), *plain_cells(old_text, new_text)]
    texts = [*paragraphs(old_text.lines, new_text.lines), *links(old_text, new_text)]
    if before.html != after.html and not (texts or cells):
        texts.append(Change("格式", [Piece("ins", "文字相同，格式有改动。")]))
    return Comparison(
        fields=[*fields(old, new, names), *entry_fields(old, new, entry_names)],
        paragraphs=texts,
        cells=cells,
        files=list(files(old, new)),
    )


def rendered(edition: Edition) -> Rendered:
    """The article of an edition."""
    return edition.entry.behaviour.render(edition)


def fields(old: Edition, new: Edition, names: Iterable[str]) -> Iterator[Change]:
    """The facts about the text that differ."""
    for name in names:
        before, after = shown(old, name), shown(new, name)
        if before != after:
            yield Change(label(Edition, name), replaced(before, after))


def entry_fields(old: Edition, new: Edition, names: Iterable[str]) -> Iterator[Change]:
    """The facts about the entry that the releases between the two changed, or the draft means to.

    What a release changed it remembers; of older ones only the new value is known.
    """
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    later = new.entry.editions.filter(number__gt=old.number, number__lt=new.number)
    for edition in (*later.exclude(published_at=None).order_by("number"), new):
        was = entry_values(edition)
        for name, value in edition.entry_changes.items():
            before.setdefault(name, was.get(name, ""))
            after[name] = as_shown(name, value)
    for name in names:
        if name in after and before[name] != after[name]:
            yield Change(label(Entry, name), replaced(before[name], after[name]))


def entry_values(edition: Edition) -> Mapping[str, str]:
    """What the entry said before an edition changed it: remembered at release, else as it is."""
    if edition.published_at:
        return {name: as_shown(name, value) for name, value in edition.entry_before.items()}
    fresh = Entry.objects.get(pk=edition.entry_id)
    return {name: as_shown(name, getattr(fresh, name)) for name in edition.entry_changes}


def as_shown(name: str, value: object) -> str:
    """A value of an entry as a person reads it."""
    field = Entry._meta.get_field(name)
    entry = Entry(**{name: field.to_python(value)})  # type: ignore[union-attr]
    return shown(entry, name.removesuffix("_id"))


def label(model: type[Edition] | type[Entry], name: str) -> str:
    """What a field is called."""
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def shown(row: object, name: str) -> str:
    """A value as a person reads it."""
    told = getattr(row, f"get_{name}_display", None)
    value = told() if told else getattr(row, name)
    return "" if value is None else str(value)


def replaced(before: str, after: str) -> list[Piece]:
    """A value in the place of another: word by word where they are alike, else side by side."""
    if before and after and likeness_of_texts(before, after) >= 0.5 and len(before) > 12:
        return shortened(words(before, after))
    return whole(before, after)


def whole(before: str, after: str) -> list[Piece]:
    """The old and the new value side by side."""
    return [Piece(kind, text) for kind, text in (("del", before), ("ins", after)) if text]


def paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """The paragraphs that differ, each with its words; of very many the later ones bare."""
    number, last = 0, 0
    for part in hunks(before, after):
        gone, come = before[part.i : part.i_end], after[part.j : part.j_end]
        # The paragraph above was told already where it stands below the change before.
        above = context(after[part.j - 1]) if part.j > last else ""
        below = context(after[part.j_end]) if part.j_end < len(after) else ""
        last = part.j_end + 1
        pairs = list(islice(paired(gone, come, likeness_of_texts), MOST_SHOWN - number))
        number += len(pairs)
        rest = not_told(pairs, len(gone), len(come))
        for place, (i, j) in enumerate(pairs):
            yield Change(
                place_of(part.i, i, part.j, j),
                rewritten(gone[i] if i is not None else "", come[j] if j is not None else ""),
                above if place == 0 else "",
                below if place == len(pairs) - 1 and not rest else "",
            )
        yield from repeat(Change("", ()), rest)


def not_told(pairs: Sequence[tuple[int | None, int | None]], gone: int, come: int) -> int:
    """How many places of a stretch are left when only these pairs are told."""
    told_gone = sum(1 for i, _ in pairs if i is not None)
    told_come = sum(1 for _, j in pairs if j is not None)
    return max(gone - told_gone, come - told_come)


def place_of(start: int, i: int | None, new_start: int, j: int | None) -> str:
    """What a paragraph is called: by its place in the new text, else in the old one."""
    if j is not None:
        return f"第 {new_start + j + 1} 段" + ("（新增）" if i is None else "")
    return f"原第 {start + (i or 0) + 1} 段（删去）"


def context(line: str) -> str:
    """An unchanged paragraph, as much of it as tells where one is."""
    return line if len(line) <= LONGEST_CONTEXT else f"{line[:LONGEST_CONTEXT]}……"


def rewritten(old: str, new: str) -> list[Piece]:
    """A paragraph with its words, or whole where it came or went."""
    return shortened(words(old, new)) if old and new else whole(old, new)


def links(old: Text, new: Text) -> Iterator[Change]:
    """Links and pictures that lead elsewhere under the same words."""
    before, after = dict(old.links), dict(new.links)
    for name, address in after.items():
        if name in before and before[name] != address:
            yield Change(f"{name}的地址", whole(before[name], address))


def form_cells(
    before: Rendered, after: Rendered, old_edition: Edition, new_edition: Edition
) -> Iterator[Change]:
    """The cells of statutory tables whose value or note differs, under the names of the form."""
    old, new = by_key(before), by_key(after)
    changed = [key for key in {**new, **old} if old.get(key, "") != new.get(key, "")]
    if not changed:
        return
    names = {edition.pk: cell_names(edition) for edition in (old_edition, new_edition)}
    for key in changed:
        edition = new_edition if key in new else old_edition
        pieces = whole(old.get(key) or "空白", new.get(key) or "空白")
        yield Change(names[edition.pk](*key), pieces)


def cell_names(edition: Edition) -> CellNames:
    """How the kind of an edition calls the cells of its form; a kind without one, by their keys."""
    tells = getattr(edition.entry.behaviour, "cell_names", None)
    found: CellNames = tells(edition) if tells else bare_name
    return found


def bare_name(table: str, row: str, column: str) -> str:
    """A cell by its keys."""
    return f"{table} {row} {column}"


def by_key(article: Rendered) -> dict[tuple[str, str, str], str]:
    """What each cell says."""
    return {
        (one["table"], one["row"], one["column"]): f"{one['value'] or ''}{told(one['note'])}"
        for one in article.data.get("cells", ())
    }


def told(note: str) -> str:
    """A note in brackets."""
    return f"（{note}）" if note else ""


def plain_cells(old: Text, new: Text) -> Iterator[Change]:
    """The cells of tables inside the text."""
    return map(cell_change, tables(old.tables, new.tables))


def cell_change(one: CellChange) -> Change:
    """A changed cell, row or column; an empty cell is called so."""
    is_cell = not one.place.endswith("）")
    before, after = one.before, one.after
    if is_cell:
        before, after = before or "空白", after or "空白"
    return Change(one.place, replaced(before, after))


def files(old: Edition, new: Edition) -> Iterator[Change]:
    """Attachments that came, went, were renamed, or have other content under the same name."""
    before = dict(old.attachments.values_list("name", "blob_id"))
    after = dict(new.attachments.values_list("name", "blob_id"))
    gone = {blob: name for name, blob in before.items() if name not in after}
    renamed = {
        name: gone[blob] for name, blob in after.items() if name not in before and blob in gone
    }
    for name in {**after, **before}:
        if name in renamed:
            yield Change(
                name, [Piece("keep", "改名，内容不变，原名："), Piece("del", renamed[name])]
            )
        elif name not in after and name not in renamed.values():
            yield Change(name, [Piece("del", "已删除")])
        elif name in after and name not in before:
            yield Change(name, [Piece("ins", "新增")])
        elif name in after and before[name] != after[name]:
            yield Change(name, [Piece("ins", "内容已替换")])
    was = dict(old.attachments.values_list("name", "description"))
    for name, said in new.attachments.values_list("name", "description"):
        if name in was and was[name] != said:
            yield Change(f"{name}的说明", whole(was[name], said))
