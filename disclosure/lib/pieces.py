"""Named strings found and blotted out of text, HTML and JSON, however they were typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import html as lxml_html

from disclosure.lib.html import BLOCKS, fragment, inner_html

MARK = "■■■（已依法清除）"
SHORT_MARK = "■"  # where the column has no room for the words
SHORTEST = 2  # characters of a piece: one character stands everywhere
BREAK = "\n"
GAP = "[ \\t\u00a0\u3000\u200b\u200c\u200d\ufeff\\-\uff0d]*"
WIDE = 0xFEE0  # from a half-width character to its full-width form


@dataclass(frozen=True)
class Pieces:
    """Strings that must not stand anywhere any more.

    A string is also found in full width, in capitals, and with blanks or hyphens between its
    characters; never across a line.
    """

    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, strings: Iterable[str]) -> "Pieces":
        """The longest first, so that a part never hides the whole."""
        known = sorted({one for one in strings if one.strip()}, key=lambda one: (-len(one), one))
        return cls(re.compile("|".join(map(loosely, known)), re.IGNORECASE) if known else None)

    def stand_in(self, text: str) -> bool:
        """Whether any of them occurs.

        >>> Pieces.of(["13800138000"]).stand_in("电话：138-0013 8000")
        True
        """
        return bool(self.pattern and self.pattern.search(text))

    def text(self, text: str) -> str:
        """The text without them.

        >>> Pieces.of(["王某某"]).text("申请人王 某某。")
        '申请人■■■（已依法清除）。'
        """
        return self.pattern.sub(MARK, text) if self.pattern else text

    def html(self, html: str) -> str:
        """HTML without them, also where tags stand inside one; unchanged when there is none.

        >>> Pieces.of(["13800138000"]).html("<p>138<b>0013</b>8000 是</p>")
        '<p>■■■（已依法清除）<b></b> 是</p>'
        """
        tree = fragment(html) if html.strip() and self.pattern else None
        if tree is None:
            return html
        slots = Slots.of(tree)
        changed = self._blot(slots)
        for node in tree.iter():
            for name, value in node.attrib.items():
                if self.stand_in(value):
                    node.set(name, self.text(value))
                    changed = True
        return inner_html(tree) if changed else html

    def _blot(self, slots: "Slots") -> bool:
        """Blot them out of the texts of a tree; whether there were any."""
        hits = list(self.pattern.finditer(slots.whole)) if self.pattern else []
        for hit in reversed(hits):
            slots.replace(hit.start(), hit.end())
        return bool(hits)

    def json(self, value: Any) -> Any:
        """The same structure with every text in it rewritten."""
        return rewritten(value, self.text)


@dataclass(frozen=True)
class Everything:
    """Where nothing of a text may stay: every text becomes the mark, an empty one stays empty."""

    def stand_in(self, text: str) -> bool:
        """Whether there is a text that is not gone yet."""
        return bool(text.strip()) and text not in (MARK, SHORT_MARK, f"<p>{MARK}</p>")

    def text(self, text: str) -> str:
        """The mark."""
        return MARK if self.stand_in(text) else text

    def html(self, html: str) -> str:
        """The mark as a paragraph."""
        return f"<p>{MARK}</p>" if self.stand_in(html) else html

    def json(self, value: Any) -> Any:
        """The same structure with every text in it gone."""
        return rewritten(value, self.text)


Rewriter = Pieces | Everything


@dataclass
class Slots:
    """The texts of a tree in their order, as one string in which blocks are lines apart."""

    places: list[tuple[lxml_html.HtmlElement, str, int, int]]  # element, slot, beginning, length
    whole: str

    @classmethod
    def of(cls, tree: lxml_html.HtmlElement) -> "Slots":
        """Walk the tree."""
        slots = cls([], "")
        slots.walk(tree)
        return slots

    def walk(self, node: lxml_html.HtmlElement) -> None:
        """An element's own text, its children, and what follows each of them."""
        is_block = node.tag in BLOCKS or node.tag in ("td", "th")
        self.whole += BREAK if is_block else ""
        self.add(node, "text")
        for child in node:
            self.walk(child)
            self.add(child, "tail")
        self.whole += BREAK if is_block and node.tag != "br" else ""

    def add(self, node: lxml_html.HtmlElement, slot: str) -> None:
        """Note where a text begins."""
        if text := getattr(node, slot):
            self.places.append((node, slot, len(self.whole), len(text)))
            self.whole += text.replace("\n", " ")  # in HTML a line break is a blank

    def replace(self, start: int, end: int) -> None:
        """Put the mark where a find begins, and nothing where it goes on; the last find first."""
        mark = MARK
        for node, slot, begin, length in self.places:
            text: str = getattr(node, slot) or ""
            low, high = max(start - begin, 0), min(end - begin, length)
            if low < high:
                setattr(node, slot, text[:low] + mark + text[high:])
                mark = ""


def rewritten(value: Any, rewrite: Any) -> Any:
    """A value of JSON with every text in it rewritten."""
    if isinstance(value, str):
        return rewrite(value)
    if isinstance(value, list):
        return [rewritten(one, rewrite) for one in value]
    if isinstance(value, dict):
        return {key: rewritten(one, rewrite) for key, one in value.items()}
    return value


def loosely(piece: str) -> str:
    """A pattern for a string: each character in either width, with gaps between."""
    return GAP.join(either_width(one) for one in re.sub(r"[\s\-－]+", "", piece))


def either_width(character: str) -> str:
    """A character in half and in full width."""
    code = ord(character)
    if 0x21 <= code <= 0x7E:
        return f"[{re.escape(character)}{chr(code + WIDE)}]"
    if 0xFF01 <= code <= 0xFF5E:
        return f"[{re.escape(chr(code - WIDE))}{character}]"
    return re.escape(character)


def fitting(text: str, longest: int | None) -> str:
    """A rewritten text that its column has room for: long marks become short ones."""
    if longest is None or len(text) <= longest:
        return text
    return text.replace(MARK, SHORT_MARK)[:longest]
