"""Annual reports and their cells over the API."""

import csv
import io

import pytest

from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release.withdrawing import withdraw
from disclosure.pages.models import Page
from reports.opendata import COLUMNS
from tests.factories import make_entry, make_report, release_report

CELL = {"table": "requests", "row": "3.1", "column": "natural"}


@pytest.fixture
def report(agency, category, clerk, publisher):
    """The entry of a released report for 2023."""
    return released(agency, clerk, publisher, 2023, "8")


def released(agency, by, publisher, year, figure):
    return release_report(make_report(agency, by=by, year=year, figure=figure), by, publisher)


def test_reports_say_of_which_year_they_are(ask, report, agency):
    make_entry(agency=agency)  # is none
    (item,) = ask("reports")["items"]
    page = Page.objects.get(path=report.path)
    assert (item["id"], item["year"], item["scheme"]) == (page.pk, 2023, "gk2021")
    assert item["url"] == f"http://testserver{report.path}"
    assert item["agency"] == {"code": "002668020", "name": "云岚市政务服务中心"}
    kinds = {file["name"].rpartition(".")[2] for file in item["files"]}
    assert kinds == {"docx", "xlsx", "csv", "json"}


def test_reports_are_found_by_agency_and_year(ask, report, agency, other_agency):
    for query, count in (
        ({"agency": agency.code, "year": 2023}, 1),
        ({"agency": other_agency.code}, 0),
        ({"year": 2022}, 0),
    ):
        assert len(ask("reports", **query)["items"]) == count
        assert bool(ask("cells", **query)["items"]) == bool(count)


def test_cells_are_those_of_the_page(ask, report):
    page = Page.objects.get(path=report.path)
    items = ask("cells")["items"]
    assert len(items) == len(page.data["cells"]) > 100
    (one,) = ask("cells", **CELL)["items"]
    assert one == CELL | {
        "agency_code": "002668020",
        "agency": page.publisher_name,
        "year": 2023,
        "scheme": "gk2021",
        "label": one["label"],
        "header": "自然人",
        "unit": "件",
        "value": "8",
        "note": "",
    }
    assert one["label"].startswith("本年新收")


def test_blank_is_not_zero(ask, agency, category, clerk, publisher):
    page = released_page(agency, clerk, publisher)
    page.data["cells"][0]["value"] = None
    page.save()
    assert ask("cells")["items"][0]["value"] is None


def released_page(agency, by, publisher) -> Page:
    return Page.objects.get(path=released(agency, by, publisher, 2023, "8").path)


def test_cells_by_cursor_never_part_a_report(ask, agency, category, clerk, publisher):
    for year in (2021, 2022, 2023):
        released(agency, clerk, publisher, year, "0")
    answer = ask("cells", limit=2, **CELL)
    assert [one["year"] for one in answer["items"]] == [2023, 2022]
    answer = ask(answer["next"])
    assert ([one["year"] for one in answer["items"]], answer["next"]) == ([2021], None)
    assert [one["year"] for one in ask("reports", limit=1)["items"]] == [2023]


def test_withdrawn_report_is_gone(ask, report, publisher):
    withdraw(report, by=publisher, reason=WithdrawalReason.ERROR)
    assert ask("reports")["items"] == ask("cells")["items"] == []


def test_cells_as_csv_are_those_of_all_reports(client, report):
    response = client.get("/api/v1/cells?format=csv&table=requests&column=natural")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="cells.csv"'
    text = b"".join(response).decode()
    assert text.startswith("\ufeffagency_code,agency,year")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    assert {(row["column"], row["value"]) for row in rows} == {("natural", "8")}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("year=2007", "报告年度，2008 至 2100 的整数"),
        ("table=%E8%A1%A8", "参数 table 的值“表”不能用，应为：表的代码"),
        ("limit=101", "报告份数，1 至 100 的整数"),
    ],
)
def test_cells_refuse(ask, db, query, told):
    assert told in ask(f"cells?{query}", status=400)["detail"]


@pytest.mark.parametrize(("path", "queries"), [("reports", 2), ("cells", 1)])
def test_number_of_queries_is_constant(
    ask, agency, category, clerk, publisher, django_assert_num_queries, path, queries
):
    for year in (2021, 2022):
        released(agency, clerk, publisher, year, "0")
        with django_assert_num_queries(queries):
            assert ask(path)["items"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("scheme=zz", "没有“zz”这个表式，只有 gk2014、gk2019、gk2021。"),
        ("table=nope", "没有代码为“nope”的表，只有 "),
        ("scheme=gk2021&table=other_2014", "没有代码为“other_2014”的表"),
        ("scheme=zz&format=csv", "没有“zz”这个表式"),
    ],
)
def test_cells_of_no_form_or_table_are_not_found(ask, db, query, told):
    assert told in ask(f"cells?{query}", status=404)["detail"]
