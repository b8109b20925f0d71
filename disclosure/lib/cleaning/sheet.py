"""An Excel file without hidden sheets, rows and columns, comments, caches and links."""

import re

from disclosure.lib.cleaning.cells import blank_strings, clean_cells, freeze, mask_cells
from disclosure.lib.cleaning.office import clean_common, mask_drawings
from disclosure.lib.hidden.sheetmarks import (
    BOOK,
    Sheet,
    formulas,
    names_sheet,
    reachable,
    relation,
    sheets,
    visible_parts,
)
from disclosure.lib.hidden.traces import Cleaned, named
from disclosure.lib.opc import Package, drop

LINKED = re.compile(r"(?:^|[^\w\])])'?\[\d+\]")  # [1]Sheet1!A1; not Table1[2024]
PRIVATE = ("{*}absPath", "{*}fileSharing", "{*}customWorkbookViews")
REVISIONS = ("revisionHeaders", "usernames")


def clean_sheets(package: Package, *, is_masked: bool) -> Cleaned:
    """Clean an xlsx in place; what was done and what is left to do by hand."""
    cleaned = Cleaned()
    cut_pivots(package, cleaned)
    cut_books(package, cleaned)
    cut_private(package, cleaned)
    drop_sheets(package, cleaned)
    cut_comments(package, cleaned)
    clean_cells(package, cleaned)
    clean_common(package, cleaned)
    package.cut(BOOK, "calcChain")
    package.prune()
    blank_strings(package)
    if is_masked and (count := mask_cells(package) + mask_drawings(package)):
        cleaned.done.append(f"{count} 处个人信息已隐去")
    return cleaned


def remove(package: Package, part: str, *names: str) -> None:
    """Remove elements from a part."""
    for node in list(package.tree(part).iter(*(f"{{*}}{name}" for name in names))):
        drop(node)


def cut_pivots(package: Package, cleaned: Cleaned) -> None:
    """Turn pivot tables into plain cells, whose values stay; slicers need a hand."""
    if not package.named(r"xl/pivotCache/"):
        return
    if package.named(r"xl/slicer"):
        cleaned.left.append("数据透视表带有切片器，请在 Excel 中复制为数值后删除透视表和切片器")
        return
    for part in package.named(r"xl/worksheets/[^/]*\.xml$"):
        package.cut(part, "pivotTable")
    package.cut(BOOK, "pivotCacheDefinition")
    remove(package, BOOK, "pivotCaches")
    for name in package.named(r"xl/worksheets/[^/]*\.xml$"):
        remove(package, name, "pivotSelection")
    cleaned.done.append("数据透视表已改为普通单元格，缓存的明细已删除")


def cut_books(package: Package, cleaned: Cleaned) -> None:
    """Cut links to other workbooks; cells keep the values that they show."""
    if not package.named(r"xl/externalLinks/"):
        return
    for name in list(package.tree(BOOK).iter("{*}definedName")):
        if LINKED.search(name.text or ""):
            drop(name)
    if not freeze(package, lambda formula: bool(LINKED.search(formula))):
        cleaned.left.append("公式引用外部工作簿而没有保存结果，请在 Excel 中断开链接")
        return
    parts = [name for name in package.parts if name.startswith("xl/") and name.endswith(".xml")]
    if any(LINKED.search(one) for one in formulas(package, parts)):
        cleaned.left.append("图表或规则引用外部工作簿，请在 Excel 中断开链接")
        return
    package.cut(BOOK, "externalLink")
    remove(package, BOOK, "externalReferences")
    cleaned.done.append("外部工作簿的链接已断开，单元格保留数值")


def cut_private(package: Package, cleaned: Cleaned) -> None:
    """Cut data connections, the record of a shared workbook, and where the file lay."""
    if package.cut(BOOK, "connections"):
        for part in package.named(r"xl/(?:worksheets|tables)/[^/]*\.xml$"):
            package.cut(part, "queryTable")
        for name in package.named(r"xl/tables/[^/]*\.xml$"):
            for node in package.tree(name).iter():
                node.attrib.pop("tableType", None)
                node.attrib.pop("queryTableFieldId", None)
        cleaned.done.append("数据连接已删除，取回的数据保留")
    if package.cut(BOOK, *REVISIONS):
        cleaned.done.append("共享工作簿的修订记录已删除")
    found = list(package.tree(BOOK).iter(*PRIVATE))
    for node in found:
        drop(node)
    if found:
        cleaned.done.append("保存位置和共享人已删除")


def cut_comments(package: Package, cleaned: Cleaned) -> None:
    """Cut comments with the shapes in which they are drawn."""
    count = 0
    for part in visible_parts(package):
        gone = package.cut(part, "comments", "threadedComment")
        count += len(gone)
        tree = package.tree(part)
        if gone and next(tree.iter("{*}controls", "{*}oleObjects"), None) is None:
            for node in list(tree.iter("{*}legacyDrawing")):
                package.cut(part, keys=frozenset([relation(node)]))
                drop(node)
    package.cut(BOOK, "person")
    if count:
        cleaned.done.append("批注已删除")


def drop_sheets(package: Package, cleaned: Cleaned) -> None:
    """Remove hidden sheets to which nothing visible refers."""
    before = sheets(package)
    gone = []
    for sheet in before:
        if sheet.is_hidden and is_needed(package, sheet):
            told = f"隐藏的工作表“{sheet.name}”被可见的公式或图表引用，请在 Excel 中改成数值后删除"
            cleaned.left.append(told)
        elif sheet.is_hidden:
            drop_names(package, sheet)
            package.cut(BOOK, keys=frozenset([sheet.key]))
            drop(sheet.node)
            gone.append(sheet)
    if gone:
        renumber(package, before, {one.name for one in gone})
        names = named(one.name for one in gone)
        cleaned.done.append(f"{len(gone)} 张隐藏的工作表{names}已删除")


def is_needed(package: Package, hidden: Sheet) -> bool:
    """Whether a formula, chart or rule that is shown names a hidden sheet, also by a name."""
    shown = [one.part for one in sheets(package) if not one.is_hidden]
    parts = {
        name
        for part in shown
        for name in reachable(package, part)
        if name.endswith(".xml") and not name.startswith("xl/pivot")
    }
    told = list(formulas(package, sorted(parts)))
    names = [
        node.get("name", "")
        for node in package.tree(BOOK).iter("{*}definedName")
        if names_sheet(node.text or "", hidden.name)
        and not node.get("name", "").startswith("_xlnm")
    ]
    called = re.compile(
        "|".join(rf"(?<![\w.]){re.escape(name)}(?![\w.])" for name in names) or "$^"
    )
    return any(names_sheet(one, hidden.name) or called.search(one) for one in told)


def drop_names(package: Package, hidden: Sheet) -> None:
    """Remove the names and links that lead to a sheet."""
    for node in list(package.tree(BOOK).iter("{*}definedName")):
        if names_sheet(node.text or "", hidden.name):
            drop(node)
    for part in visible_parts(package):
        for node in list(package.tree(part).iter("{*}hyperlink")):
            if names_sheet(node.get("location", ""), hidden.name):
                drop(node)


def renumber(package: Package, before: list[Sheet], gone: set[str]) -> None:
    """Names and views count sheets by their place, which has changed."""
    kept = [place for place, one in enumerate(before) if one.name not in gone]
    places = {str(old): str(new) for new, old in enumerate(kept)}
    tree = package.tree(BOOK)
    for node in list(tree.iter("{*}definedName")):
        if (place := node.get("localSheetId")) is None:
            continue
        if place in places:
            node.set("localSheetId", places[place])
        else:
            drop(node)
    for names in list(tree.iter("{*}definedNames")):
        if not len(names):
            drop(names)
    first = next(new for new, old in enumerate(kept) if not before[old].is_hidden)
    for view in tree.iter("{*}workbookView"):
        view.set("activeTab", str(first))
        view.attrib.pop("firstSheet", None)
