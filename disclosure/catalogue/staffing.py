"""Whether an agency has people for every step of a plan: nobody takes two, a writer none."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import reaching
from disclosure.catalogue.models.reviews import ROLES, ReviewKind

MOST = 5  # authors named one by one


@dataclass(frozen=True)
class Gap:
    """Steps that nobody could decide: of every draft, or of what one person wrote in."""

    steps: tuple[str, ...]
    author: User | None = None

    def __str__(self) -> str:
        names = "、".join(self.steps)
        if self.author is None:
            return f"没有人可以办理：{names}。"
        return f"{self.author}撰写或者改动的稿件没有人可以办理：{names}。"


def gaps(agency: Agency, steps: Sequence[tuple[str, ReviewKind]]) -> list[Gap]:
    """What a plan lacks: for all, then for each writer who is needed as a reviewer too.

    Who runs the site may stand in for everybody and is not counted: reviews are no part of that.
    """
    people = people_of(agency)
    for_all = unfilled(steps, people)
    found = [Gap(for_all)] if for_all else []
    for author in sorted(people.get(Role.EDITOR, ()), key=lambda one: one.pk):
        without = {role: some - {author} for role, some in people.items()}
        missing = unfilled(steps, without)
        if len(missing) > len(for_all) and len(found) < MOST:
            found.append(Gap(missing, author))
    return found


def people_of(agency: Agency) -> Mapping[str, Set[User]]:
    """The people whose roles reach an agency, by role; accounts that are shut are left out."""
    found: dict[str, set[User]] = {}
    for row in reaching(agency):
        found.setdefault(row.role, set()).add(row.user)
    return found


def unfilled(
    steps: Sequence[tuple[str, ReviewKind]], people: Mapping[str, Set[User]]
) -> tuple[str, ...]:
    """The steps that stay without anybody, however the others are shared out (Kuhn 1955)."""
    taken: dict[User, int] = {}

    def seat(number: int, tried: set[User]) -> bool:
        for one in people.get(ROLES[steps[number][1]], ()):
            if one in tried:
                continue
            tried.add(one)
            if one not in taken or seat(taken[one], tried):
                taken[one] = number
                return True
        return False

    return tuple(name for number, (name, _) in enumerate(steps) if not seat(number, set()))
