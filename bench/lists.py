"""What lists and the entry page cost at any size, beside an empty answer in the same run.

Run from the root of the repository: `python bench/lists.py [pages ...]`, by default 100000 and
1000000. Measured on PostgreSQL if one answers at BENCH_POSTGRES, and on SQLite; each database is
made, filled, measured by `bench.list_pages` and dropped.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.entry_and_list import ROOT, environment, postgres_database


def measure(address: str, folder: str, pages: str) -> None:
    """One database of one size."""
    env, python = environment(Path(folder), address), sys.executable
    subprocess.run([python, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    subprocess.run([python, "-m", "bench.list_pages", pages], cwd=ROOT, env=env, check=True)


def main() -> None:
    """Every size on every database."""
    for pages in sys.argv[1:] or ["100000", "1000000"]:
        with tempfile.TemporaryDirectory() as folder, postgres_database() as address:
            if address:
                measure(address, folder, pages)
        with tempfile.TemporaryDirectory() as folder:
            measure(f"sqlite:///{folder}/bench.sqlite3", folder, pages)


if __name__ == "__main__":
    main()
