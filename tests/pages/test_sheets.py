"""The catalogue on paper: its four fields, its filters, its parts."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import withdrawing
from disclosure.pages import sheets
from disclosure.pages.models import Page
from tests.factories import make_entry, make_genre, make_theme

SHEET = "/catalogue/print/"


@pytest.fixture
def citizen(db):
    return Client()


@pytest.fixture
def entry(agency, clerk, category):
    entry = make_entry(agency=agency, by=clerk, category=category, title="值班办法")
    Page.objects.update(summary="规定值班的时间和职责", written_on=date(2026, 3, 2))
    return entry


def test_sheet_prints_the_four_fields(citizen, entry):
    text = citizen.get(SHEET).text
    for said in (entry.index_number, "值班办法", "规定值班的时间和职责", "2026-03-02", "共 1 条"):
        assert said in text


def test_beginning_of_the_text_stands_for_a_summary_that_nobody_wrote(citizen, entry):
    Page.objects.update(summary="", text="值" * 200, written_on=None)
    text = citizen.get(SHEET).text
    assert "值" * 80 + "……" in text
    assert "值" * 81 not in text
    assert "<td>—</td>" in text


def test_sheet_keeps_the_filters_of_the_list_and_names_them(citizen, entry, other_agency):
    assert "机构：" in citizen.get(f"{SHEET}?agency={entry.agency.code}").text
    assert "值班办法" in citizen.get(f"{SHEET}?agency={entry.agency.code}").text
    empty = citizen.get(f"{SHEET}?agency={other_agency.code}").text
    assert "没有符合条件的信息" in empty
    listed = citizen.get(f"/catalogue/?agency={entry.agency.code}").text
    assert f'formaction="{SHEET}"' in listed


def test_sheet_says_what_it_did_not_understand_as_the_list_does(citizen, entry):
    said = "有的条件无法识别，已忽略：年份“"
    for address in (SHEET, "/catalogue/", "/search/?q=办法"):
        assert said in citizen.get(address, {"year": "20x4"}).text
        assert "无法识别" not in citizen.get(address, {"year": "2024"}).text
    assert "值班办法" in citizen.get(SHEET, {"year": "20x4"}).text


@pytest.mark.parametrize("address", [SHEET, "/catalogue.csv", "/catalogue.xlsx"])
def test_what_is_taken_home_keeps_theme_and_genre(citizen, agency, category, address):
    above, genre = make_theme(code="02"), make_genre(code="09")
    wanted = make_entry(
        agency=agency, category=category, theme=make_theme(code="0201", parent=above), genre=genre
    )
    make_entry(agency=agency, category=category, genre=genre)
    make_entry(agency=agency, category=category, theme=above)
    answer = citizen.get(address, {"theme": "02", "genre": "09"})
    assert numbers_in(answer) == {wanted.index_number}
    assert numbers_in(citizen.get(address, {"theme": "03"})) == set()


def numbers_in(answer) -> set:
    """The index numbers that a sheet, a CSV file or a workbook says."""
    content = answer.content if not answer.streaming else b"".join(answer)
    if content.startswith(b"PK"):
        content = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    return {
        one
        for one in Page.objects.values_list("index_number", flat=True)
        if one in content.decode()
    }


def test_long_catalogue_is_printed_in_parts(citizen, agency, clerk, category, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS", 2)
    for number in range(3):
        make_entry(agency=agency, by=clerk, category=category, title=f"第{number}号通知")
    first, second = (citizen.get(f"{SHEET}?page={page}").text for page in (1, 2))
    assert ("第2号通知" in first, "第0号通知" in first) == (True, False)
    assert ("第2号通知" in second, "第0号通知" in second) == (False, True)
    assert "本页为第 3 至 3 条" in second
    assert 'href="?page=2"' in first


@pytest.mark.parametrize("count", [1, 9])
def test_sheet_costs_a_constant_number_of_queries(
    citizen, agency, clerk, category, count, django_assert_num_queries
):
    for _ in range(count):
        make_entry(agency=agency, by=clerk, category=category)
    citizen.get(SHEET)  # agencies, columns, themes and genres are read once after each change
    with django_assert_num_queries(4):
        citizen.get(SHEET)


def test_withdrawn_entries_are_not_printed(citizen, entry, publisher):
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.REPEALED)
    assert "值班办法" not in citizen.get(SHEET).text
