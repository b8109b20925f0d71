"""What a file hides is found, wherever it lies, and a hostile file stops nobody."""

import io
import zipfile

import pytest

from disclosure.lib import bounded
from disclosure.lib.hidden import inspection
from disclosure.lib.hidden.inspection import examine, inspect
from disclosure.lib.hidden.pdftext import read_pdf
from disclosure.lib.opc import Package
from tests import hiddenfiles as files
from tests.hiddenfiles import CITIZEN, MOBILE


def traces(content, extension):
    return {one.code: one for one in inspect(io.BytesIO(content), extension).traces}


def finds(content, extension):
    found = inspect(io.BytesIO(content), extension).finds
    return {place: [one.text for one in data] for place, data in found}


def test_pdf_is_read_everywhere():
    found = finds(files.pdf(MOBILE, "plain", change=files.restless), "pdf")
    assert found == {
        "第 1 页": [MOBILE],
        "批注": [MOBILE],
        "文档属性": ["13600136000"],
        "书签": ["13700137000"],
        "内嵌文件“inside.txt”": [CITIZEN],
    }


def test_pdf_that_acts_by_itself_is_named():
    found = traces(files.pdf("text", change=files.restless), "pdf")
    assert "JavaScript 脚本 1 处" in found["actions"].says
    assert "启动程序的动作 1 处" in found["actions"].says
    assert found["embedded"].says == "1 个内嵌文件“inside.txt”"
    assert found["comments"].says == "1 处批注（“批注人”）"
    assert "作者“某作者”" in found["properties"].says
    assert found["properties"].severity == "warn"
    assert found["actions"].severity == "confirm"


def test_pdf_form_is_read():
    content = files.pdf("text", change=files.form_field)
    assert set(finds(content, "pdf")) == {"表单栏"}
    assert traces(content, "pdf")["form"].says == "1 个填写了内容的表单栏"


def test_scanned_pdf_is_named_whole_or_by_page():
    assert traces(files.pdf("", ""), "pdf")["no-text"].says.startswith("没有文字层，检索不到")
    assert traces(files.pdf("a", "", "b", ""), "pdf")["no-text"].says.startswith("第 2、4 页")
    assert "no-text" not in traces(files.pdf("a"), "pdf")


def test_many_pages_are_one_place():
    (place,) = finds(files.pdf(*[MOBILE] * 7), "pdf")
    assert place == "第 1、2、3、4、5、6、7 页"


def test_encrypted_pdf_blocks():
    assert traces(files.encrypted_pdf(), "pdf")["encrypted"].severity == "block"


def test_reading_that_takes_too_long_says_how_far_it_came():
    read = read_pdf(io.BytesIO(files.pdf("a", "b")), seconds=-1)
    assert [one.says for one in read.traces] == ["共 2 页，只检查了前 0 页"]


def test_broken_files_say_that_they_were_not_read():
    for content, extension in ((b"%PDF-1.7 rubbish", "pdf"), (b"PK\x03\x04 rubbish", "docx")):
        assert "没有检查" in traces(content, extension)["unread"].says
    with_bad_part = files.repacked(files.document(), parts={"word/document.xml": b"<w:p"})
    assert "没有检查" in traces(with_bad_part, "docx")["unread"].says


def test_a_bomb_is_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 50_000_000)
    assert "展开后过大" in traces(file.getvalue(), "docx")["unread"].says


def test_word_tells_authors_changes_comments_and_hidden_text():
    def change(made):
        files.tracked(made)
        files.commented(made)
        files.runs("看得见", "看不见", hidden=(1,))(made)

    found = traces(files.document(change), "docx")
    assert found["tracked"].says == "修订痕迹：1 处插入、4 处删除（“修订人”）"
    assert found["comments"].says == "1 处批注（“批注人”）"
    assert found["hidden-text"].says == "1 处隐藏文字"
    assert "作者“某作者”" in found["properties"].says
    assert (found["tracked"].severity, found["properties"].severity) == ("confirm", "warn")


def test_text_hidden_by_its_style_is_found():
    def change(made):
        style = made.styles.add_style("Secret", 1)
        style.font.hidden = True
        made.add_paragraph("看不见", style="Secret")

    assert "hidden-text" in traces(files.document(change), "docx")


def test_workbook_tells_hidden_sheets_rows_and_caches():
    def change(book):
        files.hidden_sheet(book)
        files.hidden_rows(book)
        files.sheet_comment(book)

    found = traces(files.with_pivot(files.workbook(change)), "xlsx")
    assert found["hidden-sheets"].says == "1 张隐藏的工作表“隐藏”"
    assert "名单：2 格" in found["hidden-cells"].says
    assert found["pivot"].says.startswith("1 份数据透视表缓存")
    assert found["comments"].says == "1 处批注（“批注人”）"


def test_plain_files_tell_no_more_than_their_author():
    assert set(traces(files.workbook(), "xlsx")) == {"properties"}
    assert traces(files.pdf("text"), "pdf") == {}
    assert "tracked" not in traces(files.document(), "docx")


def test_photo_tells_camera_and_place():
    found = traces(files.photo(), "jpg")
    assert "SecretCamera" in found["exif"].says
    assert found["gps"].severity == "confirm"


def test_formats_that_are_not_read_are_named(tmp_path):
    (one,) = examine(tmp_path / "a", "doc").traces
    assert (one.code, one.severity) == ("unseen", "warn")


def test_the_process_says_the_same(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(files.pdf(MOBILE, change=files.restless))
    with path.open("rb") as file:
        assert examine(path, "pdf") == inspect(file, "pdf")


def test_a_process_without_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(bounded, "sys", type("S", (), {"executable": "sleep"}))
    monkeypatch.setattr(bounded.run, "__kwdefaults__", {"seconds": 0.2})
    monkeypatch.setattr(inspection, "__name__", "30")
    with pytest.raises(bounded.Unfinished):
        bounded.run("30")


def test_parts_to_which_nothing_leads_are_left_out():
    content = files.repacked(files.document(), parts={"word/orphan.xml": b"<a/>"})
    package = Package(io.BytesIO(content))
    package.prune()
    assert "word/orphan.xml" not in files.parts_of(package.save())


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>/Outlines 6 0 R%s>>"
LOOPS = (
    b"<</Type/Pages/Kids[%s]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources 9 0 R>>",
    b"<</Length 5>>stream\n/X Do\nendstream",
    b"<</T(a)/Kids[5 0 R]/FT/Tx>>",
    b"<</First 6 0 R/Last 6 0 R/Next 6 0 R/Title(a)>>",
    b"<</Type/XObject/Subtype/Form/Resources 9 0 R/Length 5>>stream\n/X Do\nendstream",
    b"<</Kids[8 0 R 8 0 R]>>",
    b"<</XObject<</X 7 0 R>>>>",
)


def hand_made(pages=b"3 0 R", more=b"/Names<</EmbeddedFiles 8 0 R>>") -> bytes:
    """A PDF whose form, outline, drawing and list of files lead back to themselves."""
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate((CATALOGUE % more, LOOPS[0] % pages, *LOOPS[1:]), 1):
        places.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"xref\n0 10\n0000000000 65535 f \n" + b"".join(places)
    return out + table + b"trailer<</Size 10/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (hand_made(), "no-text"),
        (hand_made(pages=b"2 0 R"), "unread"),
        (hand_made(more=b"/Names " + b"[" * 50_000 + b"]" * 50_000), "unread"),
    ],
    ids=["loops", "pages that hold themselves", "depth"],
)
def test_a_pdf_that_leads_nowhere_is_soon_done(tmp_path, content, code):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    assert code in [one.code for one in examine(path, "pdf").traces]


def test_pictures_of_a_document_without_words_are_named_with_their_paragraph():
    picture = files.photo("PNG")

    def change(made):
        made.add_paragraph("一")
        made.add_picture(io.BytesIO(picture))
        made.add_paragraph("二").add_run().add_picture(io.BytesIO(picture))
        told = made.add_paragraph("三").add_run().add_picture(io.BytesIO(picture))
        told._inline.docPr.set("descr", "办事大厅平面图")
        made.add_table(1, 2).cell(0, 1).paragraphs[0].add_run().add_picture(io.BytesIO(picture))

    traces = inspect(io.BytesIO(files.document(change)), "docx").traces
    (one,) = [trace for trace in traces if trace.code == "no-alt"]
    assert one.severity == "warn"
    assert one.says.startswith(
        "3 张图片没有替代文字（正文第 1 段、正文第 2 段、表格 1 第 1 行第 2 格）"
    )
