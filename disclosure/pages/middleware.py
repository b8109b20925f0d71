"""What may be kept of an answer, and by whom."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header

DESK = "/admin/"


class CachingMiddleware:
    """Say of every answer whether it may be kept.

    Public pages may be kept but are asked for again each time, so that a withdrawal holds at once;
    what depends on who asks, or sets a cookie, is kept nowhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_personal(request, response):
            response["Cache-Control"] = "private, no-store"
        else:
            response.headers.setdefault("Cache-Control", "no-cache")
        return response


def is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is meant for the one who asked."""
    varies = isinstance(response, HttpResponse) and has_vary_header(response, "Cookie")
    return request.path.startswith(DESK) or bool(response.cookies) or varies
