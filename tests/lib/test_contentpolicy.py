"""The policy that is put into words once is the one of the settings; what differs is told anew."""

import pytest
from csp.decorators import csp_exempt, csp_replace, csp_update
from csp.utils import build_policy
from django.http import HttpResponse, HttpResponseNotFound, StreamingHttpResponse
from django.test import RequestFactory

from disclosure.lib.contentpolicy import ContentPolicyMiddleware

HEADER = "Content-Security-Policy"


def answered(view):
    """What a view answers behind the middleware."""
    return ContentPolicyMiddleware(view)(RequestFactory().get("/"))


@pytest.mark.parametrize(
    "response", [HttpResponse, lambda: HttpResponse(status=304), HttpResponseNotFound,
                 lambda: StreamingHttpResponse(["甲"])],
)  # fmt: skip
def test_every_answer_has_the_policy_of_the_settings(response):
    assert answered(lambda request: response())[HEADER] == build_policy()


def test_nonce_is_new_each_time_and_in_the_policy():
    def view(request):
        return HttpResponse(str(request.csp_nonce))

    first, second = answered(view), answered(view)
    assert f"'nonce-{first.text}'" in first[HEADER]
    assert f"'nonce-{second.text}'" in second[HEADER]
    assert first.text != second.text
    assert answered(lambda request: HttpResponse())[HEADER] == build_policy()


def test_what_a_view_adds_or_replaces_holds_for_its_answer_alone():
    def view(request):
        return HttpResponse()

    assert "'sha256-x'" in answered(csp_update({"style-src": ["'sha256-x'"]})(view))[HEADER]
    assert "img-src *" in answered(csp_replace({"img-src": ["*"]})(view))[HEADER]
    assert answered(view)[HEADER] == build_policy()


def test_a_policy_of_the_view_itself_is_left():
    assert answered(lambda request: HttpResponse(headers={HEADER: "sandbox"}))[HEADER] == "sandbox"


def test_an_exempt_view_has_none():
    assert HEADER not in answered(csp_exempt()(lambda request: HttpResponse()))
