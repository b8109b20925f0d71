"""Personal data in running text: what it is, where it stands, and how it may be published.

Masks follow the rule of 永安 of 2023: an identity number keeps its first two and last three
characters, a telephone number its first three and last four, an address ends at town level. What
only looks alike is left alone: identity and card numbers must pass their check digits, landlines
count only beside words of a home or a person, for an office publishes its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
CHECKS = "10X98765432"
PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
    *range(61, 66), 71, 81, 82, 83,
}  # fmt: skip
WIDE = {ord("０") + n: ord("0") + n for n in range(10)}
WIDE |= {ord("Ａ") + n: ord("A") + n for n in range(26)}
WIDE |= {ord("ａ") + n: ord("a") + n for n in range(26)}
WIDE |= {ord("－"): ord("-"), ord("　"): ord(" "), ord("＊"): ord("*")}

_ALONE = r"(?<![0-9A-Za-z.\-_/])(?:{})(?![0-9A-Za-z\-_/]|\.\d)"
_PLATE_HEADS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# A person's own number, unless the words of an office stand on the same stretch: 联系人：张某
# （办公室）0576-… is the office's. 联系人 alone is also printed beside the number of an office.
_PERSON = re.compile(
    r"姓名|家属|监护人|当事人|被征收人|承包人|申报人|投诉人|举报人|联系人[:：]?\s*[\u4e00-\u9fff]{2,4}"
)
_OFFICE = re.compile(
    r"办公|单位|公司|机关|部门|委员会|科室|值班|传真|总机|热线|咨询|监督|服务|窗口|中心|"
    r"举报电话|投诉电话|[局厅处科所院站校厂馆]"
)
_BRACKET = re.compile(r"\s*[(（][^()（）\n]{1,12}")
_HOME = re.compile(r"家庭|住宅|宅电|本人|家长|户主|个人|患者|申请人|联系人电话")
_ADDRESS_WORDS = (
    r"(?:家庭住址|家庭地址|现住址|现居住地|居住地址|户籍地址?|户籍所在地|住址|住在|家住|居住[于在])"
)


@dataclass(frozen=True)
class Datum:
    """One find: its kind in words, the text as written, where it begins, and its mask."""

    kind: str
    text: str
    start: int
    mask: str

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def personal_data(text: str) -> list[Datum]:
    """Everything found, in the order of the text; nothing overlaps.

    >>> [(one.kind, one.mask) for one in personal_data("证号11010519491231002X，手机13800138000")]
    [('居民身份证号', '11*************02X'), ('手机号码', '138****8000')]
    >>> personal_data("浙政办发〔2016〕19号，合计13800138000.50元")
    []
    """
    plain = text.translate(WIDE)
    found: list[Datum] = []
    taken = bytearray(len(plain))
    for rule in RULES:
        for start, end, mask in rule.find(plain):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Datum(rule.kind, text[start:end], start, mask))
    return sorted(found, key=lambda one: one.start)


def masked(text: str) -> str:
    """The text with everything that was found masked."""
    for one in reversed(personal_data(text)):
        text = text[: one.start] + one.mask + text[one.end :]
    return text


def home_address(text: str) -> Datum | None:
    """A text that is an address as a whole; None where it tells no house, or is masked already.

    >>> home_address("云岚市湖港镇西街8号2幢").mask, home_address("湖港镇"), home_address("不详")
    ('云岚市湖港镇***', None, None)
    """
    whole = text.strip()
    told = to_town(whole.translate(WIDE))
    is_told = re.search(r"[\u4e00-\u9fff]", whole) and re.search(rf"\d|{_UNIT}", whole)
    if not is_told or "*" in whole or told == f"{whole}***":
        return None
    return Datum("家庭住址", whole, text.index(whole), told)


def private_landlines(text: str) -> list[Datum]:
    """The landlines of a text that is known to speak of a person."""
    plain = text.translate(WIDE)
    return [
        Datum("住宅电话", text[slice(*one.span("it"))], one.start("it"), keep(4, 2)(one["it"]))
        for one in alone(_LANDLINE).finditer(plain)
    ]


@dataclass(frozen=True)
class Rule:
    """A kind of personal data: a pattern, what its match must pass, and its mask."""

    kind: str
    pattern: re.Pattern[str]
    passes: Callable[[re.Match[str]], bool]
    mask: Callable[[str], str]

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Beginning, end and mask of each."""
        for match in self.pattern.finditer(text):
            if self.passes(match):
                start, end = match.span("it")
                yield start, end, self.mask(match["it"])


def digits_of(text: str) -> str:
    """A number without what parts it."""
    return re.sub(r"[ \-]", "", text)


def is_citizen(match: re.Match[str]) -> bool:
    """Whether 18 characters are an identity number: place, date of birth, check character."""
    code = digits_of(match["it"]).upper()
    total = sum(int(digit) * weight for digit, weight in zip(code, WEIGHTS, strict=False))
    return is_born(code[:2], code[6:14]) and CHECKS[total % 11] == code[17]


def is_old_citizen(match: re.Match[str]) -> bool:
    """Whether 15 digits are an identity number of the first generation."""
    code = match["it"]
    is_code = follows(match, _COUNTED) or _CODE_BEFORE.search(before(match))
    return is_born(code[:2], f"19{code[6:12]}") and not is_code


def is_born(place: str, day: str) -> bool:
    """Whether a number begins in a province and holds a date on which somebody may be born."""
    try:
        born = date(int(day[:4]), int(day[4:6]), int(day[6:8]))
    except ValueError:
        return False
    return int(place) in PROVINCES and born.year >= 1900


def is_card(match: re.Match[str]) -> bool:
    """Whether a number of a card's length passes Luhn."""
    digits = [int(digit) for digit in reversed(digits_of(match["it"]))]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0 and not follows(match, _COUNTED)


def is_mobile(match: re.Match[str]) -> bool:
    """Whether eleven digits are no amount and no code."""
    return not follows(match, _COUNTED) and not _CODE_BEFORE.search(before(match))


def is_private(match: re.Match[str]) -> bool:
    """Whether a landline stands beside words of a home, or of a person and none of an office."""
    if _HOME.search(before(match)):
        return True
    beside = re.split(r"[。；;]", before(match, 24))[-1]
    behind = _BRACKET.match(match.string, match.end("it"))
    told = f"{beside}|{behind.group() if behind else ''}"
    return bool(_PERSON.search(beside)) and not _OFFICE.search(told)


def before(match: re.Match[str], length: int = 12) -> str:
    """What stands just before, on the same line."""
    start = match.start("it")
    return match.string[max(0, start - length) : start].rpartition("\n")[2]


def follows(match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Whether a pattern stands right behind."""
    return bool(pattern.match(match.string, match.end("it")))


def always(match: re.Match[str]) -> bool:
    """The pattern says enough."""
    return True


def keep(first: int, last: int) -> Callable[[str], str]:
    """A mask that keeps some characters at both ends."""

    def mask(text: str) -> str:
        code = digits_of(text)
        return f"{code[:first]}{'*' * (len(code) - first - last)}{code[-last:]}"

    return mask


_DISTRICT = r"[^省市县区\d路街村]{1,9}(?:省|自治区|市|县|(?<![小社园厂校院])区)"


def to_town(address: str) -> str:
    """An address down to its town or street office; *** stands for the rest.

    >>> to_town("云岚市湖港镇西街8号"), to_town("云岚市花园小区3幢"), to_town("新城区县前街8号")
    ('云岚市湖港镇***', '云岚市***', '新城区***')
    """
    town = re.match(r"[^\d]+?(?:[镇乡](?![路街巷])|街道)", address)
    town = town or re.match(rf"(?:{_DISTRICT})+", address)
    return f"{town.group() if town else ''}***"


_COUNTED = re.compile(
    r"\s*(?:\.\d|万|亿|元|件|条|份|平方|立方|公里|公斤|千克|千瓦|吨|米|%|％|余|多|美元|人次|户次|"
    r"人(?![民员工社力大])|户(?![主籍口名])|次|个(?!人)|名(?![称字])|台|套|项|笔|辆|头|亩|株|册|页|字节|家(?![庭住里]))"
)
_CODE_BEFORE = re.compile(
    r"(?:编号|代码|文号|案号|编码|索引号|订单号?|流水号|批号|条码)[:：为]?\s*$"
)

_CITIZEN = r"(?P<it>[1-9]\d{5}[ -]?\d{8}[ -]?\d{3}[\dXx])"
_CARD = r"(?P<it>(?:62\d{2}|4\d{3}|5[1-5]\d{2}|3[57]\d{2})(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?)"
_MOBILE = r"(?:\+?86[ -]?)?(?P<it>1[3-9]\d[ -]?\d{4}[ -]?\d{4})"
_LANDLINE = r"(?P<it>\(?0\d{2,3}\)?[ -]?\d{7,8})"
_PASSPORT = r"护照[^\n\d]{0,8}?(?P<it>(?:[EGDSP]\d{8}|E[A-HJ-NP-Z]\d{7}))(?![0-9A-Za-z])"
_PLATE = rf"(?P<it>[{_PLATE_HEADS}][A-HJ-NP-Z][ ·•]?(?=\S*\d)[A-HJ-NP-Z0-9]{{5,6}})(?![0-9A-Za-z])"
_UNIT = r"(?:号|室|组|栋|幢|单元|村|社区|小区|屯|寨|弄)"
_STOP = r"\s,，。;；、()（）"
_NUMBER = r"[\dA-Za-z零〇一二三四五六七八九十百甲乙丙丁东南西北#\-—－]{1,8}"
_NUMBERED = r"(?:号楼|号院|号|室|组|栋|幢|单元|弄|座|楼|层|队)"
_SETTLED = (
    r"(?:(?<!农)村(?![民委部里级镇])|社区(?![居民工矫卫])|小区|屯|寨|花园|公寓|家园)(?![路街巷道])"
)
# An address goes on as long as units follow, and ends with the last of them: what the person who
# lives there did is no part of it. Digits right behind are (花园小区3幢502).
_NAMED = rf"[^{_STOP}:：*的了向因将并被对\d]"
_MORE = rf"(?:{_NAMED}{{0,10}}?{_NUMBER}{_NUMBERED}|{_NAMED}{{1,10}}?{_SETTLED})"
_PLACE = (
    rf"[^{_STOP}:：*]{{2,40}}?(?:{_NUMBER}{_NUMBERED}|{_SETTLED}|[路街巷道]\d+(?![\d年月日万元.号室组栋幢单弄座楼层队]))"
    rf"{_MORE}{{0,6}}(?:[\-之]?\d{{1,5}}(?![\d年月日万元户人]))?"
)
# 住 alone tells a home where it begins a clause and a numbered house or a named village follows:
# 住所 and 住宅 are others, and 住城镇老旧小区的居民 is nobody in particular.
_HOUSE = (
    rf"[路街巷道村区镇乡][^{_STOP}]{{0,12}}?[\d一二三四五六七八九十]+(?:号|组|室|栋|幢|单元|弄)"
)
_VILLAGE = rf"[镇乡][^{_STOP}镇乡]{{1,6}}(?<!农)村"
_LIVES = (
    rf"(?:^|[{_STOP}:：])(?:现|均|原|暂|常)?住于?(?![址所宅房院宿户建在])"
    rf"(?=[^{_STOP}]{{1,30}}?(?:{_HOUSE}|{_VILLAGE}))"
)
_ADDRESS = rf"(?:{_ADDRESS_WORDS}[:：为是在]?\s*|{_LIVES})(?P<it>{_PLACE})"


def alone(pattern: str) -> re.Pattern[str]:
    """The pattern where it is no part of a longer number or code."""
    return re.compile(_ALONE.format(pattern))


RULES = (
    Rule("居民身份证号", alone(_CITIZEN), is_citizen, keep(2, 3)),
    Rule("银行卡号", alone(_CARD), is_card, keep(4, 4)),
    Rule("居民身份证号（15 位）", alone(r"(?P<it>[1-9]\d{14})"), is_old_citizen, keep(2, 3)),
    Rule("手机号码", alone(_MOBILE), is_mobile, keep(3, 4)),
    Rule("住宅电话", alone(_LANDLINE), is_private, keep(4, 2)),
    Rule("护照号码", re.compile(_PASSPORT), always, keep(2, 2)),
    Rule("车辆号牌", re.compile(_PLATE), always, keep(2, 1)),
    Rule("家庭住址", re.compile(_ADDRESS, re.MULTILINE), always, to_town),
)
