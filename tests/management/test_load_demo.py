"""The demo: every state that the desk knows, a public side in order, passwords told once."""

import re

import pytest
from django.core.management import CommandError, call_command

from disclosure.agencies.models import Agency, User
from disclosure.catalogue.models import Edition, Entry
from disclosure.lib.codes import organisation_code_fault
from disclosure.pages.models import Method, Page, PageEdition, PageKind, Validity
from disclosure.workflow.models import Event
from disclosure.workflow.states import State
from reports.models import AnnualReport, Figure
from tests.factories import make_entry


@pytest.fixture
def demo(db, capsys, django_capture_on_commit_callbacks):
    """The output of the command."""
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_demo")
    return capsys.readouterr().out


def passwords(out):
    return dict(re.findall(r"^  ([a-z]+) +(\S+)$", out, re.MULTILINE))


def test_load_demo_shows_every_kind_of_page(demo):
    assert Page.objects.entries().count() >= 36
    assert Page.objects.filter(kind=PageKind.GONE).count() == 1
    assert Page.objects.filter(kind=PageKind.REDIRECT).count() == 1
    assert PageEdition.objects.exclude(article="").exists()
    assert Page.objects.filter(validity=Validity.REPEALED).exists()
    assert Page.objects.filter(method=Method.ON_REQUEST).exists()
    assert Page.objects.filter(files__isnull=False).exists()
    assert len(Page.objects.dates("published_at", "year")) >= 5
    assert Edition.objects.filter(state=State.SUPERSEDED).exists()


def test_load_demo_leaves_work_on_the_desk(demo):
    assert Edition.objects.filter(state=State.DRAFT).exists()
    assert Edition.objects.filter(state=State.SUBMITTED).exists()
    assert Edition.objects.filter(state=State.CLEARED).exists()


def test_load_demo_keeps_pages_log_and_codes_in_order(demo, guarded):
    call_command("rebuild_pages", check=True)
    call_command("verify_log")
    assert not any(organisation_code_fault(agency.code) for agency in Agency.objects.all())


def test_load_demo_holds_the_2016_report(demo):
    report = AnnualReport.objects.get(agency__code="002668899", year=2016)
    figures = Figure.objects.filter(row__edition=report.entry.live_edition)
    assert figures.exclude(micro=None).count() == 52
    assert figures.filter(micro=None).count() == 6


def test_load_demo_tells_passwords_that_must_be_changed(demo):
    told = passwords(demo)
    assert set(told) == {"admin", "bianji", "shenhe", "baomi", "fabu", "jiandu"}
    for username, password in told.items():
        user = User.objects.get(username=username)
        assert user.check_password(password)
        assert user.must_change_password


def test_load_demo_twice_changes_nothing(demo, capsys):
    before = [model.objects.count() for model in (Entry, Edition, Page, Event, User)]
    call_command("load_demo")
    assert "已经载入" in capsys.readouterr().out
    assert [model.objects.count() for model in (Entry, Edition, Page, Event, User)] == before


def test_load_demo_gives_new_passwords_when_asked(demo, capsys):
    call_command("load_demo", reset_passwords=True)
    told = passwords(capsys.readouterr().out)
    assert set(told) == set(passwords(demo))
    assert User.objects.get(username="bianji").check_password(told["bianji"])


def test_load_demo_refuses_a_site_with_other_content(db):
    make_entry()
    with pytest.raises(CommandError, match="其他条目"):
        call_command("load_demo")
    assert Entry.objects.count() == 1
