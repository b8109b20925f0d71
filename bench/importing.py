"""Importing a catalogue with its index and pages, beside COPY of the same rows, on PostgreSQL.

Run from the root of the repository: `python bench/importing.py [rows]`, 5,000 by default. The
database is made for it at BENCH_POSTGRES (see `bench/entry_and_list.py`) and dropped again.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.launching import in_new_database

if __name__ == "__main__":
    in_new_database("bench.import_and_copy", *(sys.argv[1:2] or ["5000"]), on_postgres_only=True)
