"""The preview: what the page will say, as far as it is known before the release."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.release import publishing
from tests.factories import clear, make_draft, make_entry

pytestmark = pytest.mark.django_db
UPDATED = re.compile(r'更新时间：<time datetime="([^"]+)"')


@pytest.fixture
def entry(agency, clerk, category):
    return make_entry(agency=agency, by=clerk, category=category)


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def preview(desk, edition):
    return desk.get(reverse("admin:catalogue_edition_preview", args=[edition.pk])).text


def correction(entry, clerk, note):
    draft = actions.begin_correction(entry, by=clerk)
    actions.save_draft(draft, by=clerk, version=draft.lock_version, change_note=note)
    return draft


@pytest.mark.parametrize("note", ["", "更正截止时间。"])
def test_preview_of_a_correction_is_updated_at_its_own_moment(desk, entry, clerk, note):
    draft, before = correction(entry, clerk, note), timezone.now()
    html = preview(desk, draft)
    assert before <= datetime.fromisoformat(UPDATED.search(html)[1]) <= timezone.now()
    assert (note or "没有填写更新说明。") in html
    assert "提交前填写" not in html


def test_preview_of_a_released_correction_says_when_it_was_released(desk, entry, clerk, publisher):
    draft = correction(entry, clerk, "更正截止时间。")
    actions.submit(draft, by=clerk)
    publishing.publish(clear(draft), by=publisher)
    draft.refresh_from_db()
    said = UPDATED.search(preview(desk, draft))[1]
    assert datetime.fromisoformat(said) == draft.published_at
    assert said == UPDATED.search(desk.get(entry.path).text)[1]


def test_preview_of_what_was_never_corrected_has_no_time_of_an_update(desk, entry, agency, clerk):
    for edition in (entry.live_edition, make_draft(agency=agency, by=clerk)):
        html = preview(desk, edition)
        assert "发布时间：" in html and "更新时间" not in html
