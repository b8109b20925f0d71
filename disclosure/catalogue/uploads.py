"""Uploads between preview and confirmation: apart from the store, and for a day at most.

Nobody may ever confirm them, and no erasure looks into them: so the worker removes them all alike.
"""

import time
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.conf import settings

from disclosure.lib import blobs

KEPT = timedelta(days=1)
GONE = "上传的文件只保留一天，已经删除，没有写入任何内容；请重新选择文件。"


def folder() -> Path:
    """Where they wait; no content of the store lies there."""
    return Path(settings.PRIVATE_ROOT) / "waiting"


def keep(file: IO[bytes]) -> str:
    """Keep what is left to read of a file; the SHA-256 by which `kept` finds it."""
    return blobs.put(folder(), file)[0]


def kept(digest: str) -> Path:
    """Where an upload waits; the file is missing once its day is over."""
    return blobs.path(folder(), digest)


def forget_old(now: float | None = None) -> int:
    """Remove those whose day is over, in seconds since the epoch; how many."""
    ended = (now or time.time()) - KEPT.total_seconds()
    old = [path for path in folder().rglob("*") if path.is_file() and path.stat().st_mtime < ended]
    for path in old:
        blobs.hide(path)
    return len(old)
