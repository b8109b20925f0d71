"""What a Word part says of itself: which changes are tracked, which text is hidden."""

from collections.abc import Iterator

from lxml.etree import _Element as Element

from disclosure.lib.opc import Package, attribute, local

TEXT_PARTS = r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$"
OFF = {"0", "false", "off", "none"}


def text_parts(package: Package) -> list[str]:
    """The parts that hold what is printed."""
    return [name for name in package.named(TEXT_PARTS) if "comments" not in name]


def is_on(node: Element | None) -> bool | None:
    """Whether a switch is on; None where it does not stand."""
    return None if node is None else attribute(node, "val").lower() not in OFF


def child(node: Element | None, *path: str) -> Element | None:
    """A descendant by the names of the way to it."""
    for name in path:
        if node is None:
            return None
        node = next((one for one in node if local(one.tag) == name), None)
    return node


def hidden_styles(package: Package) -> frozenset[str]:
    """The styles under which text is hidden, also through the style they are based on."""
    if "word/styles.xml" not in package.parts:
        return frozenset()
    based: dict[str, str] = {}
    hidden: set[str] = set()
    for style in package.tree("word/styles.xml").iter("{*}style"):
        key, parent = attribute(style, "styleId"), child(style, "basedOn")
        based[key] = "" if parent is None else attribute(parent, "val")
        state = is_on(child(style, "rPr", "vanish"))
        if state:
            hidden.add(key)
        elif state is False:
            based[key] = ""
    for _ in range(10):  # styles are based on each other at most so deep
        hidden |= {key for key, parent in based.items() if parent in hidden}
    return frozenset(hidden)


def hidden_runs(tree: Element, styles: frozenset[str]) -> Iterator[Element]:
    """The runs whose text is not shown."""
    for run in tree.iter("{*}r"):
        state = is_on(child(run, "rPr", "vanish"))
        if state is None:
            state = is_styled(run, styles)
        if state:
            yield run


def is_styled(run: Element, styles: frozenset[str]) -> bool:
    """Whether the style of a run or of its paragraph hides it."""
    own = child(run, "rPr", "rStyle")
    if own is not None:
        return attribute(own, "val") in styles
    paragraph = next(run.iterancestors("{*}p"), None)
    style = child(paragraph, "pPr", "pStyle")
    return style is not None and attribute(style, "val") in styles


def tracked(tree: Element) -> tuple[int, int]:
    """How many insertions and deletions are kept as tracked changes."""
    inserted = sum(1 for _ in tree.iter("{*}ins", "{*}moveTo", "{*}cellIns"))
    deleted = sum(1 for _ in tree.iter("{*}del", "{*}moveFrom", "{*}cellDel"))
    return inserted, deleted


def authors(tree: Element) -> Iterator[str]:
    """Who made the tracked changes and comments."""
    return (name for node in tree.iter() if (name := attribute(node, "author")))


def words(node: Element) -> str:
    """The text of a run or paragraph, deleted text included."""
    return "".join(one.text or "" for one in node.iter("{*}t", "{*}delText"))
