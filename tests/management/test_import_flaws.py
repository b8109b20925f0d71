"""Catalogue files as clerks really have them: what no import may swallow in silence."""

import os
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError

from disclosure.catalogue.models import Entry
from tests.management.test_import_entries import run

pytestmark = pytest.mark.django_db
HEADING = ["名称", "索引号", "发布机构", "栏目", "成文日期", "发布日期", "原网址"]


@pytest.fixture(autouse=True)
def lists(agency, category):
    """The agency and the column that the rows name."""


def row(number, **other):
    values = dict(
        zip(
            HEADING,
            [
                f"第{number}号通知", f"002668020/2019-{number:05d}", "002668020", "reports",
                "2019-03-04", "2019-03-05 08:30", f"/old/{number}.html",
            ],
            strict=True,
        )
    )  # fmt: skip
    return list((values | other).values())


@pytest.fixture
def sheet(tmp_path):
    """A sound workbook with two rows; `saved()` writes it."""
    book = openpyxl.Workbook()
    for cells in (HEADING, row(1), row(2)):
        book.active.append(cells)

    def saved():
        book.save(tmp_path / "目录.xlsx")
        return tmp_path / "目录.xlsx"

    book.active.saved = saved
    return book.active


def refusal(path) -> str:
    with pytest.raises(CommandError) as refused:
        run(path)
    assert not Entry.objects.exists()
    return str(refused.value)


def csv_of(folder, *rows, encoding="utf-8-sig"):
    path = folder / "目录.csv"
    path.write_bytes("\r\n".join(",".join(one) for one in (HEADING, *rows)).encode(encoding))
    return path


def test_sound_workbook_is_taken(sheet):
    assert "已导入 2 条" in run(sheet.saved())


def test_hidden_row_is_told(sheet):
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[9].hidden = True  # an empty one
    told = refusal(sheet.saved())
    assert "第 3 行是隐藏的" in told
    assert "第 9 行" not in told


def test_hidden_column_and_hidden_sheet_are_told(sheet):
    sheet.column_dimensions["E"].hidden = True
    sheet.column_dimensions["X"].hidden = True
    sheet.parent.create_sheet("说明")
    sheet.sheet_state = "hidden"
    sheet.parent.active = 1
    told = refusal(sheet.saved())
    assert "E 列是隐藏的" in told
    assert "X 列" not in told
    assert "第一个工作表“Sheet”是隐藏的" in told


def test_merged_cells_are_told(sheet):
    sheet.merge_cells("E2:E3")
    assert "E2:E3 是合并的单元格" in refusal(sheet.saved())


def test_formula_without_a_result_is_told(sheet):
    sheet["A3"] = '=CONCATENATE("通知","甲")'
    sheet["G2"] = "=1/0"
    told = refusal(sheet.saved())
    assert "A3 是公式，文件中没有它的结果" in told
    assert "G2 是公式" in told


def test_what_drafts_do_not_keep_is_told(tmp_path):
    path = csv_of(tmp_path, row(1))
    assert "各条成为草稿，不保留其中的发布日期、原网址。" in run(path)
    assert "草稿" not in run(csv_of(tmp_path, row(2)), publish=True)


def test_sheets_beside_the_first_are_named(sheet):
    sheet.parent.create_sheet("空表")
    sheet.parent.create_sheet("2018年").append(["名称"])
    told = run(sheet.saved())
    assert "只导入第一个工作表，其他工作表未导入：2018年。" in told
    assert "已导入 2 条" in told


def test_days_as_days_are_read(sheet):
    sheet["E2"], sheet["F2"] = date(2019, 3, 4), date(2019, 3, 5)
    assert "已导入 2 条" in run(sheet.saved())


def test_problems_call_columns_and_values_as_the_file_does(tmp_path):
    wrong = row(1, 发布日期="去年", 成文日期="2019-13-45", 发布机构="没有这个局")
    told = refusal(csv_of(tmp_path, wrong, row(2), row(2, 名称="")))
    assert "第 2 行「发布日期」：“去年”不是有效的时间" in told
    assert "第 2 行「成文日期」：“2019-13-45”不是有效的日期" in told
    assert "第 2 行「发布机构」：“没有这个局”不是已有的机构" in told
    assert "第 4 行「名称」：不能为空" in told
    assert "第 4 行「索引号」：002668020/2019-00002 与第 3 行重复" in told


def test_wrong_byte_is_told_with_its_row(tmp_path):
    path = csv_of(tmp_path, row(1), row(2), encoding="gbk")
    path.write_bytes(path.read_bytes().replace("第2号".encode("gbk"), b"\xff\xff"))
    told = refusal(path)
    assert "既不是 UTF-8 也不是 GBK 编码的文本（按 GBK 读到第 3 行）" in told


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("乱.csv", b"\xff\xfe" + b"\0\xff" * 1_000_000, "既不是 UTF-8 也不是 GBK 编码的文本，"),
        ("乱.xlsx", b"\xff\xfe" * 1_000_000, "“乱.xlsx”不是 Excel 工作簿"),
        ("空.csv", b"", "“空.csv”是空的"),
        ("空.xlsx", b"", "“空.xlsx”不是 Excel 工作簿"),
        ("行.csv", "标题,".encode() + "长".encode() * 700_000, "缺少“机构代码”“栏目”列"),
    ],
)
def test_garbage_is_refused_with_a_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    assert sentence in refusal(tmp_path / name)


def test_random_bytes_and_foreign_archives_are_refused(tmp_path):
    (tmp_path / "乱.csv").write_bytes(os.urandom(2_000_000))
    with zipfile.ZipFile(tmp_path / "包.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    assert "编码的文本" in refusal(tmp_path / "乱.csv")
    assert "不是 Excel 工作簿" in refusal(tmp_path / "包.xlsx")
