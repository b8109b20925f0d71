"""How the cells of a catalogue in a file are read, column by column (see `pages.columns`)."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlsplit

from disclosure.agencies.models import Agency, AgencyName
from disclosure.lib.dates import NotADate, read_date, read_moment
from disclosure.lib.text import local_address, normalise
from disclosure.pages.columns import COLUMNS
from disclosure.pages.models import Category, Genre, Method, Page, Theme, Validity

METHODS = {label: value for value, label in Method.choices} | {"不公开": Method.CLOSED.value}
VALIDITIES = {label: value for value, label in Validity.choices}
LONGEST_ADDRESS = int(Page._meta.get_field("path").max_length or 0)
WEB = ("", "http", "https")
INDEX_NUMBER = re.compile(r"[^\s/][^\s]{2,58}[^\s/]")


class BadCell(ValueError):
    """A cell cannot be read; the sentence gives its value and what was expected."""


Row = TypeVar("Row")
BY_NAME = {normalise(name): column for column in COLUMNS for name in column.names}


class Lists:
    """Agencies and value lists by everything that a file may call them, read once: five queries."""

    @cached_property
    def agencies(self) -> Mapping[str, Agency]:
        """By code, full, short and former name; a name that two agencies bear names neither."""
        rows = {row.pk: row for row in Agency.objects.all()}
        pairs = [(n, row) for row in rows.values() for n in (row.name, row.short_name)]
        former = AgencyName.objects.values_list("agency", "name", "short_name")
        pairs += [(n, rows[pk]) for pk, *names in former for n in names]
        return unambiguous(pairs) | {row.code: row for row in rows.values()}

    @cached_property
    def categories(self) -> Mapping[str, Category]:
        """By slug and name."""
        rows = list(Category.objects.shown())
        return unambiguous((row.name, row) for row in rows) | {row.slug: row for row in rows}

    @cached_property
    def themes(self) -> Mapping[str, Theme]:
        """By code, path and name."""
        rows = list(Theme.objects.select_related("parent"))
        pairs = [(name, row) for row in rows for name in (row.name, str(row))]
        return unambiguous(pairs) | {row.code: row for row in rows}

    @cached_property
    def genres(self) -> Mapping[str, Genre]:
        """By code and name."""
        rows = list(Genre.objects.all())
        return {row.name: row for row in rows} | {row.code: row for row in rows}


def unambiguous(pairs: Iterable[tuple[str, Row]]) -> dict[str, Row]:
    """The rows by name, without names that more than one row bears."""
    found: dict[str, Row] = {}
    twice = set()
    for name, row in pairs:
        if name and found.setdefault(name, row) is not row:
            twice.add(name)
    return {name: row for name, row in found.items() if name not in twice}


def look_up(rows: Mapping[str, Row], text: str, what: str) -> Row:
    """The row that a file names. Raises BadCell."""
    found = rows.get(text) or rows.get(text.replace("\\", "／").replace("/", "／"))
    if found is None:
        raise BadCell(f"“{text[:40]}”不是已有的{what}，请先建立，或改为系统中的名称或代码。")
    return found


def read_cell(key: str, text: str, lists: Lists) -> object:
    """The value of a filled cell. Raises BadCell."""
    readers: dict[str, Callable[[], object]] = {
        "agency": lambda: look_up(lists.agencies, text, "机构"),
        "category": lambda: look_up(lists.categories, text, "栏目"),
        "theme": lambda: look_up(lists.themes, text, "主题分类"),
        "genre": lambda: look_up(lists.genres, text, "体裁"),
        "method": lambda: one_of(METHODS, text),
        "validity": lambda: one_of(VALIDITIES, text),
        "written_on": lambda: day(text),
        "effective_on": lambda: day(text),
        "ends_on": lambda: day(text),
        "published_at": lambda: moment(text),
        "index_number": lambda: index_number(text),
        "old_address": lambda: address(text),
    }
    return readers[key]() if key in readers else text


def one_of(labels: Mapping[str, str], text: str) -> str:
    """The value behind a label. Raises BadCell."""
    if text not in labels:
        raise BadCell(f"“{text[:20]}”不在可选值中，应为 {'、'.join(labels)} 之一。")
    return labels[text]


def day(text: str) -> date:
    """A day, also where a time of day follows it. Raises BadCell."""
    try:
        return read_date(text.partition(" ")[0] if ":" in text else text)
    except NotADate as error:
        raise BadCell(str(error)) from error


def moment(text: str) -> datetime:
    """A minute; a day alone is its first. Raises BadCell."""
    try:
        return read_moment(text if ":" in text or "时" in text else f"{text} 00:00")
    except NotADate as error:
        raise BadCell(f"“{text[:40]}”不是有效的时间，应写作 2017-05-04 08:36。") from error


def index_number(text: str) -> str:
    """A number whose organ part and serial are there. Raises BadCell."""
    if not INDEX_NUMBER.fullmatch(text) or text.endswith("None"):
        raise BadCell(f"索引号“{text[:60]}”不完整：应含机构代码和流水号，中间没有空格。")
    return text


def address(text: str) -> str:
    """The path of an address on the old site, as it will be asked for. Raises BadCell."""
    try:
        parts = urlsplit(text)
    except ValueError as error:  # brackets that hold no address
        raise BadCell(f"“{text[:60]}”不是网页地址，请改正。") from error
    path = local_address(parts.path + (f"?{parts.query}" if parts.query else ""))
    if not path.startswith("/") or path == "/" or parts.scheme not in WEB:
        raise BadCell(f"“{text[:60]}”不是网页地址，应写作 https://旧网站/路径 或 /路径。")
    if len(path) > LONGEST_ADDRESS:
        raise BadCell(
            f"“{text[:60]}”过长：汉字按百分号编码后有 {len(path)} 个字符，"
            f"最多 {LONGEST_ADDRESS} 个，请删去这一格，该旧网址不再转到新页面。"
        )
    return path
