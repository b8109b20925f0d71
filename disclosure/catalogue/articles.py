"""An article taken apart for comparing: its paragraphs, its tables, its links and pictures."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html as lxml_html

from disclosure.catalogue.kinds import Rendered
from disclosure.lib.blocks import cell_text, resolve
from disclosure.lib.griddiff import Grid
from disclosure.lib.html import fragment, inner_html, plain_text

FORM = "statistics"  # the class of the tables that a form prescribes; no body can carry one


@dataclass(frozen=True)
class Text:
    """What an article says beside the tables that a form prescribes."""

    lines: tuple[str, ...] = ()
    tables: tuple[Grid, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def text_of(article: Rendered) -> Text:
    """The parts of an article; tables whose cells are compared by their keys are left out."""
    tree = fragment(article.html) if article.html.strip() else None
    if tree is None:
        return Text()
    if article.data.get("cells"):
        for form in tree.find_class(FORM):
            form.drop_tree()
    found = tuple(addresses(tree))
    grids = tuple(taken_out(tree))
    lines = plain_text(inner_html(tree)).splitlines()
    return Text(tuple(lines), grids, found)


def taken_out(tree: lxml_html.HtmlElement) -> Iterator[Grid]:
    """The tables of a text, each removed from it; one with tables inside stays as text."""
    for table in list(tree.iter("table")):
        if table.find(".//table") is None and (grid := resolve(table)):
            table.drop_tree()
            yield grid


def addresses(tree: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Each link and picture with where it leads."""
    for node in tree.iter("a", "img"):
        if node.tag == "a":
            yield f"链接“{cell_text(node)}”", node.get("href", "")
        else:
            yield f"图片“{node.get('alt', '')}”", node.get("src", "")
