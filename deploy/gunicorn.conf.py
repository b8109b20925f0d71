"""gunicorn: a few processes with threads; nginx stands in front."""

import gc
import os
import time
from typing import Any

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
max_requests = 5000
max_requests_jitter = 500
accesslog = "-"
control_socket_disable = True
# Since when the program is what it is, alike in all processes and after a restart of one.
raw_env = [f"STARTED_AT={time.time()}"]


def post_worker_init(_worker: Any) -> None:
    """Take what a process begins with out of the garbage collector's sight: it stays to the end.

    Looking through it stops all threads for some 75 ms, every now and then.
    """
    gc.collect()
    gc.freeze()
