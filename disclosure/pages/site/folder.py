"""A folder of public pages: which file an address is, written and removed whole.

Beside each page lies the same compressed, so that the web server need not do it.
"""

import fcntl
import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

INDEX = "index.html"
FEED = "/feed/"
PACKED = ".gz"
LOCK = ".lock"
OWN = ("print/", "changes/", "notice/")  # beside editions, what an entry has below its address
LONGEST = 200  # bytes of a name; file systems take 255, and ".gz" and a temporary name are added
TRIES = 5


class NotOurs(Exception):
    """The folder holds files that we did not write."""

    def __init__(self, root: Path) -> None:
        super().__init__(f"{root} 里有不是由 publish_site 写入的文件，请换一个空的目录。")


@dataclass(frozen=True)
class Folder:
    """Where the files lie; of a copy that is read from a disk, links lead from file to file."""

    root: Path
    is_offline: bool = False

    def file(self, path: str) -> Path | None:
        """The file of a public address; None where none can be, as for `/catalogue/../x/`.

        >>> Folder(Path("/site")).file("/archive/2017/").as_posix()
        '/site/archive/2017/index.html'
        >>> Folder(Path("/site")).file("/feed/").as_posix()
        '/site/feed/index.xml'
        >>> Folder(Path("/site")).file("/a/../b/") is None
        True
        """
        *parts, name = path.split("/")[1:]
        if not name:
            name = "index.xml" if path == FEED else INDEX
        parts.append(name)
        return None if any(map(is_unfit, parts)) else self.root.joinpath(*parts)

    def path(self, file: Path) -> str:
        """The public address of a file, the reverse of `file`."""
        path = "/" + file.relative_to(self.root).as_posix()
        if file.name == INDEX or path == f"{FEED}index.xml":
            return path.removesuffix(file.name)
        return path

    def write(self, path: str, content: bytes) -> bool:
        """Let an address be this content, at once and whole; whether it was another before.

        Raises OSError when the disk does not take it: then the former content stands.
        """
        target = self.file(path)
        if target is None or holds(target, content):
            return False
        packed = gzip.compress(content, 6, mtime=0)
        for file, data in ((packed_beside(target), packed), (target, content)):
            put(file, data)
        return True

    def remove(self, path: str) -> bool:
        """Leave nothing at an address, nor the folders that this empties; whether any was there."""
        target = self.file(path)
        if target is None:
            return False
        was_there = target.exists()
        for file in (target, packed_beside(target)):
            with suppress(FileNotFoundError, NotADirectoryError):
                file.unlink()
        above = target.parent
        while above != self.root and is_empty(above):
            with suppress(OSError):  # somebody writes there
                above.rmdir()
            above = above.parent
        return was_there

    def own(self, path: str) -> set[str]:
        """The addresses below an entry's that have files and are the entry's."""
        places = {f"{path}{name}" for name in OWN}
        editions = self.below(f"{path}editions/")
        return {
            place for place in places if (file := self.file(place)) and file.exists()
        } | editions

    def below(self, path: str) -> set[str]:
        """The addresses that have files at and below one."""
        top = self.file(path)
        files = top.parent.rglob("*") if top else ()
        shown = (file for file in files if not file.name.startswith(".") and file.is_file())
        return {self.path(file.with_name(file.name.removesuffix(PACKED))) for file in shown}

    def claim(self) -> None:
        """Make the folder ours; raises NotOurs where other files lie, since we remove such."""
        self.root.mkdir(parents=True, exist_ok=True)
        if not (self.root / LOCK).exists():
            if not is_empty(self.root):
                raise NotOurs(self.root)
            (self.root / LOCK).touch()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the folder: what is read from the database inside is newer than all written before.

        Two writers of the same list can so not overtake each other. Raises NotOurs.
        """
        self.claim()
        with (self.root / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def site() -> Folder | None:
    """The folder that the worker keeps true, if SITE_DIR names one."""
    return Folder(Path(settings.SITE_DIR).absolute()) if settings.SITE_DIR else None


def is_unfit(name: str) -> bool:
    """Whether a part of an address cannot be a name; hidden files are our own."""
    return not name or name.startswith(".") or "\0" in name or len(name.encode()) > LONGEST


def packed_beside(file: Path) -> Path:
    """Where the compressed content of a file lies."""
    return file.with_name(file.name + PACKED)


def holds(file: Path, content: bytes) -> bool:
    """Whether a file and its compressed twin say exactly this."""
    try:
        return file.read_bytes() == content == gzip.decompress(packed_beside(file).read_bytes())
    except (OSError, EOFError, zlib.error):  # missing, or damaged
        return False


def put(file: Path, data: bytes) -> None:
    """Write a file beside its place and move it there; its folder may vanish meanwhile."""
    for tries_left in reversed(range(TRIES)):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as copy:
                try:
                    copy.write(data)
                    Path(copy.name).chmod(0o644)
                    copy.close()
                    Path(copy.name).replace(file)
                finally:
                    Path(copy.name).unlink(missing_ok=True)
        except FileNotFoundError:
            if not tries_left:
                raise
        else:
            return


def is_empty(folder: Path) -> bool:
    """Whether a folder is there and holds nothing."""
    try:
        return not any(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False
