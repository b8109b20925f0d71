"""What describes an entry to whoever searches: missing or too long."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings

from disclosure.catalogue.kinds import Problem

if TYPE_CHECKING:
    from disclosure.catalogue.models import Edition

RULE = "META"


def required(edition: "Edition") -> Iterator[Problem]:
    """Required fields that are still empty (条例 Art. 12 and the page rules of 47号)."""
    needed = {"title": "标题", "written_on": "成文日期", "source": "信息来源"}
    for name, label in needed.items():
        if not getattr(edition, name):
            yield Problem(f"{label}不能为空，请填写。", field=name)
    if edition.is_correction and not edition.change_note:
        yield Problem("更正已发布的信息必须填写更新说明，说明将向公众显示。", field="change_note")


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
    length, most = len(edition.summary), settings.SUMMARY_LENGTH
    if most and length > most:
        message = f"内容概述有 {length} 字，超过 {most} 字，请精简。"
        yield Problem(message, "warn", "summary", RULE)
