"""When what an address shows was changed last, for readers who ask by time (If-Modified-Since).

A moment is told only when it is settled: a release that takes minutes commits with the time at
which it began, so that a younger moment might still be overtaken by an older one. Until then the
ETag alone says whether a copy holds.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date

from disclosure.pages.counted import VERSION, Version
from disclosure.pages.entryfacts import Facts, known_facts
from disclosure.pages.names import names
from disclosure.pages.statements import as_moment, asked_once, prepared

View = Callable[..., HttpResponseBase]
SETTLED = timedelta(minutes=5)
SITE = VERSION.format(more=", (SELECT MAX(changed_at) FROM pages_page)")


def site_changed(request: HttpRequest, **kwargs: Any) -> datetime | None:
    """The last change of anything that lists show, withdrawals included; None until it is settled.

    One time for all lists: what a list lost, to a withdrawal or to another column, is no longer
    among its rows to tell of it. What words find changes with their index as well.
    """
    if request.GET.get("q"):
        return None
    return settled(known_site(request).changed)


def version_of(request: HttpRequest) -> Version:
    """What lists are counted by, of the same moment as the time that is told of them."""
    return known_site(request).version


class Site(NamedTuple):
    """The state of all that lists show."""

    version: Version
    changed: tuple[Any, ...]  # when pages, as the driver gives it, and names were


def known_site(request: HttpRequest) -> Site:
    """The state of the site, asked once in a request."""
    return asked_once(request, SITE, current_site)


def current_site() -> Site:
    """One narrow statement."""
    *told, pages = prepared(SITE, ())[0]
    version = Version._make(told)
    return Site(version, (pages, names(version.mark).changed_at))


def entry_changed(request: HttpRequest, number: str, **kwargs: Any) -> datetime | None:
    """The last change of an entry's page, its neighbours and names; None until it is settled.

    Reports show figures of other pages, and notices nothing that is frozen: they change with the
    site.
    """
    facts = known_facts(request, number)
    if facts is None or facts.is_report:
        return site_changed(request)
    return settled([*facts.changed, *names_changed(facts)])


def names_changed(facts: Facts) -> list[datetime]:
    """When each of the names that an entry's page prints was changed last."""
    called = names(facts.mark)
    agency, column = called.agencies[facts.agency_id], called.categories[facts.category_id]
    theme, genre = called.themes.get(facts.theme_id or 0), called.genres.get(facts.genre_id or 0)
    shown = [agency, column, column.parent, theme, theme and theme.parent, genre]
    return [one.changed_at for one in shown if one]


def settled(moments: Iterable[datetime | str | None]) -> datetime | None:
    """The last of the moments, or when this program began to run; None while it may change."""
    last = max((as_moment(one) for one in moments if one), default=settings.STARTED_AT)
    if settings.DEBUG or timezone.now() - last < SETTLED:
        return None
    return max(last, settings.STARTED_AT)


def dated(view: View, changed: Callable[..., datetime | None] = site_changed) -> View:
    """A view whose pages say when they changed; the time is read before what it is the time of.

    Whether a reader's copy holds is decided by ConditionalGetMiddleware, which knows the ETag too.
    """

    @wraps(view)
    def dated_view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        last = changed(request, **kwargs)
        response = view(request, **kwargs)
        if last and response.status_code in (200, 304):
            response.headers.setdefault("Last-Modified", http_date(last.timestamp()))
        return response

    return dated_view
