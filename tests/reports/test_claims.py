"""Numbers of the text against the cells they speak of, with the traps of the domain notes."""

from decimal import Decimal

import pytest

from reports.claims import check_claims
from reports.schemes import scheme

GK2021, GK2019 = scheme("gk2021"), scheme("gk2019")
FIGURES = {
    "4.1|total": 62, "4.1|pending": 12, "4.2.1|total": 14, "4.2.1|pending": 3,
    "4.2.2|total": 11, "4.2.2|pending": 4,
    "3.1|natural": 280, "3.1|total": 300, "3.2|total": 20, "3.2|natural": 19,
    "3.3.1|natural": 230, "3.3.1|total": 245, "3.3.7|total": 290, "3.4|total": 30,
    "2.1.2|made": 5,
}  # fmt: skip
TABLES = {"2": "active", "3": "requests", "4": "disputes"}


def cells(told):
    return {(TABLES[name[0]], *name.split("|")): Decimal(value) for name, value in told.items()}


def found(text, *, form=GK2021, section="overview", **changes):
    return check_claims({section: text}, form, cells(FIGURES | changes))


@pytest.mark.parametrize("form", [GK2019, GK2021])
@pytest.mark.parametrize(
    "text",
    [
        "因政府信息公开被申请行政复议50件,被提起行政诉讼18件。",  # concluded cases only
        "被申请行政复议62件,被提起行政诉讼25件。",
        "行政复议87件。",  # all cases in one number
        "全年受理申请320件。",  # with those carried over
        "全年收到政府信息公开申请300件。",
        "其中予以公开230件。",  # natural persons alone
        "予以公开245件,占办结总数的84.5%。",  # of 290
        "申请中予以公开245件,占81.7%。",  # of 300
        "申请中予以公开245件,占收到和结转申请总量的76.6%。",  # of 320
        "答复中属于国家秘密2件,占不予公开的20%。",  # a whole that the table does not name
        "网上申请占95%。",
    ],
)
def test_right_counts_in_other_ways_pass(text, form):
    assert found(text, form=form) == []


@pytest.mark.parametrize(
    ("text", "check", "told"),
    [
        ("被申请行政复议40件。", "N-1", "「行政复议」为62件（按其他口径为87、50），相差22"),
        ("被提起行政诉讼40件。", "N-1", "行政诉讼40件"),
        ("全年受理申请310件。", "N-1", "为300件（按其他口径为320"),
        ("本年新收政府信息公开申请320件。", "N-1", "相差20"),
        ("予以公开200件。", "N-1", "「予以公开」为245件（按其他口径为230），相差45"),
        ("予以公开申请245件,占办结总数的90%。", "N-3", "245÷290＝84.48%、245÷300＝81.67%"),
        ("全年未发生行政复议。", "N-2", "「行政复议」为62件"),
        ("全年未收到政府信息公开申请。", "N-2", "为300件"),
    ],
)
def test_wrong_numbers_are_named_with_what_they_could_mean(text, check, told):
    (finding,) = found(text)
    assert finding.check == check
    assert told in finding.message


def test_no_documents_issued_is_a_claim_of_2021():
    assert [one.check for one in found("全年未制发规范性文件。")] == ["N-2"]
    assert found("全年制发行政规范性文件5件。") == []
    assert found("全年未制发规范性文件。", **{"2.1.2|made": 0}) == []


@pytest.mark.parametrize("text", ["无", "无。", "暂无情况", "没有"])
def test_a_section_that_says_nothing_beside_figures_is_in_doubt(text):
    (finding,) = found(text)
    assert finding.check == "N-2"
    assert "15个不为0的数据" in finding.message
    assert found(text, section="other") == []


def test_a_section_that_says_nothing_is_right_where_all_is_zero():
    assert check_claims({"overview": "无"}, GK2021, cells(dict.fromkeys(FIGURES, 0))) == []
