"""Office containers (docx, xlsx) as parts and the relations between them, in memory."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element as Element

from disclosure.lib.archives import BadArchive, members

TYPES = "[Content_Types].xml"
BEGINNING_OF_ZIP = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file
WEB = re.compile(r"(?:https?|mailto|tel):|#", re.IGNORECASE)


@dataclass(frozen=True)
class Relation:
    """How a part refers to another, or to something outside."""

    key: str
    kind: str  # the last word of its type, e.g. hyperlink
    target: str  # the name of a part, or an address
    is_external: bool

    @property
    def is_local(self) -> bool:
        """Whether it leads outside, to somewhere that is not the web: a disk, a server's folder."""
        return self.is_external and not WEB.match(self.target)


def local(tag: object) -> str:
    """The name of a tag or attribute without its namespace; "" for comments."""
    return str(tag).rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: Element, name: str) -> str:
    """The value of an attribute, whatever its namespace."""
    return next((str(value) for key, value in node.attrib.items() if local(key) == name), "")


def drop(node: Element) -> None:
    """Take an element out; what follows it stays."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


class Package:
    """The parts of a container by name. Raises BadArchive for what is unsafe or broken."""

    def __init__(self, file: IO[bytes]) -> None:
        members(file)
        file.seek(0)
        self.trees: dict[str, Element] = {}
        try:
            with zipfile.ZipFile(file) as archive:
                names = [name for name in archive.namelist() if not name.endswith("/")]
                self.parts = {name: archive.read(name) for name in names}
                self.spelling = {name.lower(): name for name in names}
        except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
            raise BadArchive("文件已损坏，无法打开，请重新保存后再上传。") from error

    def tree(self, name: str) -> Element:
        """A part as XML; what is done to it is saved."""
        if name not in self.trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            try:
                self.trees[name] = etree.fromstring(self.parts[name], parser)
            except (etree.XMLSyntaxError, KeyError) as error:
                raise BadArchive(f"文件已损坏：{name} 读不出，请重新保存后再上传。") from error
        return self.trees[name]

    def named(self, pattern: str) -> list[str]:
        """The names of parts that match a pattern from their beginning."""
        return sorted(name for name in self.parts if re.match(pattern, name))

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to; "" is the container itself."""
        name = relations_of(part)
        if name not in self.parts:
            return []
        return [
            Relation(
                node.get("Id", ""),
                node.get("Type", "").rpartition("/")[2],
                self.spelled(target(part, node)),
                node.get("TargetMode") == "External",
            )
            for node in self.tree(name).iter("{*}Relationship")
        ]

    def spelled(self, name: str) -> str:
        """The name of a part as the container spells it: names differ in case, or in escapes."""
        known = self.spelling.get(name.lower()) or self.spelling.get(unquote(name).lower())
        return known or name

    def every_relation(self) -> Iterator[tuple[str, Relation]]:
        """Every relation with the part that it stands in."""
        for name in self.named(r"(?:.*/)?_rels/[^/]*\.rels$"):
            part = re.sub(r"_rels/([^/]*)\.rels$", r"\1", name)
            yield from ((part, one) for one in self.relations(part))

    def cut(self, part: str, *kinds: str, keys: frozenset[str] = frozenset()) -> list[Relation]:
        """Remove relations of these kinds or with these keys; those that were removed."""
        found = [one for one in self.relations(part) if one.kind in kinds or one.key in keys]
        gone = {one.key for one in found}
        if found:
            for node in list(self.tree(relations_of(part)).iter("{*}Relationship")):
                if node.get("Id") in gone:
                    drop(node)
        return found

    def prune(self) -> None:
        """Remove the parts to which nothing leads any more, and their entries in the contents."""
        reached, queue = {TYPES, relations_of("")}, [""]
        while queue:
            for one in self.relations(queue.pop()):
                if not one.is_external and one.target in self.parts and one.target not in reached:
                    reached |= {one.target, relations_of(one.target)}
                    queue.append(one.target)
        for name in self.parts.keys() - reached:
            del self.parts[name]
            self.trees.pop(name, None)
        for node in list(self.tree(TYPES).iter("{*}Override")):
            if self.spelled(node.get("PartName", "").lstrip("/")) not in self.parts:
                drop(node)

    def save(self) -> bytes:
        """The container as a file."""
        for name, tree in self.trees.items():
            self.parts[name] = etree.tostring(
                tree, xml_declaration=True, encoding="UTF-8", standalone=True
            )
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self.parts, key=lambda one: (one != TYPES, one)):
                info = zipfile.ZipInfo(name, BEGINNING_OF_ZIP)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, self.parts[name])
        return file.getvalue()


def relations_of(part: str) -> str:
    """The part in which the relations of a part stand.

    >>> relations_of("word/document.xml"), relations_of("")
    ('word/_rels/document.xml.rels', '_rels/.rels')
    """
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target(part: str, node: Element) -> str:
    """Where a relation leads: the full name of a part, or an address as it stands."""
    raw = node.get("Target", "")
    if node.get("TargetMode") == "External":
        return raw
    if raw.startswith("/"):
        return raw.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), raw))
