"""Compares what the text of a report says with its table and with the facts of its page.

Every finding is a warning: a person decides. A check that cannot be sure stays silent.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations

from disclosure.lib.dates import in_words
from disclosure.lib.numbers import show
from disclosure.lib.text import normalise
from reports.checks import Figures, Finding
from reports.claims import check_claims, clause_of
from reports.schemes import Scheme
from reports.schemes.labels import key_of

Sections = Mapping[str, str]

_DATE = r"(\d{1,8})年(\d{1,2})月(\d{1,2})日"
_PERIOD = re.compile(
    _DATE + r"起?,?(?:至|到|[-—–~―]+)(?:(\d{1,8})年|同年|当年)?(\d{1,2})月(\d{1,2})日"
)
_SENTENCE = re.compile(r"[^。!?\n]+")
_PERCENT = re.compile(r"(?<![\d.])(\d+(?:\.(\d+))?)%")
_COUNT = re.compile(r"(?<![\d.,\[〔])(\d[\d,]*(?:\.\d+)?)(?![\d.,%〕\]])(万|亿)?(\D?)")
# 现公布云岚市教育局2024年政府信息公开工作年度报告: whose report of which year the text is.
_REPORT_NAMED = re.compile(
    r"(?P<agency>[一-龥]{0,20}(?:局|委|委员会|政府|办公室|中心|厅|院|处|街道办事处))?"
    r"(?P<year>20\d\d)年度?(?:政府)?信息公开(?:工作)?(?:年度报告|年报|情况报告)"
)
_COMPARED = re.compile(r"(?:较|比|与|同|上年|上一年度?)[^,。;\n]{0,20}$")
SHORTEST_NAME = 3  # 教育局: as many characters from the end tell one agency from another
_TIME_UNITS = "年月日时分号"
_PLACE = re.compile(
    r"^(?P<place>\w{0,8}?(?:省|市|县|区|州(?![市县区])|盟|旗|乡|镇|街道))"
    r"(?:人民政府|政府)?(?P<core>\w{4,})$"
)


def check_text(
    sections: Sections,
    scheme: Scheme,
    *,
    year: int,
    figures: Figures,
    published_on: datetime.date | None,
    names: Collection[str],
) -> list[Finding]:
    """Return the doubts about a text. `sections` is plain text by section key, `names` those of the
    agency as printed around the text (title, publisher, source, breadcrumb).
    """
    texts = {key: normalise_lines(text) for key, text in sections.items()}
    whole = "\n".join(texts.values())
    return [
        *check_claims(texts, scheme, figures),
        *_period(whole, scheme, year),
        *_deadline(scheme, year, published_on, names),
        *_percentages(whole, scheme),
        *_names(whole, names),
        *_other_report(whole, year, names),
        *_notices(whole, scheme),
        *_organs(scheme, figures, names),
    ]


def normalise_lines(text: str) -> str:
    """Set widths equal and take blanks out, keeping lines apart."""
    return "\n".join(normalise(line) for line in text.splitlines())


def _period(text: str, scheme: Scheme, year: int) -> Iterator[Finding]:
    """F3: the figures are those of the calendar year."""
    for sentence in _SENTENCE.findall(text):
        if not any(word in sentence for word in scheme.text.period_words):
            continue
        for match in _PERIOD.finditer(sentence):
            numbers = list(match.groups())
            numbers[3] = numbers[3] or numbers[0]  # the year is said once
            said = tuple(int(digits) for digits in numbers)
            if said != (year, 1, 1, year, 12, 31):
                message = (
                    f"正文写明的统计期限为“{match.group()}”，"
                    f"应为{year}年1月1日至{year}年12月31日，请核实。"
                )
                yield Finding("F3", "warn", message)


def _deadline(
    scheme: Scheme, year: int, published_on: datetime.date | None, names: Iterable[str]
) -> Iterator[Finding]:
    """F4: the report was due some months after the year."""
    due = max((scheme.due_on(year, name) for name in names), default=scheme.due_on(year))
    if published_on is None or published_on <= due:
        return
    base = scheme.deadline.legal_base + ("" if scheme.deadline.verified else "，条文待核实")
    message = (
        f"发布日期为{in_words(published_on)}，{year}年度报告应于{in_words(due)}前公布（{base}），"
        f"晚了{(published_on - due).days}天。"
    )
    yield Finding("F4", "warn", message)


def _percentages(text: str, scheme: Scheme) -> Iterator[Finding]:
    """F6: a share is right if any two numbers of its sentence give it.

    Only shares are tried whose part and whole stand in the same part of the sentence: rates of
    growth and shares of something untold cannot be recomputed, and 100% needs no numbers.
    """
    for sentence in _SENTENCE.findall(text):
        counts = [value for value, _ in _counts(sentence)]
        for part in re.split("[;；]", sentence):
            if not _tells_a_share(part, scheme):
                continue
            for match in _PERCENT.finditer(part):
                share = Decimal(match[1])
                if share < 100 and not _fits(share, len(match[2] or ""), counts):
                    told = f"正文写有“{clause_of(part, match)}”，句中任何两个数都算不出{match[0]}"
                    yield Finding("F6", "warn", f"{told}，请核实。", left=share)


def _tells_a_share(part: str, scheme: Scheme) -> bool:
    units = [unit for _, unit in _counts(part)]
    words = scheme.text
    return (
        len(units) > len(set(units))
        and any(word in part for word in words.share_words)
        and not any(word in part for word in words.growth_words)
    )


def _counts(text: str) -> list[tuple[Decimal, str]]:
    """The counted things of a text with the first character of their unit; dates are none."""
    scale = {"万": 10_000, "亿": 100_000_000}
    return [
        (Decimal(digits.replace(",", "")) * scale.get(large, 1), unit)
        for digits, large, unit in _COUNT.findall(text)
        if unit not in _TIME_UNITS or not unit
    ]


def _fits(share: Decimal, places: int, counts: list[Decimal]) -> bool:
    """Whether two counts give the share, as a part of the whole, as the rest, or side by side."""
    step = Decimal(1).scaleb(-places)  # rounded or cut off, both are usual
    for one, other in combinations(counts, 2):
        part, whole = sorted((one, other))
        for base in (whole, whole + part):
            if not base:
                continue
            exact = 100 * part / base
            if min(abs(exact - share), abs(100 - exact - share)) < step:
                return True
    return False


def _names(text: str, given: Iterable[str]) -> Iterator[Finding]:
    """F7: the agency appears under several names; a short form of a longer one is not another."""
    names = [normalise(name) for name in given if name.strip()]
    found = dict.fromkeys([*names, *_names_in(text, names)])
    differing = [
        one for one in found if not any(other != one and other.endswith(one) for other in found)
    ]
    if len(differing) > 1:
        listed = "、".join(f"“{name}”" for name in differing)
        yield Finding(
            "F7",
            "warn",
            f"同一页面上本机关有{len(differing)}种名称：{listed}，请统一。",
        )


def _other_report(text: str, year: int, names: Iterable[str]) -> Iterator[Finding]:
    """N-4, F7: the text says whose report of which year it is, and it is another's.

    A year that is compared with (较上年报告) is none that it claims to be.
    """
    for match in _REPORT_NAMED.finditer(text):
        told, said = match.group(), int(match["year"])
        if said != year and not _COMPARED.search(text[: match.start("year")]):
            message = f"正文写有“{told}”，本报告为{year}年度，请核实是否沿用了其他年度的文字。"
            yield Finding("N-4", "warn", message)
        own = match["agency"]
        if own and names and not any(same_agency(own, normalise(name)) for name in names):
            known = "、".join(f"“{name}”" for name in names)
            message = f"正文写有“{told}”，本报告属于{known}，请核实是否沿用了其他机关的文字。"
            yield Finding("F7", "warn", message)


def same_agency(said: str, name: str) -> bool:
    """Whether running text that ends in an agency's name may mean this one.

    >>> same_agency("现公布市教育局", "云岚市教育局"), same_agency("我局", "云岚市教育局")
    (True, True)
    >>> same_agency("现公布市水务局", "云岚市教育局")
    False
    """
    if re.search(r"[本我全各][一-龥]{0,2}$", said):
        return True
    return said.endswith(name[-SHORTEST_NAME:])


def _notices(text: str, scheme: Scheme) -> Iterator[Finding]:
    """N-5: the notice cited is the one that prescribes this year's form."""
    for notice in scheme.text.foreign_notices:
        if key_of(notice) in key_of(text):
            message = (
                f"正文引用了“{notice}”，该文件规定的是其他年度的格式；"
                f"本年度适用{scheme.legal_base}，请核实。"
            )
            yield Finding("N-5", "warn", message)


def _organs(scheme: Scheme, figures: Figures, names: Iterable[str]) -> Iterator[Finding]:
    """V-3: figures that organs of this name do not have."""
    for organ in scheme.text.organs:
        cells = [
            (table, row, column)
            for table, row, column in scheme.figures()
            if row.code in organ.rows and figures.get((table.key, row.code, column.key))
        ]
        if not cells or not any(name.endswith(organ.endings) for name in names):
            continue
        keys = tuple((table.key, row.code, column.key) for table, row, column in cells)
        told = "、".join(
            f"{table.describe_cell(row, column)}为{show(figures[key])}"
            for (table, row, column), key in zip(cells, keys, strict=True)
        )
        yield Finding(organ.id, "warn", f"{told}。{organ.message}。", keys)


def _names_in(text: str, names: list[str]) -> list[str]:
    """Names in running text that are built like one given: its place, a government, its office."""
    parts = [match for name in names if (match := _PLACE.match(name))]
    places = sorted({match["place"] for match in parts}, key=len, reverse=True)
    cores = {match["core"] for match in parts}
    if not parts:
        return []
    place, core = (
        "|".join(map(re.escape, places)),
        "|".join(map(re.escape, sorted(cores))),
    )
    return re.findall(f"(?:{place})(?:人民政府|政府)?(?:{core})", text)
