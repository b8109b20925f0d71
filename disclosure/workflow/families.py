"""The actions of the log by what a supervisor asks about: who wrote, reviewed, released, …"""

from django.db import models

from disclosure.workflow.words import ACTIONS


class Family(models.TextChoices):
    """A kind of thing that people do."""

    WRITING = "writing", "撰写、修改"
    REVIEW = "review", "提交、审查"
    RELEASE = "release", "发布"
    WITHDRAWAL = "withdrawal", "撤下、恢复、作废"
    VALIDITY = "validity", "有效性、复查"
    ERASURE = "erasure", "清除个人信息"
    READING = "reading", "下载、预览、导出"
    SESSION = "session", "登录、退出、密码"
    ROLES = "roles", "账号、任职"
    SETTINGS = "settings", "设置"


# The first prefix that fits decides.
PREFIXES = (
    (Family.SESSION, ("session.", "user.password")),
    (Family.ROLES, ("user.",)),
    (
        Family.READING,
        ("attachment.downloaded", "attachment.original_downloaded", "attachment.copy_downloaded",
         "edition.previewed", "report.workbook", "log.", "register.", "timeline.",
         "report.board_exported", "report.rollup_exported"),
    ),
    (
        Family.REVIEW,
        ("edition.submitted", "edition.reviewed", "edition.cleared", "edition.returned",
         "edition.recalled", "edition.emergency", "edition.reviewed_after"),
    ),
    (
        Family.RELEASE,
        ("edition.published", "edition.scheduled", "edition.imported", "edition.rescheduled",
         "edition.unscheduled", "edition.postponed", "edition.release_refused", "entries.imported"),
    ),
    (Family.ERASURE, ("erasure.", "entry.erased")),
    (
        Family.VALIDITY,
        ("entry.validity_changed", "entry.expired", "entry.in_force", "entry.pending",
         "entry.rechecked"),
    ),
    (
        Family.WITHDRAWAL,
        ("entry.", "edition.discarded", "edition.hidden", "edition.unhidden", "number."),
    ),
    (Family.WRITING, ("edition.", "attachment.", "report.")),
)  # fmt: skip


def family_of(action: str) -> Family:
    """Where an action belongs; what no prefix names is a setting of the site.

    >>> family_of("edition.reviewed").label, family_of("edition.saved").label
    ('提交、审查', '撰写、修改')
    """
    for family, prefixes in PREFIXES:
        if action.startswith(prefixes):
            return family
    return Family.SETTINGS


def actions_of(family: str) -> list[str]:
    """Every action of a family that has words."""
    return [action for action in ACTIONS if family_of(action) == family]
