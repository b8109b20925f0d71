"""Fill an empty database with annual reports of many agencies and years, and time what reads them.

The rows are made in bulk, as releases leave them; every page is asked for through Django's test
client in one process, beside its emptiest answer. Prints one line for each.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - needs the settings
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from disclosure.agencies.models import Agency, Membership, Role, User  # noqa: E402
from disclosure.catalogue.models import Edition, Entry  # noqa: E402
from disclosure.lib.pdf import make_pdf  # noqa: E402
from disclosure.pages.loading import load_vocabularies  # noqa: E402
from disclosure.pages.models import (  # noqa: E402
    Category,
    Page,
    entry_path,
)
from disclosure.workflow.states import State  # noqa: E402
from reports.actions import REPORTS_COLUMN  # noqa: E402
from reports.models import AnnualReport, Figure, Section, StatisticsRow  # noqa: E402
from reports.rendering import printed_parts  # noqa: E402
from reports.renditions import document_html  # noqa: E402
from reports.schemes import Scheme, for_year  # noqa: E402
from reports.word_writer import write_word  # noqa: E402

LAST_YEAR = 2024
MILLION = 1_000_000
ROUNDS = 5
TEXT = "<p>围绕重点工作公开信息，完善审核制度，按期答复申请，组织培训和检查。</p>" * 20


def fill(agencies: int, years: int) -> Agency:
    """Released reports of every agency and year below one parent, which is returned."""
    load_vocabularies()
    parent = Agency.objects.create(
        name="基准测试市政府办公室", short_name="市府办", code="P00000000"
    )
    below = Agency.objects.bulk_create(
        Agency(name=f"基准测试机构{n}", short_name=f"机构{n}", code=f"{n:09d}", parent=parent)
        for n in range(1, agencies + 1)
    )
    category = Category.objects.get(slug=REPORTS_COLUMN)
    for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
        for start in range(0, agencies, 100):
            with transaction.atomic():
                put_reports(below[start : start + 100], year, category)
    put_reports([parent], LAST_YEAR, category)
    return parent


def put_reports(agencies: list[Agency], year: int, category: Category) -> None:
    """One year's reports of some agencies: entries, editions, rows, figures, pages."""
    form = for_year(year)
    assert form is not None
    at = datetime(year + 1, 1, 20, tzinfo=UTC)
    entries = Entry.objects.bulk_create(
        Entry(
            kind="report",
            agency=agency,
            category=category,
            index_number=f"{agency.code}/{year + 1}-00001",
            first_published_at=at,
        )
        for agency in agencies
    )
    editions = Edition.objects.bulk_create(edition(entry, form, year, at) for entry in entries)
    for entry, live in zip(entries, editions, strict=True):
        entry.live_edition = live
    Entry.objects.bulk_update(entries, ["live_edition"])
    AnnualReport.objects.bulk_create(
        AnnualReport(
            entry=entry, agency=entry.agency, year=year, scheme=form.key, scheme_digest=form.digest
        )
        for entry in entries
    )
    Section.objects.bulk_create(
        Section(edition=live, key=section.key, html=TEXT)
        for live in editions
        for section in form.sections
        if section.kind == "text"
    )
    put_figures(editions, form)
    Page.objects.bulk_create(page(live, form, year, at) for live in editions)


def edition(entry: Entry, form: Scheme, year: int, at: datetime) -> Edition:
    """A released edition."""
    return Edition(
        entry=entry,
        state=State.PUBLISHED,
        title=form.report_title(entry.agency.name, year),
        source=entry.agency.short_name,
        publisher_name=entry.agency.name,
        written_on=date(year + 1, 1, 15),
        published_at=at,
    )


def put_figures(editions: list[Edition], form: Scheme) -> None:
    """Every cell of every edition."""
    rows = StatisticsRow.objects.bulk_create(
        StatisticsRow(edition=one, table=table.key, code=row.code, label=row.label, position=place)
        for one in editions
        for table in form.tables
        for place, row in enumerate(table.rows)
    )
    Figure.objects.bulk_create(
        (
            Figure(row=row, column=column.key, micro=(row.position % 9) * MILLION)
            for row in rows
            for spec in [form.table(row.table).row(row.code)]
            if spec.is_figure
            for column in form.table(row.table).columns_of(spec)
        ),
        batch_size=5000,
    )


def page(live: Edition, form: Scheme, year: int, at: datetime) -> Page:
    """The page as the release put it up, without its article: lists do not read it."""
    entry = live.entry
    cells = [
        {"table": t.key, "row": r.code, "column": c.key, "value": "3", "unit": "", "note": ""}
        for t, r, c in form.figures()
    ]
    return Page(
        path=entry_path(entry.index_number),
        title=live.title,
        agency=entry.agency,
        category=entry.category,
        method="active",
        index_number=entry.index_number,
        publisher_name=live.publisher_name,
        published_at=at,
        updated_at=at,
        data={"year": year, "scheme": form.key, "cells": cells},
        digest="0" * 64,
    )


def supervisor(parent: Agency) -> Client:
    """A browser of somebody who supervises the parent and writes for it."""
    user = User.objects.create_user(username="bench", is_staff=True, must_change_password=False)
    for role in (Role.SUPERVISOR, Role.EDITOR):
        Membership.objects.create(user=user, agency=parent, role=role, with_subordinates=True)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def timed(action: Callable[[], object]) -> float:
    """The shortest of several runs, in milliseconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        best = min(best, 1000 * (time.perf_counter() - start))
    return best


def ask(client: Client, path: str) -> bytes:
    """The whole answer."""
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return b"".join(response)


def tell_page(name: str, client: Client, path: str, empty: float) -> None:
    """Queries, milliseconds and the ratio to the empty answer."""
    ask(client, path)
    with CaptureQueriesContext(connection) as captured:
        ask(client, path)
    queries = len(captured)  # the next request empties the log
    took = timed(lambda: ask(client, path))
    print(f"{name:<22}{queries:>8} queries{took:>10.1f} ms{took / empty:>10.1f} x empty")


def tell_files(parent: Agency) -> None:
    """Seconds and memory of the files of one report, made from the same edition."""
    live = Entry.objects.get(agency=parent).live_edition
    assert live is not None
    word = timed(lambda: write_word(live, printed_parts(live))) / 1000
    pdf = timed(lambda: make_pdf(document_html(live))) / 1000
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"Word {word:.2f} s, process {own} MB; PDF {pdf:.2f} s, process of its own {child} MB")


def main() -> None:
    """Fill, then tell what each page costs."""
    agencies, years = int(sys.argv[1]), int(sys.argv[2])
    start = time.perf_counter()
    parent = fill(agencies, years)
    figures = Figure.objects.count()
    seconds = time.perf_counter() - start
    print(f"{connection.vendor}: {agencies} agencies, {years} years, {figures} figures")
    print(f"filled in {seconds:.0f} s")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    citizen, staff = Client(SERVER_NAME="127.0.0.1"), supervisor(parent)
    empty = timed(lambda: ask(citizen, "/healthz"))
    report = AnnualReport.objects.get(agency=parent)
    desk = "/admin/reports/annualreport"
    tell_page("/reports/", citizen, "/reports/", empty)
    tell_page("/reports/<year>/", citizen, f"/reports/{LAST_YEAR}/", empty)
    tell_page("an agency's years", citizen, "/reports/agencies/000000001/", empty)
    tell_page("data.csv of a year", citizen, f"/reports/data.csv?year={LAST_YEAR}", empty)
    tell_page("comparison of a year", citizen, f"/reports/{LAST_YEAR}/compare/", empty)
    tell_page("a report's page", citizen, f"/catalogue/000000001/{LAST_YEAR + 1}-00001/", empty)
    tell_page("board", staff, f"{desk}/board/?year={LAST_YEAR}", empty)
    tell_page("roll-up", staff, f"{desk}/{report.pk}/rollup/", empty)
    tell_files(parent)


if __name__ == "__main__":
    main()
