"""The sections of a report: its article parted into them, and their text."""

from __future__ import annotations

import re

from disclosure.catalogue.models import Edition
from disclosure.lib.html import plain_text
from disclosure.lib.text import digest
from reports.schemes import Scheme

_HEADING = re.compile(r"(<h2\b[^>]*>.*?</h2>)", re.DOTALL | re.IGNORECASE)


def split_sections(scheme: Scheme, body: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the HTML of each section by its key, and the headings that no section bears.

    What stands above the first known heading belongs to the first section. Text under an unknown
    heading stays, with the heading, in the section above it: nothing is dropped.
    """
    first = next(section.key for section in scheme.sections if section.kind == "text")
    parts: dict[str, list[str]] = {first: []}
    current, unknown = first, []
    for piece in _HEADING.split(body):
        heading = plain_text(piece).strip() if _HEADING.fullmatch(piece) else ""
        section = scheme.match_section(heading) if heading else None
        if section is not None:
            # What stands under a table's heading beside the table is kept with the text above.
            current = section.key if section.kind == "text" else current
            parts.setdefault(current, [])
            continue
        if heading:
            unknown.append(heading)
        parts[current].append(piece)
    return {key: "".join(pieces).strip() for key, pieces in parts.items()}, tuple(unknown)


def texts_of(edition: Edition) -> dict[str, str]:
    """The plain text of every section by its key."""
    return {section.key: plain_text(section.html) for section in edition.sections.all()}


def html_of(edition: Edition, key: str) -> str:
    """The HTML of one section as it is stored now."""
    return edition.sections.filter(key=key).values_list("html", flat=True).first() or ""


def mark(html: str) -> str:
    """A short digest of a section's text, by which a change since is noticed."""
    return digest(html)[:16]
