"""Search tokens: Chinese is searched by characters, not by a dictionary.

A text becomes a row of units: every Chinese character, every run of letters, every run of digits;
punctuation and white space only separate. Width, case and traditional characters are folded one
character at a time, so that a text and a query are always folded alike, whatever stands around.
"""

import re
import unicodedata
from itertools import pairwise

from opencc import OpenCC

from disclosure.lib.codes import organisation_code_fault

CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
UNIT = re.compile(f"[{CJK}]|\\d+|[^\\W\\d_{CJK}]+")
IS_CJK = re.compile(f"[{CJK}]")
LONGEST_UNIT = 100  # characters: a lexeme of PostgreSQL has at most 2 kB
SIMPLIFIED = OpenCC("t2s")
# One traditional character for two simplified ones (隨著、著作): both are read as one.
MERGED = {"着": "著"}
YEAR = r"(?P<year>(?:19|20)\d\d)"
BRACKETED_NUMBER = re.compile(
    rf"[〔\[({{【〖]\s*{YEAR}\s*[〕\])}}】〗]\s*(?:第\s*)?0*(?P<number>\d{{1,5}})(?!\d)\s*号?(?!\s*月)"
)
HYPHENED_CODE = re.compile(r"(?<![0-9a-z])([0-9a-z]{8})-([0-9x])(?![0-9a-z])")
DATE = re.compile(
    rf"(?<!\d){YEAR}\s*(?:年|[-./])\s*(?P<month>\d\d?)\s*"
    r"(?:月|[-./])(?:\s*(?P<day>\d\d?)(?!\d)\s*日?)?"
)
CHINESE_DATE = re.compile(
    r"(?P<year>[一二][〇零○一二三四五六七八九]{3})年(?P<month>[一二三四五六七八九十]{1,2})月"
    r"(?:(?P<day>[一二三四五六七八九十]{1,3})日)?"
)
NUMERALS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


class Folding(dict[int, str]):
    """What each character is folded to; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        wide = unicodedata.normalize("NFKC", chr(code)).casefold()
        folded = "".join(SIMPLIFIED.convert(char) if IS_CJK.match(char) else char for char in wide)
        self[code] = "".join(MERGED.get(char, char) for char in folded)
        if len(self[code]) != 1:
            UNEVEN.add(chr(code))
        return self[code]


UNEVEN: set[str] = set()  # characters met that are folded to several, or to none
FOLDING = Folding()


def fold(text: str) -> str:
    """Half-width, lower case, simplified, character by character.

    >>> fold("ＷＰＳ　預算（2016）"), fold("隨著")
    ('wps 预算(2016)', '随著')
    """
    return text.translate(FOLDING)


def is_even(text: str) -> bool:
    """Whether each character of a text that was folded is folded to one: places stay.

    >>> [is_even(text) for text in ("預算", "㈱㎡") if fold(text)]
    [True, False]
    """
    return UNEVEN.isdisjoint(text)


def canonical(folded: str) -> str:
    """Folded text with document numbers and organisation codes in one written form.

    >>> canonical("国办发[2016]第08号"), canonical("00266889-9/2017-66815")
    ('国办发〔2016〕8号', '002668899/2017-66815')
    """
    numbered = BRACKETED_NUMBER.sub(r"〔\g<year>〕\g<number>号", folded)
    return HYPHENED_CODE.sub(without_hyphen, numbered)


def without_hyphen(found: re.Match[str]) -> str:
    """An organisation code (GB 11714) as it is stored; whatever only looks like one stays."""
    code = found[1] + found[2]
    return found[0] if organisation_code_fault(code.upper()) else code


def units(text: str) -> tuple[str, ...]:
    """The units of a text in their order.

    >>> units("国办发〔2016〕8号，PM2.5")
    ('国', '办', '发', '2016', '8', '号', 'pm', '2', '5')
    """
    return tuple(unit[:LONGEST_UNIT] for unit in UNIT.findall(canonical(fold(text))))


def flat(row: tuple[str, ...]) -> str:
    """Units as one string in which a row of units is found as a substring, and nothing else is.

    >>> flat(("预", "算", "2016", "8"))
    '预算 2016  8 '
    """
    return "".join(unit if IS_CJK.match(unit) else f" {unit} " for unit in row)


def unflat(text: str) -> tuple[str, ...]:
    """The units of a flat string.

    >>> unflat("预算 2016  8 ")
    ('预', '算', '2016', '8')
    """
    return tuple(UNIT.findall(text))


def pieces(row: tuple[str, ...]) -> list[str]:
    """One token for each unit: a Chinese character with the Chinese one after it, else alone.

    >>> pieces(("预", "算", "表", "2016", "年"))
    ['预算', '算表', '表', '2016', '年']
    """
    return [
        first + second if IS_CJK.match(first) and second and IS_CJK.match(second) else first
        for first, second in pairwise((*row, ""))
    ]


def lexemes(row: tuple[str, ...]) -> set[str]:
    """What an index without positions holds: the units and the Chinese pairs.

    >>> sorted(lexemes(("预", "算", "8")))
    ['8', '算', '预', '预算']
    """
    return {*row, *pieces(row)}


def needed(row: tuple[str, ...]) -> list[str]:
    """The lexemes that a text must hold to hold the row: pairs, and what stands in no pair.

    >>> needed(("预", "算", "8", "号")), needed(("法",))
    (['预算', '8', '号'], ['法'])
    """
    found, paired = [], False
    for first, second in pairwise((*row, "")):
        pairs = bool(second and IS_CJK.match(first) and IS_CJK.match(second))
        if pairs or not paired:
            found.append(first + second if pairs else first)
        paired = pairs
    return list(dict.fromkeys(found))


def dates(folded: str) -> set[str]:
    """The days and months that a folded text names, as tokens; each day also names its month.

    >>> sorted(dates("2016-05-04，二〇一七年十二月")), dates("2016.5.40")
    (['d201605', 'd20160504', 'd201712'], {'d201605'})
    """
    found: set[str] = set()
    for match in DATE.finditer(folded):
        found |= day_tokens(int(match["year"]), int(match["month"]), int(match["day"] or 0))
    for match in CHINESE_DATE.finditer(folded):
        year = int("".join(str(NUMERALS[sign]) for sign in match["year"]))
        found |= day_tokens(year, numeral(match["month"]), numeral(match["day"] or ""))
    return found


def numeral(text: str) -> int:
    """A Chinese numeral below one hundred; 0 for an empty text.

    >>> numeral("十"), numeral("二十一"), numeral("")
    (10, 21, 0)
    """
    tens, ten, ones = text.rpartition("十")
    return (NUMERALS.get(tens, 1) * 10 if ten else 0) + (NUMERALS.get(ones, 0) if ones else 0)


def day_tokens(year: int, month: int, day: int) -> set[str]:
    """The token of a month and, when there is such a day, of the day."""
    if not 1 <= month <= 12:
        return set()
    token = f"d{year:04d}{month:02d}"
    return {token, f"{token}{day:02d}"} if 1 <= day <= 31 else {token}
