"""32 writers who take index numbers of one count at once, on PostgreSQL: no gap, no duplicate.

Run from the root of the repository: `python bench/index_numbers.py [numbers]`, 2,000 by default.
The database is made for it at BENCH_POSTGRES (see `bench/entry_and_list.py`) and dropped again.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.launching import in_new_database

if __name__ == "__main__":
    in_new_database("bench.numbers_taken", *(sys.argv[1:2] or ["2000"]), on_postgres_only=True)
