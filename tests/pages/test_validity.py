"""Validity in the lists: what holds and what no longer does, apart."""

import re

import pytest

from tests.factories import make_category, make_entry

VALIDITIES = ("valid", "amended", "pending", "expired", "repealed")


@pytest.fixture
def entries(agency, category):
    return {
        one: make_entry(agency=agency, category=category, validity=one, title=f"文件 {one}")
        for one in VALIDITIES
    }


def titles(response) -> set[str]:
    return set(re.findall(r">文件 (\w+)</a>", response.text))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", set(VALIDITIES)),
        ("?validity=in_force", {"valid", "amended"}),
        ("?validity=ended", {"expired", "repealed"}),
        ("?validity=pending", {"pending"}),
        ("?validity=zz", set(VALIDITIES)),
    ],
)
def test_catalogue_list_filters_by_validity(citizen, entries, query, shown):
    assert titles(citizen.get(f"/catalogue/{query}")) == shown


def test_catalogue_list_shows_the_chosen_validity_as_a_tag(citizen, entries):
    text = citizen.get("/catalogue/?validity=ended").text
    assert "有效性：废止和失效" in text
    assert '<option value="ended" selected>' in text


def test_column_keeps_what_holds_and_what_no_longer_does_apart(citizen, entries):
    text = citizen.get("/columns/reports/").text
    assert "现行有效（2）" in text
    assert "废止和失效（2）" in text
    assert titles(citizen.get("/columns/reports/?validity=in_force")) == {"valid", "amended"}
    ended = citizen.get("/columns/reports/?validity=ended")
    assert titles(ended) == {"expired", "repealed"}
    assert 'href="?validity=ended" aria-current="page"' in ended.text
    assert titles(citizen.get("/columns/reports/?validity=zz")) == set(VALIDITIES)


def test_column_in_which_everything_holds_has_one_list(citizen, agency):
    make_entry(agency=agency, category=make_category(slug="budgets"))
    assert "废止和失效" not in citizen.get("/columns/budgets/").text
