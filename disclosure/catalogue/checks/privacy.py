"""Personal data before release: found in the text, in the names of files and inside them."""

from collections.abc import Iterator, Sequence

from disclosure.catalogue.checks.inspecting import inspected
from disclosure.catalogue.checks.words import written
from disclosure.catalogue.kinds import Problem, Severity
from disclosure.catalogue.models import Attachment, Edition
from disclosure.lib.hidden.htmlplaces import html_part
from disclosure.lib.hidden.parts import Part, finds
from disclosure.lib.hidden.traces import Inspected, Trace
from disclosure.lib.personal import Datum, kinds_of, personal_data

RULE = "PII"
HIDDEN = "FILE"
BESIDE = "这些内容会随附件公开，可以在附件旁点“检查与清理”去掉"
CLEAN: dict[Severity, str] = {
    "block": "",
    "confirm": f"{BESIDE}；确实需要公开的，提交时说明理由。",
    "warn": f"{BESIDE}。",
}
LOOK = "请人工核对。"
ADVICE = {
    "unread": LOOK,
    "partly": LOOK,
    "unseen": "",
    "encrypted": "",
    "no-text": "",
    "no-alt": "",
    "signature": "清理会使签名失效，需要保留的不要清理。",
}
MOST_NAMED = 5
BY_HAND = "（请到这里修改，“隐去个人信息”不会改动它）"

Told = tuple[str, str, Sequence[Datum]]  # the place in words, its form field, what was found


def personal_problems(edition: Edition) -> Iterator[Problem]:
    """What has to be masked, or confirmed as 惩戒公示 or another duty to disclose."""
    told = in_text(edition)
    for place, field, found in told:
        yield problem(place, found, field)
    for place, field, found in beside_text(edition, told):
        yield problem(place, found, field, advice=BY_HAND)
    for attachment, inside in inspected(edition.attachments.select_related("blob")):
        yield from in_file(attachment, inside)


def in_file(attachment: Attachment, inside: Inspected) -> Iterator[Problem]:
    """What the name, the description and the inside of a file hold, hidden content too."""
    for label, text in (("名称", attachment.name), ("说明", attachment.description)):
        if found := personal_data(text):
            yield problem(f"附件{label}“{attachment.name}”", found, "")
    for part, data in inside.finds:
        yield problem(f"附件“{attachment.name}”" + (f"（{part}）" if part else ""), data, "")
    for severity, said in by_severity(inside.traces):
        yield Problem(f"附件“{attachment.name}”：{said}", severity, rule=HIDDEN)


def by_severity(traces: Sequence[Trace]) -> Iterator[tuple[Severity, str]]:
    """Hidden content as few sentences: what cleaning removes in one, the rest one by one."""
    for trace in traces:
        if trace.code in ADVICE:
            yield trace.severity, f"{trace.says}。{ADVICE[trace.code]}"
    order: tuple[Severity, ...] = ("block", "confirm", "warn")
    for severity in order:
        told = [one.says for one in traces if one.severity == severity and one.code not in ADVICE]
        if told:
            yield severity, f"{'；'.join(told)}。{CLEAN[severity]}"


def problem(
    place: str, found: Sequence[Datum], field: str, *, most: int = MOST_NAMED, advice: str = ""
) -> Problem:
    """One sentence for a place, with so many of the masks, and how to mend it."""
    kinds = kinds_of(found)
    told = "，".join(f"{one.text}→{one.mask}" for one in found[:most])
    rest = f"等 {len(found)} 处" if len(found) > most else ""
    return Problem(
        f"{place}中有{kinds}：{told}{rest}。公开前应当隐去{advice}；属于惩戒公示或者依法必须公开的，提交时说明理由。",
        "confirm",
        field,
        RULE,
    )


def in_text(edition: Edition, *, is_apart: bool = False) -> list[Told]:
    """Finds in what staff wrote as text: all of it can be masked at one word.

    Paragraphs and cells are told together, or with `is_apart` one by one.
    """
    told: list[Told] = []
    for one in written(edition):
        part = html_part(one.text, one.place) if one.is_html else Part(one.place, one.text)
        told += [(place, one.field, data) for place, data in finds([part], is_apart=is_apart)]
    return told


def beside_text(edition: Edition, told: Sequence[Told]) -> list[Told]:
    """Finds that the public would read beside what `in_text` told: nothing masks them by itself.

    In a report: the names and units of rows that a locality added, and numbers in cells.
    """
    own = getattr(edition.entry.behaviour, "beside", None)
    beside = [
        (one.place, one.field, found)
        for one in (own(edition) if own else ())
        if (found := personal_data(one.text))
    ]
    known = [datum.text for _, _, found in [*told, *beside] for datum in found]
    rest = [  # what only comes about when the parts stand together on the page
        one
        for one in personal_data(edition.entry.behaviour.render(edition).text)
        if not any(one.text in text or text in one.text for text in known)
    ]
    return [*beside, *([("公开页面的正文", "", rest)] if rest else [])]


def everywhere(edition: Edition) -> list[Told]:
    """Finds in the text and beside it, files apart."""
    told = in_text(edition)
    return [*told, *beside_text(edition, told)]
