"""What the digests of the log cover, and whether a row still says it."""

import hashlib
import json
from datetime import UTC
from typing import Any

from disclosure.workflow.models import Event


def sha256_of(fields: list[Any]) -> str:
    """SHA-256 over values that JSON knows, in one written form."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def payload_digest(event: Event) -> str:
    """SHA-256 over what was said of the subject; the salt keeps short texts from being guessed."""
    return sha256_of([event.salt, event.subject_title, event.data])


def event_digest(event: Event) -> str:
    """SHA-256 over every field of the Event and the digest of the one before.

    The payload (title and data) is covered by its own digest, so that it can be erased.
    """
    if not event.payload_digest:
        return first_digest(event)
    return sha256_of([*frame(event), event.payload_digest, event.previous])


def first_digest(event: Event) -> str:
    """The same of an Event older than payload digests: title and data themselves are covered."""
    *early, agency_code = frame(event)
    return sha256_of([*early, event.subject_title, agency_code, event.data, event.previous])


def frame(event: Event) -> list[str]:
    """What an Event says beside its payload: when, who, what, on which row, where."""
    at = event.at.astimezone(UTC).isoformat()
    return [at, event.actor, event.actor_name, event.action, event.subject, event.agency_code]


def seal(event: Event) -> str:
    """SHA-256 over all that stays of an Event when its payload is erased."""
    return sha256_of([*frame(event), event.previous, event.digest])


def has_payload(event: Event) -> bool:
    """Whether anything is said of the subject."""
    return bool(event.subject_title or event.data or event.salt)


def is_untouched(event: Event) -> bool:
    """Whether an Event says what its digest covers.

    An erased one says nothing; one that is older than payload digests is proved by its seal, which
    stands in the Event of the erasure.
    """
    if event.erased_at and (has_payload(event) or not event.payload_digest):
        return not has_payload(event)
    if event.payload_digest and not event.erased_at:
        return event.payload_digest == payload_digest(event) and event.digest == event_digest(event)
    return event.digest == event_digest(event)
