"""The index on an OpenSearch server, for those who outgrow their database.

It gets units, not text: its analyser only splits at blanks, and phrases of units are exact there,
so that it finds what the databases find, in the same order.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, OpenSearchException

from disclosure.lib import tokens
from disclosure.pages.search.documents import EVERY, Document
from disclosure.pages.search.engine import (
    ATTRIBUTES,
    COLUMNS,
    NARROW,
    Amounts,
    Hit,
    ServerFails,
    counter,
)
from disclosure.pages.search.query import Query, Term

INDEX = "disclosure-pages"
SECONDS = 2  # a reader does not wait longer; the database answers instead
TEXT = {
    "type": "text",
    "analyzer": "whitespace",
    "index_phrases": True,  # pairs of units as terms: phrases of common characters stay fast
    "position_increment_gap": 100,  # no phrase reaches across two lines
    "norms": False,
}
KEPT = {"type": "keyword", "index": False, "doc_values": False}
MAPPING: dict[str, Any] = {
    "mappings": {
        "dynamic": "strict",
        "properties": {
            **dict.fromkeys(COLUMNS, KEPT),
            "position": {"type": "long"},
            "facts": {"type": "keyword"},
            "units_of_head": TEXT,
            "units_of_rest": TEXT,
        },
    },
}


class OpenSearchEngine:
    """One index on a server; made when the first page is put into it."""

    def __init__(self, url: str) -> None:
        self.client = OpenSearch(url, timeout=SECONDS, max_retries=0)
        self.is_made = False

    def index(self, documents: Sequence[Document]) -> None:
        """Put pages in, or renew them."""
        try:
            self.make()
            for one in documents:
                self.client.index(index=INDEX, body=as_stored(one), id=str(one.page_id))
        except OpenSearchException as error:
            raise ServerFails(str(error)) from error

    def make(self) -> None:
        """The index with its mapping, once."""
        if not self.is_made and not self.client.indices.exists(index=INDEX):
            self.client.indices.create(index=INDEX, body=MAPPING)
        self.is_made = True

    def remove(self, page_id: int) -> None:
        """Take a page out; one that is not there is no fault."""
        try:
            self.client.delete(index=INDEX, id=str(page_id))
        except NotFoundError:
            return
        except OpenSearchException as error:
            raise ServerFails(str(error)) from error

    def find(
        self,
        query: Query,
        *,
        limit: int,
        in_head: bool = False,
        columns: Sequence[str] = NARROW,
    ) -> list[Hit]:
        """The newest pages that fit."""
        rows = self.newest(as_asked(query, in_head=in_head), limit, columns)
        return [Hit(**row) for row in rows]

    def newest(self, query: Any, limit: int, columns: Sequence[str]) -> list[dict[str, Any]]:
        """Some columns of the newest pages that fit."""
        body = {
            "query": query,
            "sort": [{"position": "desc"}],
            "size": limit,
            "track_total_hits": False,
            "_source": list(columns),
        }
        found = self.asked(lambda: self.client.search(index=INDEX, body=body))
        return [one["_source"] for one in found["hits"]["hits"]]

    def count(self, query: Query) -> int:
        """How many pages fit."""
        found = self.asked(lambda: self.client.count(index=INDEX, body={"query": as_asked(query)}))
        return int(found["count"])

    def amounts(self, asked: Mapping[str, Query], *, limit: int) -> Amounts:
        """How many of the newest pages have each value: the server sends that column alone."""
        found = {}
        for name, query in asked.items():
            column = ATTRIBUTES.get(name, name)
            rows = self.newest(as_asked(query), limit, [column])
            found[name] = counter(Counter(row[column] for row in rows).items())
        return found

    def asked(self, question: Any) -> Any:
        """The answer of the server."""
        try:
            return question()
        except OpenSearchException as error:
            raise ServerFails(str(error)) from error


def as_stored(document: Document) -> dict[str, Any]:
    """A page as the server keeps it: what is searched, and what a hit says."""
    kept = {name: getattr(document, name) for name in COLUMNS}
    return kept | {
        "facts": document.facts.split(),
        "units_of_head": spaced(document.head),
        "units_of_rest": spaced(f"{document.about}\n{document.body}"),
    }


def spaced(text: str) -> list[str]:
    """Flat lines as lines of units with blanks between."""
    return [" ".join(tokens.unflat(line)) for line in text.split("\n")]


def as_asked(query: Query, *, in_head: bool = False) -> dict[str, Any]:
    """A query in the language of the server; nothing in it is scored."""
    wanted = [any_of(term, in_head=in_head) for term in query.required]
    wanted += [{"terms": {"facts": list(group)}} for group in query.groups]
    return {
        "bool": {
            "filter": wanted or [{"term": {"facts": EVERY}}],
            "must_not": [any_of(term) for term in query.excluded],
        }
    }


def any_of(term: Term, *, in_head: bool = False) -> dict[str, Any]:
    """One of the rows of a term, in one of the parts of a page."""
    fields = ["units_of_head"] if in_head else ["units_of_head", "units_of_rest"]
    ways: list[dict[str, Any]] = [
        {"match_phrase": {name: " ".join(row)}} for row in term.rows for name in fields
    ]
    if not in_head:
        ways.append({"terms": {"facts": [row[0] for row in term.rows if len(row) == 1]}})
    return {"bool": {"should": ways, "minimum_should_match": 1}}
