"""Who may do what where: the one place that reads memberships."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from disclosure.agencies.models import Agency, AgencyQuerySet, Membership, Role, User

Rows = TypeVar("Rows", bound=QuerySet[Any])
# Held only by whom it was given to: running the site is no reason to go round the reviews.
IN_PERSON = frozenset({Role.EMERGENCY})


def agencies_for(user: User | AnonymousUser, *roles: Role) -> AgencyQuerySet:
    """The agencies in which a person holds one of the roles (any role when none is named).

    A superuser runs the site and sees every agency, but does not force a release by that.
    """
    if not user.is_authenticated or not user.is_active:
        return Agency.objects.none()
    if user.is_superuser and not (roles and IN_PERSON.issuperset(roles)):
        return Agency.objects.all()
    held = Membership.objects.filter(user_id=user.pk)
    if roles:
        held = held.filter(role__in=roles)
    own: set[int] = set()
    roots: set[int] = set()
    for agency_id, deep in held.values_list("agency_id", "with_subordinates"):
        (roots if deep else own).add(agency_id)
    return Agency.objects.filter(pk__in=own | with_descendants(roots))


def with_descendants(roots: Iterable[int]) -> set[int]:
    """The ids of agencies and of everything below them: one query for each level."""
    found: set[int] = set()
    level = set(roots)
    while level:
        found |= level
        below = Agency.objects.filter(parent_id__in=level).values_list("pk", flat=True)
        level = set(below) - found
    return found


def holds(user: User | AnonymousUser, role: Role, agency: Agency) -> bool:
    """Whether a person holds a role in an agency."""
    return agencies_for(user, role).filter(pk=agency.pk).exists()


def require(user: User | AnonymousUser, role: Role, agency: Agency) -> None:
    """Raise PermissionDenied, with the sentence to show, unless the person holds the role."""
    if not holds(user, role, agency):
        raise PermissionDenied(f"您在“{agency}”没有“{role.label}”角色，请联系本机构管理员。")


def scoped(rows: Rows, user: User, *roles: Role, agency: str = "agency") -> Rows:
    """Only the rows that belong to agencies in which the person holds one of the roles."""
    if user.is_active and user.is_superuser:
        return rows
    lookup: dict[str, Any] = {f"{agency}__in": agencies_for(user, *roles)}
    return rows.filter(**lookup)
