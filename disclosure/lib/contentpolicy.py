"""The Content-Security-Policy of an answer: put into words once where nothing in it changes."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PLAIN = PolicyParts()


class ContentPolicyMiddleware(CSPMiddleware):
    """As the library's, which puts two policies into words for every answer.

    It knows no policy that is only reported, nor addresses without one: the settings have neither.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The policy of the settings, unless a nonce or a view has added to it."""
        is_plain = self.get_policy_parts(request, response) == PLAIN
        if response.status_code >= 400 or not is_plain or hasattr(response, "_csp_exempt"):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, plain_policy())
        return response


@cache
def plain_policy() -> str:
    """The policy of the settings."""
    return build_policy()
