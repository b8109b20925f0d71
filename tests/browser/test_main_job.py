"""The whole main job: a report from the clerk's desk to the printed sheet."""

import re
import subprocess
import tomllib
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from disclosure.agencies.models import Role
from disclosure.catalogue.models import Entry
from disclosure.pages.loading import load_vocabularies
from tests.factories import clear, make_agency, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEMO = Path(__file__).resolve().parents[2] / "disclosure" / "management" / "demo" / "reports.toml"
FIGURES = tomllib.loads(DEMO.read_text("utf-8"))["reports"][0]["figures"]
PASSWORD = "Correct-horse-9"


@pytest.fixture
def staff(db):
    """An editor and a publisher of the agency of the 2016 report."""
    load_vocabularies()
    agency = make_agency(
        name="台州市人民政府行政服务中心", short_name="市行政服务中心", code="002668899"
    )
    make_member(agency, Role.EDITOR, username="writes", name="编辑甲", password=PASSWORD)
    make_member(agency, Role.PUBLISHER, username="releases", name="发布甲", password=PASSWORD)


def log_in(page, live_server, username):
    page.context.clear_cookies()
    page.goto(live_server.url + reverse("admin:login"))
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(
        page.get_by_role("link", name="退出").or_(page.get_by_role("button", name="退出"))
    ).to_be_visible()


def begin_report(page, live_server):
    page.goto(live_server.url + reverse("admin:reports_annualreport_add"))
    page.get_by_label("报告年度").select_option("2016")
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2016年度政府信息公开工作年度报告")


def write_sections(page):
    page.get_by_role("link", name="前言").click()
    for number in range(8):
        page.locator("[contenteditable=true]").fill(
            f"第 {number + 1} 部分，统计期限为2016年1月1日至2016年12月31日。"
        )
        name = "保存并写下一章" if number < 7 else "保存"
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_text("本章已保存。")).to_be_visible()


def fill_workbook(page, tmp_path) -> Path:
    """Download the template and type the figures beside their labels, as a clerk would."""
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel 模板").click()
    path = tmp_path / "template.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    form = [row["code"] for row in rows_of_scheme()]
    for code, row in zip(form, book.worksheets[0].iter_rows(min_row=5), strict=True):
        if code in FIGURES:
            row[2].value = int(FIGURES[code])
    book.save(path)
    return path


def rows_of_scheme() -> list[dict]:
    path = DEMO.parents[3] / "reports" / "schemes" / "gk2014.toml"
    return tomllib.loads(path.read_text("utf-8"))["tables"][0]["rows"]


def import_workbook(page, path):
    page.get_by_role("link", name="从 Excel 导入").click()
    page.get_by_label("Excel 工作簿").set_input_files(path)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("新填 52，修改 0，相同 6，有误 0")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("52 格有变化")).to_be_visible()


def submit(page):
    page.get_by_label("成文日期").fill("2017-05-04")
    page.get_by_role("button", name="保存基本信息").click()
    page.get_by_role("link", name="提交", exact=True).click()
    page.locator("form [type=submit]").last.click()
    expect(page.get_by_text("002668899/").first).to_be_visible()


def publish(page, live_server):
    report = Entry.objects.get().annual_report
    page.goto(live_server.url + reverse("admin:reports_annualreport_change", args=[report.pk]))
    page.get_by_role("link", name="发布", exact=True).click()
    page.locator("form [type=submit]").last.click()


def find_in_catalogue(page, live_server):
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/catalogue/")
    page.get_by_label("栏目", exact=True).select_option("reports")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="2016年度政府信息公开工作年度报告").click()


def figures_on(page) -> list[str]:
    return page.locator(".statistics tr:not(.heading) td.number").all_inner_texts()


def printed(page, tmp_path) -> str:
    page.get_by_role("link", name="打印本页").click()
    page.wait_for_url("**/print/")
    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    command = ["pdftotext", "-layout", tmp_path / "sheet.pdf", "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


@pytest.mark.poppler
def test_report_goes_from_the_clerks_desk_to_the_printed_sheet(live_server, page, staff, tmp_path):
    page.set_default_timeout(15_000)
    console = []
    page.on("console", lambda message: console.append(message.text))

    log_in(page, live_server, "writes")
    begin_report(page, live_server)
    write_sections(page)
    import_workbook(page, fill_workbook(page, tmp_path))
    submit(page)
    expect(page.get_by_role("link", name="发布", exact=True)).to_have_count(0)
    edition = Entry.objects.get().open_edition()
    publish_url = reverse("admin:catalogue_edition_step", args=[edition.pk, "publish"])
    assert page.goto(live_server.url + publish_url).status == 403
    clear(edition)

    log_in(page, live_server, "releases")
    publish(page, live_server)

    find_in_catalogue(page, live_server)
    figures = figures_on(page)
    assert (len([f for f in figures if f]), figures.count("")) == (52, 6)
    assert figures == [
        FIGURES.get(r["code"], "") for r in rows_of_scheme() if r["kind"] != "heading"
    ]

    sheet = printed(page, tmp_path)
    assert re.search(r"主动公开政府信息数.*1026", sheet)
    assert len([message for message in console if "Content Security" in message]) == 0


@pytest.mark.seed
def test_seed_page_goes_the_same_way_by_command(live_server, page, db):
    (seed,) = Path("../shared/seed").glob("*.txt")
    load_vocabularies()
    call_command("import_page", str(seed), agency="002668899", publish=True)
    find_in_catalogue(page, live_server)
    expect(page.locator(".metadata")).to_contain_text("002668899/2017-66815")
    expect(page.locator(".byline")).to_contain_text("2017-05-04 08:36")
    assert figures_on(page) == [
        FIGURES.get(row["code"], "") for row in rows_of_scheme() if row["kind"] != "heading"
    ]
