"""What the application answers to a reader who asks for a public address, byte for byte."""

import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import cast

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

OK, FAULT = 200, 500


@dataclass(frozen=True)
class Answer:
    """Status and content."""

    status: int
    content: bytes


class AnswerFails(Exception):
    """The application failed where it should answer; what stands on disk is left as it is."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(
            f"{path}：应用没有给出页面（状态 {status}），文件保持原样，请查看应用日志。"
        )
        self.path = path


class Misses(logging.Filter):
    """Keeps quiet about addresses where nothing stands: the writer asks in order to know."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is worth a line: faults of the application are."""
        return getattr(record, "status_code", FAULT) >= FAULT


@cache
def handler() -> WSGIHandler:
    """The application with its middleware, as a web server calls it; one for each process."""
    return WSGIHandler()


def origin() -> tuple[str, str]:
    """Scheme and host under which the public reads: the first of ALLOWED_HOSTS."""
    is_secure = settings.SECURE_SSL_REDIRECT or settings.SECURE_PROXY_SSL_HEADER
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    return "https" if is_secure else "http", "localhost" if host == "*" else host


def answer(path: str) -> Answer:
    """Ask the application for an address. Raises AnswerFails where it answers with a fault."""
    scheme, host = origin()
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": "443" if scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
    }
    with quiet():
        response = handler().get_response(WSGIRequest(environ))
        content = b"".join(cast(Iterable[bytes], response))
    if response.status_code >= FAULT:
        raise AnswerFails(path, response.status_code)
    return Answer(response.status_code, content)


@contextmanager
def quiet() -> Iterator[None]:
    """Without a line in the log for each miss."""
    misses, logger = Misses(), logging.getLogger("django.request")
    logger.addFilter(misses)
    try:
        yield
    finally:
        logger.removeFilter(misses)
