"""From the first draft to submission, and back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.actions import EditConflict
from disclosure.catalogue.checks import ProblemsFound
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.reviews import next_step
from disclosure.workflow.models import Event
from disclosure.workflow.states import State, WrongState
from tests.factories import make_cleared, make_draft, make_entry, make_member


@pytest.fixture
def draft(agency, clerk, category):
    return make_draft(agency=agency, by=clerk, category=category)


def test_create_entry_refuses_an_outsider(agency, outsider, category):
    with pytest.raises(PermissionDenied, match="编辑"):
        actions.create_entry(agency, category=category, by=outsider, title="通知")


def test_create_entry_may_be_incomplete(agency, clerk, category):
    draft = actions.create_entry(agency, category=category, by=clerk, title="通知")
    assert (draft.state, draft.entry.index_number) == (State.DRAFT, "")


def test_create_entry_sanitises_the_body(agency, clerk, category):
    draft = actions.create_entry(
        agency,
        category=category,
        by=clerk,
        title="通知",
        body="<p>正文</p><script>1</script>",
    )
    assert draft.body == "<p>正文</p>"


def test_save_draft_writes_entry_and_edition_fields(draft, clerk):
    actions.save_draft(draft, by=clerk, version=0, title="新标题", closed_reason="内部事务")
    draft = Edition.objects.get(pk=draft.pk)
    assert (draft.title, draft.entry.closed_reason) == ("新标题", "内部事务")


def test_save_draft_tells_the_second_of_two_editors(draft, clerk, second_clerk):
    actions.save_draft(draft, by=clerk, version=0, title="甲的标题")
    with pytest.raises(EditConflict, match="另一位同事"):
        actions.save_draft(draft, by=second_clerk, version=0, title="乙的标题")
    assert Edition.objects.get(pk=draft.pk).title == "甲的标题"


def test_save_draft_refuses_a_submitted_edition(draft, clerk):
    actions.submit(draft, by=clerk)
    with pytest.raises(WrongState, match="已提交"):
        actions.save_draft(draft, by=clerk, version=draft.lock_version, title="新标题")


def test_save_draft_refuses_an_outsider(draft, outsider):
    with pytest.raises(PermissionDenied):
        actions.save_draft(draft, by=outsider, version=0, title="新标题")


def test_submit_names_all_problems_at_once(agency, clerk, category):
    draft = actions.create_entry(agency, category=category, by=clerk, title="通知")
    with pytest.raises(ProblemsFound) as found:
        actions.submit(draft, by=clerk)
    assert {problem.field for problem in found.value.problems} == {
        "written_on",
        "source",
        "body",
    }
    assert Edition.objects.get(pk=draft.pk).state == State.DRAFT


@pytest.mark.parametrize(("days", "accepted"), [(0, True), (1, False)])
def test_submit_accepts_a_document_of_today_but_not_of_tomorrow(draft, clerk, days, accepted):
    day = timezone.localdate() + timedelta(days=days)
    actions.save_draft(draft, by=clerk, version=0, written_on=day)
    if accepted:
        actions.submit(draft, by=clerk)
        assert draft.state == State.SUBMITTED
    else:
        with pytest.raises(ProblemsFound, match="晚于今天"):
            actions.submit(draft, by=clerk)


def test_submit_issues_the_index_number_and_waits_for_the_secrecy_review(draft, clerk):
    actions.submit(draft, by=clerk)
    year = timezone.localdate().year
    assert (draft.state, draft.entry.index_number) == (
        State.SUBMITTED,
        f"002668020/{year}-00001",
    )
    assert next_step(draft).name == "保密审查"


def test_submit_fixes_the_name_of_the_agency(draft, clerk):
    actions.submit(draft, by=clerk)
    assert Edition.objects.get(pk=draft.pk).publisher_name == "市政务服务中心"


def test_send_back_needs_a_reason_and_returns_to_draft(draft, clerk, publisher):
    actions.submit(draft, by=clerk)
    with pytest.raises(WrongState, match="原因"):
        actions.send_back(draft, by=publisher, reason=" ")
    actions.send_back(draft, by=publisher, reason="标题有误")
    assert draft.state == State.DRAFT
    assert Event.objects.first().data["reason"] == "标题有误"


def test_send_back_refuses_an_editor(draft, clerk, second_clerk):
    actions.submit(draft, by=clerk)
    with pytest.raises(PermissionDenied):
        actions.send_back(draft, by=second_clerk, reason="标题有误")


def test_recall_by_the_author_keeps_the_number(draft, clerk):
    actions.submit(draft, by=clerk)
    number = draft.entry.index_number
    actions.recall(draft, by=clerk, reason="补充附件")
    actions.submit(draft, by=clerk)
    assert draft.entry.index_number == number


def test_recall_refuses_a_stranger(draft, clerk, outsider):
    actions.submit(draft, by=clerk)
    with pytest.raises(PermissionDenied):
        actions.recall(draft, by=outsider, reason="好奇")


def test_begin_correction_copies_the_live_edition(agency, category):
    entry = make_entry(agency=agency, category=category, title="公告")
    clerk = make_member(agency, Role.EDITOR)
    draft = actions.begin_correction(entry, by=clerk)
    assert (draft.number, draft.title, draft.state) == (2, "公告", State.DRAFT)
    assert actions.begin_correction(entry, by=clerk) == draft


def test_submitted_correction_needs_a_change_note(agency, category):
    entry = make_entry(agency=agency, category=category)
    clerk = make_member(agency, Role.EDITOR)
    draft = actions.begin_correction(entry, by=clerk)
    with pytest.raises(ProblemsFound, match="更新说明"):
        actions.submit(draft, by=clerk)


def test_every_change_writes_an_event(draft, clerk):
    actions.save_draft(draft, by=clerk, version=0, written_on=date(2017, 5, 3))
    actions.submit(draft, by=clerk)
    done = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert done == [
        "edition.created",
        "edition.saved",
        "edition.submitted",
    ]


@pytest.mark.django_db
def test_content_digest_changes_with_the_text():
    edition = make_cleared()
    before = actions.content_digest(edition)
    edition.body += "<p>补充</p>"
    assert actions.content_digest(edition) != before
