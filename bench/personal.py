"""Precision and recall of the search for personal data, by kind, and its speed.

Run from the root of the repository: `python bench/personal.py`. The corpus is
tests/files/personal/lines.tsv: the kind that a line holds (empty: none), a tab, the line.
"""

import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from disclosure.lib.personal import personal_data  # noqa: E402

CORPUS = ROOT / "tests" / "files" / "personal" / "lines.tsv"


def measure() -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How many lines of each kind were found, missed, and reported without reason."""
    found: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for row in CORPUS.read_text("utf-8").splitlines():
        kind, line = row.split("\t", 1)
        told = {one.kind for one in personal_data(line)}
        found[kind] += bool(kind) and kind in told
        missed[kind] += bool(kind) and kind not in told
        wrong.update(told - {kind})
    return found, missed, wrong


def share(part: int, whole: int) -> str:
    """A ratio, or a dash where there is nothing to divide by."""
    return f"{part / whole:.3f}" if whole else "-"


def main() -> None:
    """A line for each kind, one for all, and the speed."""
    found, missed, wrong = measure()
    for kind in sorted({*found, *wrong} - {""}):
        precision = share(found[kind], found[kind] + wrong[kind])
        recall = share(found[kind], found[kind] + missed[kind])
        print(f"{kind:<12} precision {precision}  recall {recall}")
    total, errors = sum(found.values()), sum(wrong.values())
    precision, recall = share(total, total + errors), share(total, total + sum(missed.values()))
    print(f"all          precision {precision}  recall {recall}")
    text = CORPUS.read_text("utf-8") * 20
    start = time.perf_counter()
    personal_data(text)
    print(f"{len(text) / (time.perf_counter() - start) / 1e6:.1f} million characters a second")


if __name__ == "__main__":
    main()
