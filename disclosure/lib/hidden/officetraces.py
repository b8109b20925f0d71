"""Hidden content of Word and Excel files: who wrote them, what was changed, what is not shown."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

from disclosure.lib.hidden.imagetraces import image_traces
from disclosure.lib.hidden.parts import named as spots
from disclosure.lib.hidden.sheetmarks import BOOK, hidden_cells, sheets, visible_parts
from disclosure.lib.hidden.traces import Trace, named
from disclosure.lib.hidden.wordmarks import (
    authors,
    hidden_runs,
    hidden_styles,
    text_parts,
    tracked,
    words,
)
from disclosure.lib.hidden.wordplaces import BODY, silent_pictures
from disclosure.lib.opc import Package, attribute, local

PROPERTIES = {
    "creator": "作者",
    "lastModifiedBy": "最后修改人",
    "title": "标题",
    "subject": "主题",
    "description": "备注",
    "keywords": "关键词",
    "category": "类别",
    "contentStatus": "状态",
    "Company": "单位",
    "Manager": "经理",
    "HyperlinkBase": "超链接基础",
    "Template": "模板",
}
COMMENTS = r"(?:word/comments\w*|xl/(?:comments\d*|threadedComments/\w+)|xl/comments/\w+)\.xml$"
PLAIN_TEMPLATES = {"Normal", "Normal.dotm", "Normal.dot", "Normal.wpt"}


def office_traces(package: Package) -> list[Trace]:
    """Everything hidden in a docx or xlsx, the gravest first."""
    found = [*common(package)]
    found += in_word(package) if "word/document.xml" in package.parts else in_book(package)
    return sorted(found, key=lambda one: one.severity != "confirm")


def common(package: Package) -> Iterator[Trace]:
    """What both kinds of file may hold."""
    yield from properties(package)
    if comments := package.named(COMMENTS):
        nodes = [
            node
            for name in comments
            for node in package.tree(name).iter("{*}comment", "{*}threadedComment")
        ]
        names = [name for part in comments for name in commentators(package, part)]
        if nodes:
            yield Trace("comments", f"{len(nodes)} 处批注" + by_whom(names))
    yield from outside(package)
    yield from inside(package)


def properties(package: Package) -> Iterator[Trace]:
    """Author, company, template and the like."""
    told = []
    for part in package.named(r"docProps/(?:core|app)\.xml$"):
        for node in package.tree(part).iter():
            label, text = PROPERTIES.get(local(node.tag)), (node.text or "").strip()
            if label and text and text not in PLAIN_TEMPLATES:
                told.append(f"{label}“{text[:60]}”")
    if told:
        yield Trace("properties", "文档属性：" + "、".join(told), "warn")
    custom = package.named(r"docProps/custom\.xml$")
    if names := [node.get("name", "") for part in custom for node in package.tree(part)]:
        yield Trace("custom-properties", f"自定义属性{named(names)}", "warn")


def commentators(package: Package, part: str) -> Iterator[str]:
    """Who wrote comments: an attribute in Word, a list in Excel."""
    yield from authors(package.tree(part))
    yield from (node.text or "" for node in package.tree(part).iter("{*}author"))


def by_whom(names: list[str]) -> str:
    """Names in brackets, if there are any."""
    known = named(names)
    return f"（{known}）" if known else ""


def outside(package: Package) -> Iterator[Trace]:
    """Links to files elsewhere, which tell paths and servers."""
    links = [one for _, one in package.every_relation()]
    local_links = [one.target for one in links if one.is_local and one.kind != "attachedTemplate"]
    if local_links:
        yield Trace("external-links", f"指向外部文件的链接{named(local_links)}", "warn")
    if templates := [one.target for one in links if one.kind == "attachedTemplate"]:
        yield Trace("template", f"模板路径{named(templates)}", "warn")
    if count := sum(one.kind in ("connections", "mailMergeSource") for one in links):
        yield Trace("connections", f"{count} 处数据连接，可能含服务器名称和口令")


def inside(package: Package) -> Iterator[Trace]:
    """Parts that ride along: data for programs, printers, small pictures, files in files."""
    if count := len(package.named(r"customXml/item\d+\.xml$")):
        yield Trace("custom-xml", f"{count} 份自定义 XML 数据", "warn")
    if package.named(r".*printerSettings\d*\.bin$"):
        yield Trace("printer", "打印机设置，可能含打印机名称和网络路径", "warn")
    if package.named(r"docProps/thumbnail"):
        yield Trace("thumbnail", "缩略图，可能是修改前的首页", "warn")
    if files := package.named(r"(?:word|xl)/embeddings/"):
        names = [name.rpartition("/")[2] for name in files]
        yield Trace("embedded", f"内嵌文件{named(names)}，其中的全部内容随附件公开")
    pictures: Counter[str] = Counter()
    for name in package.named(r"(?:word|xl)/media/.*\.(?:jpe?g|png)$"):
        pictures.update(one.code for one in image_traces(io.BytesIO(package.parts[name])))
    if pictures:
        gps = f"，其中 {pictures['gps']} 张有拍摄地点" if pictures["gps"] else ""
        told = f"{max(pictures.values())} 张图片带有拍摄信息{gps}"
        yield Trace("pictures", told, "confirm" if gps else "warn")


def in_word(package: Package) -> Iterator[Trace]:
    """Tracked changes and hidden text."""
    styles, names = hidden_styles(package), list[str]()
    inserted = deleted = hidden = 0
    for part in text_parts(package):
        tree = package.tree(part)
        more, less = tracked(tree)
        inserted, deleted = inserted + more, deleted + less
        names += authors(tree)
        hidden += sum(1 for run in hidden_runs(tree, styles) if words(run).strip())
    if inserted or deleted:
        told = f"修订痕迹：{inserted} 处插入、{deleted} 处删除{by_whom(names)}"
        yield Trace("tracked", told)
    if hidden:
        yield Trace("hidden-text", f"{hidden} 处隐藏文字")
    if silent := silent_pictures(package.tree(BODY)):
        where = [f"{one.before}{one.what}{one.after}" for one in silent]
        told = f"{len(silent)} 张图片没有替代文字（{spots(where)}），读屏软件读不出，请补上图片说明"
        yield Trace("no-alt", told, "warn")


def in_book(package: Package) -> Iterator[Trace]:
    """Hidden sheets, rows and columns; caches of pivot tables; links; who shared it."""
    hidden = [one.name for one in sheets(package) if one.is_hidden]
    if hidden:
        yield Trace("hidden-sheets", f"{len(hidden)} 张隐藏的工作表{named(hidden)}")
    counted = {
        one.name: sum(1 for _ in hidden_cells(package.tree(one.part)))
        for one in sheets(package)
        if one.part in visible_parts(package)
    }
    places = [f"{name}：{count} 格" for name, count in counted.items() if count]
    if places:
        yield Trace("hidden-cells", f"隐藏的行或列中有内容{named(places)}")
    if count := len(package.named(r"xl/pivotCache/pivotCacheDefinition\d*\.xml$")):
        yield Trace("pivot", f"{count} 份数据透视表缓存，含透视表背后的全部明细")
    if links := package.named(r"xl/externalLinks/externalLink\d+\.xml$"):
        yield Trace("linked-books", f"{len(links)} 个外部工作簿的链接和缓存数据")
    if package.named(r"xl/revisions/"):
        yield Trace("revisions", "共享工作簿的修订记录")
    paths = [attribute(node, "url") for node in package.tree(BOOK).iter("{*}absPath")]
    if any(paths):
        yield Trace("path", f"保存位置{named(paths)}", "warn")
