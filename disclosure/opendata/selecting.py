"""The public pages as the API chooses them; rows carry all that an answer says of them."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from ninja.errors import HttpError

from disclosure.agencies.models import Agency
from disclosure.opendata.params import EntriesAsked
from disclosure.pages.forms import validities
from disclosure.pages.models import REPORT_YEAR, Category, Page, PageQuerySet
from disclosure.pages.names import names
from disclosure.pages.selection import Selection, year_months
from reports.models import AnnualReport

Row = TypeVar("Row", bound=Model)

TERMS = {"theme": "主题分类", "genre": "体裁"}
# A transaction that has begun to publish may commit after one that began later: what changed in
# the last minutes is not told yet, so that nobody asks for what comes after and misses it.
SETTLED = timedelta(minutes=5)


def named(rows: PageQuerySet) -> PageQuerySet:
    """The rows with the names of what they belong to, and the year of a report: one query."""
    rows = rows.select_related("agency", "category", "theme__parent", "genre")
    return rows.defer("data").annotate(report_year=REPORT_YEAR)


def listed(rows: PageQuerySet) -> PageQuerySet:
    """The same without their texts, which no list says."""
    return named(rows).defer("article", "text", "data")


def entries(asked: EntriesAsked) -> PageQuerySet:
    """The public entries that pass the filters, newest publication first."""
    rows = Page.objects.all().chosen(selection(asked))
    if asked.index_number:
        rows = rows.filter(index_number=asked.index_number)
    return listed(rows)


def selection(asked: EntriesAsked) -> Selection:
    """The filters in the words of the lists."""
    return Selection(
        agency_id=frozenset([the_agency(asked.agency).pk]) if asked.agency else None,
        category_id=the_category(asked.category) if asked.category else None,
        theme_id=the_term("theme", asked.theme) if asked.theme else None,
        genre_id=the_term("genre", asked.genre) if asked.genre else None,
        method=frozenset([asked.method]) if asked.method else None,
        validity=validities(asked.validity) if asked.validity else None,
        months=year_months(asked.year) if asked.year else None,
    )


def changes(since: datetime, until: datetime, agency: str | None) -> PageQuerySet:
    """Public and withdrawn entries that changed in a span of time, first change first."""
    rows = Page.objects.told().filter(changed_at__gte=since, changed_at__lte=until)
    if agency:
        rows = rows.of_agency(the_agency(agency))
    return listed(rows).order_by("changed_at", "pk")


def reports(agency: str | None = None, year: int | None = None) -> PageQuerySet:
    """The pages of public reports with their data, newest publication first."""
    wanted = AnnualReport.objects.all()
    if agency:
        wanted = wanted.filter(agency=the_agency(agency))
    if year:
        wanted = wanted.filter(year=year)
    numbers = wanted.values("entry__index_number")
    rows = Page.objects.reports().filter(index_number__in=numbers)
    return rows.select_related("agency").defer("article", "text")


def the_agency(code: str) -> Agency:
    """The agency of a code; a sentence with 404 when there is none."""
    return known(Agency.objects.filter(code=code), f"没有代码为“{code}”的机构，见 agencies。")


def the_category(slug: str) -> frozenset[int]:
    """The column of a slug with all below it; a sentence with 404 when the public sees none."""
    known(Category.objects.shown().filter(slug=slug), f"没有“{slug}”这个栏目，见 categories。")
    return names().below("category", slug)


def the_term(name: str, code: str) -> frozenset[int]:
    """A theme with all below it, or a genre; a sentence with 404 when there is none."""
    found = names().below(name, code)
    if not found:
        raise HttpError(404, f"没有代码为“{code}”的{TERMS[name]}。")
    return found


def known(rows: QuerySet[Row], otherwise: str) -> Row:
    """The only row, or the sentence."""
    row = rows.first()
    if row is None:
        raise HttpError(404, otherwise)
    return row
