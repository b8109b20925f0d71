"""Personal data before release: found in the text, in the names of files and inside them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Attachment, Edition
from disclosure.lib import blobs
from disclosure.lib.officetext import office_text
from disclosure.lib.personal import Datum, personal_data

RULE = "PII"
MOST_NAMED = 5
LARGEST_PLAIN = 5 * 1024 * 1024  # bytes of a text file that are read
FIELDS = {
    "title": "标题",
    "summary": "内容概述",
    "keywords": "关键词",
    "change_note": "更新说明",
}


def personal_problems(edition: Edition) -> Iterator[Problem]:
    """What has to be masked, or confirmed as 惩戒公示 or another duty to disclose."""
    for place, field, found in in_text(edition):
        yield problem(place, found, field)
    for attachment in edition.attachments.select_related("blob"):
        if found := personal_data(attachment.name):
            yield problem(f"附件名称“{attachment.name}”", found, "")
        for part, inside in in_file(attachment):
            place = f"附件“{attachment.name}”" + (f"（{part}）" if part else "")
            yield problem(place, inside, "")


def problem(place: str, found: Sequence[Datum], field: str) -> Problem:
    """One sentence for a place, with the masks."""
    kinds = "、".join(dict.fromkeys(one.kind for one in found))
    told = "，".join(f"{one.text}→{one.mask}" for one in found[:MOST_NAMED])
    rest = f"等 {len(found)} 处" if len(found) > MOST_NAMED else ""
    return Problem(
        f"{place}中有{kinds}：{told}{rest}。公开前应当隐去；属于惩戒公示或者依法必须公开的，提交时说明理由。",
        "confirm",
        field,
        RULE,
    )


def in_text(edition: Edition) -> list[tuple[str, str, Sequence[Datum]]]:
    """Finds in the fields and the article: the place in words, its field, what was found."""
    texts = [(label, name, getattr(edition, name)) for name, label in FIELDS.items()]
    texts.append(("正文", "body", edition.entry.behaviour.render(edition).text))
    return [(label, name, found) for label, name, text in texts if (found := personal_data(text))]


def in_file(attachment: Attachment) -> list[tuple[str, Sequence[Datum]]]:
    """Finds inside an attachment, by its parts."""
    return finds(settings.PRIVATE_ROOT, attachment.blob_id, attachment.name.lower())


@lru_cache(maxsize=512)
def finds(root: str, digest: str, name: str) -> list[tuple[str, Sequence[Datum]]]:
    """The finds of one content, which never changes under its digest."""
    path = blobs.path(Path(root), digest)
    if not path.is_file():
        return []
    with path.open("rb") as file:
        if name.endswith((".docx", ".xlsx")):
            parts = list(office_text(file))
        elif name.endswith((".txt", ".csv")):
            parts = [("", as_text(file.read(LARGEST_PLAIN)))]
        else:
            parts = []
    found: dict[str, list[Datum]] = {}
    for part, text in parts:
        found.setdefault(part, []).extend(personal_data(text))
    return [(part, data) for part, data in found.items() if data]


def as_text(content: bytes) -> str:
    """A text file in UTF-8, else in the encoding of older Chinese systems."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
