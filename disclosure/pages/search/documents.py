"""A page as plain data for an index: its parts as units, its filters and dates as tokens."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import prefetch_related_objects
from django.utils.timezone import localtime, make_aware

from disclosure.lib import tokens
from disclosure.pages.models import FileText, Page

MINUTES = 60
PAGES_IN_A_MINUTE = 20  # bits
EVERY = "xx"  # a token of every page: what a query that only excludes looks for
FILE_SHARE = 50_000  # units of one file that are searched
ROOM = 900_000  # bytes of lexemes of a page: a tsvector of PostgreSQL has at most 1 MiB
# What flat text grows to at most as lexemes: a character alone and in a pair; of a head, twice.
GROWTH, GROWTH_OF_HEAD = 3, 8


@dataclass(frozen=True)
class Document:
    """What is put into an index for one page. Newest pages have the highest position."""

    page_id: int
    position: int
    agency_id: int
    category_id: int
    theme_id: int | None
    genre_id: int | None
    year: int
    method: str
    validity: str
    facts: str  # tokens of filters and dates, separated by blanks
    head: str  # title and numbers, flat, a line each
    about: str  # agency, keywords, summary
    body: str  # text and files


def position(published_at: datetime, page_id: int) -> int:
    """The place of a page in the order of publication: by minute, then as pages were made."""
    minute = int(published_at.timestamp() // MINUTES)
    return (minute << PAGES_IN_A_MINUTE) | (page_id & ((1 << PAGES_IN_A_MINUTE) - 1))


def first_position(day: date) -> int:
    """The place before every page that was published on a day."""
    return position(make_aware(datetime.combine(day, time())), 0)


def published_on(position: int) -> date:
    """The day on which the page at a place was published."""
    minute = position >> PAGES_IN_A_MINUTE
    return localtime(datetime.fromtimestamp(minute * MINUTES, UTC)).date()


def documents(pages: Sequence[Page], *, have_files: bool = True) -> list[Document]:
    """Everything of each page that a search looks at: two queries for all.

    None where the pages know their agencies and have no files.
    """
    prefetch_related_objects(pages, "agency")
    files = texts_of(pages) if have_files else {}
    return [with_files(page, files.get(page.pk, ())) for page in pages]


def texts_of(pages: Sequence[Page]) -> dict[int, list[tuple[str, str]]]:
    """Names and texts of the files of pages, by the ids of the pages."""
    files: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = FileText.objects.filter(file__page__in=pages).order_by("file_id")
    for page_id, name, text in rows.values_list("file__page", "file__name", "text"):
        files[page_id].append((name, text))
    return files


def with_files(page: Page, files: Sequence[tuple[str, str]]) -> Document:
    """The same from names and texts of its files that are known already."""
    names = dict.fromkeys((page.publisher_name, page.agency.name, page.agency.short_name))
    about = (*names, page.joint_issuers, page.source, page.keywords, page.summary)
    body = (page.text, *(f"{name}\n{text}" for name, text in files))
    about_lines, told = lines(*about), " ".join(facts(page, [*about, *body]))
    head = lines(page.title, page.index_number, page.document_number)
    room = ROOM - size(told) - GROWTH_OF_HEAD * size(head) - GROWTH * size(about_lines)
    return Document(
        page_id=page.pk,
        position=position(page.published_at, page.pk),
        agency_id=page.agency_id,
        category_id=page.category_id,
        theme_id=page.theme_id,
        genre_id=page.genre_id,
        year=localtime(page.published_at).year,
        method=page.method,
        validity=page.validity,
        facts=told,
        head=head,
        about=about_lines,
        body=fitted(lines(*body), room),
    )


def lines(*parts: str) -> str:
    """Parts in flat form, a line each: no phrase is found across two of them."""
    rows = (tokens.units(part)[:FILE_SHARE] for part in parts)
    return "\n".join(tokens.flat(row) for row in rows if row)


def size(text: str) -> int:
    """Bytes."""
    return len(text.encode())


def fitted(text: str, room: int) -> str:
    """Flat lines, cut where their different lexemes would take more bytes than there is room.

    The same on every database, so that all find the same.

    >>> fitted("预算表", 24), fitted("预算 2016 \\n表 2017 ", 22)
    ('预算表', '预算 2016 \\n表')
    """
    if GROWTH * size(text) <= room:
        return text
    kept: list[str] = []
    known: set[str] = set()
    for line in text.split("\n"):
        row = tokens.unflat(line)
        for place, found in enumerate(zip(row, tokens.pieces(row), strict=True)):
            room -= sum(map(size, {*found} - known))
            if room < 0:
                return "\n".join([*kept, *filter(None, [tokens.flat(row[:place])])])
            known.update(found)
        kept.append(line)
    return text


def facts(page: Page, texts: list[str]) -> list[str]:
    """The tokens of the filters that the page passes and of the days that it names."""
    found = tokens.dates(tokens.fold("\n".join([page.title, *texts])))
    for day in filter(None, (page.written_on, localtime(page.published_at).date())):
        found |= tokens.day_tokens(day.year, day.month, day.day)
    filters = {
        "agency": page.agency_id,
        "category": page.category_id,
        "theme": page.theme_id,
        "genre": page.genre_id,
        "year": localtime(page.published_at).year,
        "method": page.method,
        "validity": page.validity,
    }
    return [EVERY, *(filter_token(name, value) for name, value in filters.items()), *sorted(found)]


def filter_token(name: str, value: object) -> str:
    """The token of a filter's value. No text gives it: letters and digits are units apart.

    >>> filter_token("agency", 5), filter_token("method", "on_request")
    ('xag0x5', 'xme0xonrequest')
    """
    return f"x{name[:2]}0x" + re.sub(r"[\W_]", "", str(value))
