"""Labels made comparable: width, blanks, numbering and notes set aside."""

from __future__ import annotations

import re

from disclosure.lib.text import normalise

_NUMBERING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+\s*[、.．]|\(\s*[一二三四五六七八九十\d]+\s*\)|\d+\s*[、.．])\s*"
)
_LEAD_IN = re.compile(r"^\s*其中\s*[::]\s*")
_NOTE = re.compile(r"\s*\(([^()]*)\)\s*$")


def key_of(text: str) -> str:
    """Return the text without blanks, punctuation and differences of width.

    >>> key_of("（一） 收到 申请数"), key_of("(一)收到申请数")
    ('一收到申请数', '一收到申请数')
    """
    return re.sub(r"[\W_]+", "", normalise(text)).lower()


def bare(text: str) -> str:
    """Return the label without its number, the words 其中: before it and the note after it.

    >>> bare("(一)主动公开政府信息数 (不同渠道和方式公开相同信息计1条)"), bare("其中:涉及国家秘密")
    ('主动公开政府信息数', '涉及国家秘密')
    """
    rest = _NUMBERING.sub("", normalise(text))
    return _NOTE.sub("", _LEAD_IN.sub("", rest)).strip()


def note_of(text: str) -> str:
    """Return the note printed in brackets at the end of a label, or an empty string.

    >>> note_of("1.专职人员数(不包括政府公报及政府网站工作人员数)")
    '不包括政府公报及政府网站工作人员数'
    """
    found = _NOTE.search(_NUMBERING.sub("", normalise(text)))
    return found.group(1).strip() if found else ""
