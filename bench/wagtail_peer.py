"""Entry and list beside a Wagtail site with the same content, under the same gunicorn.

Run from the root of the repository: `WAGTAIL_PYTHON=DIR/bin/python python bench/wagtail_peer.py
[entries] [seconds]`, by default 100000 entries, 3 seconds a round. Wagtail is no part of this
project: it is installed apart, by `python -m venv DIR` and `DIR/bin/pip install wagtail
gunicorn dj-database-url "psycopg[binary]"`. Needs wrk; on PostgreSQL if one answers at
BENCH_POSTGRES, else on SQLite. Texts stand in the first 2,000 entries only, on both sites; the list
of the Wagtail site has the indexes that it needs, and shows no numbers beside its filters.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from shutil import copytree
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.entry_and_list import (
    FLOOR,
    ROOT,
    Target,
    environment,
    free_port,
    gunicorn,
    measure,
    postgres_database,
    running,
)

SITE = ROOT / "bench" / "wagtail_site"
PYTHON = os.environ.get("WAGTAIL_PYTHON", sys.executable)
NEEDED = "import wagtail, gunicorn, dj_database_url"
MISSING = (
    "wagtail is missing: python -m venv DIR && DIR/bin/pip install wagtail gunicorn "
    'dj-database-url "psycopg[binary]", then WAGTAIL_PYTHON=DIR/bin/python'
)
Env = dict[str, str]


def last_line(command: list[str], folder: Path, env: Env) -> Any:
    """What a command tells at its end, as JSON."""
    done = subprocess.run(command, cwd=folder, env=env, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def our_site(stack: ExitStack, folder: Path, address: str, entries: int) -> dict[str, str]:
    """Our site, filled and running; its addresses. Leaves `entries.jsonl` for the other one."""
    (folder / "ours").mkdir()
    env, port = environment(folder / "ours", address), free_port()
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    fill = ["bench.wagtail_entries", str(entries), str(folder / "entries.jsonl")]
    told = last_line([sys.executable, "-m", *fill], ROOT, env)
    stack.enter_context(running(gunicorn(port), port, env))
    return {name: f"http://127.0.0.1:{port}{path}" for name, path in told.items()} | {
        "floor": f"http://127.0.0.1:{port}{FLOOR}"
    }


def wagtail_site(stack: ExitStack, folder: Path, address: str, entries: int) -> dict[str, str]:
    """The Wagtail site, filled and running; its addresses."""
    place, port = copytree(SITE, folder / "wagtail"), free_port()
    env = os.environ | {"DATABASE_URL": address, "PYTHONPATH": str(place)}
    for command in (["makemigrations", "catalogue", "-v0"], ["migrate", "-v0"]):
        subprocess.run([PYTHON, "manage.py", *command], cwd=place, env=env, check=True)
    fill = [PYTHON, "fill.py", str(folder / "entries.jsonl"), str(entries)]
    told = last_line(fill, place, env)
    server = [PYTHON, *gunicorn(port)[1:]]
    server[server.index("bench.wsgi")] = "wsgi"
    stack.enter_context(running(server, port, env))
    return {name: f"http://127.0.0.1:{port}{path}" for name, path in told.items()}


def targets(name: str, told: dict[str, str], entries: int) -> list[Target]:
    """What is asked of a site."""
    deep = entries // 40
    asked = {
        "entry": told["entry"],
        "list, page 1": told["list"],
        f"list, page {deep:,}": f"{told['list']}?page={deep}",
        "list of an agency": f"{told['list']}?agency=000000007",
        "list of a year": f"{told['list']}?year=2015",
    }
    return [Target(f"{name}: {what}", url) for what, url in asked.items()]


def sizes(asked: list[Target]) -> None:
    """Bytes of each answer, to see that alike is compared with alike."""
    for target in asked:
        with urllib.request.urlopen(target.url) as answer:
            print(f"{target.name}: {len(answer.read()):,} bytes")


def report(asked: list[Target], rates: dict[str, float]) -> None:
    """A line for each page, ours beside theirs."""
    floor = rates["ours: empty answer"]
    print(f"\nempty answer of ours: {floor:,.0f} a second")
    print("\n| page | ours, requests/s | : empty answer | Wagtail, requests/s | ours : Wagtail |")
    print("| --- | --- | --- | --- | --- |")
    for target in asked:
        what = target.name.removeprefix("ours: ")
        mine, theirs = rates[target.name], rates[f"Wagtail: {what}"]
        print(
            f"| {what} | {mine:,.0f} | {mine / floor:.2f} | {theirs:,.1f} | {mine / theirs:.1f} |"
        )


def main() -> None:
    """Build both sites, measure in turns, print."""
    if subprocess.run([PYTHON, "-c", NEEDED], check=False, stderr=subprocess.DEVNULL).returncode:
        raise SystemExit(MISSING)
    entries, seconds = (int(one) for one in [*sys.argv[1:], *("100000", "3")[len(sys.argv) - 1 :]])
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}", flush=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        base = stack.enter_context(postgres_database())
        address = base or f"sqlite:///{folder}/ours.sqlite3"
        ours = our_site(stack, folder, address, entries)
        other = stack.enter_context(postgres_database("wagtail"))
        theirs = wagtail_site(stack, folder, other or f"sqlite:///{folder}/w.sqlite3", entries)
        mine = targets("ours", ours, entries)
        asked = [*mine, *targets("Wagtail", theirs, entries)]
        sizes(asked)
        empty = Target("ours: empty answer", ours["floor"])
        report(mine, measure([empty, *asked], seconds))


if __name__ == "__main__":
    main()
