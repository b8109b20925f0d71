"""What lists, board and roll-up of annual reports cost at 1,000 agencies and 6 years.

Run from the root of the repository: `python bench/reports.py [agencies] [years]`. Measured on
PostgreSQL if one answers at BENCH_POSTGRES, else on SQLite, in a database that is dropped again.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.entry_and_list import ROOT, environment, postgres_database


def main() -> None:
    """A database of its own, filled and read by `bench.report_pages`."""
    sizes = sys.argv[1:3] or ["1000", "6"]
    with tempfile.TemporaryDirectory() as folder, postgres_database() as address:
        env = environment(Path(folder), address or f"sqlite:///{folder}/db.sqlite3")
        python = sys.executable
        subprocess.run([python, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
        subprocess.run([python, "-m", "bench.report_pages", *sizes], cwd=ROOT, env=env, check=True)


if __name__ == "__main__":
    main()
