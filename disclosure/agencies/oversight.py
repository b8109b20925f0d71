"""Whose part of the logs a person may read: supervisors their agencies', superusers everything."""

from dataclasses import dataclass

from django.db.models import Q

from disclosure.agencies.models import Membership, Role, User
from disclosure.agencies.permissions import agencies_for
from disclosure.workflow.models import Event


@dataclass(frozen=True)
class Scope:
    """What a person may read of the log."""

    codes: list[str]
    staff: dict[int, str]  # account by id

    def events(self) -> Q:
        """What concerns own agencies and their staff."""
        people = [f"agencies.user:{pk}" for pk in self.staff]
        return Q(agency_code__in=self.codes) | Q(subject__in=people)

    def accesses(self) -> Q:
        """What own staff opened."""
        return Q(actor__in=list(self.staff.values()))


def scope_of(user: User) -> Scope | None:
    """A supervisor's agencies with who works, or by the log once worked there; None is no bound."""
    if user.is_superuser:
        return None
    own = dict(agencies_for(user, Role.SUPERVISOR).values_list("pk", "code"))
    now = Membership.objects.filter(agency__in=list(own)).values("user")
    told = Event.objects.filter(
        action__startswith="user.role", agency_code__in=list(own.values())
    ).values_list("subject", flat=True)
    once = [int(subject.partition(":")[2]) for subject in told.order_by().distinct()]
    staff = User.objects.filter(Q(pk__in=now) | Q(pk__in=once))
    return Scope(list(own.values()), dict(staff.values_list("pk", "username")))
