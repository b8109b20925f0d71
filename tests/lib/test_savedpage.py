"""Saved pages of older sites are read whole or refused with one sentence."""

import contextlib
import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.lib.savedpage import PageProblem, read_page

PAGES = Path("tests/files/pages")
TEXT = (PAGES / "report.txt").read_text("utf-8")
HTML = (PAGES / "report.html").read_text("utf-8")
AS_FOUND = {
    "text in UTF-8": TEXT.encode(),
    "text with a byte order mark": TEXT.encode("utf-8-sig"),
    "text in GBK": TEXT.encode("gb18030"),
    "text with Windows line ends": TEXT.replace("\n", "\r\n").encode(),
    "HTML in UTF-8": HTML.encode(),
    "XHTML": ('<?xml version="1.0" encoding="utf-8"?>' + HTML).encode(),
    "HTML in GBK": HTML.replace("utf-8", "gb2312").encode("gb18030"),
}


@pytest.fixture(params=AS_FOUND.values(), ids=AS_FOUND.keys())
def page(request):
    return read_page(request.param, "report")


def test_read_page_reads_the_metadata(page):
    assert page.breadcrumb[-2:] == ("市档案管理局", "政府信息公开年报")
    assert page.index_number == "002668020/2016-00417"
    assert page.disclosure_method == "主动公开"
    assert page.publisher_name == "市档案服务中心"
    assert page.written_on == datetime.date(2016, 4, 28)
    assert page.problems == ()


def test_read_page_reads_title_source_and_time(page):
    assert page.title == "云河市人民政府档案服务中心2015年度政府信息公开工作年度报告"
    assert page.source == "市档案服务中心"
    assert f"{page.published_at:%Y-%m-%d %H:%M}" == "2016-04-28 09:05"


def test_read_page_tells_headings_from_numbered_sentences(page):
    headings = re.findall(r"<(h\d)>(.*?)</h\d>", page.body_html)
    assert [tag for tag, _ in headings].count("h2") == 7
    assert ("h3", "(一)存在的问题:") in headings
    assert ("h4", "1、加强目录建设") in headings
    assert not [text for _, text in headings if "健全工作制度" in text or "不够及时" in text]


def test_read_page_keeps_article_and_chrome_apart(page):
    assert page.text_lines[0].startswith("云河市政府档案服务中心(以下简称")
    assert page.text_lines[-1].startswith("一是继续做好")
    assert "统计表" not in page.body_html and "打印本页" not in page.body_html
    assert "style" not in page.body_html and "MsoNormal" not in page.body_html


def test_read_page_parts_the_table_from_the_article(page):
    (table,) = page.tables
    assert table.caption == "政府信息公开情况统计表"
    assert table.lines_before == ("(2015年度)",)
    assert len(table.rows) >= 66


def test_read_page_collects_the_names_of_the_agency(page):
    assert page.agency_names == (
        "云河市人民政府档案服务中心",
        "市档案服务中心",
        "市档案管理局",
    )


def test_read_page_keeps_emphasis_of_html():
    assert "档案开放</strong>" in read_page(HTML.encode(), "report.html").body_html


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "是空的"),
        (b"  \n ", "是空的"),
        (b"PK\x03\x04\x00\x00\x08", "不是网页或文本"),
        (b"\xff\xff\xff", "文字编码读不出"),
        ("今日天气晴。".encode(), "没有“索引号”"),
        (
            TEXT.replace("信息来源", "甲").replace("发布时间", "乙").encode(),
            "没有“信息来源”",
        ),
        (re.sub("云河市人民政府档案服务中心2015.*", "", TEXT).encode(), "读不出标题"),
        (TEXT.replace("002668020/2016-00417", "").encode(), "读不出索引号"),
        ("\n".join(TEXT.splitlines()[:6]).encode(), "读不出正文"),
        (b"<html></html>", "没有“索引号”"),
        (b"<html><!-- -->", "没有“索引号”"),
    ],
)
def test_read_page_refuses_with_one_sentence(data, told):
    with pytest.raises(PageProblem) as problem:
        read_page(data, "页面.txt")
    assert told in str(problem.value)
    assert "页面.txt" in str(problem.value)


def test_read_page_keeps_links_and_tells_of_pictures():
    html = HTML.replace(
        "重新修订", '<a href="https://www.gov.cn/a?b=1">重新</a>修订<img src="a.jpg">'
    )
    page = read_page(html.encode(), "report.html")
    assert '<a href="https://www.gov.cn/a?b=1"' in page.body_html
    assert page.problems == ("正文中有1张图片没有随网页保存，请另行上传。",)


def test_read_page_finds_the_table_above_a_closing_line():
    html = HTML.replace("</table>\n</div>", "</table>\n<p>责任编辑：办公室</p></div>")
    page = read_page(html.encode(), "report.html")
    assert page.tables[0].caption == "政府信息公开情况统计表"
    assert page.text_lines[-1] == "责任编辑：办公室"


def test_read_page_reads_title_and_year_inside_the_table():
    html = HTML
    for above in ("<strong>政府信息公开情况统计表</strong>", "(2015年度)"):
        html = html.replace(f'<p align="center">{above}</p>', "")
        inside = f'<tr><td colspan="3">{above}</td></tr>'
        html = html.replace("<tr><td>统 计", f"{inside}<tr><td>统 计")
    (table,) = read_page(html.encode(), "report.html").tables
    assert (table.caption, table.lines_before) == ("政府信息公开情况统计表", ("(2015年度)",))
    assert table.rows[0][0] == "统 计 指 标"


@given(st.binary(max_size=400))
def test_read_page_never_fails_otherwise(data):
    with contextlib.suppress(PageProblem):
        read_page(data, "x")


@given(st.integers(0, len(HTML)), st.integers(0, 4000), st.sampled_from((TEXT, HTML)))
def test_read_page_of_a_damaged_page_reads_or_refuses(start, length, whole):
    with contextlib.suppress(PageProblem):
        page = read_page((whole[:start] + whole[start + length :]).encode(), "x")
        assert page.index_number and page.title and page.body_html


def test_read_page_says_what_is_odd_but_not_fatal():
    text = TEXT.replace("2016-04-28 09: 05", "昨天").replace("公开方式: 主动公开", "")
    page = read_page(text.encode(), "report.txt")
    assert page.published_at is None
    assert page.problems == (
        "页面上没有公开方式。",
        "发布时间“昨天”读不出，应为“2017-05-04 08:36”的样式。",
    )
