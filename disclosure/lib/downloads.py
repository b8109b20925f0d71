"""Responses that a browser saves as a file."""

from typing import TypeVar

from django.http.response import HttpResponseBase

CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Response = TypeVar("Response", bound=HttpResponseBase)


def as_file(response: Response, name: str) -> Response:
    """The response, to be saved under a name in ASCII."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
