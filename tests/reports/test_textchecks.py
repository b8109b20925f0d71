"""The text is compared with the table: faults are named with both sides, right things pass."""

import datetime
from decimal import Decimal

import pytest

from reports.schemes import scheme
from reports.textchecks import check_text

GK2014 = scheme("gk2014")


def check(text, *, section="overview", figures=(), published=None, names=()):
    cells = {("statistics", code, "count"): Decimal(value) for code, value in figures}
    return check_text(
        {section: text},
        GK2014,
        year=2015,
        figures=cells,
        published_on=published,
        names=names,
    )


def ids(*args, **kwargs):
    return [finding.check for finding in check(*args, **kwargs)]


def test_check_text_compares_the_website_with_its_row():
    (finding,) = check("在政府门户网站上公开信息共计873条。", figures=[("1.2.2", 415)])
    assert (finding.check, finding.severity) == ("F2", "warn")
    assert (finding.left, finding.right) == (873, 415)
    assert "共计873条" in finding.message and "415条" in finding.message
    assert "相差458" in finding.message


def test_check_text_is_silent_when_text_and_table_agree():
    assert ids("在门户网站公开政府信息共1,026条。", figures=[("1.2.2", 1026)]) == []
    assert ids("在门户网站公开政府信息共计1.2万条。", figures=[("1.2.2", 12000)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "在门户网站上公开信息，公布要闻148条。",
        "在采购网、国土厅网站、日报等多个媒体平台发布信息1520条次。",
        "通过网站、微信公开信息共计90条。",
        "向市委信息处报送信息107条，录用36条。",
    ],
)
def test_check_text_does_not_take_other_counts_for_the_website(text):
    assert ids(text, figures=[("1.2.2", 642), ("1.1", 1026), ("1.2.4", 63)]) == []


def test_check_text_compares_nothing_with_a_blank():
    assert ids("在政府门户网站上公开信息共计873条。") == []


def test_check_text_none_means_zero():
    text = "全年未收到公开政府信息的申请。"
    assert ids(text, section="requests", figures=[("3.1", 0)]) == []
    assert ids(text, section="requests", figures=[("3.1", 3)]) == ["N-2"]


def test_check_text_speaks_of_disputes_only_in_their_section():
    text = "全年办理行政复议案件120件。"
    assert ids(text, figures=[("4", 0)]) == []
    assert ids(text, section="disputes", figures=[("4", 0)]) == ["N-1"]


@pytest.mark.parametrize(
    "period",
    [
        "自2015年1月1日起至2015年12月31日止",
        "2015年1月1日至12月31日",
        "2015年1月1日—2015年12月31日",
        "２０１５年１月１日－１２月３１日",
        "从2015年 1 月 1 日到同年12月31日",
    ],
)
def test_check_text_accepts_the_calendar_year(period):
    assert ids(f"本报告所列数据的统计期限为{period}。") == []


@pytest.mark.parametrize(
    "period",
    [
        "自2015年1月1日起至2015年12月1日止",
        "2015年1月1日至12月30日",
        "2014年1月1日至2014年12月31日",
        "自2015年1月1日起至201515年12月31日止",
    ],
)
def test_check_text_reports_another_period(period):
    (finding,) = check(f"本报告所列数据的统计期限为{period}。")
    assert finding.check == "F3"
    assert "应为2015年1月1日至2015年12月31日" in finding.message


def test_check_text_minds_periods_only_where_figures_are_spoken_of():
    assert ids("培训班自2015年3月1日至2015年4月1日举办。") == []


def test_check_text_publication_at_the_deadline_and_a_day_later():
    assert ids("", published=datetime.date(2016, 3, 31)) == []
    (finding,) = check("", published=datetime.date(2016, 4, 1))
    assert finding.check == "F4"
    assert "晚了1天" in finding.message and "条文待核实" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "应归档312项，已归档225项，在用119项，在用比例72.1%(已归档/应归档)，其中重点38项。",
        "办件2480件，其中网上办理372件，网上办理率为15%。",
        "共2480件，其中372件网上办理，其余占85%。",
        "全年采购20项，其中工程5项，信息公开率达到100%。",
        "办件2480件，其中网上办理372件，比上年增长17.3%。",
        "办件2480件，群众满意率98.5%。",
        "共64465件，其中3557件通过互联网申报，申报率为5.52%。",
    ],
)
def test_check_text_is_silent_on_shares_that_some_pair_gives(text):
    assert ids(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "办件2480件，其中网上办理372件，网上办理率为16%。",
        "应归档312项，已归档225项，在用119项，占72.9%。",
    ],
)
def test_check_text_reports_a_share_that_no_pair_gives(text):
    assert ids(text) == ["F6"]


def test_check_text_lists_the_names_of_one_agency():
    names = ["云河市人民政府档案服务中心", "市档案服务中心", "市档案管理局"]
    (finding,) = check("2015年，云河市政府档案服务中心编写本报告。", names=names)
    assert finding.check == "F7"
    for name in (*names, "云河市政府档案服务中心"):
        assert f"“{name}”" in finding.message


def test_check_text_takes_a_short_form_for_the_same_name():
    names = ["云河市档案服务中心", "市档案服务中心", "云河市档案服务中心"]
    assert ids("市档案服务中心编写本报告。", names=names) == []


def test_check_text_reports_the_notice_of_another_years_form():
    text = "按照国办公开办函〔2019〕60号要求编制。"
    found = check_text(
        {"preface": text},
        scheme("gk2021"),
        year=2024,
        figures={},
        published_on=None,
        names=["云河市档案局"],
    )
    assert [one.check for one in found] == ["N-5"]
    assert "国办公开办函〔2021〕30号" in found[0].message
    own = text.replace("2019〕60", "2021〕30")
    assert not check_text(
        {"preface": own}, scheme("gk2021"), year=2024, figures={}, published_on=None, names=[]
    )


@pytest.mark.parametrize(
    ("name", "value", "is_told"),
    [
        ("云河市湖港镇人民政府", 4, True),
        ("云河市湖港镇人民政府", 0, False),
        ("云河市城东街道办事处", 4, True),
        ("云河市人民政府", 4, False),
    ],
)
def test_check_text_doubts_rules_of_an_organ_that_issues_none(name, value, is_told):
    cell = ("active", "2.1.1", "in_force")
    found = check_text(
        {},
        scheme("gk2021"),
        year=2024,
        figures={cell: Decimal(value)},
        published_on=None,
        names=[name],
    )
    assert [(one.check, one.cells) for one in found] == ([("V-3", (cell,))] if is_told else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("现公布云岚市教育局2015年政府信息公开工作年度报告。", []),
        ("现公布市教育局2015年度政府信息公开年报。", []),
        ("现公布我局2015年度政府信息公开工作年度报告。", []),
        ("与我局2014年政府信息公开工作年度报告相比，申请增加。", []),
        ("根据条例要求，编制2015年政府信息公开工作年度报告。", []),
        ("现公布云岚市教育局2014年政府信息公开工作年度报告。", ["N-4"]),
        ("现公布云岚市水务局2015年政府信息公开工作年度报告。", ["F7"]),
        ("现公布云岚市水务局2014年政府信息公开工作年度报告。", ["N-4", "F7"]),
    ],
)
def test_text_is_this_report_of_this_agency(text, expected):
    assert ids(text, names=["云岚市教育局"]) == expected


def test_what_another_report_left_in_the_text_is_quoted():
    (finding,) = check("现公布2013年政府信息公开工作年度报告。")
    assert "“2013年政府信息公开工作年度报告”，本报告为2015年度" in finding.message
