"""Everybody who may come to the desk: each role in each relation to the agency, and the rest."""

from disclosure.agencies.models import Membership, Role
from tests.factories import make_agency, make_member, make_user

RELATIONS = ("own", "above", "above-alone", "elsewhere")


def make_actors(agency, author) -> dict:
    """Accounts by name, e.g. `editor@own`; None is a stranger without an account."""
    above = make_agency(name="云岚市人民政府", short_name="市政府")
    type(agency).objects.filter(pk=agency.pk).update(parent=above)
    places = {"own": agency, "above": above, "above-alone": above, "elsewhere": make_agency()}
    actors = {"stranger": None, "nobody": make_user(), "author": author}
    actors["superuser"] = make_user(is_superuser=True)
    for relation in RELATIONS:
        for role in Role:
            user = make_member(places[relation], role)
            if relation == "above":
                Membership.objects.filter(user=user).update(with_subordinates=True)
            actors[f"{role.value}@{relation}"] = user
    for role in Role:  # the author may hold every role; the rules of separation still bind
        Membership.objects.get_or_create(user=author, agency=agency, role=role)
    return actors


def roles_of(name: str) -> set[str]:
    """The roles that an actor holds where the edition lives."""
    if name == "author":
        return {role.value for role in Role}
    if name == "superuser":  # who runs the site forces no release by that
        return {role.value for role in Role} - {Role.EMERGENCY.value}
    role, _, relation = name.partition("@")
    return {role} if relation in ("own", "above") else set()
