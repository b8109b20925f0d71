"""An entry's past as the public may know it: when it was corrected, why, and what was changed.

条例 Art. 12 wants content kept up to date and Art. 41 wrong records corrected: a reader who has
cited a page must be able to see what became of it. What a correction removes for good reason
(personal data, secrets) is not shown again by the difference.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from django.utils import timezone

from disclosure.catalogue.comparing import Comparison, compare_in_public, label, rendered, shown
from disclosure.catalogue.models import Edition, Entry
from disclosure.lib.html import fragment, inner_html
from disclosure.pages.actions import EditionData
from disclosure.pages.models import Method
from disclosure.workflow.states import State

RELEASED = (State.PUBLISHED, State.SUPERSEDED)
FACTS = ("document_number", "publisher_name", "joint_issuers", "written_on", "source")
FILES = "/files/"


def history(entry: Entry, edition: Edition, earlier: Sequence[Edition]) -> tuple[EditionData, ...]:
    """The releases of an entry up to an edition, oldest first; nothing before a first correction.

    `edition` is the live one, or a draft as its preview shows it; `earlier` see `earlier_ones`.
    """
    rows = [*earlier, edition]
    if len(rows) < 2:
        return ()
    readable = readable_ones(rows, entry)
    before: dict[int, Edition] = {new.pk: old for old, new in pairwise(rows)}
    after: dict[int, Edition] = {old.pk: new for old, new in pairwise(rows)}
    return tuple(told(row, before.get(row.pk), after.get(row.pk), readable) for row in rows)


def earlier_ones(editions: Sequence[Edition]) -> Mapping[int, list[Edition]]:
    """By the id of each edition those of its entry that were released before it, oldest first.

    One query for all, none where all are the first of their entries.
    """
    entries = {one.entry_id for one in editions if one.number > 1}
    if not entries:
        return {}
    rows = Edition.objects.filter(entry__in=entries)
    rows = rows.filter(state__in=RELEASED).exclude(pk__in=[one.pk for one in editions])
    released: dict[int, list[Edition]] = defaultdict(list)
    for row in rows.select_related("entry__agency", "theme", "genre").order_by("number"):
        released[row.entry_id].append(row)
    return {
        one.pk: [row for row in released[one.entry_id] if row.number < one.number]
        for one in editions
    }


def readable_ones(rows: Sequence[Edition], entry: Entry) -> frozenset[int]:
    """The editions whose text may be shown: open when they were public, and not hidden since.

    A draft that hides what stood before it, or that follows a withdrawal, does so in its preview.
    """
    last, method, found = rows[-1], entry.method, set()
    hides = last.state not in RELEASED and (last.hides_previous or entry.withdrawn_at is not None)
    for row in reversed(rows):
        is_last = row.pk == last.pk
        if method == Method.ACTIVE and (is_last or not (row.is_hidden or hides)):
            found.add(row.pk)
        method = row.entry_before.get("method", method)
    return frozenset(found)


def told(
    row: Edition, before: Edition | None, after: Edition | None, readable: Collection[int]
) -> EditionData:
    """One release as plain data."""
    is_open = row.pk in readable
    shows = is_open and before is not None and before.pk in readable
    replaced_at = (after.published_at or timezone.now()) if after else None
    article = without_old_files(rendered(row).html) if after and is_open else ""
    return EditionData(
        number=row.number,
        published_at=row.published_at or timezone.now(),
        replaced_at=replaced_at,
        change_note=row.change_note if before else "",
        title=row.title if is_open else "",
        facts=facts(row) if after and is_open else [],
        article=article,
        changes=frozen(compare_in_public(before, row)) if before and shows else {},
        is_hidden=not is_open,
    )


def facts(edition: Edition) -> list[list[str]]:
    """What stood in the block above an earlier edition, with the names of the fields."""
    return [[label(Edition, name), value] for name in FACTS if (value := shown(edition, name))]


def frozen(found: Comparison) -> dict[str, Any]:
    """A difference as plain data, as the templates print it."""
    parts = [asdict(part) | {"left_out": part.left_out} for part in found.parts]
    return {"total": found.total, "parts": parts}


def without_old_files(html: str) -> str:
    """An earlier article without links to files and pictures: those of the past are not public."""
    tree = fragment(html) if FILES in html else None
    if tree is None:
        return html
    for node in list(of_files(tree)):
        words = node.text_content() or node.get("alt", "")
        node.drop_tag() if node.tag == "a" else replace_picture(node, words)
    return inner_html(tree)


def of_files(tree: Any) -> Iterator[Any]:
    """Links and pictures that lead to files of the site."""
    for node in tree.iter("a", "img"):
        if FILES in (node.get("href") or node.get("src") or ""):
            yield node


def replace_picture(node: Any, words: str) -> None:
    """Say in words that a picture stood here."""
    for name in list(node.attrib):
        del node.attrib[name]
    node.tag, node.text = "em", f"（图片{words}不再公开）"


def changed_before(edition: Edition, entry: Entry) -> Mapping[str, Any]:
    """What the entry says in the fields that a release is about to change."""
    return {name: getattr(entry, name) for name in edition.entry_changes}


def hide_earlier(edition: Edition) -> int:
    """Keep what stood before an edition out of every public view; how many editions that were."""
    rows = edition.entry.editions.filter(state__in=RELEASED, number__lt=edition.number)
    return rows.update(is_hidden=True)
