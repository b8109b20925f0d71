"""What lists, board and roll-up of annual reports cost at 1,000 agencies and 6 years.

Run from the root of the repository: `python bench/reports.py [agencies] [years]`. Measured on
PostgreSQL if one answers at BENCH_POSTGRES, else on SQLite, in a database that is dropped again.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.launching import in_new_database

if __name__ == "__main__":
    in_new_database("bench.report_pages", *(sys.argv[1:3] or ["1000", "6"]))
