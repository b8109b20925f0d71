"""In tables a heading or a label says what a cell holds."""

import io

import pytest

from disclosure.lib.hidden.htmlplaces import html_part, masked_html
from disclosure.lib.hidden.inspection import inspect
from disclosure.lib.hidden.parts import by_line, finds
from disclosure.lib.personaltables import personal_in_table
from tests import hiddenfiles as files

HOME, LANDLINE = "云岚市湖港镇西街8号2幢", "0576-88123456"
PERSONS = [["序号", "姓名", "家庭住址", "联系电话"], ["1", "张某", HOME, LANDLINE]]
OFFICES = [["序号", "单位名称", "地址", "联系电话"], ["1", "水务局", HOME, LANDLINE]]


def found(*rows):
    return {cell: [one.mask for one in data] for cell, data in personal_in_table(rows)}


def html(rows):
    lines = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
    return "<p>名单</p><table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


@pytest.mark.parametrize(
    "heading", ["住址", "家庭住址", "户籍地址", "现 居住地（详细）", "家庭地址"]
)
def test_column_of_homes_is_found(heading):
    assert found(["序号", heading], ["1", HOME]) == {(1, 1): ["云岚市湖港镇***"]}


@pytest.mark.parametrize(
    "other", ["面积", "建筑面积（平方米）", "所在村", "所属 社区", "房号", "补偿金额", "备注"]
)
def test_a_heading_beside_a_heading_is_no_home_and_the_homes_below_are_found(other):
    assert found(["住址", other], [HOME, "90"]) == {(1, 0): ["云岚市湖港镇***"]}
    for line in (f"住址　{other}", f"住址 | {other}", f"住址\t{other}"):
        assert list(finds([by_line(line)])) == []


def test_what_is_no_heading_beside_a_label_is_still_a_home():
    for text in (HOME, "西街小区", "幸福村8组", "西街村"):
        assert found(["住址", text], ["姓名", "张某"]).keys() == {(0, 1)}
    assert list(finds([by_line(f"住址　{HOME}　面积90平方米")]))
    assert list(finds([by_line("住址 所在村为幸福村8组")]))


def test_landlines_beside_names_are_private():
    assert found(*PERSONS)[1, 3] == ["0576******56"]
    assert found(["姓名", "家庭电话"], ["张某", LANDLINE]) == {(1, 1): ["0576******56"]}


@pytest.mark.parametrize("office", ["单位", "部门", "办公电话", "科室", "店铺名称"])
def test_tables_of_offices_are_left_alone(office):
    assert found(["姓名", office, "地址", "电话"], ["张某", "水务局", HOME, LANDLINE]) == {}


@pytest.mark.parametrize("text", ["", "-", "不详", "云岚市湖港镇", "云岚市湖港镇***", "同上"])
def test_what_tells_no_house_is_left_alone(text):
    assert found(["姓名", "住址"], ["张某", text]) == {}


def test_titles_notes_and_a_second_table_below_do_not_confuse():
    title, note = ["2024 年低保名单"] * 4, ["说明：湖港镇共 3 组", "", "", ""]
    told = found(title, *PERSONS, note, *OFFICES)
    assert set(told) == {(2, 2), (2, 3)}


def test_label_tells_of_the_cell_beside_it():
    told = found(["姓名", "张某", "电话", LANDLINE], ["住址", HOME, "备注", "第3号"])
    assert set(told) == {(0, 3), (1, 1)}


def test_cells_of_the_body_are_named_and_masked():
    body = html(PERSONS).replace(HOME, f"<p>{HOME[:6]}<strong>{HOME[6:]}</strong></p>")
    assert [place for place, _ in finds([html_part(body, "正文")], is_apart=True)] == [
        "正文表格 1 第 2 行第 3 格",
        "正文表格 1 第 2 行第 4 格",
    ]
    masked = masked_html(body)
    assert "云岚市湖港镇***" in masked and "西街" not in masked and LANDLINE not in masked
    assert not list(finds([html_part(masked, "正文")]))


def test_spans_of_the_body_keep_columns_apart():
    body = (
        '<table><tr><th rowspan="2">村</th><th colspan="2">居民</th></tr>'
        "<tr><th>姓名</th><th>住址</th></tr>"
        f'<tr><td rowspan="2">东岙村</td><td>张某</td><td>{HOME}</td></tr>'
        f"<tr><td>李某</td><td>{HOME}</td></tr></table>"
    )
    assert [place for place, _ in finds([html_part(body, "正文")])] == [
        "正文表格 1 第 3 行第 3 格、第 4 行第 2 格"
    ]
    assert masked_html(body).count("云岚市湖港镇***") == 2


def test_paragraphs_of_the_body_are_counted_without_blank_ones():
    body = "<h2>一</h2><p> </p><p>手机13800138000<br>手机13900139000</p>"
    told = [place for place, _ in finds([html_part(body, "“一”")])]
    assert told == ["“一”第 2、3 段"]


def in_file(content, extension):
    return {place: len(data) for place, data in inspect(io.BytesIO(content), extension).finds}


@pytest.mark.parametrize(("rows", "count"), [(PERSONS, 1), (OFFICES, 0)])
def test_columns_of_files_are_read(rows, count):
    def sheet(book):
        for number, row in enumerate(rows, 3):
            for column, text in enumerate(row, 2):
                book["名单"].cell(number, column, text)

    def table(made):
        grid = made.add_table(len(rows), 4)
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                grid.cell(y, x).text = text

    csv = "\n".join(",".join(row) for row in rows).encode()
    assert in_file(files.workbook(sheet), "xlsx") == ({"工作表「名单」D4、E4": 2} if count else {})
    assert in_file(files.document(table), "docx") == (
        {"表格 1 第 2 行第 3 格、第 2 行第 4 格": 2} if count else {}
    )
    assert in_file(csv, "csv") == ({"第 2 行": 2} if count else {})


def test_quoted_cells_of_a_csv_keep_their_columns():
    text = f'姓名,备注,住址\n张某,"甲,乙",{HOME}\n'
    assert in_file(text.encode("gb18030"), "csv") == {"第 2 行": 1}
