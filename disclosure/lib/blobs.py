"""A store of files named by their content: written once, never changed."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

CHUNK = 1 << 20


def path(root: Path, digest: str) -> Path:
    """Where the content with that SHA-256 lies."""
    return root / digest[:2] / digest


def put(root: Path, file: IO[bytes]) -> tuple[str, int]:
    """Store what is left to read of a file; return its SHA-256 and size in bytes.

    The content appears at once and whole, or not at all.
    """
    root.mkdir(parents=True, exist_ok=True)
    hasher, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as copy:
        try:
            while chunk := file.read(CHUNK):
                hasher.update(chunk)
                size += len(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
            target = path(root, hasher.hexdigest())
            target.parent.mkdir(exist_ok=True)
            Path(copy.name).replace(target)
        finally:
            Path(copy.name).unlink(missing_ok=True)
    return hasher.hexdigest(), size


def exists(root: Path, digest: str) -> bool:
    """Whether the content is in the store."""
    return path(root, digest).is_file()


def remove(root: Path, digest: str) -> None:
    """Take a content out of the store for good; nothing there is no fault.

    The file is unlinked, not overwritten: on journalling file systems and flash an overwrite
    proves nothing. What the disk keeps is the operator's part, see docs/部署手册.md.
    """
    hide(path(root, digest))


def expose(root: Path, digest: str, target: Path) -> None:
    """Show stored content under another path, at once and whole; readable for the web server."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as copy:
        try:
            with path(root, digest).open("rb") as source:
                shutil.copyfileobj(source, copy, CHUNK)
            Path(copy.name).chmod(0o644)
            Path(copy.name).replace(target)
        finally:
            Path(copy.name).unlink(missing_ok=True)


def hide(target: Path) -> None:
    """Remove a shown path and the folder that it leaves empty; nothing there is no fault."""
    target.unlink(missing_ok=True)
    if target.parent.is_dir() and not any(target.parent.iterdir()):
        target.parent.rmdir()
