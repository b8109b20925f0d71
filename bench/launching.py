"""Running a measuring module in a database of its own, which is dropped again."""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.entry_and_list import ROOT, environment, postgres_database


def in_new_database(module: str, *arguments: str, on_postgres_only: bool = False) -> None:
    """Run `python -m module` on PostgreSQL if it answers at BENCH_POSTGRES, else on SQLite.

    Raises SystemExit where only PostgreSQL will do and none answers.
    """
    with tempfile.TemporaryDirectory() as folder, postgres_database() as address:
        if on_postgres_only and not address:
            raise SystemExit("PostgreSQL is needed: set BENCH_POSTGRES")
        env = environment(Path(folder), address or f"sqlite:///{folder}/db.sqlite3")
        python = sys.executable
        subprocess.run([python, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
        subprocess.run([python, "-m", module, *arguments], cwd=ROOT, env=env, check=True)
