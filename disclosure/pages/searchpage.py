"""The page of results as its frame takes it: rows, pages, filters and orders with addresses."""

from html import escape

from django.core.paginator import Page
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from disclosure.pages.cataloguepage import chosen_html
from disclosure.pages.filterfaults import faults_html
from disclosure.pages.forms import SearchForm
from disclosure.pages.frames import Frame
from disclosure.pages.listhtml import numbers_html
from disclosure.pages.names import names
from disclosure.pages.search.engine import Hit
from disclosure.pages.search.results import CAP, RELEVANCE, Results
from disclosure.pages.searchhtml import facet_html, link, row_html

SEARCH = Frame("pages/search.html", "q", "heading", "feed", "chosen", "faults", "found")
FOUND = Frame(
    "includes/search_found.html",
    "open", "amount", "counted", "facets", "total", "orders", "feed", "start", "rows", "numbers",
)  # fmt: skip
SHOWN_IN_HEADING = 40  # characters of the words


def search_page(form: SearchForm) -> dict[str, str]:
    """The HTML of the page by its places."""
    chosen, typed = form.chosen(), form.typed()
    is_asked = any(name not in ("order", "exact") for name in chosen)
    html = {
        "q": escape(typed),
        "heading": f"“{escape(Truncator(typed).chars(SHOWN_IN_HEADING))}”的检索结果"
        if typed
        else "检索",
        "feed": feed_html(feed_address(form)) if is_asked else "",
        "chosen": "",
        "faults": faults_html(form),
    }
    if not is_asked:
        return html | {"found": render_to_string("includes/search_help.html")}
    called = names()
    tags, results = form.tags(called), form.results(called)
    everything = "?" + form.address(**dict.fromkeys(results.chosen, ""))
    html["chosen"] = chosen_html(tags, everything)
    found = found_html(form, results, len(tags)) if results.total else nothing_html(form, results)
    return html | {"found": found}


def feed_html(address: str) -> str:
    """The link by which a reader of feeds follows the search."""
    return f'<link rel="alternate" type="application/atom+xml" title="检索结果" href="{address}">'


def feed_address(form: SearchForm) -> str:
    """The address of the search as a feed, escaped."""
    return escape(f"{reverse('pages:search_feed')}?{form.address()}")


def nothing_html(form: SearchForm, results: Results) -> str:
    """That nothing was found, and what can be asked instead."""
    suggestions = [
        {"label": one.label, "query": suggested(form, results, one.typed, keeps=one.keeps_filters)}
        for one in results.suggestions()
    ]
    context = {"suggestions": suggestions, "similar": results.similar()}
    return render_to_string("includes/search_nothing.html", context)


def suggested(form: SearchForm, results: Results, typed: str, *, keeps: bool) -> str:
    """The address of a suggestion."""
    cleared = {} if keeps else dict.fromkeys(results.chosen, "")
    return form.address(q=typed, **cleared)


def found_html(form: SearchForm, results: Results, chosen: int) -> str:
    """What was found, and what can be asked next; so many filters are chosen."""
    page = results.paginator.get_page(form.data.get("page"))
    rows = results.rows(list(page.object_list))
    best = "最相关" if results.order == RELEVANCE else "最新"
    counted = f'<p class="quiet">数目按{best}的 {CAP} 条统计。</p>'
    return FOUND.filled(
        {
            "open": "" if chosen else " open",
            "amount": f"（已选 {chosen} 项）" if chosen else "",
            "counted": counted if results.is_capped else "",
            "facets": facets_html(form, results),
            "total": total_html(form, results, page),
            "orders": orders_html(form, results),
            "feed": feed_address(form),
            "start": f"{page.start_index()}",
            "rows": "\n".join(map(row_html, rows)),
            "numbers": numbers_html(page, form.address()),
        }
    )


def facets_html(form: SearchForm, results: Results) -> str:
    """The filters, the first of them open; choosing the chosen value again takes it away."""
    chosen, query = form.chosen(), form.address()
    return "\n".join(
        facet_html(
            facet,
            form.address(**{facet.name: ""}) if facet.name in chosen else query,
            str(chosen.get(facet.name, "")),
            is_open=number == 0,
        )
        for number, facet in enumerate(results.facets())
    )


def orders_html(form: SearchForm, results: Results) -> str:
    """The two orders."""
    is_ranked = results.order == RELEVANCE
    newest, best = form.address(order=""), form.address(order=RELEVANCE, exact="")
    return (
        f"<li>{link(newest, '按时间', is_chosen=not is_ranked)}</li>\n"
        f"<li>{link(best, '按相关程度', is_chosen=is_ranked)}</li>"
    )


def total_html(form: SearchForm, results: Results, page: "Page[Hit]") -> str:
    """How many were found, and which page of them this is."""
    best = "相关" if results.order == RELEVANCE else "新"
    if not results.counts_all:
        exact = link(form.address(exact="1"), "统计总数", is_chosen=False)
        told = f"{CAP} 条以上（{exact}）"
    elif results.is_capped:
        told = f"共 {results.total} 条，列出最{best}的 {CAP} 条，其余请再加条件"
    else:
        told = f"共 {results.total} 条"
    pages = page.paginator.num_pages
    return f"{told}，第 {page.number} 页／共 {pages} 页" if pages > 1 else told
