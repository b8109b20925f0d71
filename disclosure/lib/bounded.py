"""Work on files that strangers made, in a process of its own with an end to its time and memory."""

import resource
import subprocess
import sys
from pathlib import Path

SECONDS = 30
MEMORY = 2 * 1024**3  # bytes
ROOT = Path(__file__).resolve().parent.parent.parent


class Unfinished(Exception):
    """The work was not done within its bounds; the sentence says which."""

    def __init__(self, says: str, printed: bytes = b"") -> None:
        super().__init__(says)
        self.printed = printed


def run(module: str, *words: str, seconds: float = SECONDS) -> bytes:
    """What a module of ours prints when it is run. Raises Unfinished."""
    command = (sys.executable, "-W", "ignore", "-m", module, *words)
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, its words are paths and kinds
            command, capture_output=True, timeout=seconds, check=False, cwd=ROOT
        )
    except subprocess.TimeoutExpired as error:
        raise Unfinished(f"在 {seconds:.0f} 秒内没有读完", error.stdout or b"") from error
    except OSError as error:
        raise Unfinished(f"系统没有启动读取进程：{error}") from error
    if done.returncode:
        raise Unfinished("读取时出错，可能已损坏或者过于复杂", done.stdout)
    return done.stdout


def limit(seconds: int = SECONDS, memory: int = MEMORY) -> None:
    """Bound this process, called first by a module that `run` runs."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
