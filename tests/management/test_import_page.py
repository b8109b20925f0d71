"""A saved page becomes an entry with all that it says; when anything is wrong, nothing is."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localtime

from disclosure.agencies.models import Agency
from disclosure.catalogue.models import Edition, Entry
from disclosure.lib.html import plain_text
from disclosure.lib.savedpage import read_page
from disclosure.pages.loading import load_vocabularies
from disclosure.pages.models import Method, Page
from disclosure.workflow.models import Event
from disclosure.workflow.states import State
from reports.actions import create_report
from reports.models import AnnualReport, Figure, Section, StatisticsRow
from reports.schemes import scheme
from tests.factories import make_agency

OWN = Path("tests/files/pages/report.txt")
OWN_HTML = Path("tests/files/pages/report.html")
SEED = Path("../shared/seed/000_66303b07f01cbbb2.txt")
FAULTS = ("G-09", "F5", "F2", "F3", "F4", "F7")

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[OWN, OWN_HTML, SEED], ids=["text", "html", "seed"])
def path(request):
    if request.param == SEED and not SEED.exists() and not os.environ.get("CI"):
        pytest.skip("the seed page is not beside this clone")
    return request.param


def import_page(capsys, *paths, **options):
    call_command("import_page", *map(str, paths), **options)
    return capsys.readouterr().out


def written():
    """How much of anything is in the database."""
    return [model.objects.count() for model in (Agency, Entry, Edition, Page, Event, Figure)]


def test_import_page_keeps_what_the_page_says(capsys, path):
    saved = read_page(path.read_bytes(), path.name)
    import_page(capsys, path, publish=True)
    page = Page.objects.get()
    assert page.path == f"/catalogue/{saved.index_number}/"
    assert (page.title, page.source) == (saved.title, saved.source)
    assert (page.publisher_name, page.written_on) == (saved.publisher_name, saved.written_on)
    assert (page.published_at, page.method) == (saved.published_at, Method.ACTIVE)
    assert page.category.name == saved.breadcrumb[-1]
    assert page.agency.code == saved.index_number.split("/")[0]


@pytest.mark.parametrize(
    ("code", "told"), [("999", "的代码是"), ("99/9", "只能由数字和字母组成"), ("9" * 19, "18")]
)
def test_import_page_refuses_an_agency_that_cannot_be(capsys, code, told):
    saved = read_page(OWN.read_bytes(), OWN.name)
    if code == "999":
        make_agency(name=saved.agency_names[0], code="002668020")
    before = written()
    with pytest.raises(CommandError, match=told):
        import_page(capsys, OWN, agency=code)
    assert written() == before


def test_import_page_keeps_52_figures_and_6_blanks(capsys, path):
    import_page(capsys, path)
    assert Figure.objects.exclude(micro=None).count() == 52
    assert Figure.objects.filter(micro=None).count() == 6
    assert StatisticsRow.objects.count() == 65


def test_import_page_loses_no_text(capsys, path):
    import_page(capsys, path)
    saved = read_page(path.read_bytes(), path.name)
    stored = "".join(plain_text(section.html) for section in Section.objects.all())
    headings = [one.heading for one in scheme(AnnualReport.objects.get().scheme).sections]
    for line in filter(None, map(str.strip, plain_text(saved.body_html).splitlines())):
        assert line in stored or any(line in heading for heading in headings), line


def test_import_page_tells_the_faults_and_no_others(capsys, path):
    out = import_page(capsys, path)
    told = [line.split("[")[1].split("]")[0] for line in out.splitlines() if "提醒：[" in line]
    assert tuple(told) == FAULTS


def test_import_page_makes_the_agency_and_says_so(capsys, path):
    assert "已按页面新建" in import_page(capsys, path)
    assert Agency.objects.get().names.exists()


def test_import_page_reads_the_seed_page(capsys):
    if not SEED.exists() and not os.environ.get("CI"):
        pytest.skip("the seed page is not beside this clone")
    import_page(capsys, SEED, agency="002668899", publish=True)
    page = Page.objects.get()
    assert (page.index_number, page.written_on) == ("002668899/2017-66815", date(2017, 5, 4))
    assert f"{localtime(page.published_at):%Y-%m-%d %H:%M}" == "2017-05-04 08:36"
    assert (page.publisher_name, page.agency.name) == (
        "市行政服务中心",
        "台州市人民政府行政服务中心",
    )


def test_import_page_without_publish_leaves_a_draft(capsys):
    import_page(capsys, OWN)
    assert Edition.objects.get().state == State.DRAFT
    assert not Page.objects.exists()


def test_import_page_logs_origin_and_operator(capsys, clerk):
    import_page(capsys, OWN, publish=True, by="clerk")
    events = Event.objects.filter(action__in=["agency.created", "edition.imported"])
    events |= Event.objects.filter(action="edition.published")
    said = [(event.data["origin"], event.data["operator"], event.actor) for event in events]
    assert said[-2:] == [("imported", "clerk", "clerk")] * 2


def test_import_page_twice_changes_nothing_and_says_so(capsys, path):
    import_page(capsys, path, publish=True)
    before = written()
    assert "没有变化" in import_page(capsys, path, publish=True)
    assert written() == before


@pytest.fixture
def edited(capsys):
    """An imported draft that staff have edited since."""
    import_page(capsys, OWN)
    Edition.objects.update(title="经办人改过的标题")
    return Edition.objects.get()


def test_import_page_refuses_to_overwrite_staff(capsys, edited):
    with pytest.raises(CommandError, match="经办人改过的标题") as refusal:
        import_page(capsys, OWN)
    assert "工作人员修改" in str(refusal.value)
    assert Edition.objects.get().title == "经办人改过的标题"


def test_import_page_as_draft_waits_for_the_open_draft(capsys, edited):
    with pytest.raises(CommandError, match="正在编写"):
        import_page(capsys, OWN, as_draft=True)


def test_import_page_as_draft_makes_a_draft_beside_the_live_edition(capsys):
    import_page(capsys, OWN, publish=True)
    Edition.objects.update(title="更正后的标题")
    import_page(capsys, OWN, as_draft=True)
    live, draft = Edition.objects.order_by("number")
    assert (live.state, live.title) == (State.PUBLISHED, "更正后的标题")
    assert (draft.state, draft.title) == (
        State.DRAFT,
        "云河市人民政府档案服务中心2015年度政府信息公开工作年度报告",
    )
    assert Figure.objects.filter(row__edition=draft).exclude(micro=None).count() == 52


def test_import_page_names_every_bad_file_and_writes_nothing(capsys, tmp_path):
    noise = tmp_path / "noise.txt"
    noise.write_bytes(b"\x00\xff\xfe not a page")
    with pytest.raises(CommandError) as refusal:
        import_page(capsys, OWN, noise, tmp_path / "absent.txt", publish=True)
    assert "noise.txt" in str(refusal.value)
    assert "absent.txt" in str(refusal.value)
    assert not any(written())


def test_import_page_refuses_an_unknown_operator(capsys):
    with pytest.raises(CommandError, match="没有账号“nobody”"):
        import_page(capsys, OWN, by="nobody")
    assert not any(written())


def test_second_report_of_the_year_is_refused_with_the_number_of_the_first(agency, clerk):
    load_vocabularies()
    first = create_report(agency, year=2015, by=clerk)
    number = "002668020/2016-00007"
    Entry.objects.filter(pk=first.entry_id).update(index_number=number)
    with pytest.raises(CommandError, match=f"2015 年度报告已经存在，索引号为 {number}"):
        call_command("import_page", "tests/files/pages/report.txt", agency=agency.code)
