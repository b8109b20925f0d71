"""Agencies are renamed, merged and dissolved, and their past stays known."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from disclosure.agencies.actions import dissolve_agency, rename_agency
from disclosure.agencies.models import Agency
from disclosure.workflow.models import Event

DAY = date(2019, 1, 10)


@pytest.fixture
def renamed(agency, administrator):
    rename_agency(
        agency,
        name="云岚市政务服务管理办公室",
        short_name="政管办",
        on=DAY,
        by=administrator,
    )
    return agency


def test_renamed_agency_is_found_by_every_name(renamed):
    for name in (
        "云岚市政务服务中心",
        "市政务服务中心",
        "云岚市政务服务管理办公室",
        "政管办",
    ):
        assert Agency.objects.named(name).get() == renamed


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2019, 1, 9), "云岚市政务服务中心"), (DAY, "云岚市政务服务管理办公室")],
)
def test_name_on_a_day_changes_on_the_day_of_the_renaming(renamed, day, name):
    assert renamed.name_on(day) == name


def test_second_renaming_begins_where_the_first_ended(renamed, administrator):
    former = rename_agency(renamed, name="云岚市数据局", on=date(2024, 3, 1), by=administrator)
    assert (former.since, former.until) == (DAY, date(2024, 2, 29))


def test_renaming_is_logged(renamed):
    event = Event.objects.get()
    assert (event.action, event.data["former"]) == (
        "agency.renamed",
        "云岚市政务服务中心",
    )


def test_merged_agency_names_its_successor(agency, other_agency, administrator):
    dissolve_agency(agency, on=DAY, successor=other_agency, by=administrator)
    assert list(other_agency.predecessors.all()) == [agency]
    assert list(Agency.objects.current()) == [other_agency]
    assert Event.objects.get().action == "agency.merged"


def test_living_agency_has_no_successor(agency, other_agency):
    agency.successor = other_agency
    with pytest.raises(IntegrityError), transaction.atomic():
        agency.save()


def test_wrong_check_digit_is_a_warning(agency):
    agency.code = "000000001"
    assert len(agency.code_warnings()) == 1
    agency.save()
