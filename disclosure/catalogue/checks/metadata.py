"""What describes an entry to whoever searches: missing or too long."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings

from disclosure.catalogue.kinds import Problem

if TYPE_CHECKING:
    from disclosure.catalogue.models import Edition

RULE = "META"
WRITTEN = re.compile(
    r"(?P<open>[〔\[(（【［﹝])\s*(?P<year>(?:19|20)\d\d)\s*(?P<close>[〕\])）】］﹞])\s*"
    r"(?P<order>第?)\s*(?P<number>\d{1,5})\s*号"
)


def required(edition: "Edition") -> Iterator[Problem]:
    """Required fields that are still empty (条例 Art. 12 and the page rules of 47号)."""
    needed = {"title": "标题", "written_on": "成文日期", "source": "信息来源"}
    for name, label in needed.items():
        if not getattr(edition, name):
            yield Problem(f"{label}不能为空，请填写。", field=name)
    if edition.is_correction and not edition.change_note:
        yield Problem("更正已发布的信息必须填写更新说明，说明将向公众显示。", field="change_note")


def number_form(number: str) -> str:
    """How a 文号 departs from its written form (GB/T 9704—2012, 7.2.5); "" where it does not.

    The year has four digits in 六角括号, the number no leading noughts and no 第.

    >>> number_form("云政发〔2026〕12号"), number_form("")
    ('', '')
    >>> number_form("云政发[2026]12号")
    '文号“云政发[2026]12号”的年份应括在六角括号〔〕内，应写作“云政发〔2026〕12号”。'
    """
    found = WRITTEN.search(number)
    if found is None:
        return ""
    told = []
    if (found["open"], found["close"]) != ("〔", "〕"):
        told.append("年份应括在六角括号〔〕内")
    if found["number"].startswith("0"):
        told.append("顺序号不编虚位（前面不加 0）")
    if found["order"]:
        told.append("顺序号前不加“第”字")
    if not told:
        return ""
    right = f"〔{found['year']}〕{int(found['number'])}号"
    right = number[: found.start()] + right + number[found.end() :]
    return f"文号“{number}”的{'，'.join(told)}，应写作“{right}”。"


def wished(edition: "Edition") -> Iterator[Problem]:
    """What readers look for by; it is only advised, for rules of places differ."""
    for name, label in {"theme": "主题分类", "genre": "体裁"}.items():
        if getattr(edition, f"{name}_id") is None:
            yield Problem(f"没有选择{label}，公众将无法按{label}查到。", "warn", name)
    if not edition.keywords.strip():
        yield Problem("没有填写关键词，填写后公众更容易检索到。", "warn", "keywords", RULE)
    genre = edition.genre
    if genre and genre.is_numbered and not edition.document_number:
        message = f"体裁为“{genre}”，但没有填写文号；有文号的请填写。"
        yield Problem(message, "warn", "document_number", RULE)
    if told := number_form(edition.document_number):
        yield Problem(told, "warn", "document_number", RULE)
    length, most = len(edition.summary), settings.SUMMARY_LENGTH
    if most and length > most:
        message = f"内容概述有 {length} 字，超过 {most} 字，请精简。"
        yield Problem(message, "warn", "summary", RULE)
