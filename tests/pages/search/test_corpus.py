"""The corpus: every query finds what a substring scan finds, on both databases."""

import pytest

from bench import searchcorpus

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(db):
    return searchcorpus.load()


@pytest.mark.parametrize("name", ["queries.json", "written.json"])
def test_search_finds_what_a_scan_finds(keys, name):
    queries = searchcorpus.read(name)
    judgement = searchcorpus.judge(keys, queries)
    assert judgement.wanted > len(queries)
    assert judgement.recall == 1, judgement.faults[:10]
    assert judgement.precision == 1, judgement.faults[:10]


def test_corpus_holds_two_hundred_queries():
    queries = searchcorpus.read("queries.json") + searchcorpus.read("written.json")
    assert len({row["query"] for row in queries}) >= 200


def test_judgement_counts_faults(keys):
    judgement = searchcorpus.judge(keys, [{"query": "预算", "pages": [0]}])
    assert (judgement.recall, judgement.precision) == (0, 0)
    assert len(judgement.faults) == 1
