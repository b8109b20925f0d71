"""docs/开放数据.md says what is so: its examples run, every field and parameter is there."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release.withdrawing import withdraw
from disclosure.pages.models import Page
from tests.factories import make_entry, make_report, release_report

TEXT = (Path(__file__).resolve().parents[2] / "docs/开放数据.md").read_text("utf-8")
SITE = "https://www.example.gov.cn"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture
def entry(agency, category):
    return make_entry(agency=agency, category=category)


@pytest.fixture
def report(agency, category, clerk, publisher):
    return release_report(make_report(agency, by=clerk, year=2023, figure="8"), clerk, publisher)


@pytest.fixture
def run(transactional_db, live_server, settings):
    """Run an example as it stands, but for the name of the site; what it defines."""
    settings.OPEN_DATA_PER_MINUTE = 0

    def example(opening: str) -> dict:
        (code,) = (block for block in blocks("python") if opening in block)
        names = {}
        exec(code.replace(SITE, live_server.url), names)
        return names

    return example


def test_every_address_that_one_can_try_answers(client, report):
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    addresses = [re.match(r'curl "\$SITE(/api/v1/\S+)"', line)[1] for line in lines]
    assert len(addresses) > 7
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        content = b"".join(response) if response.streaming else response.content
        assert content


def test_paging_finds_every_title(run, agency, category):
    for number in range(5):
        make_entry(agency=agency, category=category, title=f"第{number}号通知")
    assert run("titles")["titles"] == [f"第{number}号通知" for number in (4, 3, 2, 1, 0)]


def test_copy_follows_what_changes(run, entry, agency, category, publisher, settle):
    other = make_entry(agency=agency, category=category)
    settle()
    names = run("def renew")
    copy, since = names["copy"], names["since"]
    assert {one["index_number"] for one in copy.values()} == {
        entry.index_number,
        other.index_number,
    }
    withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)
    Page.objects.filter(path=entry.path).update(changed_at=datetime.fromisoformat(since))
    names["renew"](copy, since)
    assert {one["index_number"] for one in copy.values()} == {other.index_number}


def test_cells_and_rows_of_the_examples(run, report):
    assert run("received")["received"] == {"002668020": "8"}
    Page.objects.update(published_at=datetime(2024, 5, 1, tzinfo=UTC))
    (row,) = run("csv.DictReader")["rows"]
    assert (row["index_number"], row["report_year"]) == (report.index_number, "2023")


def test_example_of_an_entry_has_the_fields_of_one(ask, entry):
    (shown,) = map(json.loads, blocks("json"))
    assert list(shown) == list(ask("entries")["items"][0])


def test_every_field_and_parameter_is_explained(ask):
    description = ask("openapi.json")
    shapes = description["components"]["schemas"].values()
    fields = {name for shape in shapes for name in shape.get("properties", ())}
    asked = {
        one["name"] for path in description["paths"].values() for one in path["get"]["parameters"]
    }
    named = set(re.findall(r"`(\w+)`", TEXT)) | set(re.findall(r'"(\w+)":', TEXT))
    assert (fields | asked) - named - {"number"} == set()
    for path in description["paths"]:
        assert path.replace("{number}", "编号") in TEXT
