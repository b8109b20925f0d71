"""Reads a page of an older government site, saved as text or HTML, into its parts.

Known build: breadcrumb, block of metadata, title, line with source and time, article, table, foot.
"""

from __future__ import annotations

import codecs
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise

from disclosure.lib.blocks import Block, Grid, from_html, from_text
from disclosure.lib.dates import read_date, read_moment
from disclosure.lib.html import sanitise
from disclosure.lib.text import fold_width

HEADING_LENGTH = 40  # characters; what is longer is a sentence
ITEM_LENGTH = 25
CLOSING_LINES = 3
CHINESE = ("gbk", "gb2312", "gb18030")
TABLE_LINES = 4  # so many lines with a number at their end make a table of a text

_NAMES = {
    "index_number": "信息索引号|索引号|索引",
    "disclosure_method": "公开方式|公开属性",
    "publisher_name": "发布机构|发文机关|发文单位",
    "written_on": "成文日期|生成日期|产生日期|发文日期",
    "source": "信息来源|文章来源|来源",
    "published_at": "发布时间|发布日期|公开日期",
    "views": "浏览次数|浏览量|点击数|阅读次数",
    "other": "主题分类|体裁分类|组配分类|公开时限|公开范围|有效性|文号|发文字号|关键词|主题词|字号",
}


def _wide(names: str) -> str:
    """Allow blanks between the characters of a label: some pages print 索 引 号."""
    return "|".join(r"\s*".join(name) for name in names.split("|"))


_LABEL = re.compile(
    r"(?:^|(?<=[\s\[【|]))(?:"
    + "|".join(f"(?P<{key}>{_wide(names)})" for key, names in _NAMES.items())
    + r")\s*:\s*"
)
_FOOT = re.compile(r"^[【\[]?\s*(?:打印(?:本页|\s|】|\]|$)|关闭(?:窗口|本页)|上一篇|下一篇|分享到)")
_CRUMB = re.compile(r"^(?:您?(?:的|所在的?)?(?:当前)?位置)\s*:?\s*")
_CAPTION = re.compile(r"^\D{2,30}表(?:\s*\(.{1,20}\))?$")
_ENDS_IN_NUMBER = re.compile(r"(?:\d\s*[^\d\s()]{0,3}|[—–-]{1,2})\s*$")
_HEADINGS = (
    ("h2", re.compile(r"^[一二三四五六七八九十]+、"), HEADING_LENGTH),
    ("h3", re.compile(r"^\([一二三四五六七八九十]+\)"), HEADING_LENGTH),
    ("h4", re.compile(r"^\d{1,2}[、.](?!\d)"), ITEM_LENGTH),
)


class PageProblem(ValueError):
    """The page cannot be read; the message is a Chinese sentence for the person who gave it."""


@dataclass(frozen=True)
class Table:
    """A table with its title, the lines between title and table, and its rows (spans resolved)."""

    caption: str
    lines_before: tuple[str, ...]
    rows: Grid


@dataclass(frozen=True)
class SavedPage:
    """The parts of a page. `problems` are sentences on what is odd without being fatal."""

    breadcrumb: tuple[str, ...]
    index_number: str
    disclosure_method: str
    publisher_name: str
    written_on: datetime.date | None
    title: str
    source: str
    published_at: datetime.datetime | None
    body_html: str
    text_lines: tuple[str, ...]
    tables: tuple[Table, ...]
    problems: tuple[str, ...]

    @property
    def agency_names(self) -> tuple[str, ...]:
        """The names of the agency on the page: in title, metadata, source and breadcrumb."""
        titled = re.split(r"(?:关于)?\d{4}年", self.title, maxsplit=1)[0]
        crumb = self.breadcrumb[-2] if len(self.breadcrumb) > 2 else ""
        names = (titled, self.publisher_name, self.source, crumb)
        return tuple(dict.fromkeys(name for name in names if name and name != self.title))


def read_page(data: bytes, name: str) -> SavedPage:
    """Read a saved page; `name` is the file's, for messages.

    Raises PageProblem where the file is empty, no text, or lacks what every page of this build has.
    """
    text = decode(data, name)
    is_html = re.search(r"<(?:!doctype|html|body|div|table|p)\b", text[:5000], re.IGNORECASE)
    blocks = from_html(text) if is_html else from_text(text)
    parts = _Parts.of(blocks, name)
    return parts.page()


def decode(data: bytes, name: str) -> str:
    """The text of a saved file in whatever encoding. Raises PageProblem where there is none."""
    if not data.strip():
        raise PageProblem(f"文件“{name}”是空的。")
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise PageProblem(f"文件“{name}”不是网页或文本，请选择保存的网页（.html）或文本（.txt）。")
    for encoding in _encodings(data):
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise PageProblem(f"文件“{name}”的文字编码读不出，请另存为UTF-8编码后再试。")


def _encodings(data: bytes) -> list[str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    said = re.search(rb"""charset\s*=\s*["']?\s*([\w-]+)""", data[:4096])
    named = said.group(1).decode("ascii").lower() if said else ""
    # Pages that call themselves GBK use characters of its superset GB 18030.
    return ["gb18030", "utf-8-sig"] if named in CHINESE else ["utf-8-sig", "gb18030"]


@dataclass(frozen=True)
class _Parts:
    """The page cut into head, title, source line, article and closing table, still as blocks."""

    name: str
    crumbs: tuple[str, ...]
    values: dict[str, str]
    title: str
    body: list[Block]
    tables: tuple[Table, ...]

    @classmethod
    def of(cls, blocks: list[Block], name: str) -> _Parts:
        blocks = [line for block in blocks for line in _flat_if_metadata(block)]
        labels = [_values(block.text) for block in blocks]
        first = _first(labels, {"index_number"})
        if first is None:
            raise PageProblem(f"文件“{name}”中没有“索引号”，不是政府信息公开目录的页面。")
        last = _end_of_labels(blocks, labels, first, stop={"source", "published_at"})
        start = _first(labels, {"source", "published_at"}, after=last)
        if start is None:
            raise PageProblem(f"文件“{name}”中没有“信息来源”或“发布时间”一行，找不到正文。")
        end = _end_of_labels(blocks, labels, start, stop=set())
        values = {
            k: v
            for one in reversed([*labels[first:last], *labels[start:end]])
            for k, v in one.items()
        }
        body, tables = _part_tables(_without_foot(blocks[end:]))
        title = "".join(block.text.strip() for block in blocks[last:start])
        return cls(name, _crumbs(blocks[:first]), values, title, body, tables)

    def page(self) -> SavedPage:
        problems: list[str] = []
        body, lines = _body(self.body)
        self._demand(bool(self.values.get("index_number")), "索引号")
        self._demand(bool(self.title), "标题")
        self._demand(bool(lines), "正文")
        if pictures := sum(block.html.count("<img") for block in self.body):
            problems.append(f"正文中有{pictures}张图片没有随网页保存，请另行上传。")
        return SavedPage(
            breadcrumb=self.crumbs,
            index_number=self.values["index_number"],
            disclosure_method=self._value("disclosure_method", "公开方式", problems),
            publisher_name=self._value("publisher_name", "发布机构", problems),
            written_on=self._date(problems),
            title=self.title,
            source=self._value("source", "信息来源", problems),
            published_at=self._moment(problems),
            body_html=body,
            text_lines=lines,
            tables=self.tables,
            problems=tuple(problems),
        )

    def _demand(self, there: object, what: str) -> None:
        if not there:
            raise PageProblem(f"文件“{self.name}”中读不出{what}，没有导入任何内容。")

    def _value(self, key: str, label: str, problems: list[str]) -> str:
        value = self.values.get(key, "")
        if not value:
            problems.append(f"页面上没有{label}。")
        return value

    def _date(self, problems: list[str]) -> datetime.date | None:
        given = self._value("written_on", "成文日期", problems)
        try:
            return read_date(given) if given else None
        except ValueError:
            problems.append(f"成文日期“{given}”读不出，应为“2017-05-04”的样式。")
            return None

    def _moment(self, problems: list[str]) -> datetime.datetime | None:
        given = self._value("published_at", "发布时间", problems)
        try:
            return read_moment(given) if given else None
        except ValueError:
            problems.append(f"发布时间“{given}”读不出，应为“2017-05-04 08:36”的样式。")
            return None


Labels = dict[str, str]


def _values(text: str) -> Labels:
    """The labelled values of one line: {"source": "市行政服务中心", "published_at": …}."""
    flat = fold_width(text)
    found = list(_LABEL.finditer(flat))
    starts = [one.start() for one in found]
    return {
        str(one.lastgroup): flat[one.end() : end].strip(" |[]【】")
        for one, end in zip(found, [*starts[1:], len(flat)], strict=False)
    }


def _flat_if_metadata(block: Block) -> list[Block]:
    """A metadata block drawn as a table is read like one printed in lines."""
    lines = ["  ".join(text for text, _ in groupby(row)) for row in block.grid]
    if any("index_number" in _values(line) for line in lines):
        return [Block(line) for line in lines]
    return [block]


def _first(labels: Sequence[Labels], wanted: set[str], after: int = 0) -> int | None:
    places = (place for place, one in enumerate(labels) if place >= after and wanted & one.keys())
    return next(places, None)


def _end_of_labels(
    blocks: Sequence[Block], labels: Sequence[Labels], start: int, stop: set[str]
) -> int:
    """The place after the labelled lines that begin at `start`; empty lines among them count."""
    place = start + 1
    while place < len(blocks):
        text, found = blocks[place].text, labels[place]
        if blocks[place].grid or (text.strip() and not found) or found.keys() & stop:
            break
        place += 1
    return place


def _crumbs(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The breadcrumb: what follows 当前位置, else the lines with ">" in them."""
    texts = [fold_width(block.text).strip() for block in blocks if block.text.strip()]
    marked = [place for place, text in enumerate(texts) if _CRUMB.match(text)]
    trail = texts[marked[-1] :] if marked else [text for text in texts if ">" in text]
    steps = re.split(r"[>»›]+", _CRUMB.sub("", " ".join(trail)))
    return tuple(step.strip() for step in steps if step.strip())


def _without_foot(blocks: list[Block]) -> list[Block]:
    for place, block in enumerate(blocks):
        if not block.grid and _FOOT.match(fold_width(block.text)):
            return blocks[:place]
    return blocks


def _part_tables(blocks: list[Block]) -> tuple[list[Block], tuple[Table, ...]]:
    """Part the tables at the end from the article."""
    filled = [block for block in blocks if not block.is_empty]
    after = _lines_after(filled)
    filled, closing = filled[: len(filled) - after], filled[len(filled) - after :]
    if filled and filled[-1].grid:
        tables: list[Table] = []
        while filled and filled[-1].grid:
            filled, table = _part_grid(filled)
            tables.insert(0, table)
        return [*filled, *closing], tuple(tables)
    for place, block in enumerate(blocks):
        rest = [one.text for one in blocks[place + 1 :] if one.text.strip()]
        if _CAPTION.match(_flat(block.text)) and _is_table(rest):
            return blocks[:place], (_text_table(_flat(block.text), rest),)
    return blocks, ()


def _lines_after(filled: Sequence[Block]) -> int:
    """How many short lines close the article below its table: editor, attachment and the like."""
    count = next((n for n, block in enumerate(reversed(filled)) if block.grid), 0)
    short = all(len(block.text) <= HEADING_LENGTH for block in filled[len(filled) - count :])
    return count if short and count <= CLOSING_LINES else 0


def _part_grid(blocks: list[Block]) -> tuple[list[Block], Table]:
    """Take the last grid with the title and year above it, or in its own first rows."""
    *rest, grid = blocks
    rows, above = list(grid.grid), [grid.text] if grid.text else []
    while rows and len(set(rows[0])) == 1 and _is_title(rows[0][0]):
        above.append(rows.pop(0)[0])
    before: list[str] = []
    while rest and not above and not rest[-1].grid and _is_title(rest[-1].text):
        before.insert(0, rest.pop().text)
        if _CAPTION.match(_flat(before[0])):
            break
    titles = [*before, *above] or [""]
    return rest, Table(_flat(titles[0]), tuple(titles[1:]), tuple(rows))


def _is_title(text: str) -> bool:
    return bool(_CAPTION.match(_flat(text)) or re.fullmatch(r"\(.{1,20}\)", _flat(text)))


def _is_table(texts: Sequence[str]) -> bool:
    ends = sum(bool(_ENDS_IN_NUMBER.search(text)) for text in texts)
    return ends >= TABLE_LINES and ends * 2 >= len(texts)


def _text_table(caption: str, texts: list[str]) -> Table:
    before: list[str] = []
    while texts and _is_title(texts[0]):
        before.append(texts.pop(0))
    return Table(caption, tuple(before), tuple(tuple(text.split("\t")) for text in texts))


def _flat(text: str) -> str:
    return fold_width(text).strip()


def _body(blocks: Sequence[Block]) -> tuple[str, tuple[str, ...]]:
    """The article as clean HTML, and its lines as text."""
    filled = [block for block in blocks if not block.is_empty]
    parts, lines = [], []
    for block, following in pairwise([*filled, Block("")]):
        if block.grid:
            parts.append(block.html)
            lines += [" ".join(text for text, _ in groupby(row)) for row in block.grid]
            continue
        tag = _heading(_flat(block.text), _flat(following.text))
        inner = escape(block.text, quote=False) if tag else block.html
        parts.append(f"<{tag or 'p'}>{inner}</{tag or 'p'}>")
        lines += [block.text] if block.text else []
    return sanitise("\n".join(parts)), tuple(lines)


def _heading(text: str, following: str) -> str:
    """The level of a heading, or nothing for a sentence or an item of a list."""
    for tag, pattern, length in _HEADINGS:
        if not pattern.match(text) or len(text) > length or re.search(r"[。；;!?]|,$", text):
            continue
        listed = tag == "h4" and (pattern.match(following) or not following)
        return "" if listed else tag
    return ""
