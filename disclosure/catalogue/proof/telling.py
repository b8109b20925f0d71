"""The log in plain words: one sentence for an Event or an Access, its data with names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from disclosure.agencies.models import Role, User
from disclosure.catalogue.models import Edition, Entry, WithdrawalReason
from disclosure.catalogue.models.reviews import Decision, LegalGround, ReviewKind
from disclosure.catalogue.models.validity import ReviewResult
from disclosure.pages.models import Method, Validity
from disclosure.workflow.log import SYSTEM, UNKNOWN
from disclosure.workflow.models import Access, Event
from disclosure.workflow.words import words_for

LABELS = {
    "index_number": "索引号", "edition": "版次", "copied_from": "复制自版次", "reason": "原因",
    "note": "说明", "step": "环节", "position": "顺序", "kind": "审查类型", "decision": "结论",
    "legal_ground": "法律依据", "method": "公开方式", "digest": "内容摘要", "fields": "改动的项目",
    "changes": "改动", "before": "原来", "after": "改为", "role": "角色", "agency": "机构",
    "name": "名称", "names": "名称", "confirmed": "确认的问题", "at": "定于", "former": "原名称",
    "since": "起始日期", "successor": "承接机构", "reviewer": "办理人", "kinds": "类型",
    "count": "条数", "last_id": "末条编号", "checksum": "校验值", "site": "网站", "plan": "方案",
    "section": "章节", "table": "统计表", "filed": "登记",
}  # fmt: skip
WORDS: Mapping[str, Mapping[Any, Any]] = {
    "decision": dict(Decision.choices),
    "legal_ground": dict(LegalGround.choices),
    "kind": dict(ReviewKind.choices),
    "method": dict(Method.choices),
    "role": dict(Role.choices),
}
ERASED = "内容已依法清除"
UNTOLD = ("entry",)  # a number of the database, which nobody asks for
PEOPLE = {SYSTEM: "系统", UNKNOWN: "不明身份者"}


@dataclass(frozen=True)
class Line:
    """One thing that happened, as staff read it: who, when, what, on what, and why."""

    at: datetime
    who: str
    what: str
    on: str
    why: str
    details: tuple[tuple[str, str], ...]
    account: str = ""
    address: str = ""
    action: str = ""
    edition: int | None = None
    key: str = ""
    digest: str = ""

    def sentence(self) -> str:
        """The whole of it without time."""
        on = f"“{self.on}”" if self.on else ""
        return f"{self.who} {self.what}{on}" + (f"：{self.why}" if self.why else "")


def tell(event: Event) -> Line:
    """An Event in plain words; of one that was emptied only who, when and what is left."""
    teller = TELLERS.get(event.action, tell_any)
    what, why = (
        (words_for(event.action), ERASED) if event.erased_at else teller(event.action, event.data)
    )
    return Line(
        at=event.at,
        who=event.actor_name or PEOPLE.get(event.actor, event.actor),
        what=what,
        on=event.subject_title,
        why=why,
        details=(*details(event.data), ("记录编号", str(event.pk)), ("记录摘要", event.digest)),
        account=event.actor,
        action=event.action,
        edition=number(event.data.get("edition")),
        key=event.subject,
        digest=event.digest,
    )


def tell_access(access: Access, names: Mapping[str, str]) -> Line:
    """An Access in plain words; `names` are the names of accounts."""
    return Line(
        at=access.at,
        who=names.get(access.actor) or PEOPLE.get(access.actor, access.actor),
        what=words_for(access.action),
        on="" if access.action.startswith("session.") else access.subject_title,
        why="" if access.actor != UNKNOWN else access.subject_title,
        details=(("账号", access.actor), ("来源地址", access.address or "不详")),
        account=access.actor,
        address=access.address or "",
        action=access.action,
        key=access.subject,
    )


def names_of(accesses: Iterable[Access]) -> dict[str, str]:
    """The names behind the accounts of some rows: one query."""
    accounts = {one.actor for one in accesses}
    rows = User.objects.filter(username__in=accounts).exclude(name="")
    return dict(rows.values_list("username", "name"))


def number(value: Any) -> int | None:
    """A whole number, if it is one."""
    return value if isinstance(value, int) else None


def details(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What an Event carries, each with its name; empty values are left out."""
    return tuple(
        (LABELS.get(key, key), in_words(key, value))
        for key, value in data.items()
        if key not in UNTOLD and value not in ("", None, [], {})
    )


def in_words(key: str, value: Any) -> str:
    """A value as staff say it."""
    if isinstance(value, Mapping):
        return "；".join(f"{field_name(name)}：{in_words('', one)}" for name, one in value.items())
    if isinstance(value, list) and key == "":
        return " → ".join(in_words("value", one) for one in value)
    if isinstance(value, list):
        return "、".join(field_name(str(one)) for one in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "（空）"
    return str(WORDS.get(key, {}).get(value, value))


def field_name(name: str) -> str:
    """What a form calls a field; other words stay as they are."""
    return FIELD_NAMES.get(name, name)


FIELD_NAMES = {
    name: str(getattr(field, "verbose_name", ""))
    for model in (User, Entry, Edition)
    for field in model._meta.get_fields()
    for name in {field.name, getattr(field, "attname", field.name)}
    if getattr(field, "verbose_name", "")
}

Told = tuple[str, str]


def late_words(seconds: int) -> str:
    """How late, as people say it."""
    if seconds < 3600:
        return f"{seconds // 60} 分 {seconds % 60} 秒"
    return f"{seconds // 3600} 小时 {seconds % 3600 // 60} 分"


def tell_release(action: str, data: Mapping[str, Any]) -> Told:
    """How late, when it was; why outside the hours of release."""
    late = data.get("late_seconds")
    why = f"比预定时间晚 {late_words(late)}" if isinstance(late, int) else ""
    return words_for(action), "；".join(filter(None, (why, str(data.get("reason") or ""))))


def tell_any(action: str, data: Mapping[str, Any]) -> Told:
    """What most actions say of themselves."""
    return words_for(action), str(data.get("reason") or data.get("note") or "")


def tell_review(action: str, data: Mapping[str, Any]) -> Told:
    """The step with its decision; the reason with its legal ground (条例 Art. 14–16)."""
    decided = in_words("decision", data.get("decision", ""))
    ground = in_words("legal_ground", data.get("legal_ground") or "")
    why = "；".join(filter(None, (ground, str(data.get("reason") or ""))))
    return f"{data.get('step') or words_for(action)}{decided}", why


def tell_withdrawal(action: str, data: Mapping[str, Any]) -> Told:
    """The reason from its list, and what was said to the public."""
    reason = str(data.get("reason", ""))
    known = dict(WithdrawalReason.choices).get(reason, reason)
    why = "：".join(filter(None, (known, str(data.get("note", "")))))
    successor = data.get("successor")
    return words_for(action), f"{why}，转到 {successor}" if successor else why


def tell_validity(action: str, data: Mapping[str, Any]) -> Told:
    """What holds now, on which basis, and why."""
    label = dict(Validity.choices).get(data.get("validity", ""), "")
    return words_for(action), f"{label}，依据 {data.get('validity_basis')}：{data.get('reason')}"


def tell_recheck(action: str, data: Mapping[str, Any]) -> Told:
    """What a review of a live entry came to, and when the next one is due (条例 Art. 18)."""
    label = dict(ReviewResult.choices).get(data.get("result", ""), "")
    return words_for(action), f"{label}：{data.get('reason')}，下次 {data.get('next_on')}"


def tell_files(action: str, data: Mapping[str, Any]) -> Told:
    """The names of the files."""
    return words_for(action), str(data.get("name") or "、".join(data.get("names", [])))


def tell_creation(action: str, data: Mapping[str, Any]) -> Told:
    """Begun anew, or as a correction of an earlier edition."""
    old = data.get("copied_from")
    return (f"更正（在第 {old} 版的副本上新建）", "") if old else (words_for(action), "")


def tell_saving(action: str, data: Mapping[str, Any]) -> Told:
    """Which fields were written."""
    return words_for(action), in_words("fields", data.get("fields") or [])


def tell_change(action: str, data: Mapping[str, Any]) -> Told:
    """Old and new of what is told with both, else the names of the fields."""
    changes = data.get("changes") or data.get("fields") or {}
    return words_for(action), in_words("fields", changes) if changes else ""


def tell_roles(action: str, data: Mapping[str, Any]) -> Told:
    """The roles before and after."""
    old, new = ("、".join(data.get(key) or ["无"]) for key in ("before", "after"))
    return words_for(action), f"{old} → {new}" if "before" in data else ""


def tell_schedule(action: str, data: Mapping[str, Any]) -> Told:
    """For when."""
    return words_for(action), f"定于 {str(data.get('at', ''))[:16].replace('T', ' ')}"


TELLERS: Mapping[str, Callable[[str, Mapping[str, Any]], Told]] = {
    "edition.created": tell_creation,
    "edition.saved": tell_saving,
    "edition.reviewed": tell_review,
    "edition.scheduled": tell_schedule,
    "edition.published": tell_release,
    "entry.withdrawn": tell_withdrawal,
    "entry.validity_changed": tell_validity,
    "entry.rechecked": tell_recheck,
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
}
