"""Text inside HTML rewritten: words change, tags stay, even where a tag cuts a word in two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from disclosure.lib.html import BLOCKS, fragment, inner_html

APART = BLOCKS | {"td", "th", "table", "thead", "tbody", "tfoot", "ul", "ol", "img"}


@dataclass(frozen=True)
class Edit:
    """Characters `start` to `end` of a text, and what is to stand there."""

    start: int
    end: int
    text: str


Finder = Callable[[str], list[Edit]]
Slot = tuple[HtmlElement, str]  # an element, and which of its texts: "text" or "tail"


def rewritten(text: str, find: Finder) -> str:
    """A plain text with the edits made.

    >>> rewritten("甲乙丙", lambda text: [Edit(1, 2, "丁")])
    '甲丁丙'
    """
    for edit in reversed(find(text)):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def rewritten_html(html: str, find: Finder) -> str:
    """HTML with the edits made in what it says, block by block.

    >>> rewritten_html("<p>布<em>署</em>工作</p>", lambda t: [Edit(0, 2, "部署")] if t else [])
    '<p>部署<em></em>工作</p>'
    """
    tree = fragment(html) if html.strip() else None
    if tree is None:
        return html
    for run in list(runs(tree)):
        rewrite(run, find)
    return inner_html(tree)


def runs(tree: HtmlElement) -> Iterator[list[Slot]]:
    """The texts that a reader sees as one line: those of a block, through the tags within."""
    run: list[Slot] = []
    for slot in slots(tree):
        if slot is None:
            yield run
            run = []
        else:
            run.append(slot)
    yield run


def slots(node: HtmlElement) -> Iterator[Slot | None]:
    """Every text in the order of reading; None where a block begins or ends."""
    is_apart = node.tag in APART
    if is_apart:
        yield None
    if node.text:
        yield node, "text"
    for child in node:
        yield from slots(child)
        if child.tail:
            yield child, "tail"
    if is_apart:
        yield None


def rewrite(run: list[Slot], find: Finder) -> None:
    """Make the edits of one line: the new words go where the old ones began."""
    whole = "".join(getattr(node, name) for node, name in run)
    for edit in reversed(find(whole)):
        offset = 0
        for node, name in run:
            old = getattr(node, name) or ""
            start, end = edit.start - offset, edit.end - offset
            offset += len(old)
            if start < len(old) and end > 0:
                new = edit.text if start >= 0 else ""
                setattr(node, name, old[: max(start, 0)] + new + old[end:])
