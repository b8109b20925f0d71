"""A Word file without tracked changes, comments and hidden text."""

from lxml.etree import _Element as Element

from disclosure.lib.cleaning.masking import lines, mask_pieces, mask_tables
from disclosure.lib.cleaning.office import clean_common, mask_drawings, unwrap
from disclosure.lib.hidden.traces import Cleaned
from disclosure.lib.hidden.wordmarks import (
    child,
    hidden_runs,
    hidden_styles,
    is_on,
    text_parts,
    tracked,
)
from disclosure.lib.opc import Package, drop, local

COMMENT_KINDS = ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people")
COMMENT_MARKS = ("{*}commentRangeStart", "{*}commentRangeEnd", "{*}annotationRef")
MOVES = tuple(
    f"{{*}}{one}{where}Range{end}"
    for one, where in (("move", "From"), ("move", "To"), ("customXml", "Ins"), ("customXml", "Del"))
    for end in ("Start", "End")
)
SETTINGS = ("{*}trackRevisions", "{*}attachedTemplate", "{*}rsids", "{*}mailMerge")
SETTINGS_KINDS = ("attachedTemplate", "mailMergeSource", "mailMergeHeaderSource")
SHOWN = (
    "{*}t",
    "{*}drawing",
    "{*}pict",
    "{*}object",
    "{*}fldChar",
    "{*}sym",
    "{*}footnoteReference",
)


def clean_word(package: Package, *, is_masked: bool) -> Cleaned:
    """Clean a docx in place; what was done and what is left to do by hand."""
    cleaned = Cleaned()
    styles, changes, hidden, comments = hidden_styles(package), 0, 0, 0
    for name in text_parts(package):
        tree = package.tree(name)
        changes += sum(tracked(tree))
        accept(tree)
        hidden += drop_hidden(tree, styles)
        comments += drop_comments(tree)
    for name in package.named(r"word/[^/]*\.xml$"):
        forget_sessions(package.tree(name))
    cut_word(package, comments, cleaned)
    if changes:
        cleaned.done.append(f"{changes} 处修订已接受：插入的保留，删除的去掉")
    if hidden:
        cleaned.done.append(f"{hidden} 处隐藏文字已删除")
    clean_common(package, cleaned)
    package.prune()
    if is_masked:
        mask_word(package, cleaned)
    return cleaned


def cut_word(package: Package, comments: int, cleaned: Cleaned) -> None:
    """Cut the parts of comments, templates, merged data and building blocks."""
    main = "word/document.xml"
    if package.cut(main, *COMMENT_KINDS) or comments:
        cleaned.done.append("批注已删除")
    package.cut(main, "glossaryDocument")
    settings = "word/settings.xml"
    if settings in package.parts:
        for node in list(package.tree(settings).iter(*SETTINGS)):
            drop(node)
        if package.cut(settings, *SETTINGS_KINDS):
            cleaned.done.append("模板路径和邮件合并数据源已删除")


def mask_word(package: Package, cleaned: Cleaned) -> None:
    """Mask personal data in every paragraph."""
    count = sum(mask_tables(package.tree(name)) for name in text_parts(package))
    count += sum(
        mask_pieces(line) for name in text_parts(package) for line in lines(package.tree(name))
    )
    if count := count + mask_drawings(package):
        cleaned.done.append(f"{count} 处个人信息已隐去")


def accept(tree: Element) -> None:
    """Accept every tracked change: insertions stay, deletions go, formats stay as they are."""
    for node in [one for one in tree.iter() if local(one.tag).endswith("Change")]:
        drop(node)
    for node in list(tree.iter(*MOVES)):
        drop(node)
    marks = [node for node in tree.iter("{*}del", "{*}moveFrom") if is_mark(node)]
    for node in list(tree.iter("{*}del", "{*}moveFrom")):
        if node not in marks:
            drop(node)
    drop_rows(tree)
    for node in marks:
        drop_paragraph_end(node)
    for node in list(tree.iter("{*}ins", "{*}moveTo", "{*}cellIns", "{*}cellMerge")):
        unwrap(node)
    keep_paragraphs(tree)


def is_mark(node: Element) -> bool:
    """Whether it marks the end of a paragraph, or a row, instead of holding text."""
    parent = node.getparent()
    return parent is not None and local(parent.tag) in ("rPr", "trPr")


def drop_rows(tree: Element) -> None:
    """Remove deleted rows and cells, and tables that have none left."""
    for row in list(tree.iter("{*}tr")):
        if child(row, "trPr", "del") is not None:
            drop(row)
    for cell in list(tree.iter("{*}tc")):
        if child(cell, "tcPr", "cellDel") is not None:
            drop(cell)
    for outer, inner in (("{*}tr", "{*}tc"), ("{*}tbl", "{*}tr")):
        for node in [one for one in tree.iter(outer) if next(one.iter(inner), None) is None]:
            drop(node)


def drop_paragraph_end(mark: Element) -> None:
    """Join a paragraph whose end was deleted with the next one."""
    paragraph = next(mark.iterancestors("{*}p"), None)
    drop(mark)
    if paragraph is None or paragraph.getparent() is None:
        return
    following = paragraph.getnext()
    if following is None or local(following.tag) != "p":
        if not has_content(paragraph):
            drop(paragraph)
        return
    place = 1 if child(following, "pPr") is not None else 0
    for node in reversed([one for one in paragraph if local(one.tag) != "pPr"]):
        following.insert(place, node)
    drop(paragraph)


def has_content(paragraph: Element) -> bool:
    """Whether a paragraph shows anything, or ends a section."""
    shown = any(one.text or len(one) or one.attrib for one in paragraph.iter(*SHOWN))
    return shown or next(paragraph.iter("{*}sectPr"), None) is not None


def keep_paragraphs(tree: Element) -> None:
    """Every cell ends with a paragraph, or Word does not open the file."""
    for cell in tree.iter("{*}tc"):
        last = cell[-1] if len(cell) else None
        if last is None or local(last.tag) != "p":
            cell.append(cell.makeelement(str(cell.tag).replace("}tc", "}p")))


def drop_hidden(tree: Element, styles: frozenset[str]) -> int:
    """Remove hidden text; how many runs."""
    runs = list(hidden_runs(tree, styles))
    paragraphs = {next(run.iterancestors("{*}p"), None) for run in runs}
    for run in runs:
        drop(run)
    for paragraph in paragraphs:
        mark = child(paragraph, "pPr", "rPr", "vanish")
        if paragraph is not None and is_on(mark) and not has_content(paragraph):
            drop(paragraph)
    keep_paragraphs(tree)
    return len(runs)


def drop_comments(tree: Element) -> int:
    """Remove the marks of comments from the text; how many comments."""
    references = list(tree.iter("{*}commentReference"))
    for node in references:
        run = node.getparent()
        if run is not None:
            drop(node)
            if not has_content(run) and local(run.tag) == "r":
                drop(run)
    for node in list(tree.iter(*COMMENT_MARKS)):
        drop(node)
    return len(references)


def forget_sessions(tree: Element) -> None:
    """Remove the marks by which Word tells in which session a text was written."""
    for node in list(tree.iter("{*}rsid")):
        drop(node)
    for node in tree.iter():
        for key in [key for key in node.attrib if local(key).startswith("rsid")]:
            del node.attrib[key]
