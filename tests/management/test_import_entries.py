"""A whole catalogue from a file: all of it is checked, all of it arrives, nothing twice."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.catalogue.actions import begin_correction, content_digest, save_draft
from disclosure.catalogue.entryfile import importer
from disclosure.catalogue.entryfile.reader import CatalogueFile
from disclosure.catalogue.models import Entry, IndexNumber
from disclosure.catalogue.models.numbering import IndexCounter
from disclosure.catalogue.numbers import issue
from disclosure.catalogue.release import rebuilding
from disclosure.pages import search
from disclosure.pages.models import Page, PageKind
from disclosure.workflow.log import chain_faults
from disclosure.workflow.models import Event
from tests.factories import make_draft, make_genre

pytestmark = pytest.mark.django_db
HEADING = "标题,索引号,文号,发布机构,栏目,成文日期,发布时间,体裁,正文,原网址"
ROWS = (
    (
        "关于供水的通知,002668020/2017-00003,云政发〔2017〕8号,市政务服务中心,reports,2017-05-04,"
        "2017-05-05 08:36,通知,第一段。,https://old.example.cn/art/2017/5/5/art_66.html"
    ),
    (
        "关于供气的通知,002668020/2017-00004,,云岚市政务服务中心,政府信息公开年报,2017年5月6日,"
        "2017-05-06,通知,<p>供气<script>x</script></p>,/art.jsp?id=7"
    ),
)


@pytest.fixture
def lists(agency, category):
    make_genre(name="通知")


def written(folder, *rows, heading=HEADING, encoding="utf-8-sig", name="目录.csv"):
    path = folder / name
    path.write_bytes("\r\n".join([heading, *rows]).encode(encoding))
    return path


def run(path, **options):
    out = io.StringIO()
    call_command("import_entries", path, stdout=out, **options)
    return out.getvalue()


def test_rows_of_a_csv_file_are_counted_as_a_spreadsheet_counts_them(lists, tmp_path):
    long = ROWS[0].replace("第一段。", '"第一段。\r\n\r\n第二段。"')
    with pytest.raises(CommandError, match="第 4 行「标题」：不能为空"):
        run(written(tmp_path, long, "", ROWS[1].replace("关于供气的通知", "")))
    with pytest.raises(CommandError, match="第 3 行不是规范的 CSV"):
        run(written(tmp_path, long, '"关于"供气的通知'))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_catalogue_arrives_with_its_numbers_dates_and_addresses(lists, tmp_path, client, encoding):
    path = written(tmp_path, *ROWS, encoding=encoding)
    assert "已导入 2 条；0 条与系统中相同" in run(path, publish=True)
    first, second = Entry.objects.order_by("index_number")
    page = client.get("/art/2017/5/5/art_66.html", follow=True)
    assert page.redirect_chain == [(first.path, 301)]
    assert "第一段。" in page.text and "2017-05-05 08:36" in page.text
    assert client.get("/art.jsp?id=7").url == second.path
    assert client.get("/art.jsp?id=8").status_code == 404
    assert "script" not in second.live_edition.body
    assert search.find("供气")
    assert [rebuilding.fault(entry) for entry in (first, second)] == ["", ""]
    assert second.live_edition.import_digest == content_digest(second.live_edition)
    assert list(chain_faults()) == []


def test_second_run_changes_nothing_and_an_interrupted_one_goes_on(lists, tmp_path):
    run(written(tmp_path, ROWS[0]), publish=True)
    whole = written(tmp_path, *ROWS)
    assert "已导入 1 条；1 条与系统中相同" in run(whole, publish=True)
    events = Event.objects.count()
    assert "已导入 0 条；2 条与系统中相同" in run(whole, publish=True)
    assert (Entry.objects.count(), Event.objects.count()) == (2, events)


@pytest.mark.parametrize("publish", [True, False])
def test_rows_without_a_number_are_known_by_their_content(lists, tmp_path, publish):
    rows = [row.replace(row.split(",")[1], "", 1) for row in ROWS]
    run(written(tmp_path, rows[0]), publish=publish)
    whole = written(tmp_path, *rows, rows[1])
    with pytest.raises(CommandError, match="与第 3 行重复"):
        run(whole, publish=publish)
    whole = written(tmp_path, *rows)
    assert "已导入 1 条；1 条与系统中相同" in run(whole, publish=publish)
    assert "已导入 0 条；2 条与系统中相同" in run(whole, publish=publish)
    assert Entry.objects.count() == 2


def test_row_without_a_number_that_stands_twice_is_one_entry(lists, tmp_path):
    row = "供水,,,市政务服务中心,reports,,,,正文,"
    assert "已导入 1 条；1 条与系统中相同" in run(written(tmp_path, row, row))
    elsewhere = row + "/art_9.html"
    with pytest.raises(CommandError, match="内容与第 2 行相同，原网址或发布时间不同"):
        run(written(tmp_path, row, elsewhere))
    assert Entry.objects.count() == 1


def test_rows_are_recognised_by_content_with_one_query_a_batch(
    lists, tmp_path, django_assert_num_queries
):
    path = written(tmp_path, *(f"供水{n},,,002668020,reports,,,,正文," for n in range(30)))
    run(path)
    with path.open("rb") as file:
        rows = list(CatalogueFile(file, path.name, date(2026, 1, 1)).rows())
    with django_assert_num_queries(1):
        assert list(importer.conflicts(rows)) == []


@pytest.mark.parametrize(
    "address",
    ["/信息/1.html", "/%e4%bf%a1%e6%81%af/1.html", "https://old.example.cn/%E4%BF%A1息/1.html"],
)
def test_old_address_is_found_however_it_was_typed(lists, tmp_path, client, address):
    run(written(tmp_path, ROWS[0].rpartition(",")[0] + f",{address}"), publish=True)
    path = Entry.objects.get().path
    for asked in ("/信息/1.html", "/%e4%bf%a1%e6%81%af/1.html", "/%E4%BF%A1%E6%81%AF/1.html"):
        assert client.get(asked).url == path
    assert client.get("/信息/1.html%00").status_code == 404


def test_old_addresses_in_gbk_are_told_apart(lists, tmp_path, client):
    rows = [
        row.rpartition(",")[0] + f",/art/%{code}.html?t=%e4%bf%a1"
        for row, code in zip(ROWS, ("d0%c5", "cf%a2"), strict=True)
    ]
    run(written(tmp_path, *rows), publish=True)
    first, second = Entry.objects.order_by("index_number")
    assert client.get("/art/%D0%C5.html?t=%E4%BF%A1").url == first.path
    assert client.get("/art/%cf%a2.html?t=%E4%BF%A1").url == second.path


def test_an_old_address_keeps_no_title(lists, tmp_path):
    run(written(tmp_path, *ROWS), publish=True)
    old = Page.objects.filter(kind=PageKind.REDIRECT)
    assert [(page.title, str(page)) for page in old] == [("", page.index_number) for page in old]
    assert old.exists()


def test_kept_numbers_are_skipped_by_the_counter(lists, tmp_path, agency, clerk):
    run(written(tmp_path, *ROWS))
    draft = make_draft(agency=agency, by=clerk)
    taken = [issue(make_draft(agency=agency, by=clerk).entry, on=draft.written_on) for _ in "123"]
    assert [number[-5:] for number in taken] == ["00001", "00002", "00005"]
    assert IndexNumber.objects.filter(state="reserved").count() == 2


def test_without_publish_everything_is_a_draft(lists, tmp_path):
    run(written(tmp_path, *ROWS))
    assert not Page.objects.exists()
    assert {entry.editions.get().state for entry in Entry.objects.all()} == {"draft"}


def test_what_must_not_be_public_gets_no_page(lists, tmp_path):
    heading = HEADING + ",公开方式,不予公开理由"
    run(written(tmp_path, f"{ROWS[0]},不予公开,商业秘密", heading=heading), publish=True)
    assert not Page.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("市政务服务中心", "市不存在局", "第 2 行「发布机构」：“市不存在局”不是已有的机构"),
        ("reports", "x", "第 2 行「栏目」：“x”不是已有的栏目"),
        ("2017-05-04", "2017-13-04", "第 2 行「成文日期」：“2017-13-04”不是有效的日期"),
        ("2017-05-04", "2017-05-06", "第 2 行「发布时间」：2017-05-05 早于成文日期 2017-05-06"),
        ("2017-05-05 08:36", "2117-05-05 08:36", "晚于今天"),
        ("关于供水的通知", "", "第 2 行「标题」：不能为空"),
        ("关于供水的通知", "长" * 301, "第 2 行「标题」：有 301 个字，最多 300 个字"),
        ("002668020/2017-00003", "/2023-None", "索引号“/2023-None”不完整"),
        ("002668020/2017-00003", "002668020/2017-00004", "与第 2 行重复"),
        ("https://old.example.cn/art/2017/5/5/art_66.html", "javascript:alert(1)", "不是网页地址"),
        ("https://old.example.cn/art/2017/5/5/art_66.html", "https://[old/a", "不是网页地址"),
        ("/art/2017/5/5/art_66.html", "/" + "信" * 25, "有 226 个字符，最多 200 个"),
        (
            "https://old.example.cn/art/2017/5/5/art_66.html",
            "/art.jsp?id=7",
            "第 3 行「原网址」：/art.jsp?id=7 与第 2 行重复",
        ),
        ("通知,第一段。", "小说,第一段。", "第 2 行「体裁」：“小说”不是已有的体裁"),
    ],
)
def test_every_problem_is_named_by_row_and_column_and_nothing_is_written(
    lists, tmp_path, old, new, said
):
    with pytest.raises(CommandError, match="没有写入任何内容") as refused:
        run(written(tmp_path, ROWS[0].replace(old, new, 1), ROWS[1]), publish=True)
    assert said in str(refused.value)
    assert not Entry.objects.exists()


def test_drafts_that_were_to_be_published_are_told(lists, tmp_path):
    path = written(tmp_path, *ROWS)
    assert "还没有发布" not in run(path)
    assert "还没有发布" not in run(path)
    assert "其中 2 条还没有发布，公众看不到" in run(path, publish=True)
    assert not Page.objects.exists()


def test_all_problems_are_named_at_once(lists, tmp_path):
    bad = [row.replace("通知", "小说").replace("2017-05", "2017-15") for row in ROWS]
    with pytest.raises(CommandError) as refused:
        run(written(tmp_path, *bad))
    assert str(refused.value).count("第 2 行") == 3
    assert "第 3 行" in str(refused.value)


def test_entry_that_differs_is_refused_and_never_overwritten(lists, tmp_path, clerk):
    run(written(tmp_path, *ROWS), publish=True)
    entry = Entry.objects.order_by("index_number")[0]
    changed = ROWS[0].replace("关于供水", "关于停水")
    with pytest.raises(CommandError, match="已在系统中，标题为《关于供水的通知》"):
        run(written(tmp_path, changed))
    new = begin_correction(entry, by=clerk)
    save_draft(new, by=clerk, version=new.lock_version, title="停水通知")
    with pytest.raises(CommandError, match="导入不覆盖已有内容"):
        run(written(tmp_path, *ROWS))
    assert entry.live_edition.title == "关于供水的通知"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        ("标题,文号\r\n甲,乙".encode(), "缺少“机构代码”“栏目”列"),
        (HEADING.encode(), "除列名外没有内容"),
        (b"\xff\xfe\x00a\x00b", "既不是 UTF-8 也不是 GBK"),
        (b"PK\x03\x04broken", "已损坏"),
        (f'{HEADING}\r\n"甲'.encode(), "不是规范的 CSV"),
    ],
)
def test_file_that_is_no_catalogue_is_refused_with_a_sentence(lists, tmp_path, content, said):
    path = tmp_path / "目录.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(path)


def test_workbook_is_read_like_a_csv(lists, tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADING, *ROWS):
        book.worksheets[0].append(row.split(","))
    book.save(tmp_path / "目录.xlsx")
    assert "已导入 2 条" in run(tmp_path / "目录.xlsx", publish=True)


def test_check_writes_nothing_and_names_unknown_columns(lists, tmp_path):
    path = written(tmp_path, f"{ROWS[0]},x", heading=HEADING + ",备注栏")
    told = run(path, check=True)
    assert "共 1 行，可以导入" in told and "备注栏" in told
    assert not Entry.objects.exists()


def test_personal_data_is_told_by_row_and_column_without_repeating_it(lists, tmp_path):
    personal = ROWS[0].replace("第一段。", "张某，身份证号 11010519491231002X。")
    for options in ({"check": True}, {"publish": True}):
        told = run(written(tmp_path, ROWS[1], personal), **options)
        assert "有 1 处像是个人信息，导入时不会隐去" in told
        assert "第 3 行「正文」：有居民身份证号（" in told
        assert "11010519491231002X" not in told
    assert "个人信息" not in run(written(tmp_path, ROWS[1]), check=True)


def test_json_is_no_catalogue_to_import(lists, tmp_path):
    path = tmp_path / "目录.jsonl"
    path.write_text('{"title": "甲"}', "utf-8")
    with pytest.raises(CommandError, match="是 JSON，不能导入，请用 xlsx 或 csv"):
        run(path)


@pytest.mark.parametrize("number", ["002668020/{year}-{n:05d}", ""])
def test_an_import_costs_the_same_queries_however_many_rows_a_batch_has(lists, tmp_path, number):
    costs = []
    for year, count in ((2016, 1), (2017, 3), (2018, 15)):  # the first begins the log
        told = ((n, number.format(year=year, n=n)) for n in range(1, count + 1))
        rows = [f"供水{year}-{n},{one},,002668020,reports,,,,文,/{year}/{n}" for n, one in told]
        path = written(tmp_path, *rows)
        with CaptureQueriesContext(connection) as captured:
            assert f"已导入 {count} 条" in run(path, publish=True)
        costs.append(len(captured))
    assert costs[1] == costs[2]


def test_a_batch_locks_all_its_counters_at_once_before_anything_is_written(lists, tmp_path):
    """Kept numbers count in one, issued ones in another: two imports must not cross there."""
    new = "关于停水的通知,,,002668020,reports,,,,文,/new/1"
    with CaptureQueriesContext(connection) as captured:
        run(written(tmp_path, *ROWS, new), publish=True)
    asked = [one["sql"] for one in captured]
    locked = [n for n, sql in enumerate(asked) if sql.startswith('SELECT "catalogue_indexcounter"')]
    keys = set(IndexCounter.objects.values_list("key", flat=True))
    first = min(locked)
    assert len(keys) == 2 and all(f"'{key}'" in asked[first] for key in keys)
    written_at = next(n for n, sql in enumerate(asked) if 'INTO "catalogue_entry"' in sql)
    assert first < written_at
