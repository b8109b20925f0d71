"""Links that the public cannot follow are named with their text, without the network."""

import socket

import pytest

from disclosure.catalogue.checks.links import link_problems
from disclosure.catalogue.models import Edition
from disclosure.catalogue.release.withdrawing import withdraw
from disclosure.pages.models import Page, PageKind, PublicFile
from tests.factories import make_category, make_draft, make_entry, make_member, make_report

pytestmark = pytest.mark.django_db
DIGEST = "ab" * 32


@pytest.fixture
def target(agency, category, monkeypatch):
    """A published entry to link to; whoever asks the network fails."""
    entry = make_entry(agency=agency, category=category, title="目标")

    def refuse(*args, **kwargs):
        raise AssertionError("network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return entry


def told(agency, body):
    draft = make_draft(agency=agency, body="<p>甲</p>")
    Edition.objects.filter(pk=draft.pk).update(body=body)
    draft.refresh_from_db()
    return [(one.severity, one.message) for one in link_problems(draft)]


def link(address, text="见此"):
    return f'<p><a href="{address}">{text}</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        "{path}",
        "{path}print/",
        "https://www.example.gov.cn{path}",
        "/",
        "/catalogue/?year=2016",
        "/search/?q=1",
        "/columns/policy/",
        "/agencies/002668020/",
        "/reports/",
        "/static/css/site.css",
        "mailto:office@example.gov.cn",
        "https://www.gov.cn/zhengce/",
        "http://8.8.8.8/",
    ],
)
def test_link_that_leads_somewhere_is_not_reported(agency, target, settings, address):
    settings.SITE_DOMAIN = "www.example.gov.cn"
    make_category(slug="policy")
    assert told(agency, link(address.format(path=target.path))) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/catalogue/002668020/2001-00001/", "没有公开的页面"),
        ("https://www.example.gov.cn/catalogue/002668020/2001-00001/", "没有公开的页面"),
        ("/columns/nothing/", "没有公开的内容"),
        ("/agencies/999/", "没有公开的内容"),
        (f"/files/{DIGEST}/a.pdf", "没有公开的内容"),
        ("/old/page.html", "在本网站不存在"),
        ("/admin/catalogue/edition/", "指向后台"),
        ("/admin", "指向后台"),
        ("#nowhere", "在正文中不存在"),
        ("file:///C:/通知.doc", "本机或局域网上的文件"),
        ("\\\\server\\share\\a.doc", "本机或局域网上的文件"),
        ("http://localhost:8000/a", "内部地址 localhost"),
        ("http://192.168.1.5/oa/", "内部地址 192.168.1.5"),
        ("http://10.0.0.8/", "内部地址"),
        ("http://[fe80::1]/", "内部地址"),
        ("http://oa/notice", "内部地址 oa"),
        ("http://oa.yunlan.local/", "内部地址"),
        ("page.html", "不完整"),
        ("http://[bad", "不合规则"),
        ("", "没有网址"),
    ],
)
def test_link_that_leads_nowhere_is_named_with_its_text(agency, settings, address, said):
    settings.SITE_DOMAIN = "www.example.gov.cn"
    ((severity, message),) = told(agency, link(address))
    assert severity == "confirm"
    assert message.startswith("正文中的链接“见此”")
    assert said in message


def test_link_whose_address_was_dropped_when_saved_is_named(agency):
    draft = make_draft(agency=agency, body=link("file:///C:/通知.doc", "通知"))
    (problem,) = link_problems(draft)
    assert "链接“通知”没有网址" in problem.message


def test_withdrawn_page_is_named(agency, target):
    withdraw(target, by=make_member(agency, "publisher"), reason="error")
    ((severity, message),) = told(agency, link(target.path))
    assert severity == "confirm"
    assert "《目标》已经撤下" in message


def test_page_gone_for_what_it_said_is_named_without_its_title(agency, target):
    withdraw(target, by=make_member(agency, "publisher"), reason="privacy")
    ((severity, message),) = told(agency, link(target.path))
    assert severity == "confirm"
    assert f"指向的 {target.path} 已经撤下，请删除链接" in message
    assert "目标" not in message


def test_withdrawn_page_that_leads_on_is_named_as_such(agency, category, target):
    new = make_entry(agency=agency, category=category, title="新的")
    withdraw(target, by=make_member(agency, "publisher"), reason="merged", successor=new)
    ((severity, message),) = told(agency, link(target.path))
    assert severity == "warn"
    assert f"已经撤下，页面转到 {new.path}" in message
    assert "旧网址" not in message


def test_old_address_of_a_page_warns_with_the_new_one(agency, target):
    page = Page.objects.get(path=target.path)
    page.pk, page.kind, page.target = None, PageKind.REDIRECT, target.path
    page.path = "/catalogue/002668020/1999-00001/"
    page.save()
    ((severity, message),) = told(agency, link(page.path))
    assert severity == "warn"
    assert f"已转到 {target.path}" in message


def test_anchor_on_another_page_must_be_there(agency, target):
    Page.objects.filter(path=target.path).update(article='<h2 id="two">二</h2>')
    assert told(agency, link(f"{target.path}#two")) == []
    ((severity, message),) = told(agency, link(f"{target.path}#three"))
    assert severity == "warn"
    assert "“#three”不存在" in message


def test_published_file_and_own_attachment_are_there(agency, target):
    page = Page.objects.get(path=target.path)
    PublicFile.objects.create(page=page, digest=DIGEST, name="表 1.pdf", size=1)
    assert told(agency, link(f"/files/{DIGEST}/表%201.pdf")) == []
    assert told(agency, f'<p><img src="/files/{DIGEST}/无.png" alt="图"></p>') != []


def test_same_dead_link_is_named_once(agency):
    assert len(told(agency, link("/old/") * 3)) == 1


def test_number_of_queries_does_not_grow_with_the_links(
    agency, target, django_assert_max_num_queries
):
    body = "".join(link(f"/catalogue/002668020/2001-{n:05}/", f"第{n}条") for n in range(40))
    draft = make_draft(agency=agency, body=body)
    with django_assert_max_num_queries(8):
        assert len(list(link_problems(draft))) == 40


def test_contents_of_a_report_link_to_its_sections(agency, clerk, category):
    edition = make_report(agency, by=clerk, year=2024).entry.open_edition()
    assert list(link_problems(edition)) == []
