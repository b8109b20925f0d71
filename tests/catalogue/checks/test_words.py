"""Wrong words: named with their place before submission, put right at one word."""

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.checks import ProblemsFound, problems
from disclosure.catalogue.checks.words import word_problems
from disclosure.catalogue.models import Edition, WatchedWord
from disclosure.catalogue.rewording import correct_words
from disclosure.catalogue.wordlist import load_words
from disclosure.workflow.models import Event
from reports.actions import save_section, save_table
from tests.factories import make_draft, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def word():
    return WatchedWord.objects.create(word="布署", suggestion="部署", right_in="发布署名")


@pytest.fixture
def draft(agency, clerk, category, word):
    body = "<p>会议指出，要全面<b>布</b>署防汛工作。</p><p>再次布署，发布署名文章。</p>"
    return make_draft(agency=agency, by=clerk, category=category, title="布署工作", body=body)


def found(edition):
    told = problems(Edition.objects.get(pk=edition.pk), today=timezone.localdate())
    return [one for one in told if one.rule == "WORD"]


def test_words_are_named_with_place_context_and_right_form(draft):
    title, body = found(draft)
    assert (title.severity, title.field, body.field) == ("confirm", "title", "body")
    assert "正文“要全面布署防汛工作”中的“布署”（2 处）是易错词，建议改为“部署”" in body.message


def test_submission_with_a_word_needs_a_reason(draft, clerk):
    with pytest.raises(ProblemsFound):
        actions.submit(draft, by=clerk)
    actions.submit(draft, by=clerk, reason="引文")
    assert "WORD" in Event.objects.get(action="edition.submitted").data["confirmed"]


def test_word_that_needs_no_reason_only_warns(draft, word, clerk):
    word.needs_reason = False
    word.save()
    assert {one.severity for one in found(draft)} == {"warn"}
    actions.submit(draft, by=clerk)


def test_word_that_is_switched_off_is_not_looked_for(draft, word):
    assert found(draft)
    WatchedWord.objects.update(is_active=False)
    assert found(draft) == []


def test_sensitive_name_without_a_right_form_is_named(agency, clerk, category):
    WatchedWord.objects.create(word="某工程代号", kind="sensitive")
    draft = make_draft(agency=agency, by=clerk, category=category, summary="某工程代号进展")
    (one,) = found(draft)
    assert one.message == (
        "内容概述“某工程代号进展”中的“某工程代号”是敏感名称，不宜公开使用，请核对。"
    )


def test_one_click_puts_the_words_of_a_draft_right(client, draft, clerk):
    client.force_login(clerk)
    step = reverse("admin:catalogue_edition_step", args=[draft.pk, "correct-words"])
    form = reverse("admin:catalogue_edition_change", args=[draft.pk])
    assert step in client.get(form).text
    assert "建议改为“部署”" in client.get(step).text
    client.post(step)
    edition = Edition.objects.get(pk=draft.pk)
    assert edition.title == "部署工作"
    assert edition.body == (
        "<p>会议指出，要全面<strong>部署</strong>防汛工作。</p><p>再次部署，发布署名文章。</p>"
    )
    assert step not in client.get(form).text
    event = Event.objects.get(action="edition.corrected")
    assert (event.data["words"], event.data["count"]) == (["布署→部署"], 3)


def test_words_to_keep_stay(draft, clerk):
    WatchedWord.objects.create(word="再次", suggestion="再一次")
    correct_words(draft, by=clerk, keep="布署")
    edition = Edition.objects.get(pk=draft.pk)
    assert edition.title == "布署工作"
    assert "再一次布署" in edition.body


def test_colleague_of_another_agency_corrects_nothing(client, draft, outsider):
    client.force_login(outsider)
    step = reverse("admin:catalogue_edition_step", args=[draft.pk, "correct-words"])
    assert client.post(step).status_code == 404
    assert Edition.objects.get(pk=draft.pk).title == "布署工作"


def test_reviewer_does_not_rewrite(client, draft, reviewer):
    client.force_login(reviewer)
    step = reverse("admin:catalogue_edition_step", args=[draft.pk, "correct-words"])
    assert client.post(step).status_code == 403


def test_sections_and_notes_of_a_report_are_searched_and_put_right(agency, clerk, category, word):
    edition = make_report(agency, by=clerk, year=2024).entry.open_edition()
    save_section(edition, key="overview", html="<p>全面布署</p>", by=clerk)
    typed = {("3.1", "natural"): "0（布署<2>）"}
    save_table(edition, table="requests", typed=typed, by=clerk)
    section, note = found(edition)
    assert section.message.startswith("“一、总体情况”“全面布署”")
    assert section.field == "overview"
    assert "的附注“" in note.message
    correct_words(Edition.objects.get(pk=edition.pk), by=clerk)
    assert found(edition) == []
    figure = edition.statistics_rows.get(code="3.1").figures.get(column="natural")
    assert figure.note == "部署<2>"


def test_list_is_loaded_once_and_keeps_local_edits():
    assert len(load_words().added) >= 60
    WatchedWord.objects.filter(word="布署").update(is_active=False, suggestion="安排")
    again = load_words()
    assert (again.added, again.renewed, again.kept) == ([], [], ["布署"])
    assert WatchedWord.objects.get(word="布署").suggestion == "安排"


def test_ten_thousand_words_cost_one_query(draft, django_assert_num_queries):
    edition = Edition.objects.select_related("entry").get(pk=draft.pk)
    WatchedWord.objects.bulk_create(
        WatchedWord(word=f"词{number}", suggestion="字") for number in range(10_000)
    )
    with django_assert_num_queries(1):
        assert len(list(word_problems(edition))) == 2


def test_names_of_the_delivered_list_are_hints_with_a_reason(agency, clerk, category):
    load_words()
    names = WatchedWord.objects.filter(kind="sensitive")
    assert names.count() >= 20 and not names.filter(needs_reason=True).exists()
    body = "<p>台湾行政院发言。台湾“行政院”发言。请登陆系统查询。台风登陆系统预报。</p>"
    draft = make_draft(agency=agency, by=clerk, category=category, body=body)
    told = {one.message[one.message.index("中的") :]: one.severity for one in word_problems(draft)}
    assert [severity for said, severity in told.items() if "台湾行政院" in said] == ["warn"]
    assert [said for said in told if "“登陆系统”是易错词，建议改为“登录系统”" in said]
    assert len(told) == 2
