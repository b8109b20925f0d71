"""批量导入 at the desk: seen row by row, then all or nothing, as drafts of one's own agencies."""

import io
import time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disclosure.catalogue import uploads
from disclosure.catalogue.entryfile import atdesk
from disclosure.catalogue.models import Edition, Entry, IndexNumber
from disclosure.catalogue.models.writers import own_work
from disclosure.pages.models import Page
from disclosure.workflow.models import Event

pytestmark = pytest.mark.django_db
IMPORT, LIST = "admin:catalogue_edition_import", "admin:catalogue_edition_changelist"
HEADING = "名称,索引号,发布机构,栏目,成文日期,发布日期,正文"
FIRST = "甲通知,002668020/2019-00001,002668020,reports,2019-03-04,2019-03-05 08:30,正文甲"
SECOND = "乙通知,,002668020,reports,2019-03-04,,正文乙"


def csv_file(*rows, encoding="utf-8-sig"):
    content = "\r\n".join([HEADING, *rows]).encode(encoding)
    return SimpleUploadedFile("目录.csv", content)


@pytest.fixture
def desk(client, clerk, category):
    client.force_login(clerk)

    def posted(**sent):
        return client.post(reverse(IMPORT), sent, follow=True)

    return posted


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_rows_are_shown_before_they_are_written(desk, clerk, encoding):
    page = desk(file=csv_file(FIRST, SECOND, encoding=encoding)).text
    assert "共 2 行：新建草稿 2 条，与系统中相同、不改动的 0 条" in page
    assert "甲通知" in page and "提交时编号" in page
    assert "草稿不保留的内容：发布日期。" in page
    assert not Entry.objects.exists()
    assert "已从“目录.csv”导入 2 条草稿；0 条与系统中相同" in desk(confirm="1").text
    first, second = Edition.objects.order_by("pk")
    assert (first.is_draft, second.is_draft) == (True, True)
    assert (first.entry.index_number, second.entry.index_number) == ("002668020/2019-00001", "")
    assert not Page.objects.exists()
    assert Event.objects.get(action="entries.imported").actor == clerk.username


def test_excel_is_read_as_well(desk):
    book = openpyxl.Workbook()
    for line in (HEADING, FIRST, SECOND):
        book.active.append(line.split(","))
    content = io.BytesIO()
    book.save(content)
    desk(file=SimpleUploadedFile("目录.xlsx", content.getvalue()))
    assert "导入 2 条草稿" in desk(confirm="1").text


def test_whoever_brings_a_draft_in_does_not_review_it(desk, clerk):
    desk(file=csv_file(FIRST))
    desk(confirm="1")
    edition = Edition.objects.get()
    assert own_work(edition, clerk, "审查")
    assert [one.user for one in edition.writings.all()] == [clerk]


def test_second_upload_changes_nothing_and_cannot_be_confirmed(desk):
    for _ in range(2):
        page = desk(file=csv_file(FIRST, SECOND))
        desk(confirm="1")
    assert "新建草稿 0 条，与系统中相同、不改动的 2 条" in page.text
    assert "确认导入" not in page.text
    assert Entry.objects.count() == 2
    assert "各行都已在系统中，没有可以导入的。" in page.text
    for name, words in ((IMPORT, "换一个文件"), (LIST, "返回，不导入")):
        assert f'<a class="desk-button" href="{reverse(name)}">{words}</a>' in page.text


def test_every_problem_is_told_and_nothing_is_kept_for_confirmation(desk):
    wrong = SECOND.replace("2019-03-04", "去年").replace("reports", "无此栏")
    page = desk(file=csv_file(FIRST, wrong, FIRST)).text
    assert "“目录.csv”不能导入，没有写入任何内容" in page
    for told in (
        "第 3 行「成文日期」：“去年”不是有效的日期",
        "第 3 行「栏目」：“无此栏”不是已有的栏目",
        "第 4 行「索引号」：002668020/2019-00001 与第 2 行重复",
    ):
        assert told in page
    assert "没有待确认的导入" in desk(confirm="1").text
    assert not Entry.objects.exists()


def test_rows_of_other_agencies_are_refused(desk, other_agency):
    page = desk(file=csv_file(FIRST, SECOND.replace("002668020", other_agency.code))).text
    assert "第 3 行「发布机构」：您在“" in page and "没有“编辑”角色" in page
    assert not Entry.objects.exists()


def test_what_others_wrote_meanwhile_is_not_written_over(desk, clerk):
    desk(file=csv_file(FIRST, SECOND))
    other = atdesk.CatalogueFile(csv_file(FIRST.replace("正文甲", "别的")), "乙.csv", None)
    list(atdesk.import_rows(other.rows(), by=clerk, operator="x", publish=False, source="乙.csv"))
    page = desk(confirm="1").text
    assert (
        "导入未进行，没有写入任何内容：第 2 行「索引号」：002668020/2019-00001 已在系统中" in page
    )
    assert Entry.objects.count() == IndexNumber.objects.count() == 1


def test_long_file_is_for_the_command(desk, monkeypatch):
    monkeypatch.setattr(atdesk, "MOST_ROWS", 1)
    page = desk(file=csv_file(FIRST, SECOND)).text
    assert "有 2 行，工作台一次最多导入 1 行，请分成几个文件" in page


@pytest.mark.parametrize("name", ["乱.csv", "乱.xlsx", "空.csv"])
def test_garbage_is_refused_beside_the_field(desk, name):
    content = b"" if name == "空.csv" else b"\xff\xfe\0" * 100_000
    page = desk(file=SimpleUploadedFile(name, content)).text
    assert "errorlist" in page
    assert "上传并预览" in page


def test_strangers_and_reviewers_are_kept_out(client, reviewer):
    assert client.get(reverse(IMPORT)).status_code == 302
    client.force_login(reviewer)
    for name in (IMPORT, f"{IMPORT}_blank"):
        assert client.get(reverse(name)).status_code == 403


def test_editor_of_another_agency_imports_nothing_here(client, agency, outsider, category):
    client.force_login(outsider)
    page = client.post(reverse(IMPORT), {"file": csv_file(FIRST)}).text
    assert "您在“云岚市政务服务中心”没有“编辑”角色" in page
    assert "没有待确认的导入" in client.post(reverse(IMPORT), {"confirm": "1"}, follow=True).text


def test_blank_table_names_the_columns_that_are_read(client, clerk, category):
    client.force_login(clerk)
    content = client.get(reverse(f"{IMPORT}_blank")).content
    assert content.decode("utf-8-sig").startswith("标题,索引号,文号,机构代码,")
    row = ",".join(["甲", "", "", "002668020", "", "reports"])
    page = client.post(
        reverse(IMPORT), {"file": SimpleUploadedFile("表.csv", content + row.encode())}
    )
    assert "新建草稿 1 条" in page.text


def test_list_of_entries_leads_to_the_import(client, clerk):
    client.force_login(clerk)
    assert reverse(IMPORT) in client.get(reverse(LIST)).text


def test_what_nobody_confirms_is_removed_after_a_day(desk, settings):
    desk(file=csv_file(FIRST))
    day = uploads.KEPT.total_seconds()
    assert uploads.forget_old(now=time.time() + day - 60) == 0
    assert uploads.forget_old(now=time.time() + day + 60) == 1
    assert [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()] == []
    assert uploads.GONE in desk(confirm="1").text
    assert not Entry.objects.exists()
