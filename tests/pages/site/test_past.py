"""Editions of the past and notices of withdrawal as files: only where they answer 200."""

import pytest
from django.db import transaction

from disclosure.catalogue import actions
from disclosure.catalogue.models import Edition, WithdrawalReason
from disclosure.catalogue.release import hiding, publishing, withdrawing
from disclosure.pages.models import Page, PageKind
from tests.factories import clear, make_category, make_entry
from tests.sites import catch_up, check, faults, text

pytestmark = pytest.mark.django_db
FORMER = "现将有关事项公布如下"


@pytest.fixture
def shown(agency):
    """The agency shows editions of the past."""
    agency.shows_earlier_editions = True
    agency.save()
    return agency


@pytest.fixture
def live(kept, shown, clerk, publisher, category):
    """Two entries, the first of them corrected, with true files."""
    for slug in ("guide", "rules", "statutory"):
        make_category(slug=slug)
    made = [make_entry(agency=shown, by=clerk, category=category) for _ in range(2)]
    draft = actions.begin_correction(made[0], by=clerk)
    changes = {"change_note": "更正。", "body": "<p>改后的内容。</p>"}
    actions.save_draft(draft, by=clerk, version=draft.lock_version, **changes)
    draft.refresh_from_db()
    actions.submit(draft, by=clerk)
    publishing.publish(clear(Edition.objects.get(pk=draft.pk)), by=publisher)
    catch_up(kept)
    return made


@pytest.fixture
def past(live):
    return f"{live[0].path}editions/1/"


def test_edition_of_the_past_is_a_file(kept, live, past):
    assert FORMER in text(kept, past)
    assert not kept.file(f"{live[0].path}editions/2/").exists()  # the entry's own page is that one
    assert "一致" in check(kept)
    kept.file(past).unlink()
    assert faults(kept) == [f"{past}：缺少文件。"]


def test_edition_of_the_past_goes_with_a_withdrawal_before_it_commits(kept, live, past, publisher):
    with transaction.atomic():
        withdrawing.withdraw(live[0], by=publisher, reason=WithdrawalReason.PRIVACY)
        assert not kept.file(live[0].path).parent.exists()
    catch_up(kept)
    assert not kept.file(past).exists()
    assert "一致" in check(kept)


def test_edition_that_is_hidden_is_no_file_any_more(kept, live, past, publisher):
    hiding.hide(Edition.objects.get(entry=live[0], number=1), by=publisher, reason="含有个人信息。")
    assert text(kept, past) == ""
    catch_up(kept)
    assert text(kept, past) == ""
    assert "一致" in check(kept)


def test_agency_that_shows_its_past_no_longer_means_it_at_once(
    kept, live, past, shown, administrator, client
):
    client.force_login(administrator)
    data = {
        "name": shown.name, "short_name": shown.short_name, "code": shown.code,
        "names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0,
    }  # fmt: skip
    response = client.post(f"/admin/agencies/agency/{shown.pk}/change/", data)
    assert response.status_code == 302
    assert text(kept, past) == text(kept, f"{live[0].path}changes/") == ""
    catch_up(kept)
    assert text(kept, past) == ""
    assert "editions/1/" not in text(kept, f"{live[0].path}changes/")
    assert "一致" in check(kept)


NOTICES = {
    WithdrawalReason.ERROR: (PageKind.TOMBSTONE, ["", "print/", "notice/"]),
    WithdrawalReason.PRIVACY: (PageKind.GONE, []),
}


@pytest.mark.parametrize("reason", NOTICES)
def test_notice_is_a_file_where_it_answers_200(kept, live, citizen, publisher, reason):
    kind, wanted = NOTICES[reason]
    withdrawing.withdraw(live[1], by=publisher, reason=reason)
    path = live[1].path
    assert Page.objects.get(path=path).kind == kind
    assert not kept.file(path).parent.exists()
    catch_up(kept)
    for own in ("", "print/", "notice/"):
        answered = citizen.get(path + own, headers={"host": "localhost"})
        assert (answered.status_code == 200) == (own in wanted)
        assert kept.file(path + own).exists() == (own in wanted)
        assert text(kept, path + own) in ("", answered.content.decode())
    assert ('<meta name="robots" content="noindex">' in text(kept, path)) == bool(wanted)
    assert "一致" in check(kept)


def test_entry_that_leads_on_has_a_notice_but_no_page(kept, live, publisher):
    withdrawing.withdraw(
        live[1], by=publisher, reason=WithdrawalReason.SUPERSEDED, successor=live[0]
    )
    path = live[1].path
    assert Page.objects.get(path=path).kind == PageKind.REDIRECT
    catch_up(kept)
    assert live[0].index_number in text(kept, f"{path}notice/")
    assert not kept.file(path).exists()
    assert "一致" in check(kept)


def test_notice_goes_when_the_entry_is_restored(kept, live, publisher):
    withdrawing.withdraw(live[1], by=publisher, reason=WithdrawalReason.ERROR)
    catch_up(kept)
    withdrawing.restore(live[1], by=publisher, reason="误撤下，恢复公开。")
    assert not kept.file(live[1].path).parent.exists()
    catch_up(kept)
    assert not kept.file(f"{live[1].path}notice/").exists()
    assert "已撤下" not in text(kept, live[1].path)
    assert "一致" in check(kept)


def test_renamed_agency_is_renamed_on_its_notices(kept, live, shown, publisher):
    withdrawing.withdraw(live[1], by=publisher, reason=WithdrawalReason.ERROR)
    catch_up(kept)
    shown.name, shown.short_name = "云岚市数据局", ""
    shown.save()
    catch_up(kept)
    assert "云岚市数据局" in text(kept, f"{live[1].path}notice/")
    assert "一致" in check(kept)
