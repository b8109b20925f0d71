"""What each action says of itself: its words, and the sentence after them."""

from collections.abc import Callable, Mapping
from typing import Any

from disclosure.catalogue.models.erasures import DAYS
from disclosure.catalogue.models.reviews import Decision
from disclosure.catalogue.proof.wording import in_words, late_words
from disclosure.workflow.words import words_for

Told = tuple[str, str]
Data = Mapping[str, Any]


def said(data: Data, key: str, action: str = "") -> str:
    """A value in words; "" when there is none."""
    value = data.get(key)
    return "" if value in ("", None, [], {}) else in_words(key, value, action)


def joined(*parts: str, by: str = "；") -> str:
    """The parts that are not empty; what somebody ended with a full stop goes on.

    >>> joined("来函要求。", "", "文件 1 个")
    '来函要求；文件 1 个'
    """
    *earlier, last = [part for part in parts if part] or [""]
    return by.join([*(part.rstrip("。") for part in earlier), last])


def tell_any(action: str, data: Data) -> Told:
    """What most actions say of themselves."""
    return words_for(action), said(data, "reason") or said(data, "note")


# --- Writing and reviewing ----------------------------------------------------------------------


def tell_creation(action: str, data: Data) -> Told:
    """Begun anew, or as a correction of an earlier edition."""
    old = data.get("copied_from")
    return (f"更正（在第 {old} 版的副本上新建）", "") if old else (words_for(action), "")


def tell_saving(action: str, data: Data) -> Told:
    """Which fields were written."""
    return words_for(action), said(data, "fields", action)


def tell_correcting(action: str, data: Data) -> Told:
    """Which words became which, or what kinds of data were hidden, and in how many places."""
    count = f"共 {data['count']} 处" if data.get("count") else ""
    return words_for(action), joined(said(data, "words") or said(data, "kinds"), count, by="，")


def tell_review(action: str, data: Data) -> Told:
    """The step with its decision; the reason with its legal ground (条例 Art. 14–16)."""
    why = joined(said(data, "legal_ground"), said(data, "reason"))
    return f"{data.get('step') or words_for(action)}{said(data, 'decision')}", why


def tell_review_after(action: str, data: Data) -> Told:
    """A review made up after an emergency release: nothing goes back, one objects (Art. 17)."""
    objects = data.get("decision") == Decision.RETURNED
    decided = "认为不应公开" if objects else said(data, "decision")
    why = joined(said(data, "legal_ground"), said(data, "reason"))
    return f"紧急发布后补办{data.get('step') or '审查'}，{decided}", why


def tell_files(action: str, data: Data) -> Told:
    """The names of the files."""
    return words_for(action), said(data, "name") or said(data, "names")


# --- Release ------------------------------------------------------------------------------------


def tell_release(action: str, data: Data) -> Told:
    """How late, when it was; why outside the hours of release, or before the reviews."""
    late = data.get("late_seconds")
    why = f"比预定时间晚 {late_words(late)}" if isinstance(late, int) else ""
    forced = f"紧急发布，依据：{said(data, 'forced')}" if data.get("forced") else ""
    return words_for(action), joined(why, forced, said(data, "reason"))


def tell_schedule(action: str, data: Data) -> Told:
    """For when."""
    return words_for(action), f"定于 {said(data, 'at')}"


def tell_rescheduling(action: str, data: Data) -> Told:
    """From when to when."""
    verb = "顺延到" if action == "edition.postponed" else "改为"
    return words_for(action), f"由 {said(data, 'former')} {verb} {said(data, 'at')}"


def tell_unscheduling(action: str, data: Data) -> Told:
    """Which time does not hold any more."""
    return words_for(action), f"原定 {said(data, 'former')}"


def tell_refusal(action: str, data: Data) -> Told:
    """For when it was, and why it did not happen."""
    at = f"原定 {said(data, 'at')}" if data.get("at") else ""
    return words_for(action), joined(at, said(data, "reason"), by="：")


def tell_emergency(action: str, data: Data) -> Told:
    """On which ground (条例 Art. 6, 20(十二)), and why; the reason names the steps left out."""
    return words_for(action), joined(said(data, "ground"), said(data, "reason"), by="：")


# --- What comes later ---------------------------------------------------------------------------


def tell_withdrawal(action: str, data: Data) -> Told:
    """The reason from its list, and what was said to the public."""
    why = joined(said(data, "reason", action), said(data, "note"), by="：")
    successor = f"转到 {data['successor']}" if data.get("successor") else ""
    return words_for(action), joined(why, successor, by="，")


def tell_restoring(action: str, data: Data) -> Told:
    """Which withdrawal was undone, and why."""
    undone = f"原撤下原因为“{said(data, 'undone')}”" if data.get("undone") else ""
    return words_for(action), joined(undone, said(data, "reason"), by="，")


def tell_hiding(action: str, data: Data) -> Told:
    """Which edition, and why."""
    edition = f"第 {data['edition']} 版" if data.get("edition") else ""
    return words_for(action), joined(edition, said(data, "reason"), by="：")


def tell_validity(action: str, data: Data) -> Told:
    """What held, what holds now, on which basis, and why."""
    was, now = said(data, "was"), said(data, "validity")
    told = f"{was}改为{now}" if was and was != now else now
    basis = f"依据 {data['validity_basis']}" if data.get("validity_basis") else ""
    return words_for(action), joined(joined(told, basis, by="，"), said(data, "reason"), by="：")


def tell_date(action: str, data: Data) -> Told:
    """What held until the day came."""
    was = f"此前为“{said(data, 'was')}”" if data.get("was") else ""
    return words_for(action), was


def tell_recheck(action: str, data: Data) -> Told:
    """What a review of a live entry came to, and when the next one is due (条例 Art. 18)."""
    following = f"下次 {data['next_on']}" if data.get("next_on") else ""
    why = joined(said(data, "result"), said(data, "reason"), by="：")
    return words_for(action), joined(why, following, by="，")


# --- Purges -------------------------------------------------------------------------------------


def tell_erasure(action: str, data: Data) -> Told:
    """On which ground, why, and how much: never the data."""
    why = joined(said(data, "ground"), said(data, "reason"))
    return words_for(action), joined(why, extent(data))


def extent(data: Data) -> str:
    """How much is to go."""
    pieces, files = data.get("pieces") or 0, data.get("files") or []
    editions = said(data, "editions")
    return joined(
        f"字词 {pieces} 个" if pieces else "",
        f"整篇清除第 {editions} 版" if editions else "",
        f"文件 {len(files)} 个" if files else "",
        by="、",
    )


def tell_erased(action: str, data: Data) -> Told:
    """On which ground, why, and how much is gone."""
    numbers = [str(one["number"]) for one in data.get("editions") or ()]
    gone = joined(
        f"第 {'、'.join(numbers)} 版" if numbers else "",
        f"清除 {data.get('places', 0)} 处",
        f"文件 {len(data.get('files') or ())} 个",
        f"操作记录 {len(data.get('events') or ())} 条",
        by="、",
    )
    return words_for(action), joined(said(data, "ground"), said(data, "reason"), gone)


def tell_expiry(action: str, data: Data) -> Told:
    """That nobody confirmed the request in time, and what it was."""
    why = joined(said(data, "ground"), said(data, "reason"))
    return words_for(action), joined(f"{DAYS} 天内无人确认", why)


def tell_cancelling(action: str, data: Data) -> Told:
    """Why the request was given up, and on which ground it had been made."""
    ground = f"申请依据为{said(data, 'ground')}" if data.get("ground") else ""
    return words_for(action), joined(said(data, "reason"), ground)


# --- People and settings ------------------------------------------------------------------------


def tell_change(action: str, data: Data) -> Told:
    """Old and new of what is told with both, else the names of the fields."""
    return words_for(action), said(data, "changes", action) or said(data, "fields", action)


def tell_roles(action: str, data: Data) -> Told:
    """The roles before and after."""
    old, new = ("、".join(data.get(key) or ["无"]) for key in ("before", "after"))
    return words_for(action), f"{old} → {new}" if "before" in data else ""


def tell_agency(action: str, data: Data) -> Told:
    """The former name or the successor, and from which day on (条例 Art. 10)."""
    former = f"原名称“{data['former']}”" if data.get("former") else ""
    successor = f"由 {data['successor']} 承接" if data.get("successor") else ""
    since = f"自 {data['since']} 起" if data.get("since") else ""
    return words_for(action), joined(former, successor, since, by="，")


def tell_window(action: str, data: Data) -> Told:
    """The hours."""
    return words_for(action), said(data, "window")


TELLERS: Mapping[str, Callable[[str, Data], Told]] = {
    "edition.created": tell_creation,
    "edition.saved": tell_saving,
    "edition.corrected": tell_correcting,
    "edition.masked": tell_correcting,
    "edition.reviewed": tell_review,
    "edition.reviewed_after": tell_review_after,
    "edition.scheduled": tell_schedule,
    "edition.rescheduled": tell_rescheduling,
    "edition.postponed": tell_rescheduling,
    "edition.unscheduled": tell_unscheduling,
    "edition.release_refused": tell_refusal,
    "edition.published": tell_release,
    "edition.emergency": tell_emergency,
    "edition.hidden": tell_hiding,
    "edition.unhidden": tell_hiding,
    "entry.withdrawn": tell_withdrawal,
    "entry.restored": tell_restoring,
    "entry.validity_changed": tell_validity,
    "entry.expired": tell_date,
    "entry.in_force": tell_date,
    "entry.pending": tell_date,
    "entry.rechecked": tell_recheck,
    "erasure.requested": tell_erasure,
    "erasure.confirmed": tell_erasure,
    "erasure.cancelled": tell_cancelling,
    "erasure.expired": tell_expiry,
    "entry.erased": tell_erased,
    "attachment.added": tell_files,
    "attachment.described": tell_files,
    "attachment.cleaned": tell_files,
    "attachment.unsealed": tell_files,
    "attachment.removed": tell_files,
    "attachment.reordered": tell_files,
    "user.changed": tell_change,
    "user.created": tell_change,
    "user.roles_changed": tell_roles,
    "numberrule.set": tell_change,
    "agency.changed": tell_change,
    "agency.renamed": tell_agency,
    "agency.merged": tell_agency,
    "agency.dissolved": tell_agency,
    "window.set": tell_window,
    "window.removed": tell_window,
}
