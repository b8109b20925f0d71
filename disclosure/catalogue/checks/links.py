"""Links of an article that lead nowhere: judged by our own tables, never over the network."""

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from disclosure.agencies.models import Agency
from disclosure.catalogue.kinds import Problem, Severity
from disclosure.catalogue.models import Edition
from disclosure.lib.html import fragment
from disclosure.pages.models import Category, Page, PageKind, PublicFile, entry_path

RULE = "LINK"
LONGEST_TEXT = 30
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
LOCAL_ENDINGS = (".local", ".lan", ".internal", ".intranet", ".localdomain")


@dataclass(frozen=True)
class Link:
    """A link or picture of an article: what a reader sees, and where it leads."""

    text: str
    address: str | None

    @property
    def named(self) -> str:
        """How a message calls it."""
        return f"链接“{self.text[:LONGEST_TEXT]}”"


def link_problems(edition: Edition) -> Iterator[Problem]:
    """Links that the public cannot follow."""
    html = edition.entry.behaviour.render(edition).html
    tree = fragment(html) if html.strip() else None
    if tree is None:
        return
    anchors = {str(node.get("id")) for node in tree.iter() if node.get("id")}
    links = list(dict.fromkeys(links_of(html)))
    ours = Ours(edition, links)
    for link in links:
        told = fault(link, anchors, ours)
        if told:
            message, severity = told
            yield Problem(f"正文中的{link.named}{message}", severity, "body", RULE)


def links_of(html: str) -> Iterator[Link]:
    """The links and pictures of an article, in order."""
    tree = fragment(html)
    for node in tree.iter("a", "img") if tree is not None else ():
        if node.tag == "img":
            yield Link(node.get("alt") or "（图片）", node.get("src"))
        elif not node.get("id"):
            text = " ".join("".join(node.itertext()).split())
            yield Link(text or "（没有文字）", node.get("href"))


class Ours:
    """What stands at those of the addresses that are this site's: a query for each kind."""

    def __init__(self, edition: Edition, links: Iterable[Link]) -> None:
        self.edition = edition
        self.paths = {link: path for link in links if (path := own_path(link.address or ""))}
        self.matches = {path: match_of(path) for path in set(self.paths.values())}
        found = [match.kwargs for match in self.matches.values() if match]
        pages = {path for match in self.matches.values() if (path := page_of(match))}
        self.pages = {page.path: page for page in Page.objects.filter(path__in=pages)}
        digests = {known["digest"] for known in found if "digest" in known}
        files = PublicFile.objects.filter(digest__in=digests).values_list("digest", "name")
        attached = edition.attachments.values_list("blob_id", "name") if digests else ()
        self.files = {*files, *attached}
        slugs = {known["slug"] for known in found if "slug" in known}
        columns = Category.objects.shown().filter(slug__in=slugs)
        self.slugs = set(columns.values_list("slug", flat=True)) if slugs else set()
        codes = {known["code"] for known in found if "code" in known}
        rows = Agency.objects.filter(code__in=codes)
        self.codes = set(rows.values_list("code", flat=True)) if codes else set()

    def fault(self, link: Link) -> tuple[str, Severity] | None:
        """What is wrong with a link to this site."""
        path = self.paths[link]
        match = self.matches[path]
        if f"{path}/".startswith(reverse("admin:index")):
            return "指向后台，公众无法打开，请改为公开页面的网址。", "confirm"
        if match is None:
            return f"指向的网址 {path} 在本网站不存在，请改正或删除链接。", "confirm"
        if page := page_of(match):
            return self.page_fault(page, link)
        if self.is_there(match):
            return None
        return f"指向的 {path} 没有公开的内容，请改正或删除链接。", "confirm"

    def is_there(self, match: ResolverMatch) -> bool:
        """Whether a column, an agency or a file is public."""
        known = match.kwargs
        if "digest" in known:
            return (known["digest"], known["name"]) in self.files
        if "slug" in known:
            return known["slug"] in self.slugs
        return "code" not in known or known["code"] in self.codes

    def page_fault(self, path: str, link: Link) -> tuple[str, Severity] | None:
        """What is wrong with a link to an entry."""
        page = self.pages.get(path)
        if page is None:
            if path == self.edition.entry.path:
                return None
            return f"指向的 {path} 没有公开的页面，请改正，或等该信息发布后再提交。", "confirm"
        if page.kind != PageKind.ENTRY:
            return moved_fault(page)
        anchor = unquote(urlsplit(link.address or "").fragment)
        if anchor and f'id="{anchor}"' not in page.article:
            return f"指向《{page.title}》中的位置“#{anchor}”不存在，请核对。", "warn"
        return None


def moved_fault(page: Page) -> tuple[str, Severity]:
    """What is wrong with a link to an address where an entry no longer stands."""
    if page.kind == PageKind.TOMBSTONE:
        return f"指向的《{page.title}》已经撤下，请删除链接。", "confirm"
    if page.kind == PageKind.GONE:  # taken down for what it said: its title is not repeated
        return f"指向的 {page.path} 已经撤下，请删除链接。", "confirm"
    if page.withdrawn_at:
        return f"指向的信息已经撤下，页面转到 {page.target}，请改用这个网址。", "warn"
    return f"指向旧网址，页面已转到 {page.target}，请改用新网址。", "warn"


def fault(link: Link, anchors: set[str], ours: Ours) -> tuple[str, Severity] | None:
    """What is wrong with a link, as the rest of a sentence; None when nothing is known to be."""
    address = (link.address or "").strip()
    if not address:
        return "没有网址：指向本机文件的网址在保存时已去除，请改为上传附件，或删除链接。", "confirm"
    if address.startswith("#"):
        anchor = unquote(address[1:])
        known = not anchor or anchor in anchors
        return None if known else (f"指向的位置“{address}”在正文中不存在，请改正。", "confirm")
    if link in ours.paths:
        return ours.fault(link)
    return outside_fault(split(address), address)


def outside_fault(parts: SplitResult | None, address: str) -> tuple[str, Severity] | None:
    """What is wrong with a link that is not to this site, from its address alone."""
    if parts is None:
        return f"的网址 {address} 不合规则，请改正。", "confirm"
    if parts.scheme == "file" or address.startswith("\\\\"):
        return "指向本机或局域网上的文件，公众无法打开，请改为上传附件。", "confirm"
    if parts.scheme in ("http", "https") and is_internal(parts.hostname or ""):
        return f"指向内部地址 {parts.hostname or address}，公众无法打开，请改正。", "confirm"
    if parts.scheme in ("", "http", "https") and not parts.hostname:
        return f"的网址 {address} 不完整，请写明完整网址。", "confirm"
    return None


def is_internal(host: str) -> bool:
    """Whether a host can only be reached from within: by name, or by a private address.

    >>> [is_internal(h) for h in ("localhost", "10.1.2.3", "oa", "www.gov.cn", "8.8.8.8")]
    [True, True, True, False, False]
    """
    if not host:
        return False
    if host in LOCAL_NAMES or host.endswith(LOCAL_ENDINGS):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host


def split(address: str) -> SplitResult | None:
    """The parts of an address; None when it is none."""
    try:
        parts = urlsplit(address)
        parts.hostname, parts.port  # noqa: B018 - both raise ValueError for what is no address
    except ValueError:
        return None
    return parts


def own_path(address: str) -> str:
    """The path of an address on this site; "" for any other."""
    parts = split(address.strip())
    if parts is None or parts.scheme not in ("", "http", "https"):
        return ""
    own_hosts = {host for host in (urlsplit(f"//{settings.SITE_DOMAIN}").hostname,) if host}
    is_here = parts.hostname in own_hosts or (not parts.scheme and not parts.netloc)
    if not is_here or (not parts.netloc and not parts.path.startswith("/")):
        return ""
    return unquote(parts.path) or "/"


def page_of(match: ResolverMatch | None) -> str:
    """The address of the entry behind a view, also of its print page; "" for any other view."""
    is_entry = match and match.view_name in ("pages:entry_detail", "pages:entry_print")
    return entry_path(match.kwargs["number"]) if match and is_entry else ""


def match_of(path: str) -> ResolverMatch | None:
    """The view at a path, with the slash that the site would add; None where there is none."""
    if path.startswith(settings.STATIC_URL):
        return resolve("/")
    for tried in (path, f"{path}/"):
        try:
            return resolve(tried)
        except Resolver404:
            continue
    return None
