"""Rich text: what may be in it, and what it says without its tags."""

import re

import nh3
from lxml import html as lxml_html
from lxml.etree import ParserError

TAGS = {
    "h2", "h3", "h4", "p", "br", "hr", "strong", "em", "u", "s", "sub", "sup", "ul", "ol", "li",
    "blockquote", "a", "img", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
RENAMED = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "b": "strong",
    "i": "em",
    "strike": "s",
    "del": "s",
}
DROPPED_WITH_CONTENT = {
    "script",
    "style",
    "title",
    "xml",
    "template",
    "iframe",
    "object",
}
BLOCKS = {"p", "h2", "h3", "h4", "li", "tr", "caption", "blockquote", "hr", "div", "br"}
EMPTY_BLOCKS = {
    "p",
    "h2",
    "h3",
    "h4",
    "li",
    "blockquote",
    "ul",
    "ol",
    "strong",
    "em",
    "u",
    "s",
}
IMAGE_SOURCE = re.compile(r"(?:https?://|/(?!/))", re.IGNORECASE)
WORD_RUBBISH = re.compile(r"<!--.*?-->|<!\[.*?\]>|</?[a-z]+:[^>]*>", re.IGNORECASE | re.DOTALL)


def sanitise(html: str) -> str:
    """Keep headings, paragraphs, lists, tables, links and pictures; drop all else.

    No style, class or script survives, nor what Word and WPS leave behind. The result sanitised
    again is the same.

    >>> sanitise('<h1>一</h1><p class="MsoNormal" style="x">甲<o:p></o:p></p><p>&nbsp;</p>')
    '<h2>一</h2><p>甲</p>'
    """
    if not html.strip():
        return ""
    bare = cleaned(renamed(WORD_RUBBISH.sub("", html)))
    once = cleaned(without_leftovers(bare))
    return once.strip()


def cleaned(html: str) -> str:
    """Only allowed tags, attributes and addresses."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def renamed(html: str) -> str:
    """Tags that mean the same, under the names that we keep."""
    for old, new in RENAMED.items():
        html = re.sub(rf"<(/?){old}(?=[\s>/])", rf"<\1{new}", html, flags=re.IGNORECASE)
    return html


def without_leftovers(html: str) -> str:
    """Drop pictures without a usable address and blocks without content."""
    tree = fragment(html)
    if tree is None:
        return ""
    for image in list(tree.iter("img")):
        if not IMAGE_SOURCE.match(image.get("src", "")):
            image.drop_tree()
    while emptied := [node for node in tree.iter(*EMPTY_BLOCKS) if is_empty(node)]:
        for node in emptied:
            node.drop_tree()
    return inner_html(tree)


def is_empty(node: lxml_html.HtmlElement) -> bool:
    """Whether an element holds neither text nor a picture, rule or table."""
    text = "".join(node.itertext()).replace("\xa0", " ").strip()
    return not text and next(node.iter("img", "hr", "table"), None) is None


def fragment(html: str) -> lxml_html.HtmlElement | None:
    """The fragment inside one element; None when there is nothing to parse."""
    try:
        return lxml_html.fragment_fromstring(html, create_parent="div")
    except ParserError:
        return None


def inner_html(tree: lxml_html.HtmlElement) -> str:
    """What is inside the element."""
    whole = lxml_html.tostring(tree, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("<")]


def plain_text(html: str) -> str:
    """The text without tags: a line for each block, cells of a row separated by blanks.

    >>> plain_text("<p>甲<strong>乙</strong></p><table><tr><td>丙</td><td>丁</td></tr></table>")
    '甲乙\\n丙 丁'
    """
    tree = fragment(html) if html.strip() else None
    if tree is None:
        return ""
    pieces: list[str] = []
    collect(tree, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def collect(node: lxml_html.HtmlElement, pieces: list[str]) -> None:
    """Gather the text of an element, with line breaks around blocks and blanks after cells."""
    around = "\n" if node.tag in BLOCKS else ""
    pieces += [around, node.text or ""]
    for child in node:
        collect(child, pieces)
        pieces.append(child.tail or "")
    pieces.append(" " if node.tag in {"td", "th"} else around)
