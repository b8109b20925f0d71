"""A cleaned copy opens, shows what was shown, and hides nothing any more."""

import io
import re
import shutil
import subprocess
import zipfile

import docx
import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from disclosure.lib.cleaning.copying import NotCleaned, clean, make
from disclosure.lib.hidden.inspection import inspect
from tests import hiddenfiles as files
from tests.hiddenfiles import CITIZEN, CITIZEN_MASK, MASK, MOBILE


def cleaned_word(change, **how):
    copy, cleaned = clean(files.document(change), "docx", **how)
    made = docx.Document(io.BytesIO(copy))
    return [one.text for one in made.paragraphs], copy, cleaned


def cleaned_book(content, **how):
    copy, cleaned = clean(content, "xlsx", **how)
    return openpyxl.load_workbook(io.BytesIO(copy)), copy, cleaned


def says(content, *words):
    """Which words stand anywhere in a container."""
    everything = b"".join(files.parts_of(content).values()).decode(errors="replace")
    return [word for word in words if word in everything]


def change_everything(made):
    files.tracked(made)
    files.commented(made)
    files.runs("看得见", "看不见", hidden=(1,))(made)


def test_word_accepts_changes_and_loses_comments_and_hidden_text():
    texts, copy, cleaned = cleaned_word(change_everything)
    assert texts == ["留下插入", "前段后段", "正文", "看得见"]
    (table,) = docx.Document(io.BytesIO(copy)).tables
    assert [row.cells[0].text for row in table.rows] == ["留行"]
    assert says(copy, "修订人", "批注人", "某作者", MOBILE, "看不见", "移走", "rsid") == []
    assert cleaned.left == []
    assert inspect(io.BytesIO(copy), "docx").traces == []


def test_a_paragraph_of_hidden_text_alone_goes_and_its_cell_stays():
    def change(made):
        cell = made.add_table(1, 1).cell(0, 0)
        run = cell.paragraphs[0].add_run("看不见")
        run.font.hidden = True
        cell.paragraphs[0]._p.get_or_add_pPr().append(files.xml("<w:rPr><w:vanish/></w:rPr>"))

    copy = cleaned_word(change)[1]
    (table,) = docx.Document(io.BytesIO(copy)).tables
    assert table.cell(0, 0).text == ""


def test_word_masks_what_is_spread_over_runs():
    texts, _, cleaned = cleaned_word(
        files.runs("电话138", "0013", "8000，证号", CITIZEN), is_masked=True
    )
    assert texts == [f"电话{MASK}，证号{CITIZEN_MASK}"]
    assert "2 处个人信息已隐去" in cleaned.done
    assert cleaned.left == []
    assert cleaned_word(files.runs(MOBILE))[2].left == ["副本的正文第 1 段中仍有 1 处手机号码"]


def test_word_cuts_links_to_disks_and_keeps_those_to_the_web():
    def change(made):
        for address in ("file:///Z:/secret/a.docx", "https://example.org/"):
            key = made.part.relate_to(
                address, f"{docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK}", True
            )
            link = files.xml("<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>")
            link[0].set(docx.oxml.ns.qn("r:id"), key)
            made.element.body.insert(0, link)

    _, copy, _ = cleaned_word(change)
    assert says(copy, "secret/a.docx", "https://example.org/") == ["https://example.org/"]
    assert [one.text for one in docx.Document(io.BytesIO(copy)).paragraphs] == ["链接", "链接"]


def test_hidden_sheets_rows_columns_and_comments_go():
    def change(book):
        files.hidden_sheet(book)
        files.hidden_rows(book)
        files.sheet_comment(book)

    book, copy, cleaned = cleaned_book(files.with_pivot(files.workbook(change)))
    assert book.sheetnames == ["名单"]
    sheet = book["名单"]
    assert (sheet["A1"].value, sheet["A5"].value, sheet["C1"].value) == ("公开的名单", None, None)
    assert sheet["B1"].comment is None
    assert sheet.print_area == "'名单'!$A$1:$B$2"
    assert says(copy, "隐藏", MOBILE, "13900139000", "批注人", "pivotCache", "openpyxl") == []
    assert cleaned.left == []


def test_a_hidden_sheet_that_is_shown_by_a_formula_stays_and_is_named():
    for formula in ("=隐藏!A1", "=SUM('隐藏'!A1:A9)", '=INDIRECT("隐藏!A1")'):

        def change(book, formula=formula):
            files.hidden_sheet(book)
            book["名单"]["B2"] = formula

        book, _, cleaned = cleaned_book(files.workbook(change))
        assert book.sheetnames == ["隐藏", "名单"]
        assert any("“隐藏”被可见的公式" in one for one in cleaned.left)


def test_a_hidden_sheet_behind_a_name_in_use_stays():
    def change(book):
        files.hidden_sheet(book)
        book.defined_names["底数"] = openpyxl.workbook.defined_name.DefinedName(
            "底数", attr_text="隐藏!$A$1"
        )
        book["名单"]["B2"] = "=底数"

    assert cleaned_book(files.workbook(change))[0].sheetnames == ["隐藏", "名单"]


def test_hidden_cells_stay_where_formulas_without_results_may_need_them():
    def change(book):
        files.hidden_rows(book)
        book["名单"]["B9"] = "=A5"

    book, _, cleaned = cleaned_book(files.workbook(change))
    assert book["名单"]["A5"].value == "隐藏行的内容"
    assert any("公式没有保存结果" in one for one in cleaned.left)


def test_formulas_become_their_results_when_hidden_cells_go():
    def change(book):
        files.hidden_rows(book)
        book["名单"]["B9"] = "=A5"

    content = files.repacked(
        files.workbook(change),
        parts={
            "xl/worksheets/sheet1.xml": lambda old: re.sub(rb"<v ?/>|<v></v>", b"<v>7</v>", old)
        },
    )
    book, _, cleaned = cleaned_book(content)
    assert (book["名单"]["B9"].value, book["名单"]["A5"].value) == (7, None)
    assert "隐藏的行和列中 2 格内容已清空，公式已改为数值" in cleaned.done


def test_links_to_other_workbooks_are_cut_and_their_values_stay():
    book, copy, cleaned = cleaned_book(files.with_linked_book(files.workbook()))
    assert book["名单"]["B9"].value == 7
    assert says(copy, "externalLink", "secret-server") == []
    assert "外部工作簿的链接已断开，单元格保留数值" in cleaned.done
    assert cleaned.left == []


def test_links_without_saved_values_are_left_and_named():
    cleaned = cleaned_book(files.with_linked_book(files.workbook(), value=""))[2]
    assert cleaned.left[0] == "公式引用外部工作簿而没有保存结果，请在 Excel 中断开链接"
    assert any("1 个外部工作簿的链接" in one for one in cleaned.left)


def test_where_a_workbook_lay_and_its_printer_are_forgotten():
    content = files.repacked(
        files.workbook(),
        parts={
            "xl/workbook.xml": lambda old: old.replace(
                b"<sheets>", b'<fileSharing userName="Secret"/><absPath url="Z:/Secret"/><sheets>'
            )
        },
    )
    assert any("Z:/Secret" in one.says for one in inspect(io.BytesIO(content), "xlsx").traces)
    assert says(cleaned_book(content)[1], "Secret") == []


def test_parts_are_found_however_they_are_spelled():
    content = files.repacked(
        files.workbook(),
        parts={
            "xl/_rels/workbook.xml.rels": lambda old: old.replace(
                b"worksheets/sheet1.xml", b"Worksheets/Sheet1.xml"
            )
        },
    )
    copy = clean(content, "xlsx")[0]
    assert "xl/worksheets/sheet1.xml" in files.parts_of(copy)


def test_pivot_tables_with_slicers_need_a_hand():
    content = files.repacked(
        files.with_pivot(files.workbook()), parts={"xl/slicers/slicer1.xml": b"<slicers/>"}
    )
    cleaned = clean(content, "xlsx")[1]
    assert any("切片器" in one for one in cleaned.left)
    assert any("仍有：1 份数据透视表缓存" in one for one in cleaned.left)


def test_numbers_and_texts_of_cells_are_masked():
    def change(book):
        sheet = book["名单"]
        sheet["B1"], sheet["B2"], sheet["B3"] = 13800138000, f"证号{CITIZEN}", 13800138000.5
        sheet.oddHeader.left.text = f"电话{MOBILE}"

    book, _, cleaned = cleaned_book(files.workbook(change), is_masked=True)
    sheet = book["名单"]
    assert [sheet[f"B{n}"].value for n in (1, 2, 3)] == [
        MASK,
        f"证号{CITIZEN_MASK}",
        13800138000.5,
    ]
    assert MASK in sheet.oddHeader.left.text
    assert "3 处个人信息已隐去" in cleaned.done
    assert cleaned.left == []


def test_pdf_keeps_its_pages_and_web_links_and_loses_the_rest():
    copy, cleaned = clean(files.pdf("shown", "too", change=files.restless), "pdf")
    reader = PdfReader(io.BytesIO(copy))
    assert [page.extract_text() for page in reader.pages] == ["shown", "too"]
    assert reader.metadata is None
    assert reader.attachments == {}
    links = [one.get_object() for one in reader.pages[0]["/Annots"]]
    assert [one["/A"]["/URI"] for one in links if "/A" in one] == ["https://example.org/"]
    every = " ".join(str(reader.get_object(n)) for n in range(1, len(reader.xref[0]) + 1) if n)
    for word in ("secret-script", "a.exe", "某作者", "13600136000", "批注"):
        assert word not in every
    assert cleaned.left[0] == "副本的书签中仍有 1 处手机号码"


def test_pdf_text_is_not_masked_but_named():
    cleaned = clean(files.pdf(MOBILE), "pdf")[1]
    assert "PDF 中的个人信息不能在副本中隐去" in cleaned.left[-1]


def test_older_states_of_a_pdf_do_not_come_along():
    first = files.pdf("shown")
    content = first + b"\n% older 13900139000\nstartxref\n0\n%%EOF\n" + first
    assert "revisions" in [one.code for one in inspect(io.BytesIO(content), "pdf").traces]
    assert b"13900139000" not in clean(content, "pdf")[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_pixels_stay_and_what_the_camera_said_goes(kind):
    content = files.photo(kind)
    extension = "jpg" if kind == "JPEG" else "png"
    copy, cleaned = clean(content + b"SecretTail", extension)
    assert b"Secret" in content
    assert b"Secret" not in copy
    pixels = [Image.open(io.BytesIO(one)).convert("RGB").tobytes() for one in (content, copy)]
    assert pixels[0] == pixels[1]
    assert cleaned.done
    assert cleaned.left == []


def test_a_turned_photo_stays_upright():
    copy = clean(files.photo(orientation=6, size=(24, 16)), "jpg")[0]
    picture = Image.open(io.BytesIO(copy))
    assert picture.size == (16, 24)
    assert not picture.getexif()


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (b"PK\x03\x04 broken", "docx"),
        (b"%PDF-1.7 broken", "pdf"),
        (b"\xff\xd8\xff broken", "jpg"),
        (b"\x89PNG\r\n\x1a\n broken", "png"),
        (files.encrypted_pdf(), "pdf"),
    ],
)
def test_what_is_broken_is_not_offered(content, extension):
    with pytest.raises(NotCleaned, match="原件没有改动"):
        clean(content, extension)


def test_the_same_file_gives_the_same_copy(tmp_path):
    content = files.document(change_everything)
    (tmp_path / "a").write_bytes(content)
    cleaned = make(tmp_path / "a", "docx", tmp_path / "b", is_masked=False)
    assert ((tmp_path / "b").read_bytes(), cleaned) == clean(content, "docx")


def converted(path, kind):
    command = ["soffice", f"-env:UserInstallation=file://{path.parent}/profile", "--headless",
               "--convert-to", kind, "--outdir", str(path.parent / "out"), str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.parent / "out" / f"{path.stem}.{kind.split(':')[0]}"


@pytest.mark.writer
@pytest.mark.libreoffice
def test_libreoffice_opens_the_copy_of_a_document(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(cleaned_word(change_everything)[1])
    text = converted(path, "txt:Text (encoded):UTF8").read_text("utf-8-sig")
    assert [line.strip() for line in text.splitlines() if line.strip()] == [
        "留下插入",
        "前段后段",
        "留行",
        "正文",
        "看得见",
    ]


@pytest.mark.libreoffice
def test_libreoffice_opens_the_copy_of_a_workbook(tmp_path):
    def change(book):
        files.hidden_sheet(book)
        files.hidden_rows(book)
        files.sheet_comment(book)

    path = tmp_path / "a.xlsx"
    path.write_bytes(cleaned_book(files.with_pivot(files.workbook(change)))[1])
    text = converted(path, "csv:Text - txt - csv (StarCalc):44,34,76").read_text("utf-8-sig")
    assert text.split("\n")[0].startswith("公开的名单")


@pytest.mark.poppler
def test_poppler_reads_the_copy_of_a_pdf(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(clean(files.pdf("shown", change=files.restless), "pdf")[0])
    pdftotext = shutil.which("pdftotext")
    done = subprocess.run([pdftotext, path, "-"], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "shown"
    assert done.stderr == ""


HOMES = [["姓名", "家庭住址", "电话"], ["张某", "云岚市湖港镇西街8号2幢", "0576-88123456"]]


def test_columns_of_homes_are_masked_in_the_copy_of_a_workbook():
    def change(book):
        for y, row in enumerate(HOMES, 3):
            for x, text in enumerate(row, 1):
                book["名单"].cell(y, x, text)

    content, _ = clean(files.workbook(change), "xlsx", is_masked=True)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["名单"]
    assert [cell.value for cell in sheet[4]] == ["张某", "云岚市湖港镇***", "0576******56"]
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not any("西街" in parts.read(name).decode(errors="ignore") for name in parts.namelist())


def test_columns_of_homes_are_masked_in_the_copy_of_a_document():
    def change(made):
        grid = made.add_table(2, 3)
        for y, row in enumerate(HOMES):
            for x, text in enumerate(row):
                grid.cell(y, x).text = text

    content, cleaned = clean(files.document(change), "docx", is_masked=True)
    cells = docx.Document(io.BytesIO(content)).tables[0].rows[1].cells
    assert [cell.text for cell in cells] == ["张某", "云岚市湖港镇***", "0576******56"]
    assert "2 处个人信息已隐去" in cleaned.done
