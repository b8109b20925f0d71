"""Precision and recall of the list of wrong words, and the speed of the check.

Run from the root of the repository: `python bench/words.py`. The corpus is
tests/files/words/lines.tsv: the wrong word that a line holds (empty: none), a tab, the line.
"""

import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from disclosure.lib.wordfinder import ListedWord, WordFinder  # noqa: E402

CORPUS = ROOT / "tests" / "files" / "words" / "lines.tsv"
WORDS = ROOT / "disclosure" / "catalogue" / "data" / "words.toml"
MANY = 5_000


def listed() -> list[ListedWord]:
    """The list that the site is delivered with."""
    rows = tomllib.loads(WORDS.read_text("utf-8"))["words"]
    return [
        ListedWord(row["word"], row["suggestion"], tuple(row.get("right_in", "").split()))
        for row in rows
    ]


def measure(finder: WordFinder) -> tuple[int, list[str], list[str]]:
    """How many words were found; which were missed, and which reported without reason."""
    found, missed, wrong = 0, [], []
    for row in CORPUS.read_text("utf-8").splitlines():
        word, line = row.split("\t", 1)
        told = {hit.word.text for hit in finder.find(line)}
        found += word in told
        missed += [row] if word and word not in told else []
        wrong += [f"{one}\t{line}" for one in told - {word}]
    return found, missed, wrong


def speed(finder: WordFinder) -> float:
    """Millions of characters a second over the corpus."""
    text = "\n".join(row.split("\t", 1)[1] for row in CORPUS.read_text("utf-8").splitlines()) * 200
    start = time.perf_counter()
    finder.find(text)
    return len(text) / (time.perf_counter() - start) / 1e6


def padded(words: list[ListedWord]) -> list[ListedWord]:
    """The list with made-up words of frequent characters, as long as a big agency's would be."""
    letters = sorted({letter for word in words for letter in word.text + word.suggestion})
    there = {word.text for word in words}
    made = (
        a + b + c for a, b, c in zip(letters * 40, letters[7:] * 40, letters[3:] * 40, strict=False)
    )
    return [*words, *(ListedWord(text) for text in sorted(set(made) - there))][:MANY]


def main() -> None:
    """Both ratios, every line that was judged wrongly, the speed for two lengths of the list."""
    words = listed()
    finder = WordFinder(words)
    found, missed, wrong = measure(finder)
    for row in missed:
        print(f"missed  {row}")
    for row in wrong:
        print(f"wrong   {row}")
    lines = CORPUS.read_text("utf-8").count("\n")
    precision, recall = found / (found + len(wrong)), found / (found + len(missed))
    print(f"{lines} lines  precision {precision:.3f}  recall {recall:.3f}")
    for some in (words, padded(words)):
        print(f"{len(some)} words: {speed(WordFinder(some)):.1f} million characters a second")


if __name__ == "__main__":
    main()
