"""Any list of the API as a CSV file: one row for each item, written while it is read."""

from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

from django.http import StreamingHttpResponse
from ninja import Schema

from disclosure.lib.csvlines import BOM, csv_line
from disclosure.lib.downloads import CSV, as_file

Path = tuple[str, ...]

# What the description says of an operation that answers with CSV as well.
ALSO_CSV = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


def csv_answer(name: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """A file of that name, sent line by line."""
    return as_file(StreamingHttpResponse(lines, content_type=CSV), f"{name}.csv")


def csv_list(shape: type[Schema], items: Iterable[Schema]) -> Iterator[str]:
    """The lines of a file of items, with the names of the columns first."""
    paths = columns(shape)
    yield BOM + csv_line("_".join(path) for path in paths)
    for item in items:
        values = item.model_dump(mode="json")
        yield csv_line(cell(values, path) for path in paths)


def columns(shape: type[Schema]) -> list[Path]:
    """Where the columns of a shape find their values: what a field holds inside has its own.

    A list of things that have fields themselves is no column: it does not fit into a cell.
    """
    found: list[Path] = []
    for name, field in shape.model_fields.items():
        inner = inside(field.annotation)
        if inner is None:
            found.append((name,))
        elif get_origin(field.annotation) is not list:
            found += [(name, *path) for path in columns(inner)]
    return found


def inside(annotation: Any) -> type[Schema] | None:
    """The shape that a type consists of or may hold; None for a plain value."""
    choices = (annotation, *get_args(annotation))
    return next((one for one in choices if isinstance(one, type) and issubclass(one, Schema)), None)


def cell(values: Any, path: Path) -> str:
    """What is written in a column: nothing for what is empty, words of a list with blanks."""
    for name in path:
        values = values[name] if values else None
    if isinstance(values, list):
        return " ".join(map(str, values))
    return "" if values is None else str(values)
