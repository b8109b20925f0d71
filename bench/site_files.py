"""Pages a second of a full `publish_site`, beside plain writing of the very same files.

Run from the root of the repository: `python bench/site_files.py [entries]`, by default 2000 with
pages of about 20 kB. On PostgreSQL if one answers at BENCH_POSTGRES, else on SQLite, in a database
of its own.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.launching import in_new_database

if __name__ == "__main__":
    in_new_database("bench.site_written", *(sys.argv[1:] or ["2000"]))
