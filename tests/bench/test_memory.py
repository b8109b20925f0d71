"""Memory as the kernel tells it."""

import os
import subprocess
import sys

from bench.memory import children, memory, watching


def test_memory_of_this_process():
    found = memory(os.getpid())
    assert 0 < found.pss <= found.rss <= found.peak


def test_watching_notes_the_most_that_a_child_held():
    command = [sys.executable, "-c", "x = b'1' * (50 << 20); print(len(x), flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        with watching(os.getpid()) as watched:
            assert process.pid in watched.look()
        process.communicate(b"\n")
    assert watched.most().rss >= 50
    assert process.pid not in children(os.getpid())
