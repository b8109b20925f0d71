"""The API explained to people, from its own description."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure.opendata.api import api


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """Every address with what it answers and what may be asked of it."""
    paths: dict[str, Any] = api.get_openapi_schema()["paths"]
    context = {
        "addresses": [{"path": path, **found["get"]} for path, found in paths.items()],
        "per_minute": settings.OPEN_DATA_PER_MINUTE,
    }
    return render(request, "opendata/explained.html", context)
