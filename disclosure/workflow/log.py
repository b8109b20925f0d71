"""Writing the log and proving that nothing in it was changed, removed or inserted."""

import json
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models, transaction
from django.utils import timezone

from disclosure.lib.dates import to_minute
from disclosure.workflow.digests import event_digest, is_untouched, payload_digest
from disclosure.workflow.models import Access, ChainHead, Event
from disclosure.workflow.payloads import Erasures
from disclosure.workflow.words import known, words_for

Actor = AbstractBaseUser | AnonymousUser | None
SYSTEM = "system"
UNKNOWN = "unknown"  # whoever tried an account that does not exist


def subject_of(thing: models.Model) -> str:
    """How the log names a row: `catalogue.edition:12`."""
    return f"{thing._meta.label_lower}:{thing.pk}"


def as_title(thing: models.Model) -> str:
    """How the log calls a row in words, at that time."""
    return str(thing)[:300]


def actor_of(user: Actor) -> tuple[str, str]:
    """Account and name of the actor; work without a person is the system's."""
    if user is None or not user.is_authenticated:
        return SYSTEM, "系统"
    return user.get_username(), str(getattr(user, "name", ""))


def record(
    action: str,
    *,
    on: models.Model,
    by: Actor,
    agency_code: str = "",
    now: datetime | None = None,
    **data: Any,
) -> Event:
    """Append one Event. Call it last in a transaction: it holds the end of the chain.

    Raises ValueError for an action that has no words.
    """
    actor, actor_name = actor_of(by)
    event = Event(
        actor=actor,
        actor_name=actor_name,
        action=known(action),
        subject=subject_of(on),
        subject_title=as_title(on),
        agency_code=agency_code,
        data=json.loads(json.dumps(data, default=str)),
        salt=secrets.token_hex(16),
    )
    event.payload_digest = payload_digest(event)
    append(event, now)
    return event


@transaction.atomic(savepoint=False)
def append(event: Event, now: datetime | None) -> None:
    """Put an Event at the end of the chain, and hold the end until the transaction is over."""
    head = ChainHead.objects.select_for_update().get_or_create(pk=1)[0]
    event.at, event.previous = now or timezone.now(), head.digest
    event.digest = event_digest(event)
    event.save()
    head.digest, head.length = event.digest, head.length + 1
    head.save(update_fields=["digest", "length"])


def record_access(
    action: str,
    *,
    on: models.Model | None = None,
    by: Actor,
    address: str | None,
    title: str = "",
) -> Access:
    """Note a log-in, or that something was opened that is not public."""
    return Access.objects.create(
        actor=actor_of(by)[0] if by else UNKNOWN,
        address=address,
        action=known(action),
        subject=subject_of(on) if on else "",
        subject_title=title[:300] or (as_title(on) if on else ""),
    )


def called(event: Event) -> str:
    """An Event as a fault names it: the local minute, by whom, what in words, on which row."""
    by = event.actor_name or event.actor
    return f"{to_minute(event.at)} {by} {words_for(event.action)} {event.subject}"


def chain_faults(visit: Callable[[Event, int], None] | None = None) -> Iterator[str]:
    """Every place where the chain does not hold, as a sentence; nothing when it does.

    `visit` is shown each Event with its place in the log, for who counts or compares on the way.
    """
    previous, length, erasures = "", 0, Erasures()
    for event in Event.objects.order_by("pk").iterator(chunk_size=2000):
        length += 1
        if visit:
            visit(event, length)
        if not is_untouched(event):
            yield f"第 {event.pk} 条记录（{called(event)}）的内容与摘要不符：记录被改动过。"
        if event.previous != previous:
            yield f"第 {event.pk} 条记录（{called(event)}）与前一条不衔接：其间有记录被删除或插入。"
        previous = event.digest
        erasures.take(event)
    yield from erasures.faults()
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    if (head.digest, head.length) != (previous, length):
        yield (
            f"日志末端不符：应有 {head.length} 条、末条摘要 {head.digest[:12]}，"
            f"实有 {length} 条、末条摘要 {previous[:12]}。"
        )
