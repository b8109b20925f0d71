"""Requests a second for list and entry at 10,000 entries, beside the limits of the machine.

Run from the root of the repository: `python bench/entry_and_list.py [entries] [seconds]`.
Everything listens on the loopback interface and is gone afterwards. Needs wrk and nginx; PostgreSQL
is measured if one answers at BENCH_POSTGRES (default 127.0.0.1:5432, user postgres, no password).
The rates of a shared machine vary from run to run; the ratios of one run are the result.
"""

import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
ROUNDS = 6
CONNECTIONS = 8
FLOOR = "/bench/empty"
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 2;
{user}events {{}}
http {{
    access_log off; types {{ text/html html; }} sendfile on; tcp_nopush on;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


@dataclass(frozen=True)
class Target:
    """One address to ask, and the queries that its answer costs."""

    name: str
    url: str
    queries: int = 0


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    command: list[str], port: int, env: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A server, from its first answer to the end of the block."""
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise SystemExit(f"{command[0]} does not answer")
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def postgres_database(suffix: str = "") -> Iterator[str]:
    """The address of a new database, dropped afterwards; "" when no server answers."""
    name = "_".join(filter(None, ["bench", str(os.getpid()), suffix]))
    try:
        server = psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        print("PostgreSQL does not answer: measured on SQLite only")
        yield ""
        return
    with server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{POSTGRES}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def environment(folder: Path, database: str) -> dict[str, str]:
    """The variables of a site of its own."""
    return os.environ | {
        "DATABASE_URL": database,
        "DATA_DIR": str(folder),
        "DEVELOPMENT": "1",  # plain http and no collected static files
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
    }


def fill(env: dict[str, str], entries: int) -> dict[str, dict[str, str]]:
    """Make the tables and the entries; what `bench.fill` tells of them."""
    python = [sys.executable]
    subprocess.run([*python, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    command = [*python, "-m", "bench.fill", str(entries)]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return told


def gunicorn(port: int) -> list[str]:
    """The application server as in production."""
    workers = ["--workers=2", "--worker-class=gthread", "--threads=4", "--no-control-socket"]
    bind = f"--bind=127.0.0.1:{port}"
    return [sys.executable, "-m", "gunicorn", "bench.wsgi", bind, *workers, "--log-level=warning"]


def site(stack: ExitStack, folder: Path, database: str, entries: int) -> list[Target]:
    """Start a filled site; what to ask of it."""
    label = "PostgreSQL" if database.startswith("postgres") else "SQLite"
    folder.mkdir()
    env, port = environment(folder, database), free_port()
    began = time.monotonic()
    told = fill(env, entries)
    print(f"{label}: {entries} entries in {time.monotonic() - began:.0f} s", flush=True)
    stack.enter_context(running(gunicorn(port), port, env))
    base = f"http://127.0.0.1:{port}"
    return [Target(f"{label}: empty answer", base + FLOOR)] + [
        Target(f"{label}: {name}", base + str(one["path"]), int(one["queries"]))
        for name, one in told.items()
    ]


def file_server(stack: ExitStack, folder: Path, page: bytes) -> Target:
    """nginx with a page as a file: the limit of the machine."""
    (folder / "www").mkdir(parents=True)
    (folder / "www" / "page.html").write_bytes(page)
    folder.chmod(0o755)
    port = free_port()
    user = "user root; " if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, user=user))
    command = ["nginx", "-c", str(config), "-e", str(folder / "nginx.log")]
    stack.enter_context(running(command, port, dict(os.environ)))
    return Target("nginx: entry as a file", f"http://127.0.0.1:{port}/page.html")


def rate(target: Target, seconds: int) -> float:
    """Requests a second; answers other than 200 are an error."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout=60s", target.url]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    if found is None or "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(f"{target.name}: {out}")
    return float(found[1])


def measure(targets: list[Target], seconds: int) -> dict[str, float]:
    """The best rate of each, asked in turns so that noise falls on all alike.

    The best, for all kept connections of a round may lie in one of the two processes.
    """
    rates: dict[str, list[float]] = {target.name: [] for target in targets}
    for target in targets:
        rate(target, 1)
    for _ in range(ROUNDS):
        for target in targets:
            rates[target.name].append(rate(target, seconds))
    return {name: max(values) for name, values in rates.items()}


def report(targets: list[Target], rates: dict[str, float]) -> None:
    """Print the table of docs/performance.md."""
    limit = rates["nginx: entry as a file"]
    print("\n| what | requests/s | : empty answer | : nginx | queries |\n|---|---|---|---|---|")
    for target in targets:
        floor = rates.get(f"{target.name.split(':')[0]}: empty answer")
        one = rates[target.name]
        share = f"{one / floor:.2f}" if floor else ""
        queries = target.queries or ""
        print(f"| {target.name} | {one:,.0f} | {share} | {one / limit:.3f} | {queries} |")


def main() -> None:
    """Build the sites, measure, print."""
    entries, seconds = (int(arg) for arg in [*sys.argv[1:], *("10000", "3")[len(sys.argv) - 1 :]])
    for tool in ("wrk", "nginx"):
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is missing: apt-get install {tool}")
    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(postgres_database())
        targets = site(stack, folder / "s", f"sqlite:///{folder}/s/bench.sqlite3", entries)
        if postgres:
            targets += site(stack, folder / "p", postgres, entries)
        entry = next(target for target in targets if target.name.endswith("entry"))
        with urllib.request.urlopen(entry.url) as answer:
            page = answer.read()
        print(f"entry page: {len(page):,} bytes")
        folder.chmod(0o755)
        targets.append(file_server(stack, folder / "n", page))
        report(targets, measure(targets, seconds))


if __name__ == "__main__":
    main()
