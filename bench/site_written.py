"""Write the whole site as files, check it, and write the same files plainly: each timed.

Entries are made by `make_load`, so that files, pages and editions can be compared. Pages are
counted as `publish_site` counts them, each with its compressed twin.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - needs the settings
from django.db import connection  # noqa: E402

from disclosure.pages.site.folder import PACKED  # noqa: E402


@dataclass(frozen=True)
class Spent:
    """Seconds that passed, and of this process's processor."""

    elapsed: float
    busy: float


def timed(action: Callable[[], object]) -> Spent:
    """How long something takes."""
    began, busy = time.perf_counter(), time.process_time()
    action()
    return Spent(time.perf_counter() - began, time.process_time() - busy)


def written(root: Path) -> dict[Path, bytes]:
    """The files of a folder by their place in it."""
    return {file.relative_to(root): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def pages_of(files: dict[Path, bytes]) -> int:
    """How many of the files are pages: each has a compressed twin, and static files are none."""
    names = {name for name in files if name.parts[0] != "static"}
    return sum(name.with_name(name.name + PACKED) in names for name in names)


def write_plainly(root: Path, files: dict[Path, bytes]) -> None:
    """The same files in another folder, without asking for anything."""
    for name, content in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def measure(folder: Path) -> dict[str, Spent]:
    """Write, check, write again over what is there, write plainly; seconds of each."""
    site = str(folder / "site")
    found = {
        "publish_site": timed(lambda: call_command("publish_site", site)),
        "publish_site --check": timed(lambda: call_command("publish_site", site, check=True)),
        "publish_site, nothing changed": timed(lambda: call_command("publish_site", site)),
    }
    files = written(Path(site))
    found["plain writing of the same files"] = timed(lambda: write_plainly(folder / "plain", files))
    if written(folder / "plain") != files:
        raise SystemExit("the plain files are not the same")
    return found


def report(found: dict[str, Spent], pages: int) -> None:
    """A line for each, beside plain writing."""
    plain = found["plain writing of the same files"]
    print("\n| what | pages/s | processor ms a page | plain writing : it, by processor time |")
    print("| --- | --- | --- | --- |")
    for name, spent in found.items():
        rate, each = pages / spent.elapsed, spent.busy / pages * 1000
        print(f"| {name} | {rate:,.0f} | {each:.2f} | {plain.busy / spent.busy:.3f} |")


def main() -> None:
    """Fill, measure, print."""
    call_command("make_load", int(sys.argv[1]), tables=True)
    with tempfile.TemporaryDirectory() as name:
        found = measure(Path(name))
        files = written(Path(name) / "site")
    size = sum(map(len, files.values())) / (1 << 20)
    pages = pages_of(files)
    print(f"{connection.vendor}, {pages:,} pages, {len(files):,} files, {size:,.0f} MiB")
    report(found, pages)


if __name__ == "__main__":
    main()
