"""Every public address without a query string, and which page each belongs to."""

import re

from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localtime

from disclosure.agencies.models import Agency
from disclosure.pages.counted import Counted
from disclosure.pages.models import REPORT_YEAR, Category, Page, PageKind, PageQuerySet
from disclosure.pages.selection import Selection, year_months

# Where a reader may begin, and so a search engine.
BEGINNINGS = ("/", "/catalogue/", "/agencies/", "/sitemap/", "/accessibility/", "/api/")
COMMON = (
    *BEGINNINGS, "/search/", "/titles/", "/robots.txt", "/feed/", "/sitemap.xml",
    "/sitemap-lists.xml",
)  # fmt: skip
REPORTS = ("/reports/", "/reports/data.csv", "/reports/data.json", "/sitemap-reports.xml")
CHUNK = 500
SITEMAP_SIZE = 20_000  # addresses in one file; the protocol allows 50,000
PART = 1000  # titles in one file
OF_ENTRY = re.compile(r"(/catalogue/.+?/)(?:(?:print|changes|notice|editions/\d+)/)?")
TITLES = re.compile(r"/titles/(\d+)/(\d+)/")
ARCHIVE = re.compile(r"/archive/(\d+)/(?:(\d+)/)?")


def entry_of(path: str) -> str:
    """The address of the entry to which one belongs; "" for what is no entry's.

    >>> entry_of("/catalogue/002668899/2017-1/print/")
    '/catalogue/002668899/2017-1/'
    >>> entry_of("/catalogue/")
    ''
    """
    match = OF_ENTRY.fullmatch(path)
    return match[1] if match else ""


def pages_of(page: Page) -> list[str]:
    """The addresses of a row of `entries` that may be files: those that can answer 200.

    An entry's page, the print page, what corrections changed, editions of the past where they may
    be read; of a withdrawn one its notice. What answers 410 or leads on is left to the application.
    """
    if page.kind == PageKind.GONE:
        return []
    if page.kind == PageKind.REDIRECT:
        return [page.notice_url]
    if page.kind == PageKind.TOMBSTONE:
        return [page.path, page.print_url, page.notice_url]
    past = list(page.history.only("page", "number", "replaced_at", "is_hidden"))
    for one in past:
        one.page = page
    found = [page.path, page.print_url, *([page.changes_url] if len(past) > 1 else [])]
    readable = [one for one in past if one.can_be_read] if shows_past(page) else []
    return found + [one.edition_url for one in readable]


def shows_past(page: Page) -> bool:
    """Whether the agency shows editions of the past."""
    return page.agency.shows_earlier_editions


def entries() -> PageQuerySet:
    """Entries and withdrawn ones in the order in which they were put up, as `pages_of` asks."""
    rows = Page.objects.told().order_by("pk").select_related("agency")
    return rows.only("path", "kind", "agency__shows_earlier_editions")


def lists() -> list[str]:
    """Every address that is no entry's: some for each agency, column and month, however many.

    The titles of a month are one of them, see `files_of`.
    """
    found = [*COMMON, *(f"/sitemap-{number}.xml" for number in sitemap_numbers())]
    return found + shelves() + archives() + report_lists() + title_months()


def shelves() -> list[str]:
    """The columns that are shown, and the agencies."""
    slugs = Category.objects.shown().values_list("slug", flat=True)
    codes = Agency.objects.values_list("code", flat=True)
    found = [reverse("pages:column", args=[slug]) for slug in slugs]
    return found + [reverse("pages:agency_detail", args=[code]) for code in codes]


def lists_in_sitemap() -> list[str]:
    """The lists that search engines are told of, as many as one file may hold."""
    return [*BEGINNINGS, *shelves(), *archives()][:SITEMAP_SIZE]


def report_lists_in_sitemap() -> list[str]:
    """Those of annual reports: apart, as they change less often and take longer to find."""
    apart = REPORTS[1:]
    return [path for path in report_lists() if path not in apart][:SITEMAP_SIZE]


def sitemap_number(pk: int) -> int:
    """In which sitemap a page's address stands: always in the same one, whatever else goes."""
    return pk // SITEMAP_SIZE + 1


def sitemap_numbers() -> list[int]:
    """The sitemaps in which any address stands."""
    blocks = Page.objects.entries().order_by().annotate(block=F("pk") / SITEMAP_SIZE)
    return sorted(block + 1 for block in blocks.values_list("block", flat=True).distinct())


def archives() -> list[str]:
    """The years and months in which anything was published."""
    months = months_in_use()
    by_month = [reverse("pages:archive_month", args=[year, month]) for year, month in months]
    years = sorted({year for year, _ in months})
    return [reverse("pages:archive_year", args=[year]) for year in years] + by_month


def title_months() -> list[str]:
    """The months in which there are titles."""
    return [titles_of(year, month) for year, month in months_in_use()]


def months_in_use() -> list[tuple[int, int]]:
    """The years and months in which anything was published, as the counters say."""
    return sorted(divmod(month, 100) for month, _ in Counted(Selection()).months)


def titles_of(year: int, month: int) -> str:
    """Where the titles of a month begin."""
    return reverse("pages:title_list", args=[year, month])


def parts(amount: int) -> int:
    """Into how many parts so many titles are cut.

    >>> parts(0), parts(1), parts(1000), parts(1001)
    (0, 1, 1, 2)
    """
    return -(-amount // PART)


def files_of(path: str) -> list[str]:
    """The addresses that are written together with one: all parts of the titles of a month."""
    match = TITLES.fullmatch(path)
    if match is None:
        return [path]
    month = int(match[1]) * 100 + int(match[2])
    amount = Page.objects.all().chosen(Selection(months=(month, month))).count()
    numbers = range(1, parts(amount) + 1)
    lists_of_month = [f"{path}{number}/" if number > 1 else path for number in numbers]
    return lists_of_month + [f"{path}titles-{number}.js" for number in numbers]


def report_lists() -> list[str]:
    """The addresses of annual reports: by year, by agency, all figures as data."""
    rows = Page.objects.reports().order_by()
    years = rows.annotate(report_year=REPORT_YEAR).values_list("report_year", flat=True)
    codes = rows.values_list("agency__code", flat=True)
    found = [*REPORTS]
    for year in sorted(set(years)):
        found += of_report_year(year)
    return found + [of_report_agency(code) for code in sorted(set(codes))]


def of_report_year(year: int) -> list[str]:
    """The addresses of the reports of a year."""
    return [reverse("reports:report_year", args=[year]), reverse("reports:compare", args=[year])]


def of_report_agency(code: str) -> str:
    """The address of an agency's figures over the years."""
    return reverse("reports:agency_trends", args=[code])


def lists_of(page: Page) -> set[str]:
    """The lists that name a page, count it, or are made from it."""
    day = localtime(page.published_at)
    found = {
        *(one for one in COMMON if one not in ("/accessibility/", "/robots.txt", "/search/")),
        f"/sitemap-{sitemap_number(page.pk)}.xml",
        reverse("pages:archive_year", args=[day.year]),
        reverse("pages:archive_month", args=[day.year, day.month]),
        titles_of(day.year, day.month),
        page.agency.get_absolute_url(),
        *(column.get_absolute_url() for column in page.category.trail()),
    }
    return found | (report_lists_of(page) if page.data.get("year") else set())


def report_lists_of(page: Page) -> set[str]:
    """The lists of annual reports; each year's list counts the reports of every other one."""
    year = int(page.data["year"])
    others = Page.objects.reports().order_by().annotate(report_year=REPORT_YEAR)
    years = set(others.values_list("report_year", flat=True).distinct())
    found = {*REPORTS, *of_report_year(year), of_report_agency(page.agency.code)}
    return found | {reverse("reports:report_year", args=[one]) for one in years}


def is_in_use(path: str) -> bool:
    """Whether anything stands in an archive: the view shows empty ones as well."""
    match = ARCHIVE.fullmatch(path)
    if match is None:
        return True
    year, month = int(match[1]), match[2] and int(match[1]) * 100 + int(match[2])
    wanted = Selection(months=(month, month) if month else year_months(year))
    return Page.objects.all().chosen(wanted).exists()
