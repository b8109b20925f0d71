"""Editions that have gone the whole way from draft to the last review, ready to be published."""

from collections.abc import Iterator
from datetime import date

from disclosure.agencies.models import Agency, Membership, Role, User
from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.reviews import Decision, LegalGround, ReviewKind, next_step
from disclosure.catalogue.reviewing import review
from disclosure.pages.models import Category

ROLES = (Role.EDITOR, Role.REVIEWER, Role.SECRECY, Role.PUBLISHER)
PARAGRAPH = "<p>第{number}批事项共计{count}项，已按规定程序完成审核，现予公布。</p>"


def make_cast(agencies: list[Agency]) -> dict[Role, User]:
    """One person for each role, the same in all agencies."""
    cast = {}
    for role in ROLES:
        cast[role] = User.objects.create_user(f"bench-{role}", must_change_password=False)
        Membership.objects.bulk_create(
            Membership(user=cast[role], agency=agency, role=role) for agency in agencies
        )
    return cast


def make_cleared(
    count: int, agencies: list[Agency], columns: list[Category], cast: dict[Role, User]
) -> Iterator[Edition]:
    """So many editions of new entries, of the agencies and columns in turn."""
    for number in range(count):
        edition = actions.create_entry(
            agencies[number % len(agencies)],
            category=columns[number % len(columns)],
            by=cast[Role.EDITOR],
            title=f"关于公布第{number}批事项的通知",
            written_on=date(2025, 3, 4),
            source=agencies[number % len(agencies)].name,
            body="".join(PARAGRAPH.format(number=number, count=n) for n in range(12)),
        )
        actions.submit(edition, by=cast[Role.EDITOR], reason="测量")
        clear(edition, cast)
        yield edition


def clear(edition: Edition, cast: dict[Role, User]) -> None:
    """Approve every step that an edition waits for."""
    while step := next_step(edition):
        ground = LegalGround.NONE if step.kind == ReviewKind.SECRECY else ""
        by = cast[Role(step.role)]
        review(edition, by=by, decision=Decision.APPROVED, legal_ground=ground)
