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
DIFFLIB = """
import sys
sys.path.insert(0, {root!r})
from difflib import SequenceMatcher
from bench.differences import CASES, text
old = text()
SequenceMatcher(None, old, CASES[{name!r}](old), autojunk=False).get_opcodes()
"""


def text() -> list[str]:
    """A long text without repeated paragraphs."""
    return [
        f"第{number:05}项：" + "有关事项按计划推进，" * 5 + "完成。" for number in range(PARAGRAPHS)
    ]


def scattered(old: list[str]) -> list[str]:
    """One paragraph of twenty mended."""
    chosen = set(random.Random(1).sample(range(PARAGRAPHS), PARAGRAPHS // 20))
    return [line.replace("完成", "延期") if n in chosen else line for n, line in enumerate(old)]


def shuffled(old: list[str]) -> list[str]:
    """The same paragraphs in another order."""
    new = list(old)
    random.Random(1).shuffle(new)
    return new


def rewritten(old: list[str]) -> list[str]:
    """Every paragraph mended."""
    return [line.replace("完成", "延期") for line in old]


def repeated(old: list[str]) -> list[str]:
    """Nothing but the first four paragraphs over and over: few anchors."""
    return random.Random(1).choices(old[:4], k=PARAGRAPHS)


CASES: dict[str, Callable[[list[str]], list[str]]] = {
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
    old = text()
    for name, change in CASES.items():
        new = change(old)
        start = time.perf_counter()
        found = sum(1 for _ in paragraphs(old, new))
        spent = time.perf_counter() - start
        print(f"{name:<18} {found:>6} changes {spent:6.2f} s   difflib {difflib_seconds(name)}")


if __name__ == "__main__":
    main()
