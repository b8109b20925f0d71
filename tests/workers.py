"""Real worker processes for tests: started, waited for, killed."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The database of this test, as an address for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
    return f"postgres://{who}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


def environment(folder: Path, url: str) -> dict[str, str]:
    """What a process needs to work on a database and on the file stores below a folder."""
    return os.environ | {
        "DEVELOPMENT": "1",
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PRIVATE_ROOT": str(folder / "private"),
        "PUBLIC_ROOT": str(folder / "public"),
        "PDF_RENDITIONS": "0",
        "DJANGO_SETTINGS_MODULE": "disclosure.settings",
    }


@contextlib.contextmanager
def worker(env: dict[str, str], log: Path):
    """A running worker; whatever becomes of the test, none is left behind."""
    command = [sys.executable, "manage.py", "run_worker", "--seconds", "0.2"]
    with log.open("ab") as written:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=written, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(happened, seconds=30):
    """Wait for something to happen, and fail if it does not."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "没有等到"
        time.sleep(0.02)
