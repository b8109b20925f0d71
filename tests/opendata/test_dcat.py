"""The catalogue of data sets, read by a library for linked data, and the page for people."""

import json
import re

import pytest
from rdflib import Graph
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD

from disclosure.pages.models import Page
from tests.factories import make_entry, make_report, release_report

# The library still calls itself by a name that it gives up.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
ROOT = "http://testserver/api/v1/"


@pytest.fixture
def report(agency, category, clerk, publisher):
    return release_report(make_report(agency, by=clerk, year=2023, figure="8"), clerk, publisher)


@pytest.fixture
def graph(client):
    """The catalogue as triples."""

    def read():
        response = client.get("/api/v1/catalog.jsonld")
        assert (response.status_code, response["Content-Type"]) == (200, "application/ld+json")
        return Graph().parse(data=response.content, format="json-ld")

    return read


def test_catalog_names_the_data_sets(graph, report):
    found = graph()
    (catalog,) = found.subjects(RDF.type, DCAT.Catalog)
    sets = set(found.objects(catalog, DCAT.dataset))
    assert sets == set(found.subjects(RDF.type, DCAT.Dataset))
    assert {str(one).removeprefix(f"{ROOT}catalog.jsonld#") for one in sets} == {
        "entries", "agencies", "categories", "reports-2023",
    }  # fmt: skip
    (service,) = found.subjects(RDF.type, DCAT.DataService)
    assert set(found.objects(service, DCAT.servesDataset)) == sets
    for one in (catalog, *sets):
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
            assert len(list(found.objects(one, needed))) == 1, (one, needed)


def test_every_distribution_can_be_got_as_what_it_says_it_is(graph, report, client):
    found = graph()
    distributions = list(found.subjects(RDF.type, DCAT.Distribution))
    assert len(distributions) == 8
    for one in distributions:
        response = client.get(str(found.value(one, DCAT.accessURL)))
        assert response.status_code == 200
        kind = str(found.value(one, DCAT.mediaType)).partition("media-types/")[2]
        assert response["Content-Type"].startswith(kind)


def test_data_set_of_a_year_says_which_time_it_covers_and_when_it_changed(graph, report):
    found = graph()
    (one,) = (name for name in found.subjects(RDF.type, DCAT.Dataset) if "reports-" in name)
    covered = found.value(one, DCTERMS.temporal)
    assert str(found.value(covered, DCAT.startDate)) == "2023-01-01"
    changed = found.value(one, DCTERMS.modified)
    assert (changed.datatype, changed.value) == (XSD.dateTime, Page.objects.get().changed_at)


def test_catalog_of_an_empty_site(graph, db):
    assert len(list(graph().subjects(RDF.type, DCAT.Dataset))) == 3


def test_number_of_queries_is_constant(
    ask, agency, category, clerk, publisher, django_assert_num_queries
):
    for year in (2022, 2023):
        release_report(make_report(agency, by=clerk, year=year), clerk, publisher)
        with django_assert_num_queries(2):
            ask("catalog.jsonld")


def test_entry_page_describes_itself(client, report):
    html = client.get(report.path).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    told, page = json.loads(text), Page.objects.get()
    assert told["@type"] == "Report"
    assert told["url"] == f"http://testserver{report.path}"
    assert (told["name"], told["identifier"]) == (page.title, [report.index_number])
    assert told["publisher"]["identifier"] == "002668020"
    assert {file["sha256"] for file in told["associatedMedia"]} == set(
        page.files.values_list("digest", flat=True)
    )


def test_no_title_ends_the_description(client, agency, category):
    entry = make_entry(agency=agency, category=category)
    title = "关于</script><script>alert(1)</script>的通知"
    Page.objects.update(title=title)
    html = client.get(entry.path).content.decode()
    assert "<script>alert(1)" not in html
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert json.loads(text)["name"] == title


def test_page_for_people_names_every_address_and_parameter(client, db, ask):
    html = client.get("/api/").content.decode()
    for path, found in ask("openapi.json")["paths"].items():
        assert f"<code>{path}</code>" in html
        for parameter in found["get"]["parameters"]:
            assert parameter["description"] in html
    assert "<code>/api/v1/openapi.json</code>" in html
    assert "<code>/api/v1/catalog.jsonld</code>" in html
    assert client.get("/api/v1/")["Location"] == "/api/"
    assert 'href="/api/"' in client.get("/").content.decode()
