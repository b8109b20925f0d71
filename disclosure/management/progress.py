"""A bar on the terminal that shows how far a command has come."""

import sys

BAR = 30  # characters


def show_progress(done: int, total: int, *, every: int = 1) -> None:
    """Draw the bar again at every so many steps and at the end; nothing where nobody looks on."""
    if total and sys.stderr.isatty() and (done % every == 0 or done >= total):
        filled = BAR * min(done, total) // total
        bar = "█" * filled + "░" * (BAR - filled)
        end = "\n" if done >= total else ""
        print(f"\r{bar} {done}／{total}", end=end, file=sys.stderr, flush=True)  # noqa: T201
