"""Pages that are put into a frame: a template that is rendered once in the life of a process.

A template costs a reader more than what changes in it. Where a page's places are filled by HTML
that is ready, its template has nothing to decide and need not be gone through again.
"""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from disclosure.pages.context import texts

MARK = "\ue000"  # for private use: no template prints it


class Frame:
    """A template with open places, each of them no more than `{{ name }}`."""

    def __init__(self, template: str, *places: str) -> None:
        self.template, self.places = template, places
        self.kept: list[str] = []

    def response(self, html: dict[str, str]) -> HttpResponse:
        """A page."""
        return HttpResponse(self.filled(html))

    def filled(self, html: dict[str, str]) -> str:
        """The whole, given the HTML by the place."""
        parts = self.parts().copy()
        parts[1::2] = [html[name] for name in parts[1::2]]
        return "".join(parts)

    def parts(self) -> list[str]:
        """What is the same on every page, and between it the names of the places."""
        if self.kept and not settings.DEBUG:
            return self.kept
        marked = self.rendered({name: f"{MARK}{name}{MARK}" for name in self.places})
        parts = marked.split(MARK)
        if missing := set(self.places) - set(parts[1::2]):
            raise ValueError(f"{self.template} has no place for {', '.join(sorted(missing))}")
        if "".join(parts[::2]) != self.rendered(dict.fromkeys(self.places, "")):
            raise ValueError(f"{self.template} decides by what is put into its places")
        self.kept = parts
        return parts

    def rendered(self, html: dict[str, str]) -> str:
        """The template with its places filled."""
        return render_to_string(self.template, ready(html) | {"site": texts()})


def ready(html: dict[str, str]) -> dict[str, Any]:
    """The HTML of places as a template takes it, which would escape it otherwise."""
    return {name: mark_safe(value) for name, value in html.items()}  # noqa: S308 - see the callers
