"""What holds for every address below /api/: read only, for everybody, in moderation, in JSON."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from disclosure.agencies.access import address_of
from disclosure.opendata.limiting import seconds_to_wait

ROOT = "/api/"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After, Content-Disposition",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}
SENTENCES = {
    400: "请求有错，不能处理。",
    404: "没有这个网址；全部网址见 /api/。",
    405: "这里只能读取：请用 GET 或者 HEAD。",
    500: "服务出错，请稍后再试。",
}


class OpenDataMiddleware:
    """Leaves alone what lies elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, which any page of any site may read; the page for people is like others."""
        if request.path_info == ROOT or not request.path_info.startswith(ROOT):
            return self.get_response(request)
        response = self.answer(request)
        for name, value in CORS.items():
            response[name] = value
        return response

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """What is asked for, unless somebody asks too often."""
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=PREFLIGHT)
        if wait := seconds_to_wait(address_of(request)):
            return too_often(wait)
        if request.method != "HEAD":
            return in_json(self.get_response(request))
        request.method = "GET"  # what follows knows no HEAD, and need not
        response = without_body(in_json(self.get_response(request)))
        request.method = "HEAD"
        return response


def too_often(wait: int) -> HttpResponse:
    """429, with the time after which it is worth asking again."""
    told = f"请求过于频繁，每分钟至多 {settings.OPEN_DATA_PER_MINUTE} 次；请在 {wait} 秒后再试。"
    return problem(429, told, {"Retry-After": str(wait)})


def problem(status: int, told: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """A refusal in the form of all the others."""
    said = {"ensure_ascii": False}
    return JsonResponse({"detail": told}, status=status, headers=headers, json_dumps_params=said)


def in_json(response: HttpResponseBase) -> HttpResponseBase:
    """The answer; an error that would be a page for people, as one for programs."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    if response.status_code < 400 or not is_page or settings.DEBUG:
        return response
    told = SENTENCES.get(response.status_code, "请求不能处理。")
    kept = {"Allow": "GET, HEAD, OPTIONS"} if response.status_code == 405 else None
    return problem(response.status_code, told, kept)


def without_body(response: HttpResponseBase) -> HttpResponse:
    """The same answer with its headers alone."""
    return HttpResponse(status=response.status_code, headers=dict(response.items()))
