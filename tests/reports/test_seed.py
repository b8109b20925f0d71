"""The page that this project was begun for is read to the last figure, with exactly its faults."""

import os
from pathlib import Path

import pytest

from disclosure.lib.html import plain_text
from disclosure.lib.savedpage import read_page
from reports.checks import check_figures
from reports.schemes import scheme
from reports.sections import split_sections
from reports.tables import read_table
from reports.textchecks import check_text

GK2014 = scheme("gk2014")
SEED = Path("../shared/seed/000_66303b07f01cbbb2.txt")
OWN = Path("tests/files/pages")
BLANK = ("4.1", "4.2", "4.3", "5.1", "5.2", "5.3")
SEED_FIGURES = {
    "1.1": 1026,
    "1.2.2": 642,
    "1.2.4": 63,
    "2.1": 3,
    "2.2.1": 4,
    "2.2.1.1": 3,
    "2.2.3": 30,
    "8.1": 1,
    "8.2": 2,
    "8.3": 4,
    "8.3.2": 4,
    "8.4": 10,
    "9.1": 3,
    "9.2": 1,
    "9.3": 30,
}
OWN_FIGURES = {
    "1.1": 873,
    "1.1.1": 2,
    "1.1.2": 5,
    "1.2.2": 415,
    "1.2.4": 52,
    "2.1": 2,
    "2.2.1": 6,
    "2.2.1.1": 5,
    "2.2.2": 1,
    "2.2.3": 17,
    "8.1": 1,
    "8.2": 3,
    "8.3": 5,
    "8.3.1": 1,
    "8.3.2": 4,
    "8.4": 12.5,
    "9.1": 2,
    "9.2": 4,
    "9.3": 86,
}
PAGES = {
    "seed": (SEED, 2016, SEED_FIGURES),
    "own text": (OWN / "report.txt", 2015, OWN_FIGURES),
    "own HTML": (OWN / "report.html", 2015, OWN_FIGURES),
}


@pytest.fixture(params=PAGES.values(), ids=PAGES.keys())
def given(request):
    path, year, figures = request.param
    if path == SEED and not path.exists() and not os.environ.get("CI"):
        pytest.skip("the seed page is not beside this clone")
    return read_page(path.read_bytes(), path.name), year, figures


def test_page_gives_all_65_rows(given):
    page, _, figures = given
    reading = read_table(GK2014, page.tables[0].rows)
    expected = {
        row.code: None if row.code in BLANK else figures.get(row.code, 0)
        for _, row, _ in GK2014.figures()
    }
    assert {code: one.value for (_, code, _), one in reading.cells.items()} == expected
    assert (reading.missing, reading.unknown, reading.problems) == ((), (), ())
    assert len(GK2014.table("statistics").rows) - len(reading.cells) == 7


def test_page_gives_52_figures_with_units_and_6_blanks(given):
    page, *_ = given
    reading = read_table(GK2014, page.tables[0].rows)
    filled = {code: one for (_, code, _), one in reading.cells.items() if one.value is not None}
    assert len(filled) == 52
    table = GK2014.table("statistics")
    assert {code: one.unit for code, one in filled.items()} == {
        code: table.row(code).unit for code in filled
    }


def test_page_has_every_section(given):
    page, *_ = given
    sections, unknown = split_sections(GK2014, page.body_html)
    assert list(sections) == [one.key for one in GK2014.sections if one.kind == "text"]
    assert unknown == ()


def findings(page, year):
    cells = read_table(GK2014, page.tables[0].rows).cells
    figures = {cell: reading.value for cell, reading in cells.items()}
    sections, _ = split_sections(GK2014, page.body_html)
    return check_figures(GK2014, figures) + check_text(
        {key: plain_text(html) for key, html in sections.items()},
        GK2014,
        year=year,
        figures=figures,
        published_on=page.published_at.date(),
        names=page.agency_names,
    )


def test_page_has_its_faults_and_no_others(given):
    page, year, _ = given
    found = findings(page, year)
    assert [finding.check for finding in found] == [
        "G-09",
        "F5",
        "F2",
        "F3",
        "F4",
        "F7",
    ]
    assert {finding.severity for finding in found} == {"warn"}


def test_page_faults_name_both_sides(given):
    page, year, figures = given
    told = {finding.check: finding for finding in findings(page, year)}
    assert told["G-09"].left == figures["1.1"]
    assert told["G-09"].right == figures["1.2.2"] + figures["1.2.4"]
    assert (told["F2"].left, told["F2"].right) == (figures["1.1"], figures["1.2.2"])
    assert [code for _, code, _ in told["F5"].cells] == list(BLANK)
    assert "有4种名称" in told["F7"].message
