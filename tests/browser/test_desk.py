"""The desk in a real browser: paste, policy, accessibility, two editors."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition
from reports.actions import create_report
from tests.factories import make_cleared, make_draft, make_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SCREENSHOTS", "")

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{}</style>
</head><body><!--StartFragment-->
<h2 style="mso-pagination:lines-together">一、总体情况<o:p></o:p></h2>
<p class="MsoNormal" style="text-indent:32pt;mso-char-indent-count:2"><span lang="EN-US"
style="font-family:仿宋;mso-bidi-font-size:16pt">2026</span>年工作如下。<o:p>&nbsp;</o:p></p>
<table class="MsoTableGrid" border="1" style="mso-yfti-tbllook:1184"><tr style="mso-yfti-irow:0">
<td colspan="2" style="mso-border-alt:solid"><p class="MsoNormal">合计</p></td></tr>
<tr><td rowspan="2"><p>甲</p></td><td><p>1</p></td></tr><tr><td><p>2</p></td></tr></table>
<p><a href="javascript:alert(1)">点我</a><img src="file:///C:/x.png"></p><!--EndFragment--></body></html>"""
WPS = """<p class="MsoNormal" style="mso-para-margin-left:0"><b><span style="mso-spacerun:'yes';
font-family:方正小标宋简体;font-size:22pt;">关于通报的函</span></b><o:p></o:p></p>
<p class=15 style="mso-list:l0"><font face="仿宋">（一）请予公布。</font></p>"""


@pytest.fixture
def draft(agency, clerk, category):
    return make_draft(agency=agency, by=clerk, category=category)


def shoot(page, name):
    """Screenshots at two widths, for whoever asks for them with SCREENSHOTS=folder."""
    if not SHOTS:
        return
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def faults(page):
    """What axe finds, as readable lines."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found]


def paste(page, html):
    page.click(".ProseMirror[contenteditable=true]")
    page.keyboard.press("Control+A")
    page.evaluate(
        """(html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const event = new ClipboardEvent("paste",
                {clipboardData: data, bubbles: true, cancelable: true});
            document.querySelector(".ProseMirror[contenteditable=true]").dispatchEvent(event);
        }""",
        html,
    )


def address(live_server, name, *args):
    return live_server.url + reverse(f"admin:{name}", args=args)


def test_pages_of_the_desk_keep_the_policy_and_axe_is_content(
    staff, live_server, agency, clerk, publisher, category, draft
):
    cleared = make_cleared(agency=agency, by=clerk, category=category)
    entry = make_entry(agency=agency, by=clerk, category=category)
    staff.goto(f"{live_server.url}/admin/login/")
    found = {"login": faults(staff)}
    shoot(staff, "login")
    staff.sign_in(clerk)
    pages = {
        "index": f"{live_server.url}/admin/",
        "list": address(live_server, "catalogue_edition_changelist"),
        "add": address(live_server, "catalogue_edition_add"),
        "change": address(live_server, "catalogue_edition_change", draft.pk) + "?check=1",
        "preview": address(live_server, "catalogue_edition_preview", draft.pk),
        "detail": address(live_server, "catalogue_edition_change", entry.live_edition_id),
        "discard": address(live_server, "catalogue_edition_step", draft.pk, "discard"),
        "password": f"{live_server.url}/admin/password_change/",
    }
    for name, url in pages.items():
        staff.goto(url)
        if name in ("add", "change"):
            staff.wait_for_selector(".ProseMirror[contenteditable=true]")
        found[name] = faults(staff)
        shoot(staff, name)
    staff.sign_in(publisher)
    staff.goto(address(live_server, "catalogue_edition_step", cleared.pk, "publish"))
    found["publish"] = faults(staff)
    shoot(staff, "publish")
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert staff.complaints == []


def test_record_of_an_entry_stands_below_its_form(staff, live_server, clerk, draft):
    staff.sign_in(clerk)
    for width in (320, 1280):
        staff.set_viewport_size({"width": width, "height": 900})
        staff.goto(address(live_server, "catalogue_edition_change", draft.pk))
        staff.wait_for_selector(".ProseMirror[contenteditable=true]")
        form, record = staff.evaluate(
            "['#edition_form', '.record'].map("
            "(one) => document.querySelector(one).getBoundingClientRect().toJSON())"
        )
        assert record["top"] >= form["bottom"]
        assert record["width"] > width / 2
        assert staff.evaluate("document.documentElement.scrollWidth") == width


def test_pages_of_a_report_keep_the_policy_and_axe_is_content(
    staff, live_server, agency, clerk, category
):
    report = create_report(agency, year=2016, by=clerk)
    staff.sign_in(clerk)
    pages = {
        "reports": address(live_server, "reports_annualreport_changelist"),
        "new-report": address(live_server, "reports_annualreport_add"),
        "report": address(live_server, "reports_annualreport_change", report.pk),
        "section": address(live_server, "reports_annualreport_section", report.pk, "overview"),
        "table": address(live_server, "reports_annualreport_table", report.pk, "statistics"),
        "import": address(live_server, "reports_annualreport_import", report.pk),
    }
    found = {}
    for name, url in pages.items():
        staff.goto(url)
        if name == "section":
            staff.wait_for_selector(".prose-menubar [title='加粗']")
        found[name] = faults(staff)
        shoot(staff, name)
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert staff.complaints == []


def test_tables_of_the_administrator_keep_the_policy(
    staff, live_server, administrator, agency, category
):
    staff.sign_in(administrator)
    for path in (
        "agencies/agency/",
        f"agencies/agency/{agency.pk}/change/",
        f"agencies/agency/{agency.pk}/step/merge/",
        "agencies/user/add/",
        f"agencies/user/{administrator.pk}/change/",
        f"agencies/user/{administrator.pk}/password/",
        "agencies/membership/add/",
        "pages/category/",
        f"pages/category/{category.pk}/change/",
        "pages/theme/add/",
        "pages/genre/add/",
        "catalogue/indexnumberrule/add/",
        "catalogue/indexnumber/",
        "workflow/event/",
        "workflow/access/",
    ):
        staff.goto(f"{live_server.url}/admin/{path}")
    shoot(staff, "user")
    assert staff.complaints == []


@pytest.mark.parametrize("html", [WORD, WPS], ids=["word", "wps"])
def test_paste_from_an_office_program_is_saved_clean(staff, live_server, clerk, draft, html):
    staff.sign_in(clerk)
    staff.goto(address(live_server, "catalogue_edition_change", draft.pk))
    staff.wait_for_selector(".ProseMirror[contenteditable=true]")
    paste(staff, html)
    staff.click("[name=_save]")
    staff.wait_for_selector(".messagelist .success")
    body = Edition.objects.get(pk=draft.pk).body
    for rubbish in ("mso", "Mso", "style=", "o:p", "javascript:", "file:", "<span", "<font"):
        assert rubbish not in body
    wanted = ['colspan="2"', 'rowspan="2"', "<h2>一、总体情况</h2>"] if html == WORD else ["（一）"]
    assert [part for part in wanted if part not in body] == []


def test_submission_names_every_problem_and_leads_to_its_field(staff, live_server, clerk, draft):
    Edition.objects.filter(pk=draft.pk).update(source="", written_on=None, body="")
    staff.sign_in(clerk)
    staff.goto(address(live_server, "catalogue_edition_change", draft.pk))
    staff.wait_for_selector(".ProseMirror[contenteditable=true]")
    staff.click("[name=_submit]")
    staff.wait_for_selector(".problems")
    staff.click(".problems a[href='#id_source']")
    assert staff.evaluate("document.activeElement.id") == "id_source"
    assert staff.locator(".errorlist").count() >= 3
    shoot(staff, "problems")


def test_second_editor_is_told_and_loses_nothing(staff, live_server, clerk, second_clerk, draft):
    staff.sign_in(clerk)
    staff.goto(address(live_server, "catalogue_edition_change", draft.pk))
    staff.wait_for_selector(".ProseMirror[contenteditable=true]")
    actions.save_draft(draft, by=second_clerk, version=0, title="乙的标题")
    staff.fill("#id_title", "我的标题")
    staff.click("[name=_save]")
    staff.wait_for_selector(".errornote")
    assert staff.input_value("#id_title") == "我的标题"
    assert "乙的标题" in staff.content()
    shoot(staff, "conflict")
    staff.click("[name=_save]")
    staff.wait_for_selector(".messagelist .success")
    assert Edition.objects.get(pk=draft.pk).title == "我的标题"


def test_menu_of_the_editor_speaks_chinese_wherever_the_cursor_is(staff, live_server, clerk, draft):
    staff.sign_in(clerk)
    staff.goto(address(live_server, "catalogue_edition_change", draft.pk))
    staff.wait_for_selector("#id_body_editor")
    staff.click(".prose-menubar__selected")
    staff.click(".prose-menubar__option[data-name=heading3]")
    staff.wait_for_selector(".prose-menubar__selected [title='标题 3']")
    words = staff.locator(".prose-menubar button").evaluate_all(
        "all => all.map(b => b.title || b.firstElementChild.textContent)"
    )
    assert len(words) > 20
    assert [word for word in words if not any("一" <= sign <= "龥" for sign in word)] == []


def test_catalogue_file_is_seen_and_taken_at_the_desk(
    staff, live_server, agency, clerk, category, tmp_path
):
    path = tmp_path / "目录.csv"
    head = "名称,发布机构,栏目,成文日期\n"
    path.write_text(f"{head}甲通知,{agency.code},{category.slug},去年\n", encoding="gbk")
    staff.sign_in(clerk)
    staff.goto(address(live_server, "catalogue_edition_changelist"))
    staff.get_by_role("link", name="批量导入").click()
    found = {"asked": faults(staff)}
    staff.set_input_files("input[type=file]", path)
    staff.get_by_role("button", name="上传并预览").click()
    expect(staff.get_by_role("alert")).to_contain_text("第 2 行「成文日期」：“去年”")
    found["refused"] = faults(staff)
    path.write_text(f"{head}甲通知,{agency.code},{category.slug},2019年3月4日\n", encoding="gbk")
    staff.set_input_files("input[type=file]", path)
    staff.get_by_role("button", name="上传并预览").click()
    expect(staff.get_by_role("row", name="2 新建 甲通知")).to_be_visible()
    found["shown"] = faults(staff)
    shoot(staff, "import")
    staff.get_by_role("button", name="确认导入").click()
    expect(staff.get_by_text("导入 1 条草稿")).to_be_visible()
    expect(staff.get_by_role("link", name="甲通知")).to_be_visible()
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert staff.complaints == []
