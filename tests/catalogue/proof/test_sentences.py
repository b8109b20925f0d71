"""What was done is read from one sentence: new time, decision, ground and reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disclosure.agencies.actions import dissolve_agency, rename_agency
from disclosure.agencies.models import Role
from disclosure.catalogue import actions
from disclosure.catalogue.erasure import erasing
from disclosure.catalogue.models import ReviewStep, WatchedWord, WithdrawalReason
from disclosure.catalogue.models.emergencies import EmergencyGround
from disclosure.catalogue.models.erasures import Ground
from disclosure.catalogue.models.reviews import Decision
from disclosure.catalogue.models.validity import ReviewResult
from disclosure.catalogue.proof.sentences import TELLERS
from disclosure.catalogue.proof.telling import tell
from disclosure.catalogue.release import hiding, lasting, publishing, releasing, withdrawing
from disclosure.catalogue.release.emergency import release_in_emergency, review_after
from disclosure.catalogue.rewording import correct_words
from disclosure.pages.models import Validity
from disclosure.workflow.models import Event
from disclosure.workflow.words import ACTIONS
from tests.factories import clear, make_cleared, make_draft, make_entry, make_member
from tests.purges import SECRET, ask, confirm

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(microsecond=0) + timedelta(days=1)
LATER = SOON + timedelta(hours=2)
REASON = "台风红色预警须在一小时内告知公众"


def why(action):
    return line(action).why


def line(action):
    return tell(Event.objects.filter(action=action).latest("pk"))


def stamp(at):
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


@pytest.fixture
def scheduled(agency, clerk, publisher):
    edition = make_cleared(agency=agency, by=clerk)
    publishing.schedule(edition, by=publisher, at=SOON)
    return edition


def test_every_teller_is_for_an_action_that_exists():
    assert set(TELLERS) <= set(ACTIONS)


def test_scheduling_is_told_in_local_time(scheduled):
    assert why("edition.scheduled") == f"定于 {stamp(SOON)}"
    assert ("定于", stamp(SOON)) in line("edition.scheduled").details


def test_rescheduling_is_told_with_both_times(scheduled, publisher):
    publishing.schedule(scheduled, by=publisher, at=LATER)
    assert why("edition.rescheduled") == f"由 {stamp(SOON)} 改为 {stamp(LATER)}"
    assert ("原定时间", stamp(SOON)) in line("edition.rescheduled").details


def test_postponing_is_told_with_both_times(scheduled):
    releasing.postpone(scheduled, LATER)
    assert why("edition.postponed") == f"由 {stamp(SOON)} 顺延到 {stamp(LATER)}"


def test_unscheduling_is_told_with_the_time_that_fell(scheduled, publisher):
    publishing.unschedule(scheduled, by=publisher)
    assert why("edition.unscheduled") == f"原定 {stamp(SOON)}"


def test_refused_release_is_told_with_time_and_reason(scheduled):
    scheduled.refresh_from_db()
    releasing.refuse(scheduled.pk, scheduled.lock_version, ValueError("机构已撤销"), LATER)
    assert why("edition.release_refused") == f"原定 {stamp(SOON)}：机构已撤销"


@pytest.fixture
def forced(agency, clerk):
    ReviewStep.objects.create(agency=agency, position=1, name="初审", kind="content")
    edition = make_draft(agency=agency, by=clerk)
    actions.submit(edition, by=clerk)
    officer = make_member(agency, Role.EMERGENCY)
    release_in_emergency(edition, by=officer, ground=EmergencyGround.EVENT, reason=REASON)
    return edition


def test_emergency_is_told_with_ground_reason_and_steps(forced):
    ground = EmergencyGround.EVENT.label
    assert why("edition.emergency") == f"{ground}：{REASON}（初审、保密审查）"
    assert ("未经的环节", "初审、保密审查") in line("edition.emergency").details
    assert why("edition.published") == f"紧急发布，依据：{ground}；{REASON}"


@pytest.mark.parametrize(
    ("decision", "told"),
    [(Decision.APPROVED, "初审，通过"), (Decision.RETURNED, "初审，认为不应公开")],
)
def test_review_made_up_is_told_with_its_decision(forced, reviewer, decision, told):
    review_after(forced, by=reviewer, decision=decision, note="已核对")
    assert line("edition.reviewed_after").what == f"紧急发布后补办{told}"
    assert why("edition.reviewed_after") == "已核对"


def test_hiding_is_told_with_edition_and_reason(agency, clerk, publisher):
    entry = make_entry(agency=agency, by=clerk)
    old = entry.live_edition
    new = actions.begin_correction(entry, by=clerk)
    actions.save_draft(new, by=clerk, version=new.lock_version, title="新", change_note="更正")
    actions.submit(new, by=clerk)
    publishing.publish(clear(new), by=publisher)
    hiding.hide(old, by=publisher, reason="含有误的数字")
    hiding.unhide(old, by=publisher, reason="已核实")
    assert why("edition.hidden") == "第 1 版：含有误的数字"
    assert why("edition.unhidden") == "第 1 版：已核实"


def test_correction_of_words_is_told_with_the_words(agency, clerk):
    WatchedWord.objects.create(word="布署", suggestion="部署")
    edition = make_draft(agency=agency, by=clerk, body="<p>已布署，再布署。</p>")
    correct_words(edition, by=clerk)
    assert why("edition.corrected") == "布署→部署，共 2 处"


def test_withdrawal_and_its_undoing_are_told_in_words(agency, clerk, publisher):
    entry, other = (make_entry(agency=agency, by=clerk) for _ in range(2))
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.MERGED, successor=other)
    withdrawing.restore(entry, by=publisher, reason="并入有误")
    assert why("entry.withdrawn") == f"已并入，转到 {other.index_number}"
    assert ("替代信息", other.index_number) in line("entry.withdrawn").details
    assert why("entry.restored") == "原撤下原因为“已并入”，并入有误"


def test_validity_and_recheck_are_told_in_words(agency, clerk, publisher):
    entry = make_entry(agency=agency, by=clerk)
    today = timezone.localdate()
    said = {"basis": "某政发〔2026〕1号", "reason": "已清理", "ends_on": today}
    lasting.recheck(
        entry.live_edition, by=publisher, result=ReviewResult.REPEAL, note="应清理", today=today
    )
    lasting.change_validity(entry, by=publisher, validity=Validity.REPEALED, **said)
    assert why("entry.rechecked") == f"应当废止：应清理，下次 {today}"
    assert why("entry.validity_changed") == "有效改为废止，依据 某政发〔2026〕1号：已清理"
    assert ("原有效性", "有效") in line("entry.validity_changed").details


def test_end_by_date_is_told_with_what_held_before(agency, clerk):
    day = timezone.localdate() + timedelta(days=30)
    make_entry(agency=agency, by=clerk, validity=Validity.VALID, ends_on=day)
    lasting.renew_validity(day)
    assert why("entry.expired") == "此前为“有效”"


def test_purge_is_told_from_request_to_end_without_the_data(secret_withdrawn, publisher, second):
    confirm(ask(secret_withdrawn, publisher), second)
    ground = f"{Ground.PROTECTION.label}；当事人来函要求删除"
    for action in ("erasure.requested", "erasure.confirmed"):
        assert why(action) == f"{ground}；字词 1 个、文件 1 个"
    done = line("entry.erased")
    assert done.why.startswith(f"{ground}；第 1 版、清除 ")
    assert SECRET not in done.why
    assert not [label for label, _ in done.details if label.isascii()]


def test_purge_given_up_is_told_with_its_reason(secret_withdrawn, publisher, second):
    erasure = ask(secret_withdrawn, publisher)
    erasing.cancel_erasure(erasure, by=second, reason="当事人撤回")
    assert why("erasure.cancelled") == f"当事人撤回；申请依据为{Ground.PROTECTION.label}"


def test_purge_that_nobody_confirmed_is_told(secret_withdrawn, publisher):
    erasure = ask(secret_withdrawn, publisher)
    erasing.expire_requests(erasure.expires_at)
    assert why("erasure.expired").startswith("14 天内无人确认；")


def test_new_name_and_successor_of_an_agency_are_told(agency, other_agency, administrator):
    old, today = agency.name, timezone.localdate()
    rename_agency(agency, name="新局", on=today, by=administrator)
    dissolve_agency(agency, on=today, successor=other_agency, by=administrator)
    assert why("agency.renamed") == f"原名称“{old}”，自 {today} 起"
    assert ("原名称", old) in line("agency.renamed").details
    assert why("agency.merged") == f"由 {other_agency.code} 承接，自 {today} 起"


def test_every_event_of_a_long_life_is_told_without_english(secret_withdrawn, forced, publisher):
    for event in Event.objects.all():
        assert not [label for label, _ in tell(event).details if label.isascii()]
