"""The filtered list taken home: the same entries, safe in a spreadsheet, at a constant cost."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from disclosure.lib import xlsxlines
from disclosure.pages import cataloguepage
from disclosure.pages.listfile import LISTED
from disclosure.pages.models import Page
from tests.factories import make_agency, make_category, make_entry

pytestmark = pytest.mark.django_db
CSV, EXCEL, LIST = (
    reverse(f"pages:{name}") for name in ("catalogue_csv", "catalogue_xlsx", "catalogue_list")
)


@pytest.fixture
def entries(agency, category):
    make_entry(agency=agency, category=category, title="=HYPERLINK(1)")
    make_entry(agency=agency, category=make_category(name="规划"), title="城市规划")
    make_entry(agency=make_agency(), category=category, title="别的机构")


def lines(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_catalogue_csv_holds_what_the_list_shows(client, entries, agency):
    rows = lines(client.get(CSV, {"agency": agency.code}))
    assert [row["标题"] for row in rows] == ["城市规划", "'=HYPERLINK(1)"]
    page = Page.objects.get(title="城市规划")
    assert rows[0]["网址"] == f"http://testserver{page.path}"
    assert rows[0]["索引号"] == page.index_number
    assert {"正文", "原网址", "不予公开理由"}.isdisjoint(rows[0])


def test_catalogue_xlsx_holds_the_same(client, entries, agency):
    response = client.get(EXCEL, {"agency": agency.code})
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == tuple(column.name for column in LISTED)
    told = [[value or "" for value in row] for row in rows[1:]]
    assert told == [list(row.values()) for row in lines(client.get(CSV, {"agency": agency.code}))]
    assert response["Content-Disposition"] == 'attachment; filename="catalogue.xlsx"'
    assert response["X-Robots-Tag"] == "noindex"


def test_catalogue_list_links_to_its_files_with_its_filters(client, entries, agency, monkeypatch):
    told = client.get(LIST, {"agency": agency.code, "q": "规划", "page": 1}).text
    assert f'formaction="{CSV}"' in told and f'formaction="{EXCEL}"' in told
    for name, value in (("agency", agency.code), ("q", "规划")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in told
    assert 'name="page"' not in told
    assert CSV not in client.get(LIST, {"q": "没有这样的词"}).text
    monkeypatch.setattr(cataloguepage, "MOST_IN_EXCEL", 0)
    assert EXCEL not in client.get(LIST).text


def test_catalogue_xlsx_leads_to_csv_where_there_is_too_much(client, entries, monkeypatch):
    monkeypatch.setattr(cataloguepage, "MOST_IN_EXCEL", 2)
    response = client.get(EXCEL, {"year": 2010})
    assert response.status_code == 200 and response.getvalue()
    assert client.get(EXCEL, {"q": ""}).url == f"{CSV}?q="


@pytest.mark.parametrize("count", [1, 4])
def test_catalogue_csv_costs_the_same_however_long_it_is(
    client, agency, category, count, django_assert_num_queries
):
    for _ in range(count):
        make_entry(agency=agency, category=category)
    client.get(CSV)  # names are read once after each change
    with django_assert_num_queries(4):
        assert len(lines(client.get(CSV))) == count


REFUSED = [
    ("year", "20x4", "年份（<code>year</code>）：“20x4”无法识别，应为：1949 至 2100 的整数。"),
    ("year", "1948", "应为：1949 至 2100 的整数"),
    ("method", "closed", "应为：active（主动公开）、on_request（依申请公开）之一"),
    ("validity", "x", "有效性（<code>validity</code>）：“x”无法识别，应为：in_force（现行有效）、"),
    ("category", "a b", "栏目（<code>category</code>）：“a b”无法识别，应为：栏目的代号"),
    ("agency", "0" * 19, "应为：机构代码，至多 18 个字符"),
    ("theme", "0" * 11, "应为：主题分类的代码，至多 10 个字符"),
    ("genre", "\0", "应为：体裁的代码，至多 10 个字符"),
    ("q", "<b>" * 67, "“&lt;b&gt;&lt;b&gt;"),
]


@pytest.mark.parametrize("address", [CSV, EXCEL])
@pytest.mark.parametrize(("name", "value", "told"), REFUSED)
def test_catalogue_files_are_refused_when_a_filter_is_not_understood(
    client, entries, address, name, value, told
):
    response = client.get(address, {name: value, "source": "x"})
    assert response.status_code == 400
    assert told in response.text
    assert not response.has_header("Content-Disposition")
    assert f'<a href="{LIST}">回到政府信息公开目录</a>' in response.text


def test_refusal_names_every_fault_and_leads_back_with_the_other_filters(client, entries, agency):
    asked = {"year": "20x4", "method": "x", "agency": agency.code, "page": "2"}
    text = client.get(CSV, asked).text
    assert text.count("无法识别，应为：") == 2
    assert f'<a href="{LIST}?agency={agency.code}">' in text
    assert "其余的条件已保留" in text


@pytest.mark.parametrize("name", ["agency", "category", "theme", "genre"])
def test_code_that_nothing_has_is_refused_rather_than_an_empty_file_sent(client, entries, name):
    response = client.get(CSV, {name: "none", "year": "2024"})
    assert response.status_code == 400
    assert "“none”无法识别，应为：目录中已有的" in response.text
    assert f'<a href="{LIST}?year=2024">' in response.text


def test_list_hands_its_files_the_filters_that_it_understood(client, entries, agency):
    told = client.get(LIST, {"year": "20x4", "agency": agency.code}).text
    assert f'<input type="hidden" name="agency" value="{agency.code}">' in told
    assert '<input type="hidden" name="year"' not in told


def test_catalogue_xlsx_is_sent_while_it_is_read(client, agency, category, monkeypatch):
    monkeypatch.setattr(xlsxlines, "CHUNK", 1)
    for _ in range(3):
        make_entry(agency=agency, category=category, title="甲 & <乙>")
    response = client.get(EXCEL)
    assert response.streaming and not response.has_header("Content-Length")
    pieces = list(response.streaming_content)
    assert len(pieces) > 1
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(pieces)))["政府信息公开目录"]
    assert [row[0] for row in sheet.values] == ["标题", *["甲 & <乙>"] * 3]
