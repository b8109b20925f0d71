"""What the log carries, in words: the name of each key of its data, and each value."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from disclosure.agencies.models import Agency, Role, User
from disclosure.catalogue.models import (
    Edition,
    Entry,
    IndexNumberRule,
    Origin,
    WatchedWord,
    WithdrawalReason,
)
from disclosure.catalogue.models.emergencies import EmergencyGround
from disclosure.catalogue.models.erasures import Ground
from disclosure.catalogue.models.reviews import Decision, LegalGround, ReviewKind
from disclosure.catalogue.models.validity import ReviewResult
from disclosure.catalogue.models.workdays import DayKind
from disclosure.lib.dates import to_minute
from disclosure.pages.models import Category, Genre, Method, Theme, Validity

ERASED_NOTE = "内容已依法清除"  # in place of what a purge emptied

LABELS = {
    # of an edition and its reviews
    "index_number": "索引号", "edition": "版次", "number": "版次", "copied_from": "复制自版次",
    "reason": "原因", "note": "说明", "confirmed": "确认的问题", "step": "环节", "position": "顺序",
    "kind": "类型", "decision": "结论", "legal_ground": "法律依据", "method": "公开方式",
    "digest": "内容摘要", "fields": "改动的项目", "changes": "改动", "before": "原来",
    "after": "改为", "reviewer": "指定办理人", "kinds": "个人信息类型", "words": "改正的用词",
    # of its release and what comes later
    "at": "时间", "former": "原来", "scheduled_for": "原定时间", "late_seconds": "迟到",
    "forced": "紧急发布的依据", "ground": "依据", "skipped": "未经的环节", "successor": "承接者",
    "undone": "原撤下原因", "was": "原有效性", "validity": "有效性", "validity_basis": "有效性依据",
    "effective_on": "生效日期", "ends_on": "失效或废止日期", "day": "日期", "result": "复查结果",
    "next_on": "下次复查",
    # of files
    "name": "名称", "names": "名称", "size": "大小（字节）", "original": "原件摘要",
    "copy": "清理副本摘要", "masked": "隐去个人信息",
    # of purges
    "erasure": "清除申请编号", "editions": "涉及版次", "pieces": "字词个数", "files": "文件摘要",
    "places": "清除处数", "events": "清除的操作记录", "accesses": "清除的访问记录",
    "seals": "清除前的封存摘要",
    "withdrawals": "撤下原因的类别",
    # of imports, settings and the log itself
    "operator": "操作员", "origin": "来源方式", "source": "来源", "rows": "起止行号",
    "count": "数量", "released": "其中已发布", "plan": "方案", "window": "发布时段", "year": "年度",
    "days": "日期", "date": "日期", "suggestion": "建议", "role": "角色", "agency": "机构",
    "since": "起始日期", "site": "网站", "last_id": "末条编号", "checksum": "校验值",
    "covers": "适用于", "due_on": "期限",
    # of annual reports
    "section": "章节", "table": "统计表", "cells": "单元格", "row": "统计行", "label": "行名称",
    "figures": "数据", "agencies": "机构", "check": "核对项目", "filed": "登记",
}  # fmt: skip
# What a key means in some actions; the longest prefix that fits decides.
LABELS_OF: Mapping[str, Mapping[str, str]] = {
    "agency.": {"former": "原名称", "successor": "承接机构"},
    "attachment.cleaned": {"before": "替换前的摘要"},
    "calendar.": {"kind": "放假或者上班"},
    "edition.": {"former": "原定时间", "kind": "审查类型"},
    "edition.corrected": {"count": "改正处数"},
    "edition.masked": {"count": "隐去处数"},
    "edition.postponed": {"at": "顺延到"},
    "edition.published": {"at": "发布时间"},
    "edition.release_refused": {"at": "原定时间"},
    "edition.rescheduled": {"at": "改为"},
    "edition.scheduled": {"at": "定于"},
    "entries.imported": {"count": "条数", "digest": "清单摘要"},
    "entry.erased": {"before": "清除前摘要", "after": "清除后摘要"},
    "entry.withdrawn": {"successor": "替代信息"},
    "log.": {"at": "导出时间", "count": "条数", "digest": "末条摘要"},
    "report.": {"reason": "理由"},
    "step.": {"kind": "审查类型", "name": "环节"},
}
WORDS: Mapping[str, Mapping[Any, Any]] = {
    "decision": dict(Decision.choices),
    "forced": dict(EmergencyGround.choices),
    "ground": {**dict(EmergencyGround.choices), **dict(Ground.choices)},
    "kind": {**dict(ReviewKind.choices), **dict(DayKind.choices)},
    "legal_ground": dict(LegalGround.choices),
    "method": dict(Method.choices),
    "origin": dict(Origin.choices),
    "result": dict(ReviewResult.choices),
    "role": dict(Role.choices),
    "undone": dict(WithdrawalReason.choices),
    "validity": dict(Validity.choices),
    "was": dict(Validity.choices),
}
WITHDRAWN = dict(WithdrawalReason.choices)
TIMES = ("at", "former", "scheduled_for")
UNTOLD = ("entry",)  # a number of the database, which nobody asks for


def label_of(key: str, action: str = "") -> str:
    """What a key of the data is called in an action.

    >>> label_of("former", "agency.renamed"), label_of("former", "edition.rescheduled")
    ('原名称', '原定时间')
    """
    fitting = [p for p, said in LABELS_OF.items() if action.startswith(p) and key in said]
    return LABELS_OF[max(fitting, key=len)][key] if fitting else LABELS.get(key, key)


def details(action: str, data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What an Event carries, each with its name; empty values are left out."""
    return tuple(
        (label_of(key, action), in_words(key, value, action))
        for key, value in data.items()
        if key not in UNTOLD and value not in ("", None, [], {})
    )


def in_words(key: str, value: Any, action: str = "") -> str:
    """A value as staff say it."""
    if isinstance(value, Mapping):
        return "；".join(named(name, one, action) for name, one in value.items())
    if isinstance(value, list):
        return listed(key, value, action)
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "（空）"
    return code_in_words(key, value, action)


def named(name: str, value: Any, action: str) -> str:
    """One value of several, after its name; old and new of a field side by side."""
    label = field_name(name, action)
    if isinstance(value, list):
        return f"{label}：" + " → ".join(in_words("", one) for one in value)
    return f"{label}：{in_words(name, value, action)}"


def listed(key: str, values: list[Any], action: str) -> str:
    """Several values in one line."""
    if key == "skipped":
        told = [str(one.get("name", "")) for one in values]
    elif key == "fields":
        told = [field_name(str(one), action) for one in values]
    else:
        told = [in_words(key, one, action) for one in values]
    return "、".join(told) or "无"


def code_in_words(key: str, value: Any, action: str) -> str:
    """What a code or a time stands for; everything else as it is."""
    if key == "reason" and action == "entry.withdrawn":
        return str(WITHDRAWN.get(value, value))
    if key == "late_seconds" and isinstance(value, int):
        return late_words(value)
    if key in TIMES:
        return moment(str(value))
    return str(WORDS.get(key, {}).get(value, value))


def moment(value: str) -> str:
    """A time as the desk prints it, where the agency is; what is no time stays as it is."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return to_minute(at) if at.tzinfo else value


def late_words(seconds: int) -> str:
    """How late, as people say it."""
    if seconds < 3600:
        return f"{seconds // 60} 分 {seconds % 60} 秒"
    return f"{seconds // 3600} 小时 {seconds % 3600 // 60} 分"


# --- What forms call their fields ---------------------------------------------------------------


def names_in(*kinds: type[models.Model]) -> dict[str, str]:
    """The fields of some tables as their forms call them."""
    return {
        name: str(getattr(field, "verbose_name", ""))
        for kind in kinds
        for field in kind._meta.get_fields()
        for name in {field.name, getattr(field, "attname", field.name)}
        if getattr(field, "verbose_name", "")
    }


CONTENT = names_in(Entry, Edition)
FIELD_NAMES = {
    "agency": names_in(Agency),
    "category": names_in(Category),
    "genre": names_in(Genre),
    "numberrule": names_in(IndexNumberRule),
    "theme": names_in(Theme),
    "user": names_in(User),
    "watchedword": names_in(WatchedWord),
}


def field_name(name: str, action: str = "") -> str:
    """What a form calls a field; other words stay as they are.

    >>> field_name("name", "user.changed"), field_name("name", "agency.changed")
    ('姓名', '机构全称')
    """
    own = FIELD_NAMES.get(action.partition(".")[0], CONTENT)
    return own.get(name) or label_of(name, action)
