"""The log in plain words: one sentence for an Event or an Access, its data with names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from disclosure.agencies.models import User
from disclosure.catalogue.proof.sentences import TELLERS, tell_any
from disclosure.catalogue.proof.wording import ERASED_NOTE, details
from disclosure.workflow.log import SYSTEM, UNKNOWN
from disclosure.workflow.models import Access, Event
from disclosure.workflow.words import words_for

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
        (words_for(event.action), ERASED_NOTE)
        if event.erased_at
        else teller(event.action, event.data)
    )
    return Line(
        at=event.at,
        who=event.actor_name or PEOPLE.get(event.actor, event.actor),
        what=what,
        on=event.subject_title,
        why=why,
        details=(
            *details(event.action, event.data),
            ("记录编号", str(event.pk)),
            ("记录摘要", event.digest),
        ),
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
