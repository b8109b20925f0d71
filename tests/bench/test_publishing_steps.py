"""The measuring of publications tells right counters from wrong ones."""

import pytest

from bench import publishing_steps
from bench.cleared import make_cast, make_cleared
from disclosure.agencies.models import Role
from disclosure.catalogue.models import Edition
from disclosure.pages import counters
from disclosure.pages.countrows import PageCount
from disclosure.workflow.states import State
from tests.factories import make_agency, make_category

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    agencies = [make_agency(), make_agency()]
    cast = make_cast(agencies)
    make_cleared(5, agencies, [make_category()], cast)
    assert list(Edition.objects.values_list("state", flat=True)) == [State.CLEARED] * 5
    assert cast[Role.PUBLISHER].username == "bench-publisher"
    return publishing_steps.Publisher(begin=0, rate=50)


def publish_every(publisher):
    ids = Edition.objects.order_by("pk").values_list("pk", flat=True)
    publisher.publish_turns(list(enumerate(ids)))
    counters.fold_all()


def test_compare_finds_nothing_wrong_after_publications(publisher):
    publish_every(publisher)
    assert len(publisher.spent) == 5
    found = publishing_steps.compare()
    assert (found["pages"], found["unpublished"], found["folds"]) == (5, 0, 1)
    assert (found["wrong sums"], found["open changes"], found["faults of the log"]) == (0, 0, 0)


def test_compare_finds_a_sum_that_is_not_the_count(publisher):
    publish_every(publisher)
    PageCount.objects.filter(told=counters.bits({"agency_id"})).first().delete()
    assert publishing_steps.compare()["wrong sums"] == 1


def test_compare_finds_what_was_not_published_or_not_added_up(publisher):
    ids = list(Edition.objects.order_by("pk").values_list("pk", flat=True))
    publisher.publish_turns([(0, ids[0])])
    found = publishing_steps.compare()
    assert (found["pages"], found["unpublished"], found["open changes"]) == (1, 4, 1)
