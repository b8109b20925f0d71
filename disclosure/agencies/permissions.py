"""Who may do what where: the one place that reads memberships."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

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
    return Agency.objects.filter(pk__in=reached(held))


def reached(held: Iterable[Membership]) -> set[int]:
    """The ids of the agencies to which memberships reach."""
    held = list(held)
    roots = {one.agency_id for one in held if one.with_subordinates}
    return {one.agency_id for one in held} | with_descendants(roots)


def with_descendants(roots: Iterable[int]) -> set[int]:
    """The ids of agencies and of everything below them: one query for each level."""
    found: set[int] = set()
    level = set(roots)
    while level:
        found |= level
        below = Agency.objects.filter(parent_id__in=level).values_list("pk", flat=True)
        level = set(below) - found
    return found


def line_of(agency: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    """An agency and all above it, the nearest first, by their ids; a circle ends where it began."""
    seen: set[int] = set()
    current: int | None = agency
    while current is not None and current not in seen:
        yield current
        seen.add(current)
        current = parents.get(current)


def reaching(agency: Agency) -> QuerySet[Membership]:
    """The roles that people hold in an agency, also from one above; shut accounts hold none."""
    line = line_of(agency.pk, Agency.objects.parents())
    rows = Membership.objects.filter(user__is_active=True).select_related("user")
    return rows.filter(Q(agency=agency) | Q(agency__in=list(line), with_subordinates=True))


def holders(agency: Agency, role: Role) -> list[User]:
    """Who has the role in an agency, also from one above it."""
    return list(dict.fromkeys(row.user for row in reaching(agency).filter(role=role)))


@dataclass(frozen=True)
class Reach:
    """Where a person holds which role, read once for a page that asks for many of them.

    The rules are those of `agencies_for` and `scoped`, without their queries.
    """

    user: User
    by_role: Mapping[str, Set[int]]

    @classmethod
    def of(cls, user: User) -> "Reach":
        """One query, and one more for each level below a role that reaches down."""
        held: dict[str, list[Membership]] = {}
        if user.is_active and not user.is_superuser:
            for one in Membership.objects.filter(user_id=user.pk):
                held.setdefault(one.role, []).append(one)
        return cls(user, {role: reached(some) for role, some in held.items()})

    @property
    def is_everywhere(self) -> bool:
        """Whether the person runs the site."""
        return self.user.is_active and self.user.is_superuser

    def has(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles in some agency."""
        return self.is_everywhere or not self.by_role.keys().isdisjoint(roles)

    def holds(self, role: Role, agency_id: int) -> bool:
        """Whether the person holds a role in an agency."""
        everywhere = self.is_everywhere and role not in IN_PERSON
        return everywhere or agency_id in self.by_role.get(role, ())

    def scoped(self, rows: Rows, *roles: Role, agency: str = "entry__agency") -> Rows:
        """Only the rows of agencies in which the person holds one of the roles, or any."""
        if self.is_everywhere:
            return rows
        wanted: Iterable[str] = roles or self.by_role
        ids = set().union(*(self.by_role.get(role, ()) for role in wanted))
        return rows.filter(**{f"{agency}__in": ids})


def holds(user: User | AnonymousUser, role: Role, agency: Agency) -> bool:
    """Whether a person holds a role in an agency; the rules are those of `agencies_for`.

    One query, and one more for who holds it elsewhere with all below.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser and role not in IN_PERSON:
        return True
    held = Membership.objects.filter(user_id=user.pk, role=role)
    held = held.filter(Q(agency=agency) | Q(with_subordinates=True))
    ids = set(held.values_list("agency_id", flat=True))
    if not ids or agency.pk in ids:
        return bool(ids)
    return not ids.isdisjoint(line_of(agency.pk, Agency.objects.parents()))


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
