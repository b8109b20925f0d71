"""A PostgreSQL of our own, restarted without mercy while a worker releases: nothing is lost."""

import getpass
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.conftest import postgres_bin
from tests.workers import ROOT, environment, wait_until, worker

pytestmark = pytest.mark.postgres
COUNT = 30


class Cluster:
    """A private PostgreSQL on a free port; PostgreSQL refuses to run as root."""

    def __init__(self, home):
        self.data, self.bin = home / "data", postgres_bin()
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.options = f"-p {self.port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.log = home / "log"
        self.url = f"postgres://keeper@127.0.0.1:{self.port}/postgres"

    def run(self, program, *arguments):
        command = [str(self.bin / program), "-D", str(self.data), *arguments]
        if getpass.getuser() == "root":
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def begin(self):
        self.run("initdb", "-U", "keeper", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        self.run("pg_ctl", "-w", "-l", str(self.log), "-o", self.options, "start")

    def restart(self):
        options = ("-m", "immediate", "-l", str(self.log), "-o", self.options)
        self.run("pg_ctl", "-w", *options, "restart")

    def stop(self):
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    def released(self):
        """How many editions are out; -1 while the database is away."""
        try:
            with psycopg.connect(self.url, connect_timeout=3) as asked:
                sql = "SELECT count(*) FROM catalogue_edition WHERE state = 'published'"
                return asked.execute(sql).fetchone()[0]
        except psycopg.OperationalError:
            return -1


@pytest.fixture
def cluster():
    home = Path(tempfile.mkdtemp())  # a short path: its socket lies there
    home.chmod(0o777)
    made = Cluster(home)
    made.begin()
    yield made
    made.stop()
    shutil.rmtree(home)


def stage(env, *arguments):
    """Run a part of `tests.management.stage` and return what it prints."""
    command = [sys.executable, "-m", "tests.management.stage", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_restart_of_the_database_under_release_loses_and_repeats_nothing(cluster, tmp_path):
    env, log = environment(tmp_path, cluster.url), tmp_path / "log"
    stage(env, "prepare", str(COUNT))
    with worker(env, log) as process:
        for so_many in (3, 12):
            wait_until(lambda at=so_many: cluster.released() >= at)
            cluster.restart()
        wait_until(lambda: cluster.released() == COUNT, seconds=60)
        # A file that the restart left unwritten is mended by the next tick.
        wait_until(lambda: len(list((tmp_path / "public").glob("files/*/*"))) == COUNT)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0, log.read_text()[-2000:]
    assert "the database does not answer" in log.read_text()
    assert json.loads(stage(env, "tell")) == {
        "states": ["published"] * COUNT,
        "released": COUNT,
        "twice": 0,
        "refused": 0,
        "pages": COUNT,
        "rows": COUNT,
        "undone": 0,
        "faults": [],
        "swept": 0,
        "chain": [],
    }
