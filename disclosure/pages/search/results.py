"""A page of results: what was found, how it is shown, what can be narrowed or asked instead."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from disclosure.pages import statements
from disclosure.pages.models import FileText, Page
from disclosure.pages.search.engine import Amounts, Hit
from disclosure.pages.search.facets import Facet, Tree, amounts, facets, groups
from disclosure.pages.search.keeping import engine
from disclosure.pages.search.query import Query, Term, parse
from disclosure.pages.search.ranking import ranked
from disclosure.pages.search.snippets import LONGEST, Line, Marker, squeezed
from disclosure.pages.search.suggestions import Suggestion, similar, suggestions

CAP = 1000  # hits that are counted, ranked and paged through, so that every page costs the same
PAGE_SIZE = 20
RELEVANCE = "relevance"
MOST_FILES = 5  # files of a page that are looked through for a snippet


SHOWN = (
    "SELECT id, path, title, validity, publisher_name, index_number, document_number,"
    " published_at, summary, text FROM pages_page WHERE kind = 'entry' AND id IN ({ids})"
)


class Shown(NamedTuple):
    """What is shown of a found page."""

    pk: int
    path: str
    title: str
    validity: str
    publisher_name: str
    index_number: str
    document_number: str
    published_at: datetime
    summary: str
    text: str


@dataclass(frozen=True)
class InFile:
    """A file in which a word stands."""

    name: str
    path: str
    snippet: SafeString


@dataclass(frozen=True)
class Row:
    """A found page as it is shown."""

    page: Shown
    title: SafeString
    snippet: SafeString
    index_number: SafeString
    document_number: SafeString
    files: tuple[InFile, ...] = ()


class Results:
    """What a reader asked and what was found, found when it is looked at."""

    def __init__(
        self,
        typed: str,
        chosen: Mapping[str, Any],
        names: Mapping[str, Tree],
        *,
        order: str = "",
        exact: bool = False,
    ) -> None:
        self.typed, self.chosen, self.names = typed, chosen, names
        self.order, self.is_exact = order, exact
        self.query = parse(typed).filtered(*groups(chosen, names))
        self.engine = engine()
        if self.query.otherwise and not self.engine.find(self.query, limit=1):
            self.query = self.query.second_reading()

    @cached_property
    def hits(self) -> list[Hit]:
        """What was found, in its order: one more than the cap, to know whether there are more."""
        return self.found(self.query) if self.query else []

    def found(self, query: Query) -> list[Hit]:
        """What a query finds in the order that was asked for; one more than the cap."""
        if self.order == RELEVANCE:
            return ranked(self.engine, query, CAP + 1)
        return self.engine.find(query, limit=CAP + 1)

    def amounts(self, name: str) -> Counter[Any]:
        """How many have each value of a filter, under what is chosen in the others."""
        return self.of_chosen[name] if name in self.chosen else amounts(self.counted, name)

    @cached_property
    def of_chosen(self) -> Amounts:
        """The amounts of the filters that are chosen, for which other pages are looked at."""
        asked = {name: self.without(name) for name in self.chosen}
        found = {name: Counter[Any]() for name, query in asked.items() if not query}
        asked = {name: query for name, query in asked.items() if query}
        if self.order == RELEVANCE:
            ranks = {name: self.found(query)[:CAP] for name, query in asked.items()}
            return found | {name: amounts(hits, name) for name, hits in ranks.items()}
        return found | (self.engine.amounts(asked, limit=CAP) if asked else {})

    def without(self, name: str) -> Query:
        """What was asked but for one filter."""
        others = {one: value for one, value in self.chosen.items() if one != name}
        return replace(self.query, groups=tuple(groups(others, self.names)))

    @cached_property
    def counted(self) -> list[Hit]:
        """The hits that are counted and paged through."""
        return self.hits[:CAP]

    @property
    def is_capped(self) -> bool:
        """Whether there are more than are counted."""
        return len(self.hits) > CAP

    @cached_property
    def total(self) -> int:
        """How many: exactly when asked, else up to the cap."""
        if self.is_capped and self.is_exact:
            return self.engine.count(self.query)
        return min(len(self.hits), CAP)

    @property
    def counts_all(self) -> bool:
        """Whether the total is the whole number of hits."""
        return self.is_exact or not self.is_capped

    @cached_property
    def paginator(self) -> "Paginator[Hit]":
        """Numbered pages of what is counted, however many there are: see DECISIONS.md, 43."""
        return Paginator(self.counted, PAGE_SIZE)

    def newest(self, limit: int) -> list[Page]:
        """The newest pages, as lists print them."""
        hits = self.engine.find(self.query, limit=limit) if self.query else []
        pages = Page.objects.entries().lean().in_bulk([hit.page_id for hit in hits])
        return [pages[hit.page_id] for hit in hits if hit.page_id in pages]

    def facets(self) -> list[Facet]:
        """The filters with their counts: each value counts what choosing it would show."""
        return facets(self.amounts, self.names)

    @cached_property
    def marker(self) -> Marker:
        """What finds the words in the texts that are shown."""
        return Marker(self.query)

    def rows(self, hits: list[Hit]) -> list[Row]:
        """Hits as they are shown; a page that went in this moment is left out."""
        ids = [hit.page_id for hit in hits]
        found = {page.pk: page for page in pages_of(ids)}
        pages = [found[one] for one in ids if one in found]
        lines = [Line(squeezed(page.text or page.summary)) for page in pages]
        files = self.in_files(
            {page.pk: self.missing(page, line) for page, line in zip(pages, lines, strict=True)}
        )
        return [
            self.row(page, line, files.get(page.pk, ()))
            for page, line in zip(pages, lines, strict=True)
        ]

    def row(self, page: Shown, line: Line, files: tuple[InFile, ...]) -> Row:
        """One page as it is shown."""
        words = (page.title, page.index_number, page.document_number)
        title, index_number, document_number = map(self.marker.marked, words)
        text = self.marker.snippet(line)
        return Row(page, title, text, index_number, document_number, files)

    def in_files(self, lacking: Mapping[int, list[Term]]) -> dict[int, tuple[InFile, ...]]:
        """For the pages whose own text lacks a word: the files in which it stands."""
        ids = [one for one, words in lacking.items() if words]
        rows = FileText.objects.filter(file__page_id__in=ids).select_related("file")
        found: dict[int, tuple[InFile, ...]] = {}
        for row in rows.order_by("file__page_id", "file__position", "pk") if ids else ():
            page_id = row.file.page_id
            so_far, text = found.get(page_id, ()), Line(squeezed(f"{row.file.name}\n{row.text}"))
            wanted = lacking[page_id]
            if len(so_far) < MOST_FILES and len(self.marker.lacking(text, of=wanted)) < len(wanted):
                shown = self.marker.snippet(Line(squeezed(row.text)))
                found[page_id] = (*so_far, InFile(row.file.name, row.file.path, shown))
        return found

    def missing(self, page: Shown, line: Line) -> list[Term]:
        """The words that stand nowhere in what the page itself says; `line` is its text folded."""
        if page.text and len(page.title) + 1 + len(page.text) <= LONGEST:
            missing = self.marker.lacking(line, Line(squeezed(page.title)))
            if not missing:
                return missing
        # One may reach from the title into the text.
        return self.marker.lacking(Line(squeezed(f"{page.title}\n{page.text}")))

    def suggestions(self) -> list[Suggestion]:
        """Other questions, when nothing was found."""
        asked = bool(self.query) and not self.hits
        return suggestions(self.engine, self.query, self.typed) if asked else []

    def similar(self) -> list[Page]:
        """Pages with similar titles, when nothing was found."""
        return similar(self.engine, self.query) if self.query and not self.hits else []


def pages_of(ids: Sequence[int]) -> list[Shown]:
    """The pages of entries with some ids, in any order."""
    found = statements.rows(SHOWN.format(ids=", ".join(["%s"] * len(ids))), ids) if ids else []
    pages = map(Shown._make, found)
    return [page._replace(published_at=statements.as_moment(page.published_at)) for page in pages]
