"""Publish 50 entries a second while readers ask for lists; then every counter must be exact.

Run from the root of the repository: `python bench/publishing.py [--pages N] [--seconds N]
[--rate N] [--reads N]`, rates a second. Real processes on PostgreSQL at BENCH_POSTGRES: gunicorn,
publishers that call the service of the desk, and the worker that adds the counters up. Prints the
rate that was reached, the times of readers, deadlocks, and the memory of the web workers; exits
with 1 when a read failed, a deadlock happened, or a counter is not what COUNT(*) says. The database
is dropped afterwards.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.entry_and_list import ROOT, environment, free_port, gunicorn, postgres_database, running
from bench.memory import Watched, told, watching

PUBLISHERS, READERS = 3, 4  # processes of two threads; threads
ALONE = 6  # seconds of reading without publishing
FOLDED = 60  # seconds that the worker has to add up what is left
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
Env = dict[str, str]


class Readers:
    """Threads that ask for pages, together so many a second at most, until the block ends."""

    def __init__(self, port: int, paths: list[str], rate: float) -> None:
        self.port, self.paths, self.pause = port, paths, READERS / rate
        self.stop, self.lock = threading.Event(), threading.Lock()
        self.spent: list[float] = []
        self.errors: list[str] = []

    def __enter__(self) -> "Readers":
        self.threads = [threading.Thread(target=self.read, args=[n]) for n in range(READERS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def read(self, number: int) -> None:
        """One reader, on a connection that is kept."""
        dice, asked = random.Random(number), http.client.HTTPConnection("127.0.0.1", self.port)
        while not self.stop.is_set():
            path, began = dice.choice(self.paths), time.perf_counter()
            try:
                asked.request("GET", path)
                answer = asked.getresponse()
                answer.read()
                fault = "" if answer.status == 200 else f"{path}: {answer.status}"
            except (OSError, http.client.HTTPException) as error:
                asked.close()
                fault = f"{path}: {error!r}"
            spent = time.perf_counter() - began
            with self.lock:
                self.spent.append(spent)
                self.errors += [fault] if fault else []
            self.stop.wait(max(0.0, self.pause - spent))


def step(env: Env, *arguments: object) -> dict[str, Any]:
    """A step of `bench.publishing_steps`, to its end."""
    command = [sys.executable, "-m", "bench.publishing_steps", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def worker(env: Env) -> Iterator[None]:
    """The worker, which adds the counters up."""
    command = [sys.executable, "manage.py", "run_worker", "--seconds", "0.5"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def publish_all(env: Env, rate: float) -> list[dict[str, Any]]:
    """What each publisher did; all begin at the same time."""
    command = [sys.executable, "-m", "bench.publishing_steps", "publish"]
    processes = [
        subprocess.Popen(
            [*command, *map(str, (share, PUBLISHERS, rate))],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for share in range(PUBLISHERS)
    ]  # fmt: skip
    for process in processes:
        pipe(process.stdout).readline()
    begin = time.time() + 1
    for process in processes:
        pipe(process.stdin).write(f"{begin}\n")
        pipe(process.stdin).flush()
    answers = [process.communicate()[0] for process in processes]
    if any(process.returncode for process in processes):
        raise SystemExit("a publisher failed")
    return [{"begun": begin} | json.loads(answer.splitlines()[-1]) for answer in answers]


def pipe(end: IO[str] | None) -> IO[str]:
    """An end of a pipe that was asked for."""
    assert end is not None
    return end


def wait_until_folded(address: str) -> None:
    """Until the worker has added up every change."""
    with psycopg.connect(address, autocommit=True) as database:
        for _ in range(FOLDED):
            if not database.execute("SELECT 1 FROM pages_countchange LIMIT 1").fetchone():
                return
            time.sleep(1)


def deadlocks(address: str) -> int:
    """How many the database has counted; sessions tell their numbers when they end."""
    with psycopg.connect(address) as database:
        row = database.execute(DEADLOCKS).fetchone()
        assert row is not None
        return int(row[0])


def load(
    env: Env, port: int, told_of: dict[str, Any], asked: argparse.Namespace, watched: Watched
) -> Any:
    """Read alone, then publish beside it; what publishers and readers saw."""
    lists, reads = told_of["lists"], asked.reads
    with Readers(port, lists, reads) as first:  # until each worker has loaded everything
        time.sleep(ALONE)
    with Readers(port, lists, reads) as alone:
        time.sleep(ALONE)
    print(told("lists read", watched.look()))
    with Readers(port, lists, reads) as beside:
        published = publish_all(env, asked.rate)
    print(told("lists read, entries published", watched.look()))
    several = [*told_of["entries"], f"/search/?q={quote('办理')}", "/catalogue.csv"]
    with Readers(port, several, reads) as others:
        time.sleep(ALONE)
    print(told("entries, search, export of the list", watched.look()))
    return published, alone, beside, first, others


def quantiles(spent: list[float]) -> str:
    """p50 and p99 in milliseconds."""
    ranked = sorted(spent)
    middle, slow = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99)]
    return f"p50 {middle * 1000:.0f} ms, p99 {slow * 1000:.0f} ms"


def report(published: list[dict[str, Any]], alone: Readers, beside: Readers) -> int:
    """Print rates and times; how many were published."""
    busy = sum(share["processor"] for share in published)
    spent = [one for share in published for one in share["spent"]]
    seconds = max(share["ended"] for share in published) - published[0]["begun"]
    print(
        f"\npublished {len(spent)} in {seconds:.1f} s: {len(spent) / seconds:.1f} a second, ",
        end="",
    )
    print(f"each {quantiles(spent)}, {busy / len(spent) * 1000:.0f} ms of a processor")
    print(f"lists, nobody publishing: {len(alone.spent)} reads, {quantiles(alone.spent)}")
    print(f"lists, beside it: {len(beside.spent)} reads, {quantiles(beside.spent)}")
    return len(spent)


def measure(address: str, folder: Path, asked: argparse.Namespace) -> list[str]:
    """Everything in one database; what is wrong."""
    env, port, editions = environment(folder, address), free_port(), asked.rate * asked.seconds
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    told_of, before = step(env, "fill", asked.pages, editions), deadlocks(address)
    with running(gunicorn(port), port, env) as server, worker(env):
        time.sleep(2)
        print("\n| web workers | each | PSS together, MiB |\n| --- | --- | --- |")
        with watching(server.pid) as watched:
            print(told("started", watched.look()))
            published, *readers = load(env, port, told_of, asked, watched)
        print(f"| most at any time | {watched.most()} | |")
        wait_until_folded(address)
    count = report(published, readers[0], readers[1])
    found = step(env, "compare") | {"deadlocks": deadlocks(address) - before}
    found["failures"] = [share["failures"] for share in published if share["failures"]]
    found["read errors"] = [error for one in readers for error in one.errors]
    print(", ".join(f"{name}: {value}" for name, value in found.items()))
    wrong = ("unpublished", "open changes", "wrong sums", "faults of the log", "deadlocks")
    faults = [name for name in (*wrong, "failures", "read errors") if found[name]]
    return faults if count == editions == found["pages"] - asked.pages else [*faults, "pages"]


def main() -> None:
    """Measure, and fail where something is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--reads", type=int, default=50)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder, postgres_database() as address:
        if not address:
            raise SystemExit("PostgreSQL is needed: set BENCH_POSTGRES")
        if faults := measure(address, Path(folder), asked):
            raise SystemExit(f"wrong: {', '.join(faults)}")
    print("no deadlock, no read failed, every counter is exact")


if __name__ == "__main__":
    main()
