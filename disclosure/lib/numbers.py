"""Numbers as clerks write them into cells: with units, notes, full-width digits, or not at all."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

MICRO = 1_000_000
LONGEST = 60  # characters of a cell that we still take for a number with a note
LARGEST = Decimal(10) ** 12  # millionths of it still fit into 64 bits
BLANK = re.compile(r"[-—–―─_/\s]*")
NUMBER = re.compile(
    r"(?P<value>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?P<unit>[^\d()+\-.,]{0,6})"
    r"(?:\((?P<note>[^()]*)\))?"
)


class NotANumber(ValueError):
    """A cell cannot be read as a number; the sentence gives its text and what was expected."""

    def __init__(self, text: str, expected: str) -> None:
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        super().__init__(f"“{shown}”不是可识别的数字，应为{expected}。")
        self.text = text
        self.expected = expected


@dataclass(frozen=True)
class Reading:
    """What a cell says: a number or None for blank, its unit and note, and the text as given."""

    value: Decimal | None
    unit: str = ""
    note: str = ""
    text: str = ""


def read_number(given: str | int | float | Decimal | None, decimals: int = 0) -> Reading:
    """Read a cell; blank, —— and - are blank, which is not zero.

    `decimals` is how many places after the point are allowed. Raises NotANumber.

    >>> read_number("1026条").value, read_number("１０万元").unit, read_number("——").value
    (Decimal('1026'), '万元', None)
    >>> read_number("22（其中修订16件）").note
    '其中修订16件'
    """
    text = as_text(given)
    expected = f"不超过 {decimals} 位小数的数字" if decimals else "整数"
    if len(text) > LONGEST:
        raise NotANumber(text, expected)
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("−", "-")
    if BLANK.fullmatch(folded):
        return Reading(None, text=text.strip())
    found = NUMBER.fullmatch(folded)
    if found is None:
        hint = "阿拉伯数字" if re.search("[一二三四五六七八九十百千两]", folded) else expected
        raise NotANumber(text, hint)
    value = Decimal(found["value"].replace(",", ""))
    if abs(value) >= LARGEST or value != round(value, decimals):
        raise NotANumber(text, expected)
    return Reading(plain(value), found["unit"], found["note"] or "", text.strip())


def as_text(given: str | int | float | Decimal | None) -> str:
    """The text of a cell whatever its type: 3.0 of Excel is 3.

    >>> as_text(3.0), as_text(10.5), as_text(None), as_text(0.1 + 0.2)
    ('3', '10.5', '', '0.3')
    """
    if given is None:
        return ""
    if isinstance(given, float):
        return str(int(given)) if given.is_integer() else f"{given:.9f}".rstrip("0")
    return show(given) if isinstance(given, Decimal) else str(given)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing noughts or exponent; minus nought is nought.

    >>> plain(Decimal("10.500")), plain(Decimal("100")), plain(Decimal("-0"))
    (Decimal('10.5'), Decimal('100'), Decimal('0'))
    """
    short = value.normalize()
    return Decimal(int(short)) if short == short.to_integral_value() else short


def show(value: Decimal | None) -> str:
    """A number as printed: no exponent, no trailing noughts; blank for None.

    >>> show(Decimal("10.50")), show(Decimal("1E+3")), show(None)
    ('10.5', '1000', '')
    """
    return "" if value is None else f"{plain(value):f}"


def to_micro(value: Decimal) -> int:
    """Millionths as an integer, exact. Raises NotANumber for more than six places.

    >>> to_micro(Decimal("10.5"))
    10500000
    """
    micro = value * MICRO
    if micro != micro.to_integral_value():
        raise NotANumber(f"{value:f}", "不超过 6 位小数的数字")
    return int(micro)


def from_micro(micro: int) -> Decimal:
    """The number of so many millionths.

    >>> from_micro(10500000)
    Decimal('10.5')
    """
    return plain(Decimal(micro) / MICRO)


def change(now: Decimal | None, before: Decimal | None) -> str:
    """+2, −3, 持平, or nothing where one of the two is unknown."""
    if now is None or before is None:
        return ""
    if now == before:
        return "持平"
    return f"{'+' if now > before else '−'}{show(abs(now - before))}"
