"""The steps at the desk: who may take them, what they ask, what they do."""

import pytest
from django.urls import reverse

from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition, Entry, IndexNumber, WithdrawalReason
from disclosure.catalogue.release import publishing, withdrawing
from disclosure.workflow.models import Event
from disclosure.workflow.states import State
from tests.factories import clear, make_cleared, make_draft, make_entry


def step(edition, verb):
    return reverse("admin:catalogue_edition_step", args=[edition.pk, verb])


@pytest.fixture
def draft(agency, clerk, category):
    return make_draft(agency=agency, by=clerk, category=category)


@pytest.fixture
def cleared(agency, clerk, category):
    return make_cleared(agency=agency, by=clerk, category=category)


@pytest.fixture
def live(agency, clerk, category):
    return make_entry(agency=agency, by=clerk, category=category).live_edition


def test_submit_asks_and_does(client, clerk, draft):
    client.force_login(clerk)
    assert "确认提交" in client.get(step(draft, "submit")).text
    client.post(step(draft, "submit"))
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


def test_publish_is_for_publishers(client, clerk, reviewer, cleared):
    for user in (clerk, reviewer):
        client.force_login(user)
        assert client.post(step(cleared, "publish")).status_code == 403


def test_publish_is_not_for_the_author(client, administrator, agency, category):
    edition = make_cleared(agency=agency, by=administrator, category=category)
    client.force_login(administrator)
    assert client.post(step(edition, "publish")).status_code == 403


def test_publish_puts_the_page_up(client, publisher, cleared):
    client.force_login(publisher)
    client.post(step(cleared, "publish"))
    client.logout()
    assert client.get(Entry.objects.get().path).status_code == 200


@pytest.mark.parametrize("at", ["", "2099-01-01"], ids=["at once", "at a time"])
def test_publish_is_of_what_the_person_opened(client, publisher, clerk, cleared, at):
    client.force_login(publisher)
    before = cleared.submitted_digest
    assert f'value="{before}"' in client.get(step(cleared, "publish")).text
    actions.recall(cleared, by=clerk, reason="补充")
    cleared.refresh_from_db()
    actions.save_draft(cleared, by=clerk, version=cleared.lock_version, title="新标题")
    actions.submit(cleared, by=clerk)
    clear(cleared)
    said = {"seen": before, "at_0": at, "at_1": "09:00" if at else ""}
    assert "请核对后再发布" in client.post(step(cleared, "publish"), said).text
    assert Edition.objects.get(pk=cleared.pk).published_by is None
    client.post(step(cleared, "publish"), said | {"seen": cleared.submitted_digest})
    assert Edition.objects.get(pk=cleared.pk).published_by == publisher


@pytest.mark.parametrize(
    ("verb", "said"),
    [("mask", "没有可以在这里隐去的个人信息"), ("correct-words", "没有需要改正的易错词")],
)
def test_draft_without_anything_to_mend_says_so(client, clerk, draft, verb, said):
    client.force_login(clerk)
    text = client.get(step(draft, verb), follow=True).text
    assert said in text
    assert "可能已有他人处理" not in text


def test_publish_may_wait_for_its_time(client, publisher, cleared):
    client.force_login(publisher)
    client.post(step(cleared, "publish"), {"at_0": "2099-01-01", "at_1": "09:00"})
    cleared.refresh_from_db()
    assert (cleared.state, cleared.published_by) == (State.CLEARED, publisher)


def test_publish_refuses_a_time_that_has_passed(client, publisher, cleared):
    client.force_login(publisher)
    response = client.post(step(cleared, "publish"), {"at_0": "2001-01-01", "at_1": "09:00"})
    assert "必须晚于现在" in response.text


@pytest.mark.parametrize(
    ("verb", "typed", "said"),
    [
        ("return", {"reason": ""}, "请填写“原因”。"),
        (
            "publish",
            {"at_0": "明天", "at_1": "09:00"},
            "“定时发布”请按 2026-12-01 的样式填写日期。",
        ),
        ("publish", {"at_0": "2099-01-01", "at_1": "九点"}, "请按 09:00 的样式填写时间。"),
        ("publish", {"at_0": "2099-01-01", "at_1": ""}, "请按 09:00 的样式填写时间。"),
    ],
)
def test_what_is_wrong_in_a_step_is_told_with_what_to_do(
    client, publisher, cleared, verb, typed, said
):
    client.force_login(publisher)
    assert said in client.post(step(cleared, verb), typed).text
    cleared.refresh_from_db()
    assert (cleared.state, cleared.release_at) == (State.CLEARED, None)


def test_choices_of_a_step_are_asked_for_by_name(client, publisher, live):
    client.force_login(publisher)
    assert "请选择“撤下原因”。" in client.post(step(live, "withdraw"), {}).text
    unknown = client.post(step(live, "withdraw"), {"reason": "beliebig"}).text
    assert "“撤下原因”中没有“beliebig”这一项" in unknown


def test_return_needs_a_reason(client, publisher, cleared):
    client.force_login(publisher)
    assert client.post(step(cleared, "return"), {"reason": ""}).status_code == 200
    client.post(step(cleared, "return"), {"reason": "缺附件"})
    cleared.refresh_from_db()
    assert cleared.state == State.DRAFT


def test_recall_brings_it_back(client, clerk, cleared):
    client.force_login(clerk)
    client.post(step(cleared, "recall"), {"reason": "改错字"})
    cleared.refresh_from_db()
    assert cleared.state == State.DRAFT


def test_discard_voids_a_draft(client, clerk, draft):
    client.force_login(clerk)
    client.post(step(draft, "discard"), {"reason": "重复"})
    draft.refresh_from_db()
    assert draft.state == State.DISCARDED


def test_correct_begins_the_next_edition(client, clerk, live):
    client.force_login(clerk)
    client.post(step(live, "correct"))
    assert Edition.objects.get(number=2).state == State.DRAFT


def test_second_of_two_withdrawals_is_told_that_it_is_done(client, publisher, live):
    client.force_login(publisher)
    for _ in range(2):
        said = {"reason": "error", "note": "数字有误"}
        text = client.post(step(live, "withdraw"), said, follow=True).text
    assert "现在不能撤下：这条信息已于" in text
    client.post(step(live, "restore"), {"reason": "已经核实"})
    told = client.post(step(live, "restore"), {"reason": "已经核实"}, follow=True).text
    assert "现在不能恢复公开：这条信息正在公开，没有撤下" in told


def test_withdraw_and_restore(client, publisher, live):
    client.force_login(publisher)
    client.post(step(live, "withdraw"), {"reason": "error", "note": "数字有误"})
    assert "数字有误" in client.get(live.entry.path).text
    client.post(step(live, "restore"), {"reason": "已核实"})
    assert Entry.objects.get().withdrawn_at is None


def test_withdraw_is_for_publishers(client, clerk, live):
    client.force_login(clerk)
    assert client.get(step(live, "withdraw")).status_code == 403


def test_step_that_does_not_fit_says_so(client, clerk, live):
    client.force_login(clerk)
    response = client.post(step(live, "submit"), follow=True)
    assert "现在不能提交" in response.text


def test_step_of_an_unknown_verb_does_not_exist(client, clerk, draft):
    client.force_login(clerk)
    assert client.get(step(draft, "fly")).status_code == 404


def test_detail_shows_timeline_and_versions(client, clerk, live):
    client.force_login(clerk)
    text = client.get(reverse("admin:catalogue_edition_change", args=[live.pk])).text
    assert "编辑甲" in text
    assert "提交" in text
    assert "第 1 版（正在查看）" in text
    assert Event.objects.filter(action="edition.published").exists()


def test_history_and_older_versions_are_for_own_staff(client, clerk, outsider, live):
    urls = [
        reverse("admin:catalogue_edition_history", args=[live.pk]),
        reverse("admin:catalogue_edition_version", args=[live.pk]),
    ]
    for user, status in ((clerk, 200), (outsider, 404)):
        client.force_login(user)
        assert [client.get(url).status_code for url in urls] == [status, status]


def test_withdraw_tells_what_each_reason_makes_of_the_address(client, publisher, live):
    client.force_login(publisher)
    text = client.get(step(live, "withdraw")).text
    for shown in ("涉及个人信息：原网址告知信息已不存在（410）", "已并入：原网址转到并入的信息"):
        assert shown in text


def test_withdraw_finds_the_successor_by_number_or_title(client, publisher, live):
    other = make_entry(title="新的办事指南")
    client.force_login(publisher)
    data = {"reason": "merged", "successor": "新的办事", "note": ""}
    client.post(step(live, "withdraw"), data)
    assert Entry.objects.get(pk=live.entry_id).successor == other


def test_withdraw_refuses_an_unclear_successor_and_names_the_candidates(client, publisher, live):
    numbers = [make_entry(title="新的办事指南").index_number for _ in range(2)]
    client.force_login(publisher)
    for typed, said in (("办事指南", "不止一条"), ("没有这条", "没有正在公开"), ("", "必须指明")):
        data = {"reason": "superseded", "successor": typed}
        text = client.post(step(live, "withdraw"), data).text
        assert said in text
        assert all(number in text for number in numbers) == (typed == "办事指南")
    assert Entry.objects.get(pk=live.entry_id).withdrawn_at is None


def test_withdraw_refuses_personal_data_in_the_note(client, publisher, live):
    client.force_login(publisher)
    data = {"reason": "error", "note": "本人电话 13800138000"}
    assert "请删去后再办理" in client.post(step(live, "withdraw"), data).text
    assert Entry.objects.get(pk=live.entry_id).withdrawn_at is None


# --- A past edition as the base of a new draft -------------------------------------------------


@pytest.fixture
def corrected(live, clerk, publisher):
    """The first edition of an entry whose second is live."""
    draft = actions.begin_correction(live.entry, by=clerk)
    version = draft.lock_version
    body, note = "<p>第二版的正文。</p>", "更正。"
    actions.save_draft(draft, by=clerk, version=version, body=body, change_note=note)
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    return Edition.objects.get(pk=live.pk)


def test_revive_copies_a_past_edition_while_a_newer_one_is_live(client, clerk, corrected):
    client.force_login(clerk)
    page = client.get(step(corrected, "revive")).content.decode()
    assert "以此版为基础新建草稿" in page
    assert "第 1 版，历史版本" in page
    assert "复制标题、文号" in page
    client.post(step(corrected, "revive"))
    new = Edition.objects.get(number=3)
    assert (new.body, new.state, new.change_note) == (corrected.body, State.DRAFT, "")
    assert corrected.entry.live_edition.number == 2


def test_revive_works_while_the_entry_is_withdrawn(client, clerk, publisher, corrected):
    entry = Entry.objects.get()
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.ERROR)
    client.force_login(clerk)
    client.post(step(corrected, "revive"))
    assert Edition.objects.get(number=3).body == corrected.body


def test_revive_leads_to_the_draft_that_is_open(client, clerk, corrected):
    opened = actions.begin_correction(corrected.entry, by=clerk)
    client.force_login(clerk)
    answer = client.post(step(corrected, "revive"), follow=True)
    assert "第 3 版正在办理（草稿），请在其中修改" in answer.content.decode()
    assert answer.request["PATH_INFO"].endswith(f"/{opened.pk}/change/")
    version = client.get(reverse("admin:catalogue_edition_version", args=[corrected.pk]))
    assert "前往第 3 版" in version.content.decode()
    assert Edition.objects.count() == 3


def test_revived_entry_that_was_never_public_takes_a_new_number(client, clerk, draft, reviewer):
    actions.submit(draft, by=clerk)
    voided = Entry.objects.get().index_number
    actions.send_back(draft, by=reviewer, reason="重复")
    actions.discard(draft, by=clerk, reason="重复")
    client.force_login(clerk)
    client.post(step(draft, "revive"))
    actions.submit(Edition.objects.get(number=2), by=clerk)
    numbers = dict(IndexNumber.objects.values_list("number", "state"))
    assert numbers == {voided: "void", Entry.objects.get().index_number: "issued"}


def test_revive_is_for_editors_of_the_agency(client, publisher, outsider, corrected):
    for person, answer in ((outsider, 404), (publisher, 403)):
        client.force_login(person)
        assert client.post(step(corrected, "revive")).status_code == answer
    assert Edition.objects.count() == 2


def test_tick_that_hides_is_offered_for_corrections_only(client, clerk, live, draft):
    client.force_login(clerk)
    address = "admin:catalogue_edition_change"
    first = client.get(reverse(address, args=[draft.pk])).content.decode()
    assert 'type="hidden" name="hides_previous"' in first
    again = actions.begin_correction(live.entry, by=clerk)
    second = client.get(reverse(address, args=[again.pk])).content.decode()
    assert 'type="checkbox" name="hides_previous"' in second


def test_time_that_a_colleague_set_meanwhile_is_named_and_stands(client, publisher, cleared):
    client.force_login(publisher)
    address = step(cleared, "publish")
    assert 'name="timed" value="未定时"' in client.get(address).text
    client.post(address, {"timed": "未定时", "at_0": "2099-01-05", "at_1": "09:00"})
    cleared.refresh_from_db()
    text = client.post(address, {"timed": "未定时", "at_0": "", "at_1": ""}).text
    assert "您打开之后，发布时间有变动" in text
    assert f"{publisher}已定于 2099-01-05 09:00 发布，再次办理将取代这一时间" in text
    shown = f"{publisher}已定于 2099-01-05 09:00 发布"
    assert f'name="timed" value="{shown}"' in text
    cleared.refresh_from_db()
    assert cleared.state == State.CLEARED
    client.post(address, {"timed": shown, "at_0": "", "at_1": ""})
    cleared.refresh_from_db()
    assert cleared.state == State.PUBLISHED
