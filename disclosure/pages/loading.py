"""Loading the value lists from their data files; what staff have edited stays as they left it."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from disclosure.pages.vocabularies import Category, Genre, Theme, Vocabulary, as_loaded

FOLDER = Path(__file__).parent / "data"


@dataclass
class Loaded:
    """What a load did, by the names of the rows."""

    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_vocabularies(folder: Path = FOLDER) -> Loaded:
    """Load columns, themes and genres; a second load of the same files changes nothing."""
    loaded = Loaded()
    for position, values in enumerate(read(folder, "categories")):
        parent = Category.objects.filter(slug=values.pop("parent", "")).first()
        put(
            Category,
            {"slug": values.pop("slug")},
            values | place(position, parent),
            loaded,
        )
    for position, values in enumerate(read(folder, "themes")):
        top = put(Theme, {"code": values["code"]}, theme(values["name"], position), loaded)
        for number, name in enumerate(values["children"], 1):
            code = {"code": f"{values['code']}{number:02d}"}
            put(Theme, code, theme(name, number, top), loaded)
    for position, values in enumerate(read(folder, "genres")):
        put(
            Genre,
            {"code": values["code"]},
            {
                "name": values["name"],
                "position": position,
                "is_numbered": values.get("is_numbered", False),
            },
            loaded,
        )
    return loaded


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a data file."""
    rows: list[dict[str, Any]] = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))[name]
    return rows


def place(position: int, parent: Vocabulary | None) -> dict[str, Any]:
    """Where a column stands."""
    return {"position": position, "parent_id": parent.pk if parent else None}


def theme(name: str, position: int, top: Vocabulary | None = None) -> dict[str, Any]:
    """The fields of a theme."""
    return {"name": name} | place(position, top)


def put(
    model: type[Vocabulary],
    key: dict[str, str],
    values: dict[str, Any],
    loaded: Loaded,
) -> Vocabulary:
    """Add a row, renew one that says what was loaded last, leave one that staff have edited."""
    row = model._default_manager.filter(**key).first()
    if row is None:
        row = model._default_manager.create(**key, **values, loaded=values)
        loaded.added.append(str(row))
        return row
    if as_loaded(row, list(row.loaded)) != row.loaded:
        loaded.kept.append(str(row))
    elif row.loaded != values:
        for name, value in values.items():
            setattr(row, name, value)
        row.loaded = values
        row.save(update_fields=[*values, "loaded", "changed_at"])
        loaded.renewed.append(str(row))
    return row
