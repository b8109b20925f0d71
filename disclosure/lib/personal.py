"""Personal data in running text: what it is, where it stands, and how it may be published.

Masks follow the rule of 永安 of 2023: an identity number keeps its first two and last three
characters, a telephone number its first three and last four, an address ends at town level. What
only looks alike is left alone: identity and card numbers must pass their check digits, landlines
count only beside words of a home or a person, for an office publishes its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    r"办公|单位|公司|机关|部门|委员会|科室|值班|传真|总机|热线|负责人|经办|承办|主任|[科处局所]长|书记|律师|记者|客服|咨询|监督|服务|窗口|中心|"
    r"举报电话|投诉电话|[局厅处科所院站校厂馆]"
)
_BEARER = re.compile(
    r"姓名|身份证|性别|[，,\s][男女][，,\s]|申请人|当事人|被[\u4e00-\u9fff]{2,3}人|[举投]报人|村民|居民|户主|"
    r"收件人|监护人|承包人|原告|家属"
)
_BUSINESS = re.compile(r"公司|局|厅|中心|大厦|大楼|政府|委员会|医院|学校|银行|服务|窗口")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔"
    "向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞柳甘祝"
)
# What begins like a name and is none: 高新区, 金融办, 任务, 方案.
_NO_NAME = (
    r"局厅处科所院站校厂馆办室部委会区县市镇乡村街路店司队组中心线库行社网台栏表号日月年度"
    r"于是的在为务案序式法额石油"
)
_WORDS = (
    "安排|安全|安置|安装|安徽|白天|白班|白云|江南|江北|江苏|江西|江山|高级|高效|高温|高校|高等|金属|金华|金山|金融|"
    "方便|方面|方向|方式|任何|何时|何处|余额|余姚|余杭|康复|温馨|温州|温岭|常年|常用|平时|平台|全天|全国|马上|"
    "施工|施行|谢谢|和谐|毛坯|陶瓷|黄岩|黄金|石家|夏季|夏天|夏令|秋季|关于|关闭|陆续|陆地|向上|张贴|张家|许可|"
    "钱款|钟点|严禁|严格|严重|成本|成立|雷电|段落|程度|孔子|史料|孟子|易地|齐全|华东|华北|田间|林地|牛羊|牛奶|"
    "熊猫|龙游|龙港|龙湾|柳州|徐州|郑州|苏州|杭州|湖州|兰州|台州|唐山|韩国|宋体|秦皇|武汉|武警|祝您|甘肃|叶片|沈阳|"
    "魏晋|范围|路桥|曹妃|吴兴|袁州|余量|李子|石化|戴上|文化|文件|文明|文物|文书|文档"
)
_NAME = rf"(?!{_WORDS})[{_SURNAMES}](?:某{{1,2}}|[^\W\dA-Za-z_{_NO_NAME}某]{{1,2}})"
_NAMED_PERSON = re.compile(rf"(?:^|[\s，,、：:；;]){_NAME}(?=[\s，,、：:；;（(]|$)")
# The number of a named person or of their home: 张明 0576-…, 李四家电话：0576-….
_NAME_BESIDE = re.compile(
    rf"(?:^|[\s，,、：:；;。（(]|村民|居民|户主|申请人|当事人){_NAME}"
    r"(?:[（(][男女][)）]|[，,、]?[男女][，,、])?"
    r"(?:\s*|(?:家|家里|家中)?的?[，,、\s]?(?:联系|家庭|固定)?(?:电话|座机|固话)(?:号码)?[:：为是]?\s*|"
    r"[（(，,:：])$"
)
_BRACKET = re.compile(r"\s*[(（][^()（）\n]{1,12}")
_HOME = re.compile(r"家庭|住宅|宅电|本人|家长|户主|个人|患者|申请人|联系人电话")
_ADDRESS_WORDS = (
    r"(?:家庭住址|家庭地址|现住址|居住地址|(?:现|经常)?居住地(?=[:：为是\s])|户籍地址?|户籍所在地|"
    r"户口所在地|住址|住在|家住|居住[于在])"
)
# What heads a column of places, and is no place itself: 住址　所在村　面积.
_COLUMN_OF_PLACES = re.compile(
    r"(?:现|原|房屋|户籍|实际|项目)*(?:所在|所属|居住|坐落|归属|管辖)地?(?:的|行政|自然)?"
    r"(?:村|社区|小区|组|屯|寨|楼|栋|幢|单元|室)+"
)
# A word before 住 that says who lives there.
_WHO = (
    r"(?:申请人|当事人|被告人?|原告人?|第三人|被[\u4e00-\u9fff]{2,3}人|[举投]报人|投诉人|承包人|监护人|"
    r"该?居民|该?村民|户主|患者|家属|本人|其|该人|男|女|族|某)"
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


def kinds_of(found: Iterable[Datum]) -> str:
    """What kinds of data were found, in words, each once."""
    return "、".join(dict.fromkeys(one.kind for one in found))


def masked(text: str) -> str:
    """The text with everything that is found in it masked."""
    return with_masks(text, personal_data(text))


def with_masks(text: str, found: Sequence[Datum]) -> str:
    """The text with each mask in the place of what was found, in the order of the text.

    >>> with_masks("张明13800138000", personal_data("张明13800138000"))
    '张明138****8000'
    """
    for one in reversed(found):
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
    is_person = _PERSON.search(beside) or _NAME_BESIDE.search(beside)
    return bool(is_person) and not _OFFICE.search(told)


def is_place(match: re.Match[str]) -> bool:
    """Whether what stands behind a word of an address is none that heads the next column."""
    return not _COLUMN_OF_PLACES.fullmatch(match["it"])


def is_of_person(match: re.Match[str]) -> bool:
    """Whether an address stands beside words of a person, and none of an office."""
    beside = re.split(r"[。；;]", before(match, 60))[-1]
    is_office = _OFFICE.search(beside) or _BUSINESS.search(match["it"])
    return bool(_BEARER.search(beside) or _NAMED_PERSON.search(beside)) and not is_office


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
    r"\s*(?:\.\d|万|亿|元|件|条|份|平方|立方|公里|公斤|千克|千瓦|吨|米|%|％|美元|人次|户次|"
    r"人(?![民员工社力大])|户(?![主籍口名])|次|个(?!人)|名(?![称字册单录])|台(?![州账])|套|项(?!目)|笔|辆|头|亩|株|册|页|字节|家(?![庭住里长属人电]))"
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
    rf"[^{_STOP}:：*的]{{2,40}}?(?:{_NUMBER}{_NUMBERED}|{_SETTLED}|[路街巷道]\d+(?![\d年月日万元.号室组栋幢单弄座楼层队]))"
    rf"{_MORE}{{0,6}}(?:[\-之]?\d{{1,5}}(?![\d年月日万元户人]))?"
)
# 住 alone tells a home where it begins a clause and a numbered house or a named village follows:
# 住所 and 住宅 are others, and 住城镇老旧小区的居民 is nobody in particular.
_HOUSE = (
    rf"[路街巷道村区镇乡][^{_STOP}]{{0,12}}?[\d一二三四五六七八九十]+(?:号|组|室|栋|幢|单元|弄)"
)
_VILLAGE = rf"[镇乡][^{_STOP}镇乡]{{1,6}}(?<!农)村"
_LIVES = (
    rf"(?:^|[{_STOP}:：]|{_WHO})(?:现|均|原|暂|常)?(?:居住|住)于?(?![址所宅房院宿户建在地])"
    rf"(?=[^{_STOP}]{{1,30}}?(?:{_HOUSE}|{_VILLAGE}))"
)
# What stands on the next line belongs to the word only behind a colon: a heading is no label.
_ADDRESS = rf"(?:{_ADDRESS_WORDS}(?:[:：为是在]\s*|[^\S\n]*)|{_LIVES})(?P<it>{_PLACE})"


# 地址 alone is printed beside offices as well: it tells a home beside a person.
_LETTERS = (
    rf"(?<![\u4e00-\u9fff])(?:联系|通讯|通信|邮寄|收件)?地址[:：]\s*(?P<it>{_PLACE})"
    rf"(?![^{_STOP}]{{0,8}}(?:公司|局|厅|中心|大厦|大楼|政府|委员会|医院|学校|银行|所|店|窗口))"
)


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
    Rule("家庭住址", re.compile(_ADDRESS, re.MULTILINE), is_place, to_town),
    Rule("家庭住址", re.compile(_LETTERS), is_of_person, to_town),
)
