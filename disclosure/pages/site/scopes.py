"""Names that many pages show: which files are to be written again when one of them changes.

The worker compares what each agency, column, theme and genre says now with what the files were
made from: whoever changed it, and however, the pages follow. `*all` stands for the templates, the
static files and the site's own texts.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import transaction
from django.db.models import Model, Q

from disclosure.agencies.models import Agency, AgencyName
from disclosure.pages.context import texts
from disclosure.pages.models import (
    Category,
    Genre,
    Page,
    PageQuerySet,
    Theme,
    UnwrittenPath,
    WrittenState,
)
from disclosure.pages.site.answers import origin

ALL, LISTS = "*all", "*lists"
TABLES: dict[str, type[Model]] = {
    "agency": Agency,
    "category": Category,
    "theme": Theme,
    "genre": Genre,
}


def pages_in(scope: str) -> PageQuerySet:
    """The entries, withdrawn ones too, that show a name, in the order of their keys."""
    rows = Page.objects.told().order_by("pk")
    if scope == ALL:
        return rows
    if scope == LISTS:
        return rows.none()
    name, key = scope.removeprefix("*").split("/")
    wanted = Q(**{f"{name}_id": key})
    if name == "theme":
        wanted |= Q(theme__parent_id=key)
    return rows.filter(wanted)


def states() -> Iterator[tuple[str, str]]:
    """Every name with the digest of what it says now: one query for each table."""
    yield ALL, digest([origin(), vars(texts()), templates(), static_names()])
    former: dict[int, list[Any]] = {}
    for borne in AgencyName.objects.order_by("pk").values():
        former.setdefault(borne["agency_id"], []).append(borne)
    for name, model in TABLES.items():
        rows: Iterable[dict[str, Any]] = model._default_manager.order_by("pk").values()
        for row in rows:
            del row["changed_at"]  # saved again as it was, it says the same
            known = former.get(row["id"], []) if model is Agency else []
            yield f"*{name}/{row['id']}", digest([row, known])


def digest(said: object) -> str:
    """SHA-256 of plain data."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def templates() -> list[str]:
    """The digests of all templates, in the order of their names."""
    folders = [Path(folder) for one in settings.TEMPLATES for folder in one["DIRS"]]
    found = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in found]


def static_names() -> dict[str, str]:
    """Under which name each static file is given out; empty where names do not follow content."""
    return dict(getattr(staticfiles_storage, "hashed_files", {}))


@transaction.atomic
def remember(now: dict[str, str] | None = None) -> None:
    """Note that the files say what all names say now."""
    now = now or dict(states())
    WrittenState.objects.exclude(name__in=now).delete()
    rows = [WrittenState(name=name, digest=digest) for name, digest in now.items()]
    WrittenState.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name"], update_fields=["digest"]
    )


@transaction.atomic
def notice() -> list[str]:
    """Note what shows a name that changed as unwritten; which names changed.

    On the first time, when nothing was ever written, that is everything.
    """
    known = dict(WrittenState.objects.values_list("name", "digest"))
    now = dict(states())
    changed = [name for name, said in now.items() if known.get(name) != said]
    if changed:
        scopes = [ALL] if ALL in changed else [*changed, LISTS]
        UnwrittenPath.objects.bulk_create([UnwrittenPath(path=scope) for scope in scopes])
        remember(now)
    return changed
