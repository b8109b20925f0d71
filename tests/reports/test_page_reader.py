"""A public page saved to disk is read back: sections without their tables, and every figure."""

import pytest

from disclosure.lib.html import plain_text
from disclosure.lib.savedpage import read_page
from reports.figures import values_of
from reports.page_reader import report_content
from reports.schemes import all_schemes
from tests.factories import make_report, release_report

pytestmark = pytest.mark.django_db
FORMS = pytest.mark.parametrize("form", all_schemes(), ids=lambda form: form.key)


@FORMS
def test_saved_page_gives_the_figures_and_sections_back(
    form, agency, clerk, publisher, category, citizen
):
    entry = release_report(make_report(agency, by=clerk, year=form.first_year), clerk, publisher)
    page = read_page(citizen.get(f"{entry.path}print/").content, "保存的页面.html")
    content = report_content(page)
    assert content is not None
    assert content.scheme is form
    assert {cell: reading.value for cell, reading in content.cells.items()} == values_of(
        entry.live_edition
    )
    keys = [section.key for section in form.sections if section.kind == "text"]
    assert list(content.sections) == keys
    for html in content.sections.values():
        assert "<table" not in html
        assert "本年没有情况" in plain_text(html)
    assert [one for one in content.warnings if "缺少" in one or "没有“" in one] == []


def test_page_that_lost_a_table_says_so(agency, clerk, publisher, category, citizen):
    entry = release_report(make_report(agency, by=clerk, year=2021), clerk, publisher)
    html = citizen.get(f"{entry.path}print/").content.decode()
    start = html.rindex("<figure", 0, html.index("未经复议直接起诉"))
    end = html.index("</figure>", start) + len("</figure>")
    content = report_content(read_page((html[:start] + html[end:]).encode(), "页面.html"))
    assert "页面中没有“政府信息公开行政复议、行政诉讼情况”表，全部按空白处理。" in content.warnings
