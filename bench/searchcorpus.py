"""The corpus of tests/files/search: its pages put up, its queries asked, the answers judged."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import make_aware

from disclosure.agencies.models import Agency
from disclosure.lib import blobs
from disclosure.pages.actions import FileData, PageData, put_page
from disclosure.pages.models import Category, Method
from disclosure.pages.search import engine
from disclosure.pages.search.query import parse

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "files" / "search"
EVERYTHING = 10_000


@dataclass(frozen=True)
class Judgement:
    """What was found against what should have been."""

    queries: int
    right: int
    found: int
    wanted: int
    faults: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of the found pages that should be found."""
        return self.right / self.found

    @property
    def recall(self) -> float:
        """The share of the pages that should be found that are."""
        return self.right / self.wanted


def read(name: str) -> list[dict[str, Any]]:
    """A file of the corpus."""
    rows: list[dict[str, Any]] = json.loads((FOLDER / name).read_text("utf-8"))
    return rows


def load() -> dict[int, int]:
    """Put the pages up; the keys of the corpus by the ids of the pages."""
    category, _ = Category.objects.get_or_create(slug="corpus", defaults={"name": "检索语料"})
    rows = read("pages.json")
    codes = {name: f"{n:09d}" for n, name in enumerate(sorted({row["organ"] for row in rows}), 900)}
    agencies = {
        name: Agency.objects.get_or_create(name=name, defaults={"code": code})[0].pk
        for name, code in codes.items()
    }
    pages = [put_page(data(row, agencies[row["organ"]], category.pk)) for row in rows]
    return {page.pk: row["key"] for page, row in zip(pages, rows, strict=True)}


def data(row: dict[str, Any], agency: int, category: int) -> PageData:
    """A page of the corpus as the catalogue would hand it over."""
    at = make_aware(datetime.fromisoformat(row["published_at"]))
    return PageData(
        path=f"/catalogue/{row['index_number']}/",
        title=row["title"],
        agency_id=agency,
        category_id=category,
        method=Method.ACTIVE,
        publisher_name=row["organ"],
        published_at=at,
        updated_at=at,
        index_number=row["index_number"],
        document_number=row["document_number"],
        written_on=date.fromisoformat(row["written_on"]),
        keywords=row["keywords"],
        summary=row["summary"],
        text=row["text"],
        files=tuple(file(name, text) for name, text in row["files"]),
    )


def file(name: str, text: str) -> FileData:
    """A file of the corpus in the private store."""
    content = text.encode("gb18030" if name.endswith("csv") else "utf-8")
    digest, size = blobs.put(Path(settings.PRIVATE_ROOT), BytesIO(content))
    return FileData(digest, name, size, "text/plain")


def judge(keys: dict[int, int], queries: list[dict[str, Any]]) -> Judgement:
    """Ask every query and compare."""
    right = found = wanted = 0
    faults = []
    for row in queries:
        hits = engine().find(readable(row["query"]), limit=EVERYTHING)
        got, should = {keys.get(hit.page_id) for hit in hits}, set(row["pages"])
        right, found, wanted = right + len(got & should), found + len(got), wanted + len(should)
        if got != should:
            faults.append(f"{row['query']}: 多 {got - should} 少 {should - got}")
    return Judgement(len(queries), right, found, wanted, tuple(faults))


def readable(typed: str) -> Any:
    """A query as the page of results asks it: a number that does not exist is read as words."""
    query = parse(typed)
    if query.otherwise and not engine().find(query, limit=1):
        return query.second_reading()
    return query
