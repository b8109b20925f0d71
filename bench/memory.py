"""What the processes of a web server hold in memory, read from /proc (Linux only).

RSS counts what processes share in each of them; PSS divides it between them, so that the PSS of
all workers together is what they really take.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
SECONDS = 0.5  # between two looks


@dataclass(frozen=True)
class Memory:
    """Of one process or several together, in MiB; `peak` is the highest RSS since its start."""

    rss: float
    pss: float
    peak: float

    def __str__(self) -> str:
        return f"RSS {self.rss:.0f}, PSS {self.pss:.0f}, peak {self.peak:.0f} MiB"


def children(pid: int) -> list[int]:
    """The direct children of a process: of gunicorn's, the web workers."""
    return [int(one) for one in (PROC / f"{pid}/task/{pid}/children").read_text().split()]


def memory(pid: int) -> Memory:
    """What one process holds now."""
    shares = (PROC / f"{pid}/smaps_rollup").read_text()
    status = (PROC / f"{pid}/status").read_text()
    found = [mebibytes(shares, "Rss"), mebibytes(shares, "Pss"), mebibytes(status, "VmHWM")]
    return Memory(*found)


def mebibytes(text: str, name: str) -> float:
    """A line of /proc as MiB.

    >>> mebibytes("Rss:  2048 kB", "Rss")
    2.0
    """
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.M)
    if found is None:
        raise ValueError(f"no {name} in {text!r}")
    return int(found[1]) / 1024


@dataclass
class Watched:
    """What the workers of a server held, each time somebody looked."""

    server: int
    looks: list[dict[int, Memory]] = field(default_factory=list)

    def look(self) -> dict[int, Memory]:
        """What each worker holds now."""
        self.looks.append({pid: memory(pid) for pid in children(self.server)})
        return self.looks[-1]

    def most(self) -> Memory:
        """The most that one worker held at any look."""
        every = [one for look in self.looks for one in look.values()]
        return Memory(
            max(one.rss for one in every), max(one.pss for one in every),
            max(one.peak for one in every),
        )  # fmt: skip


@contextmanager
def watching(server: int) -> Iterator[Watched]:
    """Look again and again until the block ends."""
    watched, stop = Watched(server), threading.Event()

    def watch() -> None:
        while not stop.is_set():
            watched.look()
            stop.wait(SECONDS)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield watched
    finally:
        stop.set()
        thread.join()


def told(name: str, look: dict[int, Memory]) -> str:
    """A row of a table: the workers one by one, and their PSS together."""
    each = "; ".join(str(one) for one in look.values())
    return f"| {name} | {each} | {sum(one.pss for one in look.values()):.0f} |"
