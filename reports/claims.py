"""Compares the numbers of the text with the cells that their words speak of (N-1, N-2, N-3).

A number in the text may count otherwise than the table and still be right: only concluded cases,
new requests with or without those carried over, natural persons alone. What a claim may mean is
told in the scheme; a finding says what none of it came to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from disclosure.lib.numbers import show
from reports.checks import Figures, Finding
from reports.schemes import Cell, ClaimSpec, Scheme

ZERO = Decimal(0)
_CLAUSE = r"[^,，。;；:：!！?？、\n\d]"  # within a clause, before its number
_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<wan>万)?"
# 网站、微信公开信息共计90条 speaks of both together; 1、网站公开信息 begins an item.
_LISTED = re.compile(r"[^\d一二三四五六七八九十]、[^,，。;；:：!?、\n]*$")
# 予以公开230件,占办理总数的85.2%: the part, and what share of the whole it is said to be.
_SHARE = re.compile(
    r"(?P<part>\d[\d,]*)件,?(?:约|仅)?占(?:[^,。;!?、\d]{0,10}(?:总|申请|办结|办理|答复)"
    r"[^,。;!?、\d]{0,5})?约?(?P<share>\d+(?:\.(?P<places>\d+))?)%"
)
_NOTHING = re.compile(r"^(?:暂?无|没有|暂?无(?:相关|此类)?情况|不涉及)?[。.]?$")
_SENTENCE = re.compile(r"[^。!?\n]+")


def check_claims(texts: Mapping[str, str], scheme: Scheme, figures: Figures) -> list[Finding]:
    """Return the doubts; `texts` is plain text by section key, widths set equal."""
    return [
        *_claims(texts, scheme, figures),
        *_shares(texts, scheme, figures),
        *_says_nothing(texts, scheme, figures),
    ]


def _claims(texts: Mapping[str, str], scheme: Scheme, figures: Figures) -> Iterator[Finding]:
    for claim in scheme.text.claims:
        pattern = _pattern(claim)
        for key, text in texts.items():
            if claim.sections and key not in claim.sections:
                continue
            for match in pattern.finditer(text):
                if _LISTED.search(text[: match.start()]):
                    continue
                said = ZERO if claim.none else _said(match)
                yield from _disagreement(claim, scheme, figures, said, clause_of(text, match))


def _pattern(claim: ClaimSpec) -> re.Pattern[str]:
    """The words in order within a clause, then a number with its unit unless there was none."""
    words = (_CLAUSE + "{0,10}?").join(f"(?:{word})" for word in claim.words)
    if claim.none:
        return re.compile(words)
    return re.compile(f"{words}{_CLAUSE}{{0,6}}?{_NUMBER}(?:{claim.unit})(?!次)")


def _said(match: re.Match[str]) -> Decimal:
    value = Decimal(match["number"].replace(",", ""))
    return value * 10_000 if match["wan"] else value


def _disagreement(
    claim: ClaimSpec, scheme: Scheme, figures: Figures, said: Decimal, quote: str
) -> Iterator[Finding]:
    cells = _cells(claim, scheme)
    values = [value for cell in cells if (value := figures.get(cell)) is not None]
    meant = [*values, *_sums(claim.sums, scheme, figures)]
    if not values or (not any(values) if claim.none else said in meant):
        return
    table, row = next((t, r) for t, r, _ in scheme.figures() if r.code == claim.rows[0])
    right = max(values) if claim.none else values[-1]
    others = [value for value in dict.fromkeys(meant) if value != right]
    told = "、".join(show(value) for value in sorted(others, reverse=True)[:4])
    hint = f"（按其他口径为{told}）" if others and not claim.none else ""
    message = (
        f"正文写有“{quote}”，{table.caption}「{table.name_of(row)}」为{show(right)}"
        f"{row.unit}{hint}，相差{show(abs(said - right))}，请核实。"
    )
    yield Finding(claim.id, "warn", message, tuple(cells), said, right)


def _cells(claim: ClaimSpec, scheme: Scheme) -> list[Cell]:
    return [
        (table.key, row.code, column.key)
        for table, row, column in scheme.figures()
        if row.code in claim.rows and (not claim.columns or column.key in claim.columns)
    ]


def _sums(sums: Sequence[str], scheme: Scheme, figures: Figures) -> list[Decimal]:
    """What each of the sums comes to; one of which nothing is filled in has no number."""
    found = []
    for one in sums:
        terms = [(sign, figures.get(cell)) for sign, cell in scheme.terms(one)]
        if any(value is not None for _, value in terms):
            found.append(sum((sign * (value or ZERO) for sign, value in terms), ZERO))
    return found


def _shares(texts: Mapping[str, str], scheme: Scheme, figures: Figures) -> Iterator[Finding]:
    """N-3: a share of the requests, by any of the wholes that it may be a share of."""
    bases = [base for base in _sums(scheme.text.share_bases, scheme, figures) if base]
    if not bases:
        return
    for sentence in (one for text in texts.values() for one in _SENTENCE.findall(text)):
        if not any(word in sentence for word in scheme.text.share_topics):
            continue
        told = [Decimal(digits) for digits in re.findall(r"(?<![\d.,])(\d+)件", sentence)]
        for match in _SHARE.finditer(sentence):
            part, share = Decimal(match["part"].replace(",", "")), Decimal(match["share"])
            step = Decimal(1).scaleb(-len(match["places"] or ""))
            wholes = [whole for whole in (*bases, *told) if whole]
            if all(abs(100 * part / whole - share) >= step for whole in wholes):
                right = "、".join(
                    f"{show(part)}÷{show(base)}＝{percent(part, base)}" for base in bases
                )
                message = f"正文写有“{clause_of(sentence, match)}”，按统计表计算为{right}，请核实。"
                yield Finding("N-3", "warn", message, left=share)


def percent(part: Decimal, whole: Decimal) -> str:
    """A share with two places: 85.19%."""
    return f"{100 * part / whole:.2f}%"


def _says_nothing(texts: Mapping[str, str], scheme: Scheme, figures: Figures) -> Iterator[Finding]:
    """N-2: a section that must tell of the year says 无 while there are figures."""
    filled = sum(bool(value) for value in figures.values())
    for key in scheme.text.telling_sections:
        text = texts.get(key, "").strip()
        if filled and text and _NOTHING.match(text):
            heading = scheme.section(key).heading
            message = f"“{heading}”只写有“{text}”，统计表中却有{filled}个不为0的数据，请核实。"
            yield Finding("N-2", "warn", message)


def clause_of(text: str, match: re.Match[str]) -> str:
    """What was found, from the beginning of its clause."""
    before = re.search(r"[^,，。;；:：!?、\n]*$", text[: match.start()])
    return (before.group() if before else "") + match.group()
