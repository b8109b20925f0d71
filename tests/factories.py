"""Plain functions that make rows: `make_entry(**fields)`; every default may be overridden."""

from datetime import date
from itertools import count

from disclosure.agencies.models import Agency, Membership, Role, User
from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition, Entry
from disclosure.catalogue.models.reviews import Decision, LegalGround, ReviewKind, next_step
from disclosure.catalogue.release import publishing
from disclosure.catalogue.reviewing import review
from disclosure.pages.models import Category, Genre, Theme
from reports.actions import create_report, save_section, save_table
from reports.models import AnnualReport
from reports.schemes import scheme

serial = count(1)


def make_agency(**fields) -> Agency:
    number = next(serial)
    return Agency.objects.create(
        **{
            "name": f"测试机构{number}",
            "short_name": f"机构{number}",
            "code": f"{number:09d}",
        }
        | fields
    )


def make_user(**fields) -> User:
    fields = {
        "username": f"user{next(serial)}",
        "must_change_password": False,
        "is_staff": True,
    } | fields
    return User.objects.create_user(**fields)


def make_member(agency, *roles, **fields) -> User:
    user = make_user(**fields)
    for role in roles:
        Membership.objects.create(user=user, agency=agency, role=role)
    return user


def make_category(**fields) -> Category:
    number = next(serial)
    return Category.objects.create(**{"name": f"栏目{number}", "slug": f"column-{number}"} | fields)


def make_draft(**fields) -> Edition:
    """A complete draft, ready to be submitted."""
    agency = fields.pop("agency", None) or make_agency()
    by = fields.pop("by", None) or make_member(agency, Role.EDITOR)
    category = fields.pop("category", None) or make_category()
    defaults = {
        "title": f"关于公布第{next(serial)}批事项的通知",
        "written_on": date(2017, 5, 4),
        "source": agency.label,
        "body": "<p>现将有关事项公布如下。</p>",
    }
    return actions.create_entry(agency, category=category, by=by, **defaults | fields)


def make_cleared(**fields) -> Edition:
    edition = make_draft(**fields)
    actions.submit(edition, by=edition.author)
    return clear(edition)


def clear(edition) -> Edition:
    """Have every review of a submitted edition approved, each by somebody new."""
    agency = edition.entry.agency
    while step := next_step(edition):
        ground = LegalGround.NONE if step.kind == ReviewKind.SECRECY else ""
        by = make_member(agency, step.role)
        review(edition, by=by, decision=Decision.APPROVED, legal_ground=ground)
    edition.refresh_from_db()
    return edition


def make_entry(**fields) -> Entry:
    """A published entry."""
    edition = make_cleared(**fields)
    publisher = make_member(edition.entry.agency, Role.PUBLISHER)
    publishing.publish(edition, by=publisher)
    return Entry.objects.get(pk=edition.entry_id)


def make_report(agency, *, by, year, figure="0") -> AnnualReport:
    """A complete draft of an annual report; in every cell stands the same figure."""
    report = create_report(agency, year=year, by=by)
    edition = report.entry.open_edition()
    Edition.objects.filter(pk=edition.pk).update(written_on=date(year + 1, 1, 20))
    edition.refresh_from_db()
    for section in edition.sections.all():
        html = f"<p>本年<strong>没有</strong>情况。</p><ul><li>{section.key}</li></ul>"
        save_section(edition, key=section.key, html=html, by=by)
        edition.refresh_from_db()
    for table in scheme(report.scheme).tables:
        typed = {(row.code, column.key): figure for row, column in table.figures()}
        save_table(edition, table=table.key, typed=typed, by=by)
        edition.refresh_from_db()
    return report


def release_report(report, by, publisher) -> Entry:
    """Submit and publish what is written."""
    edition = report.entry.open_edition()
    actions.submit(edition, by=by, reason="试验")
    clear(edition)
    publishing.publish(edition, by=publisher)
    return Entry.objects.get(pk=report.entry_id)


def make_theme(**fields) -> Theme:
    return Theme.objects.create(**{"code": f"{next(serial):04d}", "name": "政务公开"} | fields)


def make_genre(**fields) -> Genre:
    number = next(serial)
    return Genre.objects.create(**{"code": f"{number:02d}", "name": f"体裁{number}"} | fields)
