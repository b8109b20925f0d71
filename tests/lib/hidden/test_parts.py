"""A find is told by the cell, paragraph, table or line in which it stands."""

import io

from disclosure.lib.hidden.inspection import inspect
from disclosure.lib.hidden.parts import Part
from disclosure.lib.personal import personal_data
from tests import hiddenfiles as files
from tests.hiddenfiles import MOBILE


def places(content, extension):
    return {place: len(data) for place, data in inspect(io.BytesIO(content), extension).finds}


def test_cells_are_named_by_sheet_and_address():
    def change(book):
        book["名单"]["B3"] = MOBILE
        book["名单"]["C7"] = 13900139000
        files.hidden_sheet(book)

    assert places(files.workbook(change), "xlsx") == {
        "工作表「名单」B3、C7": 2,
        "工作表「隐藏（隐藏）」A1": 1,
    }


def test_header_of_a_sheet_is_read():
    def change(book):
        book["名单"].oddHeader.center.text = f"电话{MOBILE}"

    assert places(files.workbook(change), "xlsx") == {"工作表「名单」页眉页脚": 1}


def test_many_cells_are_counted():
    def change(book):
        for row in range(1, 9):
            book["名单"].cell(row, 2, MOBILE)

    assert places(files.workbook(change), "xlsx") == {"工作表「名单」B1、B2、B3、B4、B5 等 8 处": 8}


def test_shared_strings_are_told_by_their_cells_and_the_rest_is_read_too():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<row r="4"><c r="D4" t="s"><v>1</v></c></row>'
    sheet = f'<worksheet xmlns="{main}"><sheetData>{cell}</sheetData></worksheet>'
    texts = f"<si><t>{MOBILE}</t></si><si><r><t>13900</t></r><r><t>139000</t></r></si>"
    parts = {
        "xl/worksheets/sheet1.xml": sheet.encode(),
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{texts}</sst>'.encode(),
    }
    assert places(files.repacked(files.workbook(), parts=parts), "xlsx") == {
        "工作表「名单」D4": 1,
        "不再使用的单元格文字": 1,
    }


def test_address_beside_its_label_in_the_next_cell_is_found():
    def change(book):
        book["名单"]["A2"], book["名单"]["B2"] = "家庭住址", "云岚市湖港镇东村12号"

    assert places(files.workbook(change), "xlsx") == {"工作表「名单」B2": 1}


def test_paragraphs_and_tables_of_a_document_are_named():
    def change(made):
        made.add_paragraph("甲")
        made.add_paragraph("")
        made.add_paragraph(f"电话{MOBILE}")
        made.add_table(2, 2)
        made.add_table(2, 2).cell(1, 0).text = MOBILE

    assert places(files.document(change), "docx") == {
        "正文第 2 段": 1,
        "表格 2 第 2 行第 1 格": 1,
    }


def test_lines_of_a_text_are_named():
    text = f"甲,{MOBILE}\n\n乙,-\n丙,{MOBILE}\n".encode()
    assert places(text, "csv") == {"第 1、4 行": 2}


def test_every_find_stands_in_the_spot_that_is_told():
    part = Part.of("", [(line, line) for line in ("甲", MOBILE, " ", f"{MOBILE} {MOBILE}")])
    assert [part.spot(one.start) for one in personal_data(part.text)] == [
        MOBILE, *[f"{MOBILE} {MOBILE}"] * 2
    ]  # fmt: skip


def test_comment_of_a_document_is_told_once():
    told = inspect(io.BytesIO(files.document(files.commented)), "docx").finds
    assert [len(data) for place, data in told if place == "批注"] == [1]


def test_comment_of_a_sheet_is_told():
    told = inspect(io.BytesIO(files.workbook(files.sheet_comment)), "xlsx").finds
    assert [len(data) for place, data in told if place == "批注"] == [1]


def test_what_the_end_of_a_line_cuts_in_two_is_found_once_and_whole():
    text = (
        "关于对云岚市湖港镇部分群众反映问题的答复意见书\n"
        "当事人张某，家庭住址：云岚市湖港镇幸福路十二\n"
        "号3单元401室，其所反映的问题已经受理，手机138\n"
        "00138000，特此告知。\n"
    )
    part = Part("第 1 页", text, is_set=True)
    assert [one.text for _, one in part.found()] == [
        "云岚市湖港镇幸福路十二号3单元401室",
        "13800138000",
    ]
    assert len(Part("第 1 页", f"手机{MOBILE}\n", is_set=True).found()) == 1


def test_short_lines_end_by_themselves():
    text = "关于对云岚市湖港镇部分群众反映问题的答复意见书\n编号138\n00138000"
    assert Part("", text, is_set=True).found() == []
