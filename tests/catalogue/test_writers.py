"""Whoever changed a draft neither reviews nor releases it; the author is but the first of them."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import Membership, Role
from disclosure.catalogue import actions, masking, reviewing, waiting
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import Edition, Writing
from disclosure.catalogue.models.reviews import Decision, LegalGround
from disclosure.catalogue.models.writers import own_work
from disclosure.catalogue.permissions import tasks_for
from disclosure.catalogue.release import emergency, hiding, publishing
from disclosure.workflow.log import subject_of
from disclosure.workflow.models import Event
from disclosure.workflow.states import State, WrongState
from reports.actions import autosave_table, confirm, create_report, save_section
from tests.factories import clear, make_draft, make_member

pytestmark = pytest.mark.django_db

APPROVAL = {"decision": Decision.APPROVED, "legal_ground": LegalGround.NONE}


@pytest.fixture
def helper(agency):
    """Holds every role, and did not begin the draft."""
    return make_member(agency, *Role, username="helper", email="helper@example.cn")


@pytest.fixture
def draft(agency, clerk, category):
    return make_draft(agency=agency, by=clerk, category=category)


def save(edition, by, **fields):
    actions.save_draft(edition, by=by, version=edition.lock_version, **fields)


def mended(edition, helper, clerk):
    """Changed by the helper, handed in by the author."""
    save(edition, helper, body="<p>改写。</p>")
    actions.submit(edition, by=clerk)
    return edition


def writers(edition):
    return set(edition.writings.values_list("user__username", flat=True))


def test_who_changed_a_draft_cannot_review_it(draft, helper, clerk):
    mended(draft, helper, clerk)
    with pytest.raises(PermissionDenied, match="您改动过这份稿件，须由他人审查"):
        reviewing.review(draft, by=helper, **APPROVAL)


def test_who_changed_a_draft_cannot_publish_or_time_it(draft, helper, clerk):
    edition = clear(mended(draft, helper, clerk))
    assert publishing.why_not(edition, helper) == "您改动过这份稿件，须由他人发布。"
    with pytest.raises(PermissionDenied, match="您改动过"):
        publishing.publish(edition, by=helper)


def test_who_changed_a_draft_cannot_force_it_out(draft, helper, clerk):
    with pytest.raises(PermissionDenied, match="您改动过这份稿件，须由他人紧急发布"):
        emergency.release_in_emergency(
            mended(draft, helper, clerk), by=helper, ground="6", reason="台风红色预警须告知公众"
        )


def test_who_changed_a_past_edition_cannot_show_it_again(draft, helper, clerk, publisher):
    publishing.publish(clear(mended(draft, helper, clerk)), by=publisher)
    second = actions.begin_correction(draft.entry, by=clerk)
    save(second, clerk, title="新标题", change_note="更正")
    actions.submit(second, by=clerk)
    publishing.publish(clear(second), by=publisher)
    hiding.hide(draft, by=publisher, reason="含住址")
    with pytest.raises(PermissionDenied, match="您改动过这份稿件，须由他人重新公开"):
        hiding.unhide(draft, by=helper, reason="已核对")


def test_running_the_site_is_no_way_round_it(draft, administrator, clerk):
    mended(draft, administrator, clerk)
    with pytest.raises(PermissionDenied, match="您改动过"):
        reviewing.review(draft, by=administrator, **APPROVAL)
    with pytest.raises(PermissionDenied, match="您改动过"):
        publishing.publish(clear(draft), by=administrator)


def test_saving_without_a_change_bars_nobody(draft, helper, clerk):
    save(draft, helper, title=draft.title)
    save(draft, helper, review_on=None)
    actions.submit(draft, by=clerk)
    reviewing.review(draft, by=helper, **APPROVAL)
    assert writers(draft) == {"clerk"}


def test_handing_in_counts_as_writing(draft, helper):
    actions.submit(draft, by=helper)
    assert writers(draft) == {"clerk", "helper"}


def test_masking_and_files_count_as_writing(draft, helper, second_clerk, clerk):
    save(draft, clerk, body="<p>张三 13812345678</p>")
    masking.mask_draft(draft, by=helper)
    draft.refresh_from_db()
    add_attachment(draft, by=second_clerk, name="说明.txt", file=io.BytesIO("说明".encode()))
    assert writers(draft) == {"clerk", "helper", "second-clerk"}


def test_giving_a_reason_for_a_finding_of_a_report_counts_as_writing(report, helper):
    confirm(report, check="G-03", reason="分项未统计", by=helper)
    assert writers(report) == {"clerk", "helper"}
    assert own_work(report, helper, "审查") == "您改动过这份稿件，须由他人审查。"


def test_reasons_are_given_for_drafts_only(report, helper):
    Edition.objects.filter(pk=report.pk).update(state=State.SUBMITTED)
    with pytest.raises(WrongState, match="不能再修改"):
        confirm(report, check="G-03", reason="分项未统计", by=helper)
    assert writers(report) == {"clerk"}


def test_next_edition_is_open_to_who_wrote_the_last(draft, helper, clerk, publisher):
    publishing.publish(clear(mended(draft, helper, clerk)), by=publisher)
    second = actions.begin_correction(draft.entry, by=clerk)
    save(second, clerk, title="新标题", change_note="更正")
    actions.submit(second, by=clerk)
    reviewing.review(second, by=helper, **APPROVAL)
    publishing.publish(clear(second), by=helper)
    assert Edition.objects.get(pk=second.pk).published_by == helper


@pytest.fixture
def report(agency, clerk, category):
    return create_report(agency, year=2023, by=clerk).entry.open_edition()


def test_sections_and_tables_of_a_report_count_as_writing(report, helper, second_clerk):
    key = report.sections.first().key
    save_section(report, key=key, html="<p>改写。</p>", by=helper)
    row = report.statistics_rows.filter(figures__isnull=False).first()
    cell = (row.code, row.figures.first().column)
    report.refresh_from_db()
    problems = autosave_table(
        report, table=row.table, typed={cell: "7"}, seen={cell: ""}, by=second_clerk
    )
    assert problems == {}
    assert writers(report) == {"clerk", "helper", "second-clerk"}


def test_autosave_without_a_change_is_no_writing(report, helper):
    key = report.sections.first().key
    save_section(report, key=key, html="", by=helper)
    assert writers(report) == {"clerk"}


def test_desk_offers_nothing_to_who_changed_it(client, draft, helper, clerk, reviewer):
    mended(draft, helper, clerk)
    assert waiting.todo_of(helper) == ""
    assert waiting.todo_of(reviewer) == "1"
    clear(draft)
    assert waiting.todo_of(helper) == ""
    client.force_login(helper)
    address = reverse("admin:catalogue_edition_step", args=[draft.pk, "publish"])
    response = client.get(address)
    assert response.status_code == 403
    assert "您改动过这份稿件，须由他人发布。" in response.text


def test_letters_leave_out_who_changed_it(
    draft, helper, clerk, agency, django_capture_on_commit_callbacks
):
    make_member(agency, Role.SECRECY, email="guard@example.cn")
    with django_capture_on_commit_callbacks(execute=True):
        mended(draft, helper, clerk)
    assert [letter.to for letter in mail.outbox] == [["guard@example.cn"]]


def test_lists_cost_the_same_for_many_writers(
    agency, clerk, helper, reviewer, category, django_assert_num_queries
):
    for _ in range(6):
        mended(make_draft(agency=agency, by=clerk, category=category), helper, clerk)
    with django_assert_num_queries(8):
        assert waiting.todo_of(reviewer) == "6"


def test_all_buttons_of_a_page_ask_once_who_wrote(draft, helper, clerk, publisher):
    actions.submit(draft, by=clerk)
    clear(draft)
    publishing.schedule(draft, by=publisher, at=timezone.now() + timedelta(hours=1))
    with CaptureQueriesContext(connection) as asked:
        verbs = {task.verb for task in tasks_for(draft, helper)}
    assert {"publish", "reschedule"} <= verbs
    assert sum("catalogue_writing" in one["sql"] for one in asked) == 1


def test_person_who_wrote_is_kept_with_the_edition(draft, helper, clerk):
    mended(draft, helper, clerk)
    Membership.objects.filter(user=helper).delete()
    with pytest.raises(Exception, match="protected"):
        helper.delete()


@pytest.mark.django_db(transaction=True)
def test_upgrade_reads_the_writers_from_the_log(draft, helper, clerk, second_clerk):
    save(draft, second_clerk, title=draft.title)
    mended(draft, helper, clerk)
    assert Event.objects.filter(subject=subject_of(draft)).exists()
    executor = MigrationExecutor(connection)
    executor.migrate([("catalogue", "0013_find_imported_editions")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert Writing.objects.count() == 2
    assert writers(draft) == {"clerk", "helper"}
