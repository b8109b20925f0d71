"""The corpus: every query finds what a substring scan finds, on both databases."""

import pytest

from bench import searchcorpus

pytestmark = pytest.mark.django_db


@pytest.fixture
def queries():
    return searchcorpus.read("queries.json") + searchcorpus.read("written.json")


def test_search_finds_what_a_scan_finds(db, queries):
    judgement = searchcorpus.judge(searchcorpus.load(), queries)
    assert judgement.wanted > len(queries)
    assert judgement.recall == 1, judgement.faults[:10]
    assert judgement.precision == 1, judgement.faults[:10]


def test_corpus_holds_two_hundred_queries(queries):
    assert len({row["query"] for row in queries}) >= 200


def test_judgement_counts_faults(db):
    judgement = searchcorpus.judge({}, [{"query": "预算", "pages": [1]}])
    assert judgement.recall == 0
    assert len(judgement.faults) == 1
