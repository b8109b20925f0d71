"""What the page of an entry puts into its frame, as HTML: a template would cost more than the rest.

What few entries have (attachments, corrections, a warning) stays in templates.
"""

from collections.abc import Iterable
from datetime import date, datetime
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from disclosure.lib.dates import LOCAL
from disclosure.pages.entryfacts import Facts
from disclosure.pages.frames import Frame
from disclosure.pages.models import Category, Method, Page, Validity

ENDED = (Validity.EXPIRED, Validity.REPEALED)
ENTRY = Frame(
    "pages/entry_detail.html", "heading", "tags", "path", "place", "record", "title", "byline",
    "tools", "contents", "article", "more", "neighbours",
)  # fmt: skip


def places(page: Page, address: str, more: dict[str, Any], json_ld: str = "") -> dict[str, str]:
    """The HTML of a page by its places; it stands at the whole address.

    `more` is what few entries have, as includes/entry_more.html takes it.
    """
    return {
        "heading": escape(f"{page.title} - {page.publisher_name}"),
        "tags": lines((column_tags(page.category), article_tags(page, address), json_ld)),
        "path": f' data-path="{escape(page.path)}"',
        "place": place(page),
        "record": metadata(page) + warning(page),
        "title": escape(page.title),
        "byline": byline(page),
        "tools": tools(page),
        "contents": contents(page),
        "article": article(page),
        "more": rendered("includes/entry_more.html", page, more) if any(more.values()) else "",
        "neighbours": "",
    }


def rendered(template: str, page: Page, more: dict[str, Any] | None = None) -> SafeString:
    """A part of the page that is left to a template."""
    return render_to_string(template, {"page": page} | (more or {}))


def neighbours(facts: Facts) -> SafeString:
    """The way to the newer and the older entry of the agency; nothing where there is none."""
    ways = (
        ("上一条", facts.newer_path, "prev", facts.newer_title),
        ("下一条", facts.older_path, "next", facts.older_title),
    )
    found = [
        f'<p>{name}：<a href="{escape(path)}" rel="{relation}">{escape(title or "")}</a></p>'
        for name, path, relation, title in ways
        if path
    ]
    if not found:
        return SafeString("")
    return lines(('<nav class="neighbours" aria-label="上一条和下一条">', *found, "</nav>"))


def article(page: Page) -> SafeString:
    """The text, or how to ask for it."""
    if page.method == Method.ON_REQUEST:
        return rendered("includes/on_request.html", page)
    return SafeString(f'<div class="body">{page.article}</div>')  # cleaned at release


def warning(page: Page) -> str:
    """That it does not hold any more, or not yet."""
    return "" if page.validity == Validity.VALID else rendered("includes/validity.html", page)


def lines(parts: Iterable[str]) -> SafeString:
    """Parts whose values are escaped, each on a line of its own; empty ones are left out."""
    return SafeString("\n".join(filter(None, parts)))


def tag(name: str, content: object) -> str:
    """A tag of the head."""
    return f'<meta name="{name}" content="{escape(str(content))}">'


def column_tags(column: Category) -> SafeString:
    """What the head says of a column (政府网站发展指引)."""
    return lines(
        (
            tag("ColumnName", column.name),
            tag("ColumnDescription", column.description or column.name),
            tag("ColumnKeywords", column.keywords or column.name),
            tag("ColumnType", column.column_type),
        )
    )


def article_tags(page: Page, address: str) -> SafeString:
    """What the head says of an article, which stands at the whole address."""
    return lines(
        (
            tag("ArticleTitle", page.title),
            tag("PubDate", page.published_minute),
            tag("ContentSource", page.source or page.publisher_name),
            tag("Keywords", page.keywords) if page.keywords else "",
            tag("Author", page.publisher_name),
            tag("Description", page.summary) if page.summary else "",
            tag("Url", address),
            f'<link rel="canonical" href="{escape(address)}">',
        )
    )


def place(page: Page) -> SafeString:
    """The last steps of the way to an entry: its agency and its column."""
    agency, column = page.agency, page.category
    return lines(
        f'<li><a href="{escape(row.get_absolute_url())}">{escape(name)}</a></li>'
        for row, name in ((agency, agency.label), (column, column.name))
    )


def metadata(page: Page) -> SafeString:
    """The record of an entry (政府信息公开目录): what is empty is left out, but for the day."""
    facts: tuple[tuple[str, Any], ...] = (
        ("索引号", page.index_number or ""),
        ("公开方式", page.get_method_display()),
        ("发布机构", page.publisher_name),
        ("联合发文", page.joint_issuers or None),
        ("成文日期", day(page.written_on)),
        ("文号", page.document_number or None),
        ("有效性", validity(page)),
        ("生效日期", day(page.effective_on) or None),
        ("有效性依据", page.validity_basis or None),
        ("主题分类", page.theme if page.theme_id else None),
        ("体裁", page.genre if page.genre_id else None),
    )
    rows = [
        f"<div><dt>{name}</dt><dd>{escape(str(value))}</dd></div>"
        for name, value in facts
        if value is not None
    ]
    return lines(('<dl class="metadata">', *rows, "</dl>"))


def validity(page: Page) -> str:
    """Whether it holds, and until or since when not."""
    told = page.get_validity_display()
    if not page.ends_on:
        return told
    since = page.validity in ENDED
    return f"{told}（{f'自 {day(page.ends_on)} 起' if since else f'{day(page.ends_on)} 起失效'}）"


def day(value: date | None) -> str:
    """A day as people read it; nothing for none."""
    return value.isoformat() if value else ""


def byline(page: Page) -> SafeString:
    """Where it comes from and when; the number of views is filled in by the browser."""
    return lines(
        (
            '<p class="byline">',
            f"<span>信息来源：{escape(page.source)}</span>" if page.source else "",
            timed("发布时间", page.published_at.astimezone(LOCAL)),
            timed("更新时间", page.updated_at.astimezone(LOCAL)) if page.change_note else "",
            "<span hidden>浏览次数：<span data-views></span></span>",
            "</p>",
        )
    )


def timed(label: str, at: datetime) -> str:
    """A moment with what happened then."""
    return f'<span>{label}：<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M}</time></span>'


def tools(page: Page) -> SafeString:
    """What a reader can do with the page."""
    cited = (page.title, page.publisher_name, page.index_number, page.published_day, "")
    quoted = escape("，".join(cited))
    return lines(
        (
            '<p class="tools">',
            '<span class="sizes" role="group" aria-label="字号" hidden data-sizes>',
            '<button type="button" data-size="small">小</button>',
            '<button type="button" data-size="medium">中</button>',
            '<button type="button" data-size="large">大</button>',
            "</span>",
            f'<a class="button" href="{escape(page.print_url)}" data-print>打印本页</a>',
            f'<button type="button" class="button" data-copy="{quoted}" hidden>复制引用</button>',
            '<button type="button" class="button" data-close hidden>关闭窗口</button>',
            "</p>",
        )
    )


def contents(page: Page) -> SafeString:
    """The headings of a long article; nothing where it has none to lead to."""
    headings = page.data.get("contents")
    if not headings or page.method == Method.ON_REQUEST:
        return SafeString("")
    steps = "".join(
        f'<li><a href="#{escape(key)}">{escape(heading)}</a></li>' for key, heading in headings
    )
    return lines(
        (
            '<nav class="contents" aria-labelledby="contents">',
            '<h2 id="contents">目录</h2>',
            f"<ol>{steps}</ol>",
            "</nav>",
        )
    )
