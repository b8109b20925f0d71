"""Fixtures of every test: the cast, and what a browser needs."""

import ctypes.util
import os
import shutil
import subprocess
from pathlib import Path

import hypothesis
import pytest
from django.db import connection, connections

from disclosure.pages.entryfacts import ReadPage
from disclosure.pages.models import Page
from disclosure.pages.search import planning
from disclosure.workflow import guard

# A slow machine is no fault of the code: no example is timed.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

pytest_plugins = ["tests.cast", "tests.purges", "tests.sites"]

# Playwright's event loop runs in the thread in which pytest-django tears the database down.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def has_chinese_font() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    return bool(subprocess.run([listing, ":lang=zh-cn"], capture_output=True, check=True).stdout)


def postgres_bin() -> Path | None:
    """Where the newest PostgreSQL on this machine keeps its programs."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((one.parent for one in found), default=None, key=lambda one: int(one.parent.name))


REQUIREMENTS = {
    "postgres": (
        lambda: postgres_bin() is not None,
        "需要 PostgreSQL 的程序：apt-get install postgresql",
    ),
    "browser": (
        lambda: os.path.exists(CHROMIUM) and has_chinese_font(),
        "需要 chromium 和中文字体：apt-get install chromium fonts-noto-cjk",
    ),
    "libreoffice": (
        lambda: shutil.which("soffice") is not None,
        "需要 LibreOffice：apt-get install libreoffice-calc",
    ),
    "writer": (
        lambda: os.path.exists("/usr/lib/libreoffice/program/libswlo.so"),
        "需要 LibreOffice Writer：apt-get install libreoffice-writer",
    ),
    "pango": (
        lambda: ctypes.util.find_library("pangoft2-1.0") is not None and has_chinese_font(),
        "需要 Pango 和中文字体：apt-get install libpangoft2-1.0-0 fonts-noto-cjk",
    ),
    "nginx": (
        lambda: shutil.which("nginx") or os.path.exists("/usr/sbin/nginx"),
        "需要 nginx：apt-get install nginx-light",
    ),
    "poppler": (
        lambda: shutil.which("pdftotext") is not None,
        "需要 pdftotext：apt-get install poppler-utils",
    ),
    "wget": (lambda: shutil.which("wget") is not None, "需要 wget：apt-get install wget"),
    "seed": (
        lambda: os.path.isdir("../shared/seed"),
        "需要 ../shared/seed 中的原始页面",
    ),
}


def pytest_collection_modifyitems(items):
    """Skip what this machine cannot run, with one sentence; in CI nothing may be skipped."""
    for name, (is_there, sentence) in REQUIREMENTS.items():
        marked = [item for item in items if item.get_closest_marker(name)]
        if marked and not is_there():
            if os.environ.get("CI"):
                raise pytest.UsageError(f"CI 中不得跳过测试：{sentence}")
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=sentence))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Take the guard off the log: tests empty their tables. Its own tests put it on again."""
    with django_db_blocker.unblock():
        guard.remove(connection)


@pytest.fixture(autouse=True)
def nothing_believed():
    """What the planner said of the rows of another test."""
    planning.latest.clear()


@pytest.fixture(autouse=True, scope="session")
def read_page_lacks_nothing():
    """A template prints nothing for what a page lacks: what only the model has is an error."""

    def fail(page, name):
        assert not hasattr(Page, name), f"ReadPage lacks {name}"
        raise AttributeError(name)

    ReadPage.__getattr__ = fail


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's chromium instead of a downloaded one."""
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def playwright(playwright):
    """Close the connections opened under its event loop; after its end nothing reaches them."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
