"""A folder of public pages for tests, and what one asks of it."""

import io

import pytest
from django.core.management import CommandError, call_command

from disclosure.pages.site import following, scopes
from disclosure.pages.site.folder import Folder


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "site")


@pytest.fixture
def kept(folder, settings):
    """The folder, kept true as if a worker ran: see `catch_up`."""
    settings.SITE_DIR = str(folder.root)
    return folder


def publish(folder, **options):
    options |= {"offline": folder.is_offline, "stdout": io.StringIO()}
    call_command("publish_site", str(folder.root), **options)


def check(folder):
    """What the check says when all agrees."""
    out = io.StringIO()
    options = {"check": True, "offline": folder.is_offline, "stdout": out}
    call_command("publish_site", str(folder.root), **options)
    return out.getvalue()


def faults(folder):
    """What the check names when something does not agree."""
    return told(folder)[1:]


def told(folder):
    """All that it says then."""
    with pytest.raises(CommandError) as caught:
        check(folder)
    return str(caught.value).splitlines()


def catch_up(folder):
    """Do what the worker does in its ticks, until nothing is left to write."""
    scopes.notice()
    while following.follow(folder) or following.follow_scope(folder):
        pass


def text(folder, path):
    """What the file of an address says; "" where there is none."""
    file = folder.file(path)
    return file.read_text("utf-8") if file.exists() else ""
