"""The record of an entry is read without training: who, when, what, why, in which edition."""

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.reviews import Decision, LegalGround
from disclosure.catalogue.proof.register import register
from disclosure.catalogue.proof.timeline import days, standing_of, timeline
from disclosure.catalogue.release import publishing
from disclosure.catalogue.release.emergency import release_in_emergency
from disclosure.catalogue.release.withdrawing import withdraw
from disclosure.catalogue.reviewing import review
from disclosure.workflow.models import Access, Event
from tests.factories import clear, make_category, make_draft, make_entry, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(agency):
    return make_member(agency, Role.SUPERVISOR, username="supervisor", name="监督甲")


@pytest.fixture
def live(agency, clerk):
    return make_entry(agency=agency, by=clerk).live_edition


def whats(entry, **options):
    return [one.what for one in timeline(entry, with_access=False, **options)]


def marks(entry):
    return [one.mark for one in timeline(entry, with_access=False) if one.mark]


def test_way_to_release_is_told_newest_first(live):
    told = whats(live.entry)
    assert told == ["发布", "通过，待发布", "保密审查通过", "提交", "新建"]


def test_review_is_told_with_its_ground(live):
    line = timeline(live.entry, with_access=False)[2].line
    assert line.why == LegalGround.NONE.label
    assert ("结论", "通过") in line.details


def test_return_is_told_with_its_reason(agency, clerk, reviewer):
    edition = make_draft(agency=agency, by=clerk)
    actions.submit(edition, by=clerk)
    review(edition, by=reviewer, decision=Decision.RETURNED, note="附件缺页")
    line = timeline(edition.entry, with_access=False)[1].line
    assert line.sentence() == f"审核甲 保密审查退回“{edition.title}”：附件缺页"


def test_release_of_what_was_reviewed_is_marked(live):
    assert marks(live.entry) == ["内容与审查时一致"]


def test_approval_of_what_was_changed_since_is_marked(agency, clerk, reviewer):
    edition = make_draft(agency=agency, by=clerk)
    actions.submit(edition, by=clerk)
    review(edition, by=reviewer, decision=Decision.APPROVED, legal_ground=LegalGround.NONE)
    edition.refresh_from_db()
    actions.recall(edition, by=clerk, reason="补充")
    actions.save_draft(edition, by=clerk, version=edition.lock_version, title="改过的标题")
    actions.submit(edition, by=clerk)
    assert marks(edition.entry) == ["此后内容改动，这一结论不再有效"]


def test_release_that_differs_from_what_was_reviewed_is_marked(live):
    Edition.objects.filter(pk=live.pk).update(submitted_digest="0" * 64)
    assert "摘要不一致" in marks(live.entry)[0]


def erase(*events):
    told = {"subject_title": "", "data": {}, "salt": "", "erased_at": timezone.now()}
    Event.objects.filter(pk__in=[event.pk for event in events]).update(**told)


def test_erased_release_is_no_contradiction(live):
    erase(Event.objects.get(action="edition.published"))
    marked = [one for one in timeline(live.entry, with_access=False) if one.mark]
    assert [one.is_good for one in marked] == [True]
    assert "已清除" in marked[0].mark


def test_erased_review_is_not_told_as_missing(live):
    erase(*Event.objects.filter(action="edition.reviewed"))
    assert [mark[:3] for mark in marks(live.entry)] == ["已清除"]


def test_erased_emergency_release_is_still_told_as_one(agency, publisher, clerk):
    edition = make_draft(agency=agency, by=clerk)
    actions.submit(edition, by=clerk)
    officer = make_member(agency, Role.EMERGENCY)
    release_in_emergency(edition, by=officer, ground="20-12", reason="防汛预警须立即告知公众")
    erase(*Event.objects.filter(action="edition.published"))
    today = timezone.localdate()
    assert marks(edition.entry) == ["紧急发布，没有办完全部审查环节"]
    assert register([agency], today, today).lines[0].how == "紧急发布：防汛预警须立即告知公众"


def test_forced_release_is_marked_and_counted(agency, live):
    released = Event.objects.get(action="edition.published")
    Event.objects.filter(pk=released.pk).update(data=released.data | {"forced": "防汛通告"})
    assert marks(live.entry) == ["紧急发布，没有办完全部审查环节"]
    today = timezone.localdate()
    sheet = register([agency], today, today)
    assert dict(sheet.totals)["其中紧急发布"] == 1
    assert sheet.lines[0].how == "紧急发布：防汛通告"


def test_edition_with_changes_of_the_entry_still_says_what_was_reviewed(
    agency, clerk, publisher, live
):
    new = actions.begin_correction(live.entry, by=clerk)
    other = make_category()
    actions.save_draft(
        new, by=clerk, version=new.lock_version, change_note="移栏", category_id=other.pk
    )
    actions.submit(new, by=clerk)
    publishing.publish(clear(new), by=publisher)
    new.refresh_from_db()
    assert standing_of(new) == ("现在的内容与提交、审查时一致", True)
    assert marks(live.entry)[0] == "内容与审查时一致"


def test_live_edition_changed_behind_the_desk_is_found(live):
    Edition.objects.filter(pk=live.pk).update(body="<p>别的内容</p>")
    live.refresh_from_db()
    says, is_good = standing_of(live)
    assert "不同" in says
    assert not is_good


def test_lines_are_grouped_by_edition_and_day(agency, clerk, live):
    actions.begin_correction(live.entry, by=clerk)
    grouped = days(timeline(live.entry, with_access=False))
    assert [day.edition for day in grouped] == [2, 1]


def test_withdrawal_is_told_with_the_words_of_its_reason(publisher, live):
    withdraw(live.entry, by=publisher, reason="privacy", note="名单含号码")
    assert timeline(live.entry, with_access=False)[0].line.why == "涉及个人信息：名单含号码"


def test_previews_are_told_to_supervisors_only(client, agency, clerk, supervisor):
    edition = make_draft(agency=agency, by=clerk)
    client.force_login(clerk)
    client.get(reverse("admin:catalogue_edition_preview", args=[edition.pk]))
    assert Access.objects.get(action="edition.previewed").actor == "clerk"
    page = reverse("admin:catalogue_edition_history", args=[edition.pk])
    assert "查看未公开内容的预览" not in client.get(page).text
    client.force_login(supervisor)
    assert "编辑甲 查看未公开内容的预览" in client.get(page).text


def test_preview_of_what_is_public_is_not_noted(client, clerk, live):
    client.force_login(clerk)
    client.get(reverse("admin:catalogue_edition_preview", args=[live.pk]))
    assert not Access.objects.filter(action="edition.previewed").exists()


def test_record_is_a_page_to_print_and_its_opening_is_noted(client, supervisor, live):
    client.force_login(supervisor)
    text = client.get(reverse("admin:catalogue_edition_record", args=[live.pk])).text
    assert "现在的内容与提交、审查时一致" in text
    assert text.index("新建") < text.index("保密审查通过")
    assert Access.objects.filter(action="timeline.exported", actor="supervisor").exists()


def test_record_of_others_does_not_exist(client, outsider, live):
    client.force_login(outsider)
    page = reverse("admin:catalogue_edition_record", args=[live.pk])
    assert client.get(page).status_code == 404
    client.logout()
    assert client.get(page).status_code == 302


def test_timeline_asks_a_constant_number_of_questions(
    agency, clerk, live, django_assert_max_num_queries
):
    for _ in range(3):
        new = actions.begin_correction(live.entry, by=clerk)
        actions.discard(new, by=clerk, reason="试验")
    with django_assert_max_num_queries(5):
        assert len(timeline(live.entry, with_access=True)) > 10
