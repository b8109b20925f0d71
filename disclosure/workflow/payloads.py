"""Personal data taken out of the log: payloads become empty, and an Event says which.

The chain still proves the rest: it covers the digest of a payload, never its words. Of an Event
older than payload digests the erasing Event keeps a seal over what stays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from disclosure.workflow.digests import seal
from disclosure.workflow.models import Access, Event

ERASED = "entry.erased"  # the action whose data name the rows that were emptied


def erase_payloads(
    events: Iterable[Event], accesses: Iterable[Access], *, now: datetime
) -> dict[str, Any]:
    """Empty the payloads of these rows; what the Event of the erasure must say of them.

    Rows that were emptied before are left alone. The caller records an Event `entry.erased` with
    the returned data in the same transaction: without it `verify_log` reports every row.
    """
    told = {event.pk: event for event in events if event.erased_at is None}
    seen = [access.pk for access in accesses if access.erased_at is None]
    gone: dict[str, Any] = {"subject_title": "", "erased_at": now}
    Event.objects.filter(pk__in=told).update(data={}, salt="", **gone)
    Access.objects.filter(pk__in=seen).update(**gone)
    seals = {str(pk): seal(event) for pk, event in told.items() if not event.payload_digest}
    return {"events": sorted(told), "accesses": sorted(seen), "seals": seals}


@dataclass
class Erasures:
    """What was emptied and what the chain says was emptied, gathered on one walk along it."""

    empty: dict[int, Event] = field(default_factory=dict)
    events: set[int] = field(default_factory=set)
    accesses: set[int] = field(default_factory=set)
    seals: dict[str, str] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Note an Event that was emptied, or that says which were."""
        if event.erased_at:
            self.empty[event.pk] = event
        elif event.action == ERASED:
            # An Event can only speak of those before it.
            self.events |= {pk for pk in event.data.get("events", ()) if pk < event.pk}
            self.accesses |= set(event.data.get("accesses", ()))
            self.seals |= event.data.get("seals", {})

    def faults(self) -> Iterator[str]:
        """Every row that is empty without an Event that says so, or that differs from its seal."""
        for pk, event in self.empty.items():
            if pk not in self.events:
                yield f"第 {pk} 条记录的内容被清除，但没有相应的清除记录。"
            elif not event.payload_digest and self.seals.get(str(pk)) != seal(event):
                yield f"第 {pk} 条记录与清除时的封存摘要不符：记录被改动过。"
        rows = Access.objects.filter(erased_at__isnull=False).values_list("pk", "subject_title")
        for pk, title in rows:
            if pk not in self.accesses or title:
                yield f"第 {pk} 条访问记录的内容被清除，但没有相应的清除记录。"
