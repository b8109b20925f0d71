"""Roles and switches of accounts: what they were, what they became, told for each agency."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from disclosure.agencies.models import Membership, Role, User
from disclosure.workflow.log import record

SWITCHES = ("username", "is_active", "is_staff", "is_superuser", "must_change_password")

Roles = Mapping[str, list[str]]


def held(user: User) -> Roles:
    """The roles of a person in words, by code of agency."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in Membership.objects.filter(user=user).select_related("agency").order_by("role"):
        found[one.agency.code].append(in_words(one))
    return found


def in_words(one: Membership) -> str:
    """A role as staff say it."""
    return Role(one.role).label + ("（包括下级机构）" if one.with_subordinates else "")


def note_roles(user: User, before: Roles, *, by: User | None) -> None:
    """An Event for each agency in which a person's roles are others than before."""
    after = held(user)
    for code in sorted({*before, *after}):
        old, new = before.get(code, []), after.get(code, [])
        if old != new:
            record("user.roles_changed", on=user, by=by, agency_code=code, before=old, after=new)


def switched(old: Mapping[str, Any], new: User, fields: Iterable[str]) -> dict[str, list[Any]]:
    """Old and new value of what decides who may come in and do what; other fields by name only."""
    return {name: [old.get(name), getattr(new, name)] for name in fields if name in SWITCHES}
