"""Rows that a locality adds to the tables of its report, kept and printed as all others."""

from django.db import transaction

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import claim, lock, log
from disclosure.catalogue.models import Edition
from disclosure.lib.numbers import show
from reports.figures import form_of, put_missing_rows
from reports.findings import recount
from reports.models import StatisticsRow
from reports.schemes.labels import key_of
from reports.schemes.local import LocalRow, is_local, new_code, places_in, with_rows

LONGEST = 60


class RowRefused(Exception):
    """The row cannot be added or removed; the sentence says why."""


@transaction.atomic
def add_row(
    edition: Edition, *, table: str, label: str, parent: str, unit: str, by: User
) -> LocalRow:
    """Add a row to a table of a draft.

    Raises RowRefused, WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    lock(edition)
    form = form_of(edition)
    spec = form.table(table)
    label = label.strip()
    if not label or len(label) > LONGEST:
        raise RowRefused(f"请填写增设行的名称，不超过 {LONGEST} 个字。")
    if any(key_of(row.name) == key_of(label) for row in spec.rows):
        raise RowRefused(f"表中已有“{label}”，请直接填写那一行。")
    if parent not in [place.code if place else "" for place in places_in(spec)]:
        raise RowRefused("请选择增设行所在的项目。")
    row = LocalRow(table, new_code(spec, parent), label, parent, unit.strip()[:20])
    claim(edition, edition.lock_version, by)
    put_missing_rows(edition, with_rows(form, [row]))
    log("report.row_added", edition, by, table=table, row=row.code, label=label)
    recount(edition)
    return row


@transaction.atomic
def remove_row(edition: Edition, *, table: str, code: str, by: User) -> str:
    """Remove an added row with its figures, which the log keeps; its label.

    Raises RowRefused, WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    lock(edition)
    row = edition.statistics_rows.filter(table=table, code=code).first()
    if row is None or not is_local(code):
        raise RowRefused("只能删除地方增设的行。")
    claim(edition, edition.lock_version, by)
    spec = form_of(edition).table(table)
    figures = {spec.column(one.column).header: show(one.value) for one in row.figures.all()}
    row.delete()
    log("report.row_removed", edition, by, table=table, label=row.label, figures=figures)
    recount(edition)
    return row.label


def local_rows(edition: Edition, table: str) -> list[StatisticsRow]:
    """The added rows of a table."""
    return [row for row in edition.statistics_rows.filter(table=table) if is_local(row.code)]
