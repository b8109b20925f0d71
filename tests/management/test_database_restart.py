"""A PostgreSQL of our own, restarted without mercy while a worker releases: nothing is lost."""

import json
import signal

import pytest

from tests import clusters
from tests.clusters import stage
from tests.workers import environment, wait_until, worker

pytestmark = pytest.mark.postgres
COUNT = 30


@pytest.fixture
def cluster():
    with clusters.cluster() as made:
        yield made


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
