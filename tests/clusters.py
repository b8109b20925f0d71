"""A PostgreSQL of our own for tests that stop or restart it; and a site set up in it."""

import contextlib
import getpass
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from tests.conftest import postgres_bin
from tests.workers import ROOT


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
        return self.ask("SELECT count(*) FROM catalogue_edition WHERE state = 'published'")

    def ask(self, sql):
        """The one number that a query gives; -1 while the database is away."""
        try:
            with psycopg.connect(self.url, connect_timeout=3) as asked:
                return asked.execute(sql).fetchone()[0]
        except psycopg.OperationalError:
            return -1


@contextlib.contextmanager
def cluster():
    """A running PostgreSQL with nothing in it; stopped and removed afterwards."""
    home = Path(tempfile.mkdtemp())  # a short path: its socket lies there
    home.chmod(0o777)
    made = Cluster(home)
    made.begin()
    try:
        yield made
    finally:
        if (made.data / "postmaster.pid").exists():
            made.stop()
        shutil.rmtree(home)


def stage(env, *arguments):
    """Run a part of `tests.management.stage` and return what it prints."""
    command = [sys.executable, "-m", "tests.management.stage", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
