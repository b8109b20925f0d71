"""What is cleaned alike in Word and Excel files: properties, data of programs, links to disks."""

import io
from collections.abc import Iterator

from lxml.etree import _Element as Element

from disclosure.lib.cleaning.image import BadImage, clean_image
from disclosure.lib.cleaning.masking import lines, mask_pieces
from disclosure.lib.hidden.imagetraces import image_traces
from disclosure.lib.hidden.traces import Cleaned
from disclosure.lib.opc import Package, drop, local

PROPERTIES = ("core-properties", "extended-properties", "custom-properties")
EVERYWHERE = {
    "customXml": "自定义 XML 数据",
    "printerSettings": "打印机设置",
    "thumbnail": "缩略图",
}
LINKED = {"link", "href"}
DRAWINGS = r"(?:word|xl)/(?:charts|drawings|diagrams)/[^/]*\.xml$"


def clean_common(package: Package, cleaned: Cleaned) -> None:
    """Empty the properties, cut what rides along, and strip the pictures."""
    if package.cut("", *PROPERTIES):
        cleaned.done.append("文档属性（作者、单位、模板、自定义属性）已清空")
    for kind, label in EVERYWHERE.items():
        if [part for part in sources(package) if package.cut(part, kind)]:
            cleaned.done.append(f"{label}已删除")
    unbind(package)
    links = sum(cut_links(package, part) for part in sources(package) if part)
    if links:
        cleaned.done.append(f"{links} 个指向外部文件的链接已断开，文字保留")
    pictures = sum(strip(package, name) for name in package.named(r"(?:word|xl)/media/"))
    if pictures:
        cleaned.done.append(f"{pictures} 张图片的拍摄信息已删除")


def sources(package: Package) -> list[str]:
    """The parts that refer to others, the container first."""
    return list(dict.fromkeys(["", *(part for part, _ in package.every_relation())]))


def unbind(package: Package) -> None:
    """Content controls keep their text and forget the data that they showed."""
    for name in package.named(r"word/[^/]*\.xml$"):
        for node in list(package.tree(name).iter("{*}dataBinding")):
            drop(node)
    for node in xml_parts(package, r"xl/worksheets/[^/]*\.xml$"):
        for setup in node.iter("{*}pageSetup"):
            for key in [key for key in setup.attrib if local(key) == "id"]:
                del setup.attrib[key]


def xml_parts(package: Package, pattern: str) -> Iterator[Element]:
    """The trees of the parts of a name."""
    return (package.tree(name) for name in package.named(pattern))


def cut_links(package: Package, part: str) -> int:
    """Cut links to disks and servers' folders where the text can do without; how many."""
    keys = {one.key for one in package.relations(part) if one.is_local}
    if not keys or part not in package.parts:
        return 0
    cut = set()
    for node in list(package.tree(part).iter()):
        for key, value in list(node.attrib.items()):
            if str(value) in keys and cut_link(node, str(key)):
                cut.add(str(value))
    package.cut(part, keys=frozenset(cut))
    return len(cut)


def cut_link(node: Element, key: str) -> bool:
    """Take one link out of the text that it stands in; whether that was possible."""
    name = local(node.tag)
    if name == "hyperlink":
        parent = node.getparent()
        unwrap(node)
        if parent is not None and local(parent.tag) == "hyperlinks" and not len(parent):
            drop(parent)
    elif name in ("hlinkClick", "hlinkHover", "attachedTemplate"):
        drop(node)
    elif local(key) in LINKED:
        del node.attrib[key]
    else:
        return False
    return True


def unwrap(node: Element) -> None:
    """Put what is inside an element in its place."""
    parent = node.getparent()
    if parent is None:
        return
    place = parent.index(node)
    for child in reversed(list(node)):
        parent.insert(place, child)
    parent.remove(node)


def strip(package: Package, name: str) -> bool:
    """Take what a picture says of camera and place out of it; whether anything was."""
    content = package.parts[name]
    if not name.lower().endswith((".jpg", ".jpeg", ".png")):
        return False
    if not any(one.code != "unread" for one in image_traces(io.BytesIO(content))):
        return False
    try:
        package.parts[name] = clean_image(content)
    except BadImage:
        return False
    return True


def mask_drawings(package: Package) -> int:
    """Mask personal data in text boxes and charts; how much."""
    return sum(mask_pieces(line) for tree in xml_parts(package, DRAWINGS) for line in lines(tree))
