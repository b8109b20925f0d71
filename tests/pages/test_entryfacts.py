"""What is known of an entry is found by indexes, however many pages there are."""

import re

import pytest
from django.db import connection

from disclosure.pages.entryfacts import statement
from tests.plans import plan

pytestmark = pytest.mark.django_db
USED = {  # by the index: how often, at the least
    "pages_agency_listed": 2,  # the older and the newer neighbour
    "pages_target": 2,  # what leads here, and when that was changed
    "pages_agency_withdrawn": 1,  # what was withdrawn between the neighbours
}


def test_facts_of_an_entry_come_from_indexes():
    told = plan(statement(connection.vendor), ["/catalogue/1/"])
    found = {name: len(re.findall(rf"\b{name}\b", told)) for name in USED}
    assert all(found[name] >= times for name, times in USED.items()), told
    assert "pages_changed" not in told, "all pages are gone through by the time of their change"
    assert "pages_agency_changed" not in told
