"""Lists as CSV: every row, columns for what lies inside, and nothing that a spreadsheet runs."""

import csv
import io

import pytest

from disclosure.opendata import paging
from disclosure.pages.models import Page
from tests.factories import make_agency, make_category, make_entry, make_theme


@pytest.fixture
def table(client):
    """A list as rows of a table."""

    def read(path):
        response = client.get(f"/api/v1/{path}")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        text = b"".join(response).decode()
        assert text.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    return read


def test_entries_have_all_that_the_json_has(table, ask, agency, category):
    make_entry(agency=agency, category=category, theme=make_theme(code="0201"), keywords="甲 乙")
    item = ask("entries")["items"][0]
    (row,) = table("entries?format=csv")
    assert row["id"] == str(item["id"])
    assert (row["agency_code"], row["category_slug"], row["theme_code"]) == (
        "002668020",
        "reports",
        "0201",
    )
    assert (row["genre_code"], row["genre_name"], row["report_year"]) == ("", "", "")
    assert (row["keywords"], row["published_at"]) == ("甲 乙", item["published_at"])
    for name, value in item.items():
        if isinstance(value, str):
            assert row[name] == value


def test_all_rows_come_however_many(table, agency, category, monkeypatch):
    monkeypatch.setattr(paging, "BATCH", 2)
    made = [make_entry(agency=agency, category=category).index_number for _ in range(5)]
    assert [row["index_number"] for row in table("entries?format=csv")] == made[::-1]
    assert [row["index_number"] for row in table("entries?format=csv&limit=3")] == made[:1:-1]


def test_a_formula_is_written_as_text(table, agency, category):
    entry = make_entry(agency=agency, category=category)
    Page.objects.filter(path=entry.path).update(title='=HYPERLINK("http://x")')
    assert table("entries?format=csv")[0]["title"] == '\'=HYPERLINK("http://x")'


def test_agencies_and_categories(table, db):
    above = make_agency(name="云岚市人民政府")
    below = make_agency(parent=above)
    make_category(slug="plans", parent=make_category(slug="above"))
    assert [row["parent_name"] for row in table("agencies?format=csv")] == ["", above.name]
    assert [row["code"] for row in table("agencies?format=csv&limit=1")] == [above.code]
    assert "former_names" not in table("agencies?format=csv")[0]
    assert {row["slug"]: row["parent_slug"] for row in table("categories?format=csv")} == {
        "plans": "above",
        "above": "",
    }
    assert below.parent_id == above.pk
