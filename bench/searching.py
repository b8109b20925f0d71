"""What a search costs among 100,000 and 1,000,000 pages of about 1 kB, and the ratio of the two.

Run from the root of the repository: `python bench/searching.py [--rounds N] [--only NAME]
[pages ...]`, where NAME is postgresql or sqlite. PostgreSQL is measured if one answers at
BENCH_POSTGRES; each database is made, filled, measured by `bench.search` and dropped. A million
pages take about 15 GB of disk.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.entry_and_list import ROOT, environment, postgres_database

Times = dict[str, tuple[float, float]]  # p50 and p99 in milliseconds by what was asked


def measure(address: str, folder: Path, pages: int, rounds: int) -> Times:
    """One database of one size."""
    told = folder / "told.json"
    command = [sys.executable, "-m", "bench.search", f"--pages={pages}", f"--rounds={rounds}"]
    env = environment(folder, address)
    subprocess.run([*command, f"--told={told}"], cwd=ROOT, env=env, check=True)
    found: Times = json.loads(told.read_text())
    return found


def measure_sizes(vendor: str, sizes: list[int], rounds: int) -> dict[int, Times]:
    """All sizes on one kind of database; none where it does not answer."""
    found = {}
    for pages in sizes:
        print(f"load average {os.getloadavg()[0]:.1f}", flush=True)
        with tempfile.TemporaryDirectory() as name:
            if vendor == "sqlite":
                found[pages] = measure(f"sqlite:///{name}/db.sqlite3", Path(name), pages, rounds)
                continue
            with postgres_database() as address:
                if address:
                    found[pages] = measure(address, Path(name), pages, rounds)
    return found


def report(vendor: str, found: dict[int, Times]) -> None:
    """The times of every size, and the ratio of the largest to the smallest."""
    sizes = sorted(found)
    small, large = found[sizes[0]], found[sizes[-1]]
    heads = [f"{size:,} p50 ms | p99 ms" for size in sizes]
    print(f"\n{vendor}\n\n| what | {' | '.join(heads)} | ratio p50 | ratio p99 |")
    print("| --- |" + " --- |" * (2 * len(sizes) + 2))
    for name in small:
        cells = [f"{value:.1f}" for size in sizes for value in found[size][name]]
        cells += [f"{large[name][n] / small[name][n]:.1f}" for n in (0, 1)]
        print(f"| {name} | {' | '.join(cells)} |")
    print(flush=True)


def main() -> None:
    """Every size on every database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--only", choices=["postgresql", "sqlite"])
    asked = parser.parse_args()
    for vendor in [asked.only] if asked.only else ["postgresql", "sqlite"]:
        if found := measure_sizes(vendor, asked.pages, asked.rounds):
            report(vendor, found)


if __name__ == "__main__":
    main()
