"""Editions that have gone the whole way from draft to the last review, ready to be published."""

from datetime import date
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from disclosure.agencies.models import Agency, Membership, Role, User
from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition, Entry, Review
from disclosure.catalogue.models.reviews import Decision, LegalGround, ReviewKind, next_step
from disclosure.catalogue.models.writers import Writing
from disclosure.catalogue.numbers import issue_all
from disclosure.catalogue.reviewing import review
from disclosure.pages.models import Category

ROLES = (Role.EDITOR, Role.REVIEWER, Role.SECRECY, Role.PUBLISHER)
Row = TypeVar("Row", bound=Model)
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
) -> None:
    """So many editions of new entries: one of each agency goes the way, the others say the same."""
    for number, agency in enumerate(agencies):
        edition = actions.create_entry(
            agency,
            category=columns[number % len(columns)],
            by=cast[Role.EDITOR],
            title=f"关于公布第{number}批事项的通知",
            written_on=date(2025, 3, 4),
            source=agency.name,
            body="".join(PARAGRAPH.format(number=number, count=n) for n in range(12)),
        )
        actions.submit(edition, by=cast[Role.EDITOR], reason="测量")
        clear(edition, cast)
        share = count // len(agencies) + (number < count % len(agencies))
        make_copies(Edition.objects.select_related("entry__agency").get(pk=edition.pk), share - 1)


def make_copies(edition: Edition, count: int) -> None:
    """The same content in so many entries more, each with its number, writers and reviews."""
    entry = edition.entry
    entries = Entry.objects.bulk_create(
        copied(entry, index_number="", agency=entry.agency) for _ in range(count)
    )
    issue_all(entries, on=timezone.localdate())
    editions = Edition.objects.bulk_create(copied(edition, entry=one) for one in entries)
    Review.objects.bulk_create(
        copied(row, edition=one) for one in editions for row in edition.reviews.all()
    )
    Writing.objects.bulk_create(
        copied(row, edition=one) for one in editions for row in edition.writings.all()
    )


def copied(row: Row, **changes: Any) -> Row:
    """A new row that says the same but for the changes."""
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    values.pop("id")
    return type(row)(**values | changes)


def clear(edition: Edition, cast: dict[Role, User]) -> None:
    """Approve every step that an edition waits for."""
    while step := next_step(edition):
        ground = LegalGround.NONE if step.kind == ReviewKind.SECRECY else ""
        by = cast[Role(step.role)]
        review(edition, by=by, decision=Decision.APPROVED, legal_ground=ground)
