"""The clerk's desk: writing, submitting, and who may see what."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disclosure.catalogue import actions
from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Edition
from disclosure.workflow.models import Access, Event
from disclosure.workflow.states import State
from tests.factories import make_category, make_cleared, make_draft, make_entry

ADD = "/admin/catalogue/edition/add/"
LIST = "/admin/catalogue/edition/"


def change(edition):
    return reverse("admin:catalogue_edition_change", args=[edition.pk])


def step(edition, verb):
    return reverse("admin:catalogue_edition_step", args=[edition.pk, verb])


def preview(edition):
    return reverse("admin:catalogue_edition_preview", args=[edition.pk])


@pytest.fixture
def draft(agency, clerk, category):
    return make_draft(agency=agency, by=clerk, category=category)


@pytest.fixture
def cleared(agency, clerk, category):
    return make_cleared(agency=agency, by=clerk, category=category)


def typed(edition, **fields):
    """What a browser posts from the form of a draft."""
    entry = edition.entry
    return {
        "title": edition.title,
        "agency": entry.agency_id,
        "category": entry.category_id,
        "method": entry.method,
        "validity": entry.validity,
        "written_on": edition.written_on or "",
        "source": edition.source,
        "body": edition.body,
        "lock_version": edition.lock_version,
        "_save": "1",
    } | fields


def blank(agency, category, **fields):
    return {
        "title": "关于节假日值班的通知",
        "agency": agency.pk,
        "category": category.pk,
        "method": "active",
        "validity": "valid",
        "lock_version": 0,
        "_save": "1",
    } | fields


def test_add_saves_a_draft_of_title_agency_and_column_only(client, clerk, agency, category):
    client.force_login(clerk)
    response = client.post(ADD, blank(agency, category))
    edition = Edition.objects.get()
    assert response.status_code == 302
    assert (edition.state, edition.author, edition.entry.agency) == (State.DRAFT, clerk, agency)


def test_form_tells_the_limit_of_uploads_that_is_set(client, clerk, settings):
    client.force_login(clerk)
    settings.UPLOAD_LIMIT_MB = 80
    assert "单个不超过 80 MB" in client.get(ADD).text


def test_add_sanitises_the_body(client, clerk, agency, category):
    client.force_login(clerk)
    client.post(ADD, blank(agency, category, body="<p onclick='x'>甲<script>1</script></p>"))
    assert Edition.objects.get().body == "<p>甲</p>"


def test_add_refuses_a_foreign_agency(client, clerk, other_agency, category):
    client.force_login(clerk)
    response = client.post(ADD, blank(other_agency, category))
    assert response.status_code == 200
    assert "agency" in response.context["adminform"].form.errors


def test_add_is_for_editors(client, publisher):
    client.force_login(publisher)
    assert client.get(ADD).status_code == 403


def test_add_carries_agency_column_and_source_over(client, clerk, draft):
    client.force_login(clerk)
    response = client.post(change(draft), typed(draft, _next="1"))
    initial = client.get(response.url).context["adminform"].form
    assert response.url.startswith(ADD)
    assert initial["source"].value() == draft.source
    assert str(initial["category"].value()) == str(draft.entry.category_id)


@pytest.mark.parametrize("url", [change, lambda e: step(e, "submit")])
def test_pages_send_a_stranger_to_the_login(client, draft, url):
    response = client.get(url(draft))
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


@pytest.mark.parametrize(
    "url", [change, preview, *[lambda e, v=v: step(e, v) for v in ("submit", "publish", "discard")]]
)
def test_pages_do_not_exist_for_another_agency(client, outsider, draft, url):
    client.force_login(outsider)
    assert client.get(url(draft)).status_code == 404
    assert client.post(url(draft)).status_code == 404


def test_change_is_for_editors(client, publisher, draft):
    client.force_login(publisher)
    assert client.get(change(draft)).status_code == 200
    assert client.post(change(draft), typed(draft, title="改")).status_code == 403


def test_change_writes_what_was_changed(client, clerk, draft):
    client.force_login(clerk)
    client.post(change(draft), typed(draft, title="新标题"))
    draft.refresh_from_db()
    event = Event.objects.filter(action="edition.saved").get()
    assert draft.title == "新标题"
    assert event.data["fields"] == ["title"]


def test_change_without_changes_writes_nothing(client, clerk, draft):
    client.force_login(clerk)
    client.post(change(draft), typed(draft))
    assert not Event.objects.filter(action="edition.saved").exists()


def test_change_tells_the_second_editor_and_loses_nothing(client, clerk, second_clerk, draft):
    client.force_login(clerk)
    opened = typed(draft, title="我的标题", summary="我的概述")
    actions.save_draft(draft, by=second_clerk, version=0, title="乙的标题")
    response = client.post(change(draft), opened)
    form = response.context["adminform"].form
    assert "编辑乙" in str(form.non_field_errors())
    assert "乙的标题" in str(form.errors["title"])
    assert form["title"].value() == "我的标题"
    assert form["summary"].value() == "我的概述"
    assert form["lock_version"].value() == "1"
    assert Edition.objects.get().title == "乙的标题"


def test_change_after_a_conflict_is_saved_at_the_second_try(client, clerk, second_clerk, draft):
    client.force_login(clerk)
    opened = typed(draft, title="我的标题")
    actions.save_draft(draft, by=second_clerk, version=0, title="乙的标题")
    client.post(change(draft), opened)
    client.post(change(draft), opened | {"lock_version": 1})
    assert Edition.objects.get().title == "我的标题"


def test_change_of_a_submitted_edition_keeps_what_was_typed(client, clerk, draft):
    client.force_login(clerk)
    opened = typed(draft, title="我的标题")
    actions.submit(draft, by=clerk)
    response = client.post(change(draft), opened)
    assert response.status_code == 200
    assert response.context["adminform"].form["title"].value() == "我的标题"
    assert "没有写入" in response.text


def test_submit_names_all_problems_beside_their_fields(client, clerk, agency, category):
    client.force_login(clerk)
    response = client.post(ADD, blank(agency, category, _submit="1"), follow=True)
    errors = response.context["adminform"].form.errors
    assert {"written_on", "source", "body"} <= set(errors)
    assert 'href="#id_written_on"' in response.text
    assert Edition.objects.get().state == State.DRAFT


def test_submit_from_the_form_issues_a_number(client, clerk, draft):
    client.force_login(clerk)
    response = client.post(change(draft), typed(draft, _submit="1"), follow=True)
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert draft.entry.index_number in response.text


def test_submit_from_the_form_asks_for_a_reason_when_that_is_all_that_is_missing(
    client, clerk, draft, monkeypatch
):
    unusual = Problem("数字与上年相差十倍。", "confirm")
    monkeypatch.setattr("disclosure.catalogue.actions.problems", lambda edition, today: [unusual])
    client.force_login(clerk)
    response = client.post(change(draft), typed(draft, _submit="1"))
    assert response.url == step(draft, "submit")
    client.post(response.url, {"reason": "当年并入三个单位"})
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert Event.objects.get(action="edition.submitted").data["reason"] == "当年并入三个单位"


def test_preview_is_the_public_page_with_a_banner(client, clerk, draft):
    client.force_login(clerk)
    response = client.get(preview(draft))
    assert "preview-banner" in response.text
    assert "现将有关事项公布如下。" in response.text
    assert "pages/entry_detail.html" in [t.name for t in response.templates]


def test_list_shows_own_agencies_only(client, outsider, clerk, draft):
    client.force_login(clerk)
    assert draft.title in client.get(LIST).text
    client.force_login(outsider)
    assert draft.title not in client.get(LIST).text


def test_list_shows_one_row_for_each_entry(client, clerk, agency, category):
    entry = make_entry(agency=agency, by=clerk, category=category)
    actions.begin_correction(entry, by=clerk)
    client.force_login(clerk)
    assert client.get(LIST).context["cl"].result_count == 1


@pytest.mark.parametrize(
    "query", ["state=draft", "q=002668020", "category=1", "agency=x", "q=通知"]
)
def test_list_filters_and_searches(client, clerk, draft, query):
    client.force_login(clerk)
    assert client.get(f"{LIST}?{query}").status_code == 200


def test_list_asks_a_constant_number_of_questions(
    client, clerk, agency, category, django_assert_max_num_queries
):
    for _ in range(12):
        draft = make_draft(agency=agency, by=clerk, category=category)
        actions.submit(draft, by=clerk)
    client.force_login(clerk)
    with django_assert_max_num_queries(31):
        client.get(LIST)


def test_front_page_shows_what_waits_for_whom(client, clerk, publisher, cleared, draft):
    client.force_login(clerk)
    assert draft.title in client.get("/admin/").text
    client.force_login(publisher)
    assert cleared.title in client.get("/admin/").text


def test_front_page_shows_the_reason_of_a_return(client, clerk, publisher, cleared):
    actions.send_back(cleared, by=publisher, reason="附件缺页")
    client.force_login(clerk)
    assert "附件缺页" in client.get("/admin/").text


def test_attachment_is_uploaded_downloaded_and_noted(client, clerk, outsider, draft):
    client.force_login(clerk)
    file = SimpleUploadedFile("附件1.txt", "一二三".encode())
    client.post(change(draft), typed(draft, new_files=[file]))
    attachment = draft.attachments.get()
    url = reverse("admin:catalogue_attachment_download", args=[attachment.pk])
    assert b"".join(client.get(url).streaming_content) == "一二三".encode()
    assert Access.objects.get(action="attachment.downloaded").actor == "clerk"
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 404


def test_attachment_of_a_wrong_kind_is_named(client, clerk, draft):
    client.force_login(clerk)
    file = SimpleUploadedFile("附件.pdf", b"MZ not a pdf")
    response = client.post(change(draft), typed(draft, new_files=[file]), follow=True)
    assert "附件没有保存" in response.text
    assert not draft.attachments.exists()


def test_attachment_is_removed_and_ordered(client, clerk, draft):
    client.force_login(clerk)
    files = [SimpleUploadedFile(f"{n}.txt", n.encode()) for n in ("甲", "乙", "丙")]
    client.post(change(draft), typed(draft, new_files=files))
    draft.refresh_from_db()
    one, two, three = draft.attachments.all()
    order = {f"order-{one.pk}": 3, f"order-{three.pk}": 1, f"remove-{two.pk}": "on"}
    client.post(change(draft), typed(draft, **order))
    assert [row.name for row in draft.attachments.all()] == ["丙.txt", "甲.txt"]


def test_category_choices_leave_out_what_is_switched_off(client, clerk, draft):
    off = make_category(is_active=False)
    client.force_login(clerk)
    form = client.get(ADD).context["adminform"].form
    assert off not in form.fields["category"].queryset


def test_the_form_asks_for_a_change_note_only_of_a_correction(client, clerk, draft, publisher):
    client.force_login(clerk)
    assert 'type="hidden" name="change_note"' in client.get(change(draft)).text
    entry = make_entry(agency=draft.entry.agency, by=clerk, category=draft.entry.category)
    correction = actions.begin_correction(entry, by=clerk)
    page = client.get(change(correction)).text
    assert 'name="change_note"' in page
    assert 'type="hidden" name="change_note"' not in page
