"""Ends of the log, taken out of it: what a cut or rewritten log does not contain any more."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.db import models, transaction
from django.utils import timezone

from disclosure.workflow.log import Actor, record
from disclosure.workflow.models import ChainHead, Event

EXPORTED = "log.head_exported"
RECORDED = "日志中记下的末端"


class BadHead(Exception):
    """An exported end cannot be read or taken; the sentence says why."""


@dataclass(frozen=True)
class Head:
    """The end of the log at a time: how many Events, and id and digest of the last of them."""

    site: str
    count: int
    last_id: int
    digest: str
    at: str  # ISO 8601, UTC

    def checksum(self) -> str:
        """SHA-256 of the fields: finds a slip of who copied it, not a forgery."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def text(self) -> str:
        """As it is kept elsewhere: JSON that a person can read and type again."""
        said = asdict(self) | {"checksum": self.checksum()}
        return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def read_head(text: str) -> Head:
    """The end that a file holds. Raises BadHead."""
    try:
        data = json.loads(text)
        head = Head(
            site=str(data["site"]),
            count=int(data["count"]),
            last_id=int(data["last_id"]),
            digest=str(data["digest"]),
            at=str(data["at"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadHead("不是 export_log_head 导出的日志末端，请检查文件。") from error
    if data.get("checksum") != head.checksum():
        raise BadHead("内容与自带的校验值不符，可能抄写有误或被改动，请换用原件。")
    return head


def current_head(site: str, *, now: datetime | None = None) -> Head:
    """Where the log ends now. Raises BadHead when its end does not fit its rows."""
    last = Event.objects.order_by("-pk").first()
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    count, digest = Event.objects.count(), last.digest if last else ""
    if (head.length, head.digest) != (count, digest):
        raise BadHead("日志末端与日志内容不符，请先运行 verify_log 查明。")
    at = (now or timezone.now()).astimezone(UTC).isoformat(timespec="seconds")
    return Head(site, count, last.pk if last else 0, digest, at)


@transaction.atomic
def take_head(site: str, *, on: models.Model, by: Actor, now: datetime | None = None) -> Head:
    """The end of the log, with an Event that says it was taken. Raises BadHead."""
    ChainHead.objects.select_for_update().get_or_create(pk=1)  # nobody appends meanwhile
    head = current_head(site, now=now)
    record(EXPORTED, on=on, by=by, now=now, **asdict(head), checksum=head.checksum())
    return head


def recorded_heads() -> Iterator[tuple[str, Head]]:
    """The ends that the log itself says were taken, with the place of that record."""
    for event in Event.objects.filter(action=EXPORTED).order_by("pk"):
        fields = {name: event.data.get(name) for name in Head.__dataclass_fields__}
        if None not in fields.values():
            yield f"{RECORDED}（第 {event.pk} 条记录）", Head(**fields)


class HeadCheck:
    """Compares ends with the Events as they pass: one walk for any number of ends."""

    def __init__(self, heads: Iterable[tuple[str, Head]]) -> None:
        self.waiting: dict[int, list[tuple[str, Head]]] = {}
        self.length = 0
        self.found: list[str] = []
        for name, head in heads:
            self.waiting.setdefault(head.count, []).append((name, head))
        self.waiting.pop(0, None)  # the end of an empty log is in every log

    def visit(self, event: Event, place: int) -> None:
        """Compare what stands at this place."""
        self.length = place
        for name, head in self.waiting.pop(place, ()):
            if (event.pk, event.digest) != (head.last_id, head.digest):
                self.found.append(
                    f"{name}：导出时第 {place} 条是编号 {head.last_id}、摘要 {head.digest[:12]}，"
                    f"现在是编号 {event.pk}、摘要 {event.digest[:12]}："
                    "这一条或它之前的记录被改动、删除或插入过。"
                )

    def faults(self) -> list[str]:
        """What was found, and the ends that the log does not reach any more."""
        cut = [
            f"{name}：导出时日志有 {head.count} 条，末条编号 {head.last_id}，"
            f"现在只有 {self.length} 条：末尾被截去。"
            for heads in self.waiting.values()
            for name, head in heads
        ]
        return self.found + cut
