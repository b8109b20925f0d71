"""Entry pages as nginx serves the written site, beside plain files from a bare nginx.

Run from the root of the repository: `python bench/served_files.py [entries] [files]`, by default
200 entries of about 20 kB, whose written pages are copied until there are 100000 addresses, each
with its compressed twin (about 2.5 GB of disk). Both servers give out the same folder, and any of
its addresses is asked for. Needs nginx and wrk.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.launching import in_new_database

if __name__ == "__main__":
    in_new_database("bench.site_served", *[*sys.argv[1:], *("200", "100000")[len(sys.argv) - 1 :]])
