"""What staff do with an edition up to its release: write, submit, recall, return, discard."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import holds, require
from disclosure.catalogue import numbers
from disclosure.catalogue.checks import ProblemsFound, problems
from disclosure.catalogue.mailing import tell_author, tell_next
from disclosure.catalogue.models import Attachment, Edition, Entry
from disclosure.catalogue.models.reviews import next_step
from disclosure.catalogue.models.validity import written_validity
from disclosure.catalogue.models.writers import note_writer
from disclosure.lib.html import sanitise
from disclosure.pages.models import Category
from disclosure.workflow.log import record
from disclosure.workflow.states import (
    CLEAR,
    DISCARD,
    RECALL,
    RETURN,
    SUBMIT,
    State,
    Transition,
    WrongState,
    move,
)

CONTENT_FIELDS = (
    "title", "document_number", "written_on", "source", "publisher_name", "joint_issuers",
    "theme_id", "genre_id", "keywords", "summary", "body", "change_note",
)  # fmt: skip
ENTRY_FIELDS = (
    "category_id", "method", "closed_reason", "is_secret", "validity", "effective_on", "ends_on",
)  # fmt: skip
DESK_FIELDS = ("review_on",)  # of the entry, for staff: no part of what is reviewed and released


class EditConflict(Exception):
    """Somebody else saved the draft after it was opened; nothing was written."""


def log(action: str, edition: Edition, by: User | None, **data: Any) -> None:
    """Record an Event about an edition."""
    entry = edition.entry
    known: dict[str, Any] = {
        "entry": entry.pk,
        "index_number": entry.index_number,
        "edition": edition.number,
    }
    record(action, on=edition, by=by, agency_code=entry.agency.code, **known, **data)


@transaction.atomic
def create_entry(
    agency: Agency,
    *,
    category: Category,
    by: User,
    kind: str = "document",
    **fields: Any,
) -> Edition:
    """Begin a new entry with its first draft; fields of Entry and Edition alike."""
    require(by, Role.EDITOR, agency)
    own = {name: fields.pop(name) for name in list(fields) if name in (*ENTRY_FIELDS, *DESK_FIELDS)}
    entry = Entry.objects.create(agency=agency, category=category, kind=kind, **own)
    fields["body"] = sanitise(fields.get("body", ""))
    edition = Edition.objects.create(entry=entry, author=by, **fields)
    note_writer(edition, by)
    log("edition.created", edition, by)
    return edition


@transaction.atomic
def save_draft(edition: Edition, *, by: User, version: int, **fields: Any) -> None:
    """Write fields of a draft (Entry's and Edition's alike) if nobody has written since `version`.

    Raises EditConflict when somebody has, WrongState when it is no draft any more.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    own = {name: fields.pop(name) for name in list(fields) if hasattr(Entry, name)}
    if "body" in fields:
        fields["body"] = sanitise(fields["body"])
    changed = [name for name in fields if getattr(edition, name) != fields[name]]
    changed += [name for name in own if getattr(edition.intended_entry(), name) != own[name]]
    if edition.entry.live_edition_id and own:
        # What the public reads now stays as it is: changes of the entry wait for the release.
        fields["entry_changes"] = edition.entry_changes | own
    elif own:
        Entry.objects.filter(pk=edition.entry_id).update(**own)
    claim(edition, version, by if set(changed).difference(DESK_FIELDS) else None, **fields)
    edition.refresh_from_db()
    log("edition.saved", edition, by, fields=sorted(changed))


def claim(edition: Edition, version: int, by: User | None, **fields: Any) -> None:
    """The compare-and-swap under every change of a draft: state and version must be as read.

    `by` has written in it from now on; None where what the edition says stays the same.
    """
    fields |= {"lock_version": version + 1, "updated_at": timezone.now()}
    rows = Edition.objects.filter(pk=edition.pk, state=State.DRAFT, lock_version=version)
    if rows.update(**fields):
        edition.lock_version = version + 1
        note_writer(edition, by)
        return
    state = Edition.objects.values_list("state", flat=True).get(pk=edition.pk)
    if state != State.DRAFT:
        raise no_draft(state)
    raise EditConflict("您打开之后，另一位同事保存过这份草稿；您的内容没有写入，请核对后再保存。")


def lock(edition: Edition) -> None:
    """Keep a draft as it is until the end of the transaction, for changes compared part by part.

    Raises WrongState when it is no draft any more. Whoever then changes it claims it.
    """
    fresh = Edition.objects.select_for_update().only("state", "lock_version").get(pk=edition.pk)
    edition.lock_version = fresh.lock_version
    if not fresh.is_draft:
        raise no_draft(fresh.state)


def no_draft(state: str) -> WrongState:
    """Why an edition cannot be written to."""
    return WrongState(f"当前状态为“{State(state).label}”，不能再修改；如需修改请先撤回或退回。")


@transaction.atomic
def begin_correction(entry: Entry, *, by: User, source: Edition | None = None) -> Edition:
    """Begin the next edition as a copy of the live one (or of `source`), or return the open one."""
    require(by, Role.EDITOR, entry.agency)
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if opened := entry.open_edition():
        return opened
    old = source or entry.live_edition or entry.editions.order_by("-number").first()
    if old is None:
        raise WrongState("该条目没有可以更正的版本。")
    numbers.part_with_void(entry)
    last = entry.editions.order_by("-number").values_list("number", flat=True)[0]
    copied = {name: getattr(old, name) for name in CONTENT_FIELDS if name != "change_note"}
    new = Edition.objects.create(entry=entry, number=last + 1, author=by, **copied)
    note_writer(new, by)
    there = old.attachments.filter(blob__erased_at=None)
    for attachment in there.select_related("blob", "original"):
        Attachment.objects.create(
            edition=new,
            blob=attachment.blob,
            original=attachment.original,
            name=attachment.name,
            description=attachment.description,
            position=attachment.position,
        )
    entry.behaviour.copy(old, new)
    log("edition.created", new, by, copied_from=old.number)
    return new


def content_digest(edition: Edition) -> str:
    """SHA-256 over exactly what is reviewed and released: text, figures, attachments."""
    facts = Entry.objects.values(*ENTRY_FIELDS).get(pk=edition.entry_id)
    return digest_of(edition, facts, edition.attachments.all())


def facts_of(entry: Entry) -> dict[str, Any]:
    """What an entry that was read adds to the content of its edition."""
    return {name: getattr(entry, name) for name in ENTRY_FIELDS}


def digest_of(edition: Edition, facts: dict[str, Any], files: Iterable[Attachment] = ()) -> str:
    """The same from the entry's facts and the edition's files, where they are known already."""
    content: dict[str, Any] = {name: getattr(edition, name) for name in CONTENT_FIELDS} | facts
    if edition.hides_previous:
        content["hides_previous"] = True
    # As the entry will be: the same before the release, which carries the changes out, and after.
    content |= json.loads(json.dumps(edition.entry_changes, default=str))
    dated = (content[name] for name in ("validity", "effective_on", "ends_on"))
    content["validity"] = written_validity(*dated)
    content["entry_changes"] = json.loads(json.dumps(edition.entry_changes, default=str))
    # A file without a description is digested as before there were descriptions.
    content["attachments"] = [
        (row.blob_id, row.name, row.position, *filter(None, [row.description])) for row in files
    ]
    content["kind"] = edition.entry.behaviour.digest(edition)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def submit(edition: Edition, *, by: User, reason: str = "", now: datetime | None = None) -> None:
    """Hand a complete draft in: it gets its index number, and clears if all reviews still hold.

    `reason` confirms problems of severity "confirm". Raises ProblemsFound with all of them.
    """
    now = now or timezone.now()
    require(by, Role.EDITOR, edition.entry.agency)
    found = problems(edition, today=timezone.localdate(now))
    standing = [
        p for p in found if p.severity == "block" or (p.severity == "confirm" and not reason)
    ]
    if standing:
        raise ProblemsFound(standing)
    numbers.issue(edition.entry, on=timezone.localdate(now))
    # The page keeps the name that the agency bears now, whatever it is called later.
    edition.publisher_name = edition.publisher_name or edition.entry.agency.label
    frozen = {
        "publisher_name": edition.publisher_name,
        "submitted_digest": content_digest(edition),
    }
    move(edition, SUBMIT, **frozen)
    note_writer(edition, by)
    confirmed = [
        problem.rule or problem.message for problem in found if problem.severity == "confirm"
    ]
    log("edition.submitted", edition, by, confirmed=confirmed, reason=reason)
    if next_step(edition) is None:
        move(edition, CLEAR)
        log("edition.cleared", edition, None)
    tell_next(edition)


def recall(edition: Edition, *, by: User, reason: str) -> None:
    """Take a submitted edition back to the desk; its author's own doing."""
    if edition.author_id != by.pk and not holds(by, Role.EDITOR, edition.entry.agency):
        raise PermissionDenied("只有作者或本机构编辑可以撤回提交。")
    back_to_draft(edition, RECALL, by, reason)


def send_back(edition: Edition, *, by: User, reason: str) -> None:
    """Return a submitted edition to its author with a reason."""
    roles = (Role.REVIEWER, Role.SECRECY, Role.PUBLISHER)
    if not any(holds(by, role, edition.entry.agency) for role in roles):
        raise PermissionDenied("只有审核、保密审查或发布人员可以退回。")
    back_to_draft(edition, RETURN, by, reason)
    tell_author(edition, by, reason)


@transaction.atomic
def back_to_draft(edition: Edition, step: Transition, by: User, reason: str) -> None:
    """Recall or return: both need a reason and are logged."""
    if not reason.strip():
        raise WrongState(f"{step.label}必须填写原因。")
    move(edition, step, release_at=None, published_by=None, release_refusal="")
    log(f"edition.{step.verb}ed", edition, by, reason=reason)


@transaction.atomic
def discard(edition: Edition, *, by: User, reason: str) -> None:
    """Give a draft up; if its entry was never published, its number is void."""
    require(by, Role.EDITOR, edition.entry.agency)
    if not reason.strip():
        raise WrongState("作废必须填写原因。")
    move(edition, DISCARD)
    log("edition.discarded", edition, by, reason=reason)
    if edition.entry.first_published_at is None:
        numbers.void(edition.entry, by=by)
