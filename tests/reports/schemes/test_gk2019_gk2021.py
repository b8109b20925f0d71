"""The forms from 2019 on: three tables, as the decrees print them."""

from decimal import Decimal

import pytest

from reports.checks import check_figures
from reports.schemes import best_match, for_year, recognise, scheme
from reports.schemes.layout import grid

GK2019, GK2021 = scheme("gk2019"), scheme("gk2021")
BOTH = pytest.mark.parametrize("form", [GK2019, GK2021], ids=lambda form: form.key)
COLUMNS = ["natural", "business", "research", "welfare", "legal", "other", "total"]


def zeros(form, **columns):
    """Every figure 0; column=((code, value), …) of 三 otherwise."""
    figures = {(t.key, r.code, c.key): Decimal(0) for t, r, c in form.figures()}
    for column, pairs in columns.items():
        for code, value in pairs:
            figures["requests", code, column] = None if value is None else Decimal(value)
    return figures


def broken(form, figures):
    return [(finding.check, finding.severity) for finding in check_figures(form, figures)]


def test_year_decides_on_the_form():
    keys = [found.key if (found := for_year(year)) else "" for year in range(2013, 2027)]
    assert keys == ["", *["gk2014"] * 5, *["gk2019"] * 2, *["gk2021"] * 6]


@pytest.mark.parametrize(
    ("form", "sizes"),
    [(GK2019, [22, 23 * 7, 15]), (GK2021, [10, 25 * 7, 15])],
    ids=["2019", "2021"],
)
def test_tables_have_as_many_cells_as_the_form(form, sizes):
    assert [len(list(table.figures())) for table in form.tables] == sizes


@BOTH
def test_sections_are_those_of_the_form(form):
    assert [section.heading for section in form.sections] == [
        "前言",
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]


def test_same_code_means_the_same_row_in_both():
    old = {row.code: row.label for table in GK2019.tables for row in table.rows}
    new = {row.code: row.label for table in GK2021.tables for row in table.rows}
    assert {code for code in old.keys() & new.keys() if old[code] != new[code]} == {"2.1.2"}
    assert sorted(new.keys() - old.keys()) == ["3.3.6.1", "3.3.6.2", "3.3.6.3"]
    assert sorted(old.keys() - new.keys()) == ["2.5.2", "2.9", "2.9.1"]


@BOTH
def test_head_of_the_requests_is_that_of_the_form(form):
    laid = grid(form.table("requests"))
    spans = [[(cell.text, cell.colspan, cell.rowspan) for cell in line] for line in laid.head]
    rule = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    assert spans[0] == [(rule, 3, 3), ("申请人情况", 7, 1)]
    assert spans[1] == [("自然人", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)]
    assert [text for text, *_ in spans[2]] == [
        "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        (GK2019, {"3.3": 20, "3.3.3": 8, "3.3.4": 3, "3.3.5": 5}),
        (GK2021, {"3.3": 22, "3.3.3": 8, "3.3.4": 3, "3.3.5": 5, "3.3.6": 3}),
    ],
    ids=["2019", "2021"],
)
def test_groups_reach_over_their_rows(form, lines):
    cells = [cell for line in grid(form.table("requests")).body for cell in line]
    assert {cell.code: cell.rowspan for cell in cells if cell.rowspan > 1} == lines


@BOTH
def test_labels_of_three_columns_are_not_indented_as_well(form):
    labels = [cell for line in grid(form.table("requests")).body for cell in line]
    assert {cell.level for cell in labels} == {0}


@BOTH
def test_head_of_the_disputes_is_that_of_the_form(form):
    first, second, third = grid(form.table("disputes")).head
    assert [(cell.text, cell.colspan) for cell in first] == [("行政复议", 5), ("行政诉讼", 10)]
    assert [cell.text for cell in second][-2:] == ["未经复议直接起诉", "复议后起诉"]
    assert [cell.rowspan for cell in second] == [2, 2, 2, 2, 2, 1, 1]
    assert [cell.text for cell in third] == [
        "结果维持",
        "结果纠正",
        "其他结果",
        "尚未审结",
        "总计",
    ] * 2


def test_kinds_and_units_of_money_and_change():
    old, new = GK2019.table("active"), GK2021.table("active")
    assert old.kind_of(old.row("2.5.1"), old.column("change")) == "signed"
    assert old.kind_of(old.row("2.9.1"), old.column("amount")) == "decimal"
    assert old.column("amount").units == ("元", "万元")
    assert new.kind_of(new.row("2.8.1"), new.column("fee")) == "decimal"
    assert new.unit_of(new.row("2.8.1"), new.column("fee")) == "万元"


@BOTH
def test_nothing_is_found_in_a_report_of_zeros_or_in_one_that_adds_up(form):
    assert broken(form, zeros(form)) == []
    right = (("3.1", 5), ("3.2", 1), ("3.3.1", 4), ("3.3.7", 4), ("3.4", 2))
    assert broken(form, zeros(form, natural=right, total=right)) == []


@BOTH
@pytest.mark.parametrize("column", COLUMNS[:-1])
def test_rule_printed_on_the_form_blocks_in_every_column(form, column):
    wrong = (("3.1", 5), ("3.2", 1), ("3.3.1", 4), ("3.3.7", 4), ("3.4", 3))
    assert broken(form, zeros(form, **{column: wrong, "total": wrong})) == [("T3-A", "block")] * 2


@BOTH
def test_sum_of_the_results_is_confirmed_or_mended(form):
    wrong = (("3.1", 4), ("3.3.1", 3), ("3.3.7", 4))
    assert set(broken(form, zeros(form, natural=wrong, total=wrong))) == {("T3-B", "confirm")}


def test_other_results_count_in_both_forms():
    old = (("3.1", 2), ("3.3.6", 2), ("3.3.7", 2))
    new = (("3.1", 2), ("3.3.6.1", 1), ("3.3.6.3", 1), ("3.3.7", 2))
    assert broken(GK2019, zeros(GK2019, legal=old, total=old)) == []
    assert broken(GK2021, zeros(GK2021, legal=new, total=new)) == []


@BOTH
def test_applicants_add_up_in_every_row(form):
    figures = zeros(form, natural=(("3.1", 2), ("3.4", 2)), total=(("3.1", 3), ("3.4", 3)))
    assert broken(form, figures) == [("T3-C", "confirm")] * 2


@BOTH
def test_outcomes_of_disputes_add_up(form):
    figures = zeros(form)
    figures["disputes", "4.2.1", "pending"] = Decimal(1)
    assert broken(form, figures) == [("T4-A", "confirm")]


def test_published_documents_do_not_exceed_those_public_in_all():
    figures = zeros(GK2019)
    figures["active", "2.1.2", "new_public"] = Decimal(1)
    assert broken(GK2019, figures) == [("T2-A", "warn")]


@BOTH
def test_blank_total_beside_parts_is_called_blank(form):
    figures = zeros(form, natural=(("3.1", 2), ("3.4", 2)), total=(("3.1", None), ("3.4", None)))
    told = [finding.message for finding in check_figures(form, figures)]
    assert any("空白" in message and "2" in message for message in told)


@BOTH
def test_own_labels_are_recognised(form):
    cells = [cell.text for t in form.tables for line in grid(t).head for cell in line]
    cells += [cell.text for t in form.tables for line in grid(t).body for cell in line]
    assert recognise(cells) is form


def test_tables_of_an_older_form_are_told_from_those_of_the_newer():
    labels = [cell.text for t in GK2019.tables for line in grid(t).body for cell in line]
    assert best_match(labels, [GK2021, GK2019]) is GK2019


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("规范性文件", "2.1.2"),
        ('3.危及"三安全一稳定"', "3.3.3.3"),
        ("1.申请人无正当理由逾期不补正", "3.3.6.1"),
        ("(六)其他处理", "3.3.6"),
        ("（七） 总 计", "3.3.7"),
    ],
)
def test_labels_as_offices_print_them(label, code):
    assert any(row.code == code for t in GK2021.tables if (row := t.match_label(label)))
