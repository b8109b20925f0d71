"""Write a site, copy its entry pages, serve it with the delivered nginx.conf and with none.

Run as `python -m bench.site_served ENTRIES FILES` with the settings of a database of its own.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - needs the settings

from bench.entry_and_list import NGINX, free_port, running  # noqa: E402
from disclosure.pages.models import Page  # noqa: E402
from tests.servers import configuration  # noqa: E402

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 64
ASKING = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
math.randomseed(1)
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
"""
PLAIN, PACKED = (), ("-H", "Accept-Encoding: gzip")


def written(folder: Path, entries: int) -> list[str]:
    """The addresses of entries whose pages `publish_site` wrote."""
    call_command("make_load", entries, tables=True)
    call_command("publish_site", str(folder))
    return list(Page.objects.entries().values_list("path", flat=True))


def copied(folder: Path, paths: list[str], files: int) -> Iterator[str]:
    """Addresses of so many pages, the first those that were written, the others copies of them."""
    for number, path in enumerate(islice(cycle(paths), files)):
        copy, place = number // len(paths), folder / path.strip("/")
        if copy:
            path = f"{path.rstrip('/')}-{copy}/"  # noqa: PLW2901
            shutil.copytree(place, folder / path.strip("/"))
        yield path


def bare(folder: Path, site: Path, port: int) -> Path:
    """nginx with nothing but a folder: the limit of the machine."""
    user = "user root; " if os.geteuid() == 0 else ""
    text = NGINX.format(folder=folder, port=port, user=user)
    config = folder / "bare.conf"
    config.write_text(text.replace(f"root {folder}/www;", f"root {site};"))
    return config


def delivered(folder: Path, site: Path, port: int) -> Path:
    """nginx with the configuration of the repository, and as many processes as the bare one."""
    config = configuration(folder, port=port, site=str(site))
    config.write_text(f"worker_processes 2;\n{config.read_text()}")
    return config


def rate(port: int, asking: Path, headers: tuple[str, ...]) -> float:
    """Requests a second; answers other than 200 are an error."""
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(asking), *headers]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True
    )
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if found is None or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise SystemExit(done.stdout)
    return float(found[1])


def measure(folder: Path, site: Path) -> dict[str, float]:
    """The median rate of each way, asked in turns."""
    asking, ports = folder / "asking.lua", (free_port(), free_port())
    asking.write_text(ASKING)
    os.environ["PATHS"] = str(folder / "paths")
    with ExitStack() as stack:
        for make, port in zip((bare, delivered), ports, strict=True):
            place = folder / make.__name__
            place.mkdir()
            command = ["nginx", "-c", str(make(place, site, port)), "-e", str(place / "log")]
            stack.enter_context(running(command, port, dict(os.environ)))
        ways = {
            "bare nginx, plain file": (ports[0], PLAIN),
            "delivered nginx.conf, plain file": (ports[1], PLAIN),
            "delivered nginx.conf, compressed file": (ports[1], PACKED),
        }
        found: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(ROUNDS + 1):
            for name, (port, headers) in ways.items():
                found[name] += [rate(port, asking, headers)][: turn and 1]  # the first warms up
    return {name: sorted(rates)[len(rates) // 2] for name, rates in found.items()}


def main() -> None:
    """Write, copy, measure, print."""
    entries, files = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory() as name:
        folder, site = Path(name), Path(name) / "site"
        paths = list(copied(site, written(site, entries), files))
        (folder / "paths").write_text("\n".join(paths))
        folder.chmod(0o755)
        size = (site / paths[0].strip("/") / "index.html").stat().st_size
        print(f"{len(paths):,} addresses, the first page {size:,} bytes", flush=True)
        print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}", flush=True)
        found = measure(folder, site)
    limit = found["bare nginx, plain file"]
    print("\n| what | requests/s | : bare nginx |\n| --- | --- | --- |")
    for way, one in found.items():
        print(f"| {way} | {one:,.0f} | {one / limit:.2f} |")


if __name__ == "__main__":
    main()
