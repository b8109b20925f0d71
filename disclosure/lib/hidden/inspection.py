"""One file looked through: hidden content and personal data, within bounds of time and memory.

`examine` is for the site: it runs this module as a process. `inspect` is the work itself.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from disclosure.lib import bounded
from disclosure.lib.archives import BadArchive
from disclosure.lib.hidden import traces
from disclosure.lib.hidden.imagetraces import image_traces
from disclosure.lib.hidden.officetext import office_text
from disclosure.lib.hidden.officetraces import office_traces
from disclosure.lib.hidden.parts import Part, by_line, finds
from disclosure.lib.hidden.pdftext import pages, read_pdf
from disclosure.lib.hidden.traces import Inspected, Trace
from disclosure.lib.opc import Package
from disclosure.lib.personal import Datum

VERSION = 4  # raised whenever something more, or something else, is found in the same file
OFFICE = ("docx", "xlsx")
IMAGES = ("jpg", "jpeg", "png", "gif")
TEXTS = ("txt", "csv")
SEEN = (*OFFICE, *IMAGES, *TEXTS, "pdf")
LARGEST_PLAIN = 5 * 1024 * 1024  # bytes of a text file that are read
MOST_PLACES = 5  # pages named one by one
PAGE = re.compile(r"第 (\d+) 页")


def examine(path: Path, extension: str) -> Inspected:
    """What is in a file; what could not be looked through within its bounds says so."""
    if extension not in SEEN:
        told = f"{extension.upper()} 格式的内容系统不能检查，请人工核对，或另存为 docx、xlsx、PDF"
        return Inspected([Trace("unseen", told, "warn")])
    try:
        return traces.loads(bounded.run(__name__, str(path), extension).decode())
    except bounded.Unfinished as error:
        return Inspected([Trace("unread", f"{error}，没有检查，请人工核对后再提交")])


def inspect(file: IO[bytes], extension: str, depth: int = 0) -> Inspected:
    """Look through one file and the files inside it."""
    parts, found, inner = read(file, extension)
    for name, content in inner if depth == 0 else ():
        inside = inspect(io.BytesIO(content), name.rpartition(".")[2].lower(), depth + 1)
        found += [
            Trace(one.code, f"内嵌文件“{name}”中有{one.says}", one.severity)
            for one in inside.traces
            if one.severity != "warn"
        ]
        parts += [
            Part(f"内嵌文件“{name}”", "\n".join(one.text for one in data))
            for _, data in inside.finds
        ]
    return Inspected(found, list(by_place(parts)))


def read(
    file: IO[bytes], extension: str
) -> tuple[list[Part], list[Trace], list[tuple[str, bytes]]]:
    """Texts by place, hidden content, and the files inside."""
    if extension == "pdf":
        pdf = read_pdf(file)
        return [Part(*one, is_set=True) for one in pdf.parts], pdf.traces, pdf.embedded
    if extension in OFFICE:
        try:
            package = Package(file)
            inner = [
                (name.rpartition("/")[2], package.parts[name])
                for name in package.named(r"(?:word|xl)/embeddings/")
            ]
            return list(office_text(file)), office_traces(package), inner
        except BadArchive as error:
            return [], [Trace("unread", f"{str(error).rstrip('。')}，没有检查")], []
    if extension in IMAGES:
        return [], image_traces(file), []
    if extension in TEXTS:
        file.seek(0)
        return [by_line(as_text(file.read(LARGEST_PLAIN)))], [], []
    return [], [], []


def by_place(parts: list[Part]) -> Iterator[tuple[str, list[Datum]]]:
    """What was found at each place; many pages become one place."""
    found: dict[str, list[Datum]] = {}
    for place, data in finds(parts):
        found.setdefault(place, []).extend(data)
    numbers = [int(page[1]) for place in found if (page := PAGE.fullmatch(place))]
    if len(numbers) > MOST_PLACES:
        together = [one for number in numbers for one in found.pop(f"第 {number} 页")]
        yield pages(numbers), together
    yield from found.items()


def as_text(content: bytes) -> str:
    """A text file in UTF-8, else in the encoding of older Chinese systems."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def main(path: str, extension: str) -> None:
    """Print the inspection of a file as JSON."""
    bounded.limit()
    with Path(path).open("rb") as file:
        sys.stdout.buffer.write(traces.dumps(inspect(file, extension)).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
