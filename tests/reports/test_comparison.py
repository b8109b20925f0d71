"""A year's figure over the agencies: public ones only, the sample told, at a constant cost."""

import pytest

from disclosure.agencies.models import Role
from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import withdrawing
from disclosure.pages.names import names
from reports.actions import save_table
from tests.factories import make_agency, make_member, make_report, release_report

pytestmark = pytest.mark.django_db
URL = "/reports/2024/compare/"


def released(value, *, parent=None, year=2024, publish=True):
    """A report in which so many requests came in (None: left blank)."""
    agency = make_agency(parent=parent)
    editor, publisher = make_member(agency, Role.EDITOR), make_member(agency, Role.PUBLISHER)
    report = make_report(agency, by=editor, year=year)
    edition = report.entry.open_edition()
    cells = {(code, "total"): str(value) for code in ("3.1", "3.3.7")}
    blank = {(code, "total"): "" for code in ("3.1", "3.3.7")}
    save_table(edition, table="requests", typed=blank if value is None else cells, by=editor)
    if publish:
        release_report(report, editor, publisher)
    return report


def shown(citizen, **query):
    found = citizen.get(URL, query).context["comparison"]
    return [(one.agency.pk, one.rank, one.shown) for one in found.agencies], found


def test_agencies_are_ranked_and_the_sample_is_told(citizen, category):
    first, second, third, blank = (released(value) for value in (7, 40, 7, None))
    released(900, publish=False)
    released(800, year=2023)
    told, found = shown(citizen)
    assert told == [
        (second.agency_id, 1, "40"),
        (first.agency_id, 2, "7"),
        (third.agency_id, 2, "7"),
    ]
    assert (found.published, len(found.agencies), found.is_small) == (4, 3, True)
    assert dict(found.facts) == {
        "合计": "54",
        "中位数": "7",
        "下四分位数": "7",
        "上四分位数": "23.5",
        "最小": "7",
        "最大": "40",
    }
    page = citizen.get(URL).content.decode()
    assert "已有 <strong>4</strong> 个机构公开年度报告，其中 <strong>3</strong> 个填报了" in page
    assert "样本较小" in page
    assert blank.agency.label not in page


def test_agencies_below_one_are_compared_by_themselves(citizen, category):
    city = make_agency()
    inside, _ = released(5, parent=city), released(9)
    told, _ = shown(citizen, parent=city.code)
    assert told == [(inside.agency_id, 1, "5")]


def test_another_figure_is_chosen_and_nonsense_shows_the_first(citizen, category):
    released(5)
    _, found = shown(citizen, series="granted")
    assert found.series.key == "granted"
    _, found = shown(citizen, series="none", parent="", page="x")
    assert found.series.key == "received"


def test_a_figure_that_nobody_reports_says_so(citizen, category):
    released(None)
    assert "都没有填报这一项" in citizen.get(URL).content.decode()


def test_a_withdrawn_report_is_not_compared(citizen, category, publisher):
    kept, gone = released(5), released(9)
    by = make_member(gone.agency, Role.PUBLISHER)
    withdrawing.withdraw(gone.entry, by=by, reason=WithdrawalReason.ERROR, note="误发")
    told, _ = shown(citizen)
    assert told == [(kept.agency_id, 1, "5")]


def test_a_year_without_reports_is_404(citizen, category):
    assert citizen.get("/reports/2031/compare/").status_code == 404
    released(5)
    assert citizen.get(URL, {"parent": "nobody"}).status_code == 404


def test_comparison_costs_a_constant_number_of_queries(
    citizen, category, django_assert_num_queries
):
    released(5)
    names()  # read once for each change of them
    with django_assert_num_queries(4):
        citizen.get(URL)
    for value in range(4):
        released(value)
    names()  # read once for each change of them
    with django_assert_num_queries(4):
        citizen.get(URL)


# --- Beside the report itself --------------------------------------------------------------------


def test_report_has_contents_that_lead_to_its_parts(citizen, agency, clerk, publisher, category):
    entry = release_report(make_report(agency, by=clerk, year=2024), clerk, publisher)
    page = citizen.get(entry.path)
    html = page.content.decode()
    contents = page.context["page"].data["contents"]
    assert [heading for _, heading in contents][:2] == ["一、总体情况", "二、主动公开政府信息情况"]
    for anchor, heading in contents:
        assert f'<a href="#{anchor}">{heading}</a>' in html
        assert f'id="{anchor}"' in html


def test_report_stands_beside_last_year(citizen, agency, clerk, publisher, category):
    def release(year, value):
        report = make_report(agency, by=clerk, year=year)
        edition = report.entry.open_edition()
        cells = {("3.1", "total"): value, ("3.3.7", "total"): value}
        save_table(edition, table="requests", typed=cells, by=clerk)
        return release_report(report, clerk, publisher)

    release(2022, "100")
    assert "没有公开的上一年度报告" in citizen.get(release(2024, "12").path).content.decode()
    before = release(2023, "10")
    html = citizen.get("/reports/agencies/" + agency.code + "/").content.decode()
    entry = agency.entries.get(annual_report__year=2024)
    html = citizen.get(entry.path).content.decode()
    assert f'<a href="{before.path}">2023 年度报告</a>' in html
    assert "<td>10</td><td>12</td><td>+2</td>" in html
    withdrawing.withdraw(before, by=publisher, reason=WithdrawalReason.ERROR, note="误发")
    assert "没有公开的上一年度报告" in citizen.get(entry.path).content.decode()
