"""The offline copy in a real browser, opened from the disk: links hold and titles are found."""

import io
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from disclosure.catalogue import actions, attachments
from disclosure.catalogue.release import publishing
from disclosure.pages import titles
from disclosure.pages.site import addresses
from disclosure.pages.site.folder import Folder
from tests.factories import clear, make_category, make_draft, make_entry
from tests.sites import check, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def copy(tmp_path, agency, clerk, publisher, category, monkeypatch):
    """A copy with three entries in two parts, taken away from the folder of attachments."""
    for module in (titles, addresses):
        monkeypatch.setattr(module, "PART", 2)
    for slug in ("guide", "rules", "statutory"):
        make_category(slug=slug)
    for title in ("关于春节放假的通知", "关于ＡＢ项目的批复"):
        make_entry(agency=agency, by=clerk, category=category, title=title)
    edition = make_draft(agency=agency, by=clerk, category=category, title="关于节日安排的公告")
    attachments.add_attachment(edition, by=clerk, name="附 件.txt", file=io.BytesIO(b"abc"))
    actions.submit(edition, by=clerk)
    publishing.publish(clear(edition), by=publisher)
    folder = Folder(tmp_path / "site", is_offline=True)
    publish(folder)
    assert "一致" in check(folder)
    taken = shutil.copytree(folder.root, tmp_path / "离线 副本", symlinks=False)
    shutil.rmtree(folder.root)
    return taken


@pytest.fixture
def reader(page):
    """A page that keeps what goes wrong."""
    page.faults = []
    page.set_default_timeout(8000)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("requestfailed", lambda request: page.faults.append(f"{request.failure} {request.url}"))
    return page


def found(reader):
    expect(reader.locator("#titles-status")).to_contain_text("找到")
    return reader.locator("#titles-found a").all_inner_texts()


def test_title_is_found_and_its_page_read_from_the_disk(copy, reader):
    reader.goto((copy / "index.html").as_uri())
    assert reader.evaluate("getComputedStyle(document.querySelector('.masthead')).display")
    assert reader.evaluate("document.styleSheets.length") >= 2
    reader.get_by_role("link", name="标题检索").click()
    reader.get_by_label("标题或者索引号中的字").fill("通知 春节")
    reader.get_by_role("button", name="查找标题").click()
    assert found(reader) == ["关于春节放假的通知"]
    reader.get_by_label("标题或者索引号中的字").fill("节")
    reader.get_by_role("button", name="查找标题").click()
    expect(reader.locator("#titles-found a")).to_have_count(2)
    assert found(reader) == ["关于节日安排的公告", "关于春节放假的通知"]  # newest first
    assert reader.faults == []
    assert Axe().run(reader).response["violations"] == []
    reader.faults.clear()  # axe itself tries to read style sheets, which no disk allows
    reader.get_by_role("link", name="关于节日安排的公告").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("关于节日安排的公告")
    with reader.expect_download() as download:
        reader.get_by_role("link", name="附 件.txt").first.click(modifiers=["Alt"])
    assert download.value.path().read_bytes() == b"abc"
    assert reader.faults == []


def test_search_in_the_head_of_every_page_looks_up_titles(copy, reader):
    reader.goto((copy / "agencies" / "index.html").as_uri())
    reader.get_by_label("站内检索").fill("ab")  # half-width finds full-width
    reader.get_by_role("button", name="检索", exact=True).click()
    assert found(reader) == ["关于ＡＢ项目的批复"]
    assert reader.faults == []


def test_title_that_is_nowhere_and_part_that_is_missing_are_told(copy, reader):
    reader.goto((copy / "titles" / "index.html").as_uri() + "?q=没有的字")
    expect(reader.locator("#titles-status")).to_have_text("找到 0 条。")
    next(copy.glob("titles/*/*/titles-2.js")).unlink()
    reader.reload()
    expect(reader.locator("#titles-status")).to_contain_text("没有读到：")


def test_without_scripts_every_title_can_be_reached(copy, browser):
    reader = browser.new_context(java_script_enabled=False).new_page()
    reader.goto((copy / "titles" / "index.html").as_uri())
    expect(reader.get_by_role("button", name="查找标题")).to_have_count(0)
    reader.locator("[data-titles]").click()
    expect(reader.locator(".rows a")).to_have_count(2)
    reader.get_by_role("link", name="第 2 部分").click()
    reader.get_by_role("link", name="关于春节放假的通知").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("关于春节放假的通知")
    reader.context.close()


def test_every_link_of_the_copy_leads_to_a_file(copy, reader):
    """What only the application can give is not linked: it leads to the titles."""
    for file in copy.rglob("index.html"):
        reader.goto(file.as_uri())
        links = reader.locator("a[href], link[href]:not([rel=canonical]), script[src], img[src]")
        addresses = links.evaluate_all("nodes => nodes.map((node) => node.href || node.src)")
        local = {one.split("#")[0].split("?")[0] for one in addresses if one.startswith("file:")}
        assert {"file"} == {one.partition(":")[0] for one in addresses if "example" not in one}
        assert [one for one in local if not Path(unquote(urlparse(one).path)).is_file()] == [], file


def test_copy_offers_no_print_and_no_export(copy, reader):
    reader.goto((copy / "catalogue" / "index.html").as_uri())
    expect(reader.get_by_role("link", name="关于春节放假的通知")).to_be_visible()
    assert reader.get_by_role("button", name=re.compile("打印|导出")).count() == 0
