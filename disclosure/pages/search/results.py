"""A page of results: what was found, how it is shown, what can be narrowed or asked instead."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from disclosure.pages.models import FileText, Page
from disclosure.pages.search.engine import Hit
from disclosure.pages.search.facets import Facet, Tree, amounts, facets, groups
from disclosure.pages.search.keeping import engine
from disclosure.pages.search.query import Query, parse
from disclosure.pages.search.ranking import ranked
from disclosure.pages.search.snippets import marked, occurs, snippet
from disclosure.pages.search.suggestions import Suggestion, similar, suggestions

CAP = 1000  # hits that are counted, ranked and paged through, so that every page costs the same
PAGE_SIZE = 20
RELEVANCE = "relevance"
MOST_FILES = 5  # files of a page that are looked through for a snippet


@dataclass(frozen=True)
class InFile:
    """A file in which a word stands."""

    name: str
    path: str
    snippet: SafeString


@dataclass(frozen=True)
class Row:
    """A found page as it is shown."""

    page: Page
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
        """The hits that are counted and paged through, in their order; one more than the cap."""
        return self.found(self.query) if self.query else []

    def found(self, query: Query) -> list[Hit]:
        """What a query finds in the order that was asked for; one more than the cap."""
        if self.order == RELEVANCE:
            return ranked(self.engine, query, CAP + 1)
        return self.engine.find(query, limit=CAP + 1)

    def amounts(self, name: str) -> Counter[Any]:
        """How many have each value of a filter, under what is chosen in the others."""
        if name not in self.chosen:
            return amounts(self.hits[:CAP], name)
        others = {one: value for one, value in self.chosen.items() if one != name}
        query = replace(self.query, groups=tuple(groups(others, self.names)))
        return amounts(self.found(query)[:CAP] if query else (), name)

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
        """Numbered pages of what is shown, however many there are: see DECISIONS.md, 43."""
        return Paginator(self.hits[:CAP], PAGE_SIZE)

    def newest(self, limit: int) -> list[Page]:
        """The newest pages, as lists print them."""
        hits = self.engine.find(self.query, limit=limit) if self.query else []
        pages = Page.objects.entries().lean().in_bulk([hit.page_id for hit in hits])
        return [pages[hit.page_id] for hit in hits if hit.page_id in pages]

    def facets(self) -> list[Facet]:
        """The filters with their counts: each value counts what choosing it would show."""
        return facets(self.amounts, self.names)

    def rows(self, hits: list[Hit]) -> list[Row]:
        """Hits as they are shown; a page that went in this moment is left out."""
        ids = [hit.page_id for hit in hits]
        pages = Page.objects.entries().select_related("agency", "category").defer("article", "data")
        found = pages.in_bulk(ids)
        files = self.in_files([found[one] for one in ids if one in found])
        return [self.row(found[one], files.get(one, ())) for one in ids if one in found]

    def row(self, page: Page, files: tuple[InFile, ...]) -> Row:
        """One page as it is shown."""
        text = snippet(page.text or page.summary, self.query)
        words = (page.title, page.index_number, page.document_number)
        title, index_number, document_number = (marked(one, self.query) for one in words)
        return Row(page, title, text, index_number, document_number, files)

    def in_files(self, pages: list[Page]) -> dict[int, tuple[InFile, ...]]:
        """For the pages whose own text lacks a word: the files in which it stands."""
        lacking = {page.pk: self.missing(page) for page in pages}
        ids = [one for one, words in lacking.items() if words]
        rows = FileText.objects.filter(file__page_id__in=ids).select_related("file")
        found: dict[int, tuple[InFile, ...]] = {}
        for row in rows.order_by("file__page_id", "file__position", "pk") if ids else ():
            page_id = row.file.page_id
            so_far, text = found.get(page_id, ()), f"{row.file.name}\n{row.text}"
            if len(so_far) < MOST_FILES and any(occurs(text, one) for one in lacking[page_id]):
                shown = snippet(row.text, self.query)
                found[page_id] = (*so_far, InFile(row.file.name, row.file.path, shown))
        return found

    def missing(self, page: Page) -> list[Any]:
        """The words that stand nowhere in what the page itself says."""
        own = f"{page.title}\n{page.text}"
        return [term for term in self.query.required if not occurs(own, term)]

    def suggestions(self) -> list[Suggestion]:
        """Other questions, when nothing was found."""
        asked = bool(self.query) and not self.hits
        return suggestions(self.engine, self.query, self.typed) if asked else []

    def similar(self) -> list[Page]:
        """Pages with similar titles, when nothing was found."""
        return similar(self.engine, self.query) if self.query and not self.hits else []
