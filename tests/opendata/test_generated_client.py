"""A client that a tool makes from the description alone reads what the API tells."""

import importlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release.withdrawing import withdraw
from disclosure.opendata.api import api
from disclosure.pages.models import Page
from tests.factories import make_entry, make_report, release_report

GENERATE = [str(Path(sys.executable).with_name("openapi-python-client")), "generate"]


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The generated package, under a name that nothing else has; it comes out without a warning."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    (folder / "config.yaml").write_text("post_hooks: []\n")
    made = folder / "generated_client"
    command = [*GENERATE, "--path", str(folder / "openapi.json"), "--output-path", str(made)]
    command += ["--meta", "none", "--config", str(folder / "config.yaml"), "--fail-on-warning"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module("generated_client")
    sys.path.remove(str(folder))
    for name in [one for one in sys.modules if one.split(".")[0] == "generated_client"]:
        del sys.modules[name]


@pytest.fixture
def told(transactional_db, agency, category, clerk, publisher, settle):
    """Three entries, one of them withdrawn, and a report."""
    entries = [make_entry(agency=agency, category=category) for _ in range(3)]
    withdraw(entries[0], by=publisher, reason=WithdrawalReason.PRIVACY)
    release_report(make_report(agency, by=clerk, year=2023, figure="8"), clerk, publisher)
    settle()
    return entries


@pytest.fixture
def call(generated, live_server):
    """Call an operation by its name; the answer in the types that the client was made with."""
    folder = Path(generated.__file__).parent / "api"

    def called(name, *args, **asked):
        (file,) = folder.rglob(f"{name}.py")
        module = ".".join(file.relative_to(folder).with_suffix("").parts)
        operation = importlib.import_module(f"generated_client.api.{module}")
        return operation.sync(*args, client=client, **asked)

    with generated.Client(base_url=live_server.url, raise_on_unexpected_status=True) as client:
        yield called


def test_client_reads_entries_page_by_page(told, call):
    first = call("list_entries", limit=2)
    cursor = first.next_.partition("cursor=")[2]
    second = call("list_entries", limit=2, cursor=cursor)
    numbers = [one.index_number for one in [*first.items, *second.items]]
    pages = Page.objects.entries().order_by("-published_at", "-pk")
    assert numbers == [page.index_number for page in pages]
    assert len(numbers) == 3
    assert isinstance(first.items[0].published_at, datetime)
    assert second.next_ is None


def test_client_tells_a_change_from_a_withdrawal(told, call):
    changes = call("list_changes", changed_since=datetime(2020, 1, 1, tzinfo=UTC))
    assert sorted(type(one).__name__ for one in changes.items) == ["Entry"] * 3 + ["Withdrawn"]


def test_client_reads_one_entry_in_full(told, call):
    page = Page.objects.get(path=told[1].path)
    assert call("get_entry", page.pk).text == page.text
    gone = call("get_entry", Page.objects.get(path=told[0].path).pk)
    assert type(gone).__name__ == "Withdrawn"


def test_client_is_told_what_is_wrong(told, call):
    assert "cursor" in call("list_entries", cursor="x").detail


def test_client_reads_vocabularies_reports_and_cells(told, call, agency, category):
    assert [one.code for one in call("list_agencies").items] == [agency.code]
    assert category.slug in {one.slug for one in call("list_categories").items}
    assert [one.year for one in call("list_reports").items] == [2023]
    assert {one.value for one in call("list_cells", limit=5).items} == {"8"}
    assert call("catalog").to_dict()["@type"] == "dcat:Catalog"
