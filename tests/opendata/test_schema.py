"""The API keeps to its own description: schemathesis asks what it allows, and what it does not."""

import pytest
import requests
import schemathesis
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.engine import Status, events, from_schema

from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release.withdrawing import withdraw
from disclosure.pages.models import Page
from tests.factories import make_entry, make_report, make_theme, release_report

EXAMPLES = 15  # for each operation, beside those that its description implies

PATHS = (
    "entries",
    "entries/{number}",
    "changes",
    "agencies",
    "categories",
    "reports",
    "cells",
    "catalog.jsonld",
)


@pytest.fixture
def told(agency, category, clerk, publisher, settle, settings):
    """Something of everything that the API has to tell, to whoever asks however often."""
    settings.OPEN_DATA_PER_MINUTE = 0
    gone = make_entry(agency=agency, category=category, theme=make_theme())
    withdraw(gone, by=publisher, reason=WithdrawalReason.PRIVACY)
    release_report(make_report(agency, by=clerk, year=2023, figure="8"), clerk, publisher)
    settle()


@pytest.mark.django_db(transaction=True)
def test_answers_conform_whatever_is_asked(told, live_server):
    generation = GenerationConfig(max_examples=EXAMPLES, deterministic=True)
    # A withdrawn entry is gone (410), which the tool does not count among the usual answers.
    usual = PositiveDataAcceptanceConfig().expected_statuses
    accepted = PositiveDataAcceptanceConfig(expected_statuses=[*usual, "410"])
    checks = ChecksConfig(positive_data_acceptance=accepted)
    project = ProjectConfig(generation=generation, checks=checks)
    config = SchemathesisConfig(projects=ProjectsConfig(default=project))
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/v1/openapi.json", config=config)
    happened = list(from_schema(schema).execute())
    assert [fault for one in happened for fault in faults_of(one)] == []
    scenarios = [one for one in happened if isinstance(one, events.ScenarioFinished)]
    assert sum(one.status == Status.SUCCESS for one in scenarios) > 7


def faults_of(event) -> list[str]:
    """What an event tells of faults: a check that failed, with the request; or a break."""
    if isinstance(event, events.NonFatalError | events.FatalError):
        return [str(vars(event) if hasattr(event, "__dict__") else event.exception)]
    if not isinstance(event, events.ScenarioFinished):
        return []
    return [
        f"{check.name}: {check.failure_info.failure} {check.failure_info.code_sample}"
        for checks in event.recorder.checks.values()
        for check in checks
        if check.status == Status.FAILURE
    ]


def test_description_is_valid(db, client):
    description = client.get("/api/v1/openapi.json").json()
    schemathesis.openapi.from_dict(description).validate()
    assert set(description["paths"]) == {f"/api/v1/{path}" for path in PATHS}


@pytest.mark.django_db(transaction=True)
def test_answers_that_say_something_conform(told, live_server):
    root = f"{live_server.url}/api/v1/"
    schema = schemathesis.openapi.from_url(f"{root}openapi.json")
    for address in (
        "entries?limit=1", "changes?changed_since=2020-01-01T00:00:00Z", "agencies", "categories",
        "reports", "cells", "entries?year=x", "entries?agency=1",
    ):  # fmt: skip
        response = requests.get(root + address, timeout=20)
        assert response.json().get("items", True), address
        schema[f"/api/v1/{address.partition('?')[0]}"]["GET"].validate_response(response)
    for page in Page.objects.all():
        response = requests.get(f"{root}entries/{page.pk}", timeout=20)
        schema["/api/v1/entries/{number}"]["GET"].validate_response(response)
