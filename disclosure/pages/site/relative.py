"""Pages of a copy that is read from a disk: every link leads from file to file.

What only the application can give - search, a filter, the next page of a list - leads to the
search of titles instead; printing and exporting a list is left out.
"""

import posixpath
import re

from disclosure.pages.site.folder import FEED, INDEX

TAG = re.compile(r'<[a-zA-Z](?:[^<>"]|"[^"]*")*>')
LINK = re.compile(r'\s(href|src|action)="([^"]*)"')
TOOLS = re.compile(r'<form [^>]*class="list-tools".*?</form>', re.DOTALL)
TITLES, SEARCH = "/titles/", "/search/"


def relative(path: str, content: bytes) -> bytes:
    """The page of an address with links that hold wherever the folder lies; others as they are."""
    if not path.endswith("/") or path == FEED:
        return content
    text = TOOLS.sub("", content.decode())
    return TAG.sub(lambda tag: in_tag(path, tag[0]), text).encode()


def in_tag(path: str, tag: str) -> str:
    """A tag with its addresses relative to a page; a form without one gets it.

    >>> in_tag("/agencies/", '<a class="x" href="/catalogue/a/1/#top">')
    '<a class="x" href="../catalogue/a/1/index.html#top">'
    >>> in_tag("/", '<form method="get">')
    '<form action="titles/index.html" method="get">'
    """
    if tag.startswith("<form"):
        rest = LINK.sub("", tag).removeprefix("<form")
        return f'<form action="{target(path, TITLES)}"{rest}'
    return LINK.sub(lambda found: f' {found[1]}="{target(path, found[2])}"', tag)


def target(path: str, link: str) -> str:
    """Where a link of a page leads in the copy; addresses elsewhere and places inside stay.

    >>> target("/catalogue/a/1/", "/static/css/site.css")
    '../../../static/css/site.css'
    >>> target("/catalogue/", "?page=2"), target("/", "/search/?q=x")
    ('../titles/index.html', 'titles/index.html?q=x')
    >>> target("/", "//elsewhere.example/"), target("/", "#main")
    ('//elsewhere.example/', '#main')
    """
    if not link.startswith(("/", "?")) or link.startswith("//"):
        return link
    link, mark, place = link.partition("#")
    address, asked, query = link.partition("?")
    if address == SEARCH:
        address = TITLES
    elif asked:
        address, query = TITLES, ""
    if address.endswith("/"):
        address += "index.xml" if address == FEED else INDEX
    return posixpath.relpath(address, path) + (f"?{query}" if query else "") + mark + place
