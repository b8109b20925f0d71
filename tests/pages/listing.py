"""What a list shows its reader, taken from its HTML."""

import re
from typing import NamedTuple

from lxml import html


class Option(NamedTuple):
    value: str
    label: str
    count: int


class Filter(NamedTuple):
    name: str
    options: list[Option]


def total(response) -> int:
    """How many there are in all."""
    return int(re.search(r'<p class="total">共 (\d+) 条', response.text)[1])


def number(response) -> int:
    """The page of the list that is shown."""
    return int(re.search(r'aria-current="page">(\d+)<', response.text)[1])


def paths(response) -> list[str]:
    """The addresses of the rows in their order."""
    return html.fromstring(response.text).xpath('//ol[@class="rows"]/li/a/@href')


def filters(response) -> list[Filter]:
    """The filters with the values that are offered, without the one that asks for everything."""
    found = html.fromstring(response.text).xpath('//details[@class="filters"]//select')
    return [Filter(select.get("name"), options(select)) for select in found]


def options(select) -> list[Option]:
    """The values of a filter."""
    told = re.compile(r"(.*)（(\d+)）")
    rows = [(one.get("value"), told.fullmatch(one.text)) for one in select.iter("option")]
    return [Option(value, match[1], int(match[2])) for value, match in rows if value]
