"""The form for 2014 to 2018, as an agency printed it."""

import datetime

from reports.schemes import for_year, recognise, scheme

GK2014 = scheme("gk2014")
TABLE = GK2014.table("statistics")


def test_gk2014_has_65_rows_of_which_7_are_headings():
    headings = [row.code for row in TABLE.rows if row.kind == "heading"]
    assert len(TABLE.rows) == 65
    assert headings == ["1", "1.2", "2", "2.2", "3", "8", "9"]


def test_gk2014_headings_print_a_dash_for_the_unit():
    assert {row.unit for row in TABLE.rows if row.kind == "heading"} == {"——"}


def test_gk2014_money_is_decimal_and_the_rest_whole():
    decimals = [row.code for row in TABLE.rows if row.kind == "decimal"]
    assert decimals == ["7", "8.4"]
    assert {TABLE.row(code).unit for code in decimals} == {"万元"}


def test_gk2014_keeps_the_notes_printed_inside_labels():
    notes = {row.code: row.note for row in TABLE.rows if row.note}
    assert list(notes) == ["1.1", "2.1", "8.3.1", "8.4"]
    assert TABLE.row("1.1").name == "主动公开政府信息数"


def test_gk2014_levels_follow_the_numbering():
    assert all(row.level == row.code.count(".") for row in TABLE.rows)
    assert TABLE.row("3.3.4.6").parent == "3.3.4"


def test_gk2014_every_label_finds_its_row():
    last = ""
    for row in TABLE.rows:
        found = TABLE.match_label(row.label, after=last)
        assert found is row
        last = row.code


def test_gk2014_labels_match_whatever_their_width_spacing_and_notes():
    assert TABLE.match_label("　（一） 收 到 申请数").code == "3.1"
    assert TABLE.match_label("(一)主动公开政府信息数").code == "1.1"
    assert TABLE.match_label("危及国家安全、公共安全").code == "3.3.4.4"


def test_gk2014_same_label_means_the_next_row_below():
    assert TABLE.match_label("(三)其他情形数", after="4.2").code == "4.3"
    assert TABLE.match_label("(三)其他情形数", after="5.2").code == "5.3"


def test_gk2014_unknown_label_matches_nothing():
    assert TABLE.match_label("机构领导、机构设置及人事信息") is None
    assert TABLE.match_label("——") is None
    assert TABLE.match_label("主动公开规范性文件数量合计") is None


def test_gk2014_has_every_check_but_the_one_that_forbids_adding():
    ids = [check.id for check in GK2014.checks]
    assert ids == [f"G-{n:02}" for n in range(1, 17) if n != 11] + ["F5"]


def test_gk2014_never_adds_the_documents_issued_to_those_published():
    for check in GK2014.checks:
        assert not ("1.1" in check.left and "1.1.2" in check.right)


def test_gk2014_only_what_is_no_number_blocks():
    severities = {check.id: check.severity for check in GK2014.checks}
    confirm = [key for key, severity in severities.items() if severity == "confirm"]
    assert [key for key, severity in severities.items() if severity == "block"] == ["G-16"]
    assert confirm == [f"G-{n:02}" for n in range(1, 9)]


def test_gk2014_is_the_scheme_of_2014_to_2018():
    assert [year for year in range(2010, 2019) if for_year(year) is GK2014] == [*range(2014, 2019)]
    assert for_year(2013) is None


def test_gk2014_is_due_on_31_march_unverified():
    assert GK2014.due_on(2016) == datetime.date(2017, 3, 31)
    assert not GK2014.deadline.verified


def test_gk2014_sections_in_order():
    assert [section.heading for section in GK2014.sections][1:4] == [
        "一、概述",
        "二、主动公开政府信息情况",
        "三、依申请公开政府信息办理情况",
    ]
    assert GK2014.sections[-1].table == "statistics"


def test_gk2014_headings_in_other_words_are_known():
    assert GK2014.match_section("三、依申请公开情况").key == "requests"
    assert GK2014.match_section("一、 概 述").key == "overview"
    assert GK2014.match_section("八、附则") is None


def test_recognise_knows_the_form_by_its_labels():
    assert recognise(["统 计 指 标", *(row.label for row in TABLE.rows)]) is GK2014


def test_recognise_refuses_an_older_local_table():
    older = [
        "指标名称",
        "主动公开信息数",
        "当面申请数",
        "传真申请数",
        "同意公开答复数",
        "接待人次",
    ]
    assert recognise(older) is None


def test_recognise_refuses_nothing_at_all():
    assert recognise([]) is None
