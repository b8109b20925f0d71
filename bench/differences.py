"""How long it takes to compare two versions of a very long text, by what happened to it.

Run from the root of the repository: `python bench/differences.py`. The text has 20,000 paragraphs
of 60 characters; difflib is measured beside it where it answers within a minute.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from disclosure.catalogue.comparing import paragraphs  # noqa: E402

PARAGRAPHS = 20_000
PATIENCE = 60  # seconds
Pair = tuple[list[str], list[str]]
DIFFLIB = """
import sys
sys.path.insert(0, {root!r})
from difflib import SequenceMatcher
from bench.differences import CASES
SequenceMatcher(None, *CASES[{name!r}](), autojunk=False).get_opcodes()
"""


def text() -> list[str]:
    """A long text without repeated paragraphs."""
    return [
        f"第{number:05}项：" + "有关事项按计划推进，" * 5 + "完成。" for number in range(PARAGRAPHS)
    ]


def scattered() -> Pair:
    """One paragraph of twenty mended."""
    old = text()
    chosen = set(random.Random(1).sample(range(PARAGRAPHS), PARAGRAPHS // 20))
    return old, [mended(line) if n in chosen else line for n, line in enumerate(old)]


def mended(line: str) -> str:
    """A paragraph with one word changed."""
    return line.replace("完成", "延期")


def shuffled() -> Pair:
    """The same paragraphs in another order."""
    old = text()
    return old, random.Random(1).sample(old, PARAGRAPHS)


def rewritten() -> Pair:
    """Every paragraph mended."""
    old = text()
    return old, list(map(mended, old))


def repeated() -> Pair:
    """Four paragraphs over and over on both sides, one of fifty left out: no anchors."""
    chance, few = random.Random(1), text()[:4]
    old = chance.choices(few, k=PARAGRAPHS)
    return old, [line for line in old if chance.random() > 1 / 50]


CASES: dict[str, Callable[[], Pair]] = {
    "5% mended": scattered,
    "every one mended": rewritten,
    "shuffled": shuffled,
    "four repeated": repeated,
}


def difflib_seconds(name: str) -> str:
    """The time of difflib in a process of its own, which is ended when patience ends."""
    code = DIFFLIB.format(root=str(ROOT), name=name)
    start = time.perf_counter()
    try:
        subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"more than {PATIENCE} s"
    return f"{time.perf_counter() - start:.1f} s"


def main() -> None:
    """A line for each case: changes found, our time, difflib's."""
    for name, make in CASES.items():
        old, new = make()
        start = time.perf_counter()
        found = sum(1 for _ in paragraphs(old, new))
        spent = time.perf_counter() - start
        print(f"{name:<18} {found:>6} changes {spent:6.2f} s   difflib {difflib_seconds(name)}")


if __name__ == "__main__":
    main()
