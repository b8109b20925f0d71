"""A cleaned copy takes the place of an attachment; the sealed original never gets out."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.cleaning import make_copy, replace_with_copy, unseal_original
from disclosure.catalogue.models import Attachment, Blob, CleanedCopy, Edition
from disclosure.catalogue.release import publishing
from disclosure.catalogue.release.rebuilding import fault
from disclosure.lib import blobs
from disclosure.lib.cleaning.copying import NotCleaned
from disclosure.pages.models import PublicFile
from disclosure.workflow.models import Event
from disclosure.workflow.states import WrongState
from tests import hiddenfiles as files
from tests.factories import clear, make_draft
from tests.hiddenfiles import MOBILE

pytestmark = pytest.mark.django_db
LIST = "名单.xlsx"


@pytest.fixture
def attachment(agency, clerk, category):
    draft = make_draft(agency=agency, by=clerk, category=category)
    file = io.BytesIO(files.workbook(files.hidden_sheet))
    return add_attachment(draft, name=LIST, file=file, by=clerk)


@pytest.fixture
def sealed(attachment, clerk):
    replace_with_copy(attachment, make_copy(attachment, by=clerk, is_masked=False), by=clerk)
    return attachment


def test_a_copy_is_made_once_for_each_way(attachment, clerk):
    one = make_copy(attachment, by=clerk, is_masked=False)
    assert make_copy(attachment, by=clerk, is_masked=False) == one
    make_copy(attachment, by=clerk, is_masked=True)
    assert CleanedCopy.objects.count() == 2
    assert "1 张隐藏的工作表“隐藏”已删除" in one.done


def test_replacing_seals_the_original_and_is_logged_with_both_digests(attachment, clerk):
    before, version = attachment.blob_id, attachment.edition.lock_version
    copy = make_copy(attachment, by=clerk, is_masked=False)
    replace_with_copy(attachment, copy, by=clerk)
    row = Attachment.objects.get()
    assert (row.original_id, row.blob_id) == (before, copy.blob_id)
    assert Edition.objects.get().lock_version == version + 1
    data = Event.objects.get(action="attachment.cleaned").data
    assert (data["original"], data["digest"], data["name"]) == (before, copy.blob_id, LIST)


def test_the_first_original_stays_sealed_through_a_second_cleaning(sealed, clerk, settings):
    first = sealed.original_id
    second = make_copy(sealed, by=clerk, is_masked=True)
    assert second.blob is None
    with pytest.raises(WrongState, match="重新生成"):
        replace_with_copy(sealed, second, by=clerk)
    assert Attachment.objects.get().original_id == first


def test_the_original_comes_back(sealed, clerk):
    original = sealed.original_id
    unseal_original(sealed, by=clerk)
    row = Attachment.objects.get()
    assert (row.blob_id, row.original) == (original, None)
    assert Event.objects.filter(action="attachment.unsealed").exists()
    with pytest.raises(WrongState, match="没有封存"):
        unseal_original(row, by=clerk)


def test_a_copy_of_other_content_is_refused(sealed, clerk):
    stale = CleanedCopy.objects.get()
    with pytest.raises(WrongState, match="已经不是"):
        replace_with_copy(sealed, stale, by=clerk)


def test_only_editors_of_the_agency_clean(attachment, outsider, publisher):
    for user in (outsider, publisher):
        with pytest.raises(PermissionDenied):
            make_copy(attachment, by=user, is_masked=False)


def test_what_is_handed_in_is_neither_replaced_nor_unsealed(attachment, clerk):
    copy = make_copy(attachment, by=clerk, is_masked=False)
    actions.submit(attachment.edition, by=clerk, reason="试验")
    with pytest.raises(WrongState):
        replace_with_copy(attachment, copy, by=clerk)


def test_only_the_copy_is_released(sealed, clerk, publisher, settings):
    actions.submit(sealed.edition, by=clerk, reason="试验")
    edition = clear(Edition.objects.get())
    publishing.publish(edition, by=publisher)
    (file,) = PublicFile.objects.all()
    assert file.digest == sealed.blob_id != sealed.original_id
    content = blobs.path(settings.PRIVATE_ROOT, file.digest).read_bytes()
    assert MOBILE.encode() not in b"".join(files.parts_of(content).values())


def test_a_correction_keeps_original_and_description(sealed, clerk, publisher):
    Attachment.objects.update(description="名单")
    actions.submit(Edition.objects.get(), by=clerk, reason="试验")
    edition = clear(Edition.objects.get())
    publishing.publish(edition, by=publisher)
    new = actions.begin_correction(Edition.objects.get().entry, by=clerk).attachments.get()
    assert (new.original_id, new.description) == (sealed.original_id, "名单")


def test_descriptions_are_released_and_digested(client, sealed, clerk, publisher):
    before = actions.content_digest(sealed.edition)
    Attachment.objects.update(description="各镇名单")
    assert actions.content_digest(Edition.objects.get()) != before
    actions.submit(Edition.objects.get(), by=clerk, reason="试验")
    edition = clear(Edition.objects.get())
    publishing.publish(edition, by=publisher)
    assert PublicFile.objects.get().description == "各镇名单"
    assert "各镇名单" in client.get(edition.entry.path).text
    assert not fault(Edition.objects.get().entry).count("不一致")
    PublicFile.objects.update(description="改过")
    assert "不一致" in fault(Edition.objects.get().entry)


def test_formats_that_cannot_be_cleaned_say_so(agency, clerk, category):
    draft = make_draft(agency=agency, by=clerk, category=category)
    text = add_attachment(draft, name="a.txt", file=ContentFile(b"x"), by=clerk)
    with pytest.raises(NotCleaned, match="不能自动清理"):
        make_copy(text, by=clerk, is_masked=False)


def test_an_erased_copy_is_neither_made_again_nor_put_in_place(attachment, clerk, settings):
    copy = make_copy(attachment, by=clerk, is_masked=False)
    Blob.objects.filter(pk=copy.blob_id).update(erased_at=timezone.now())
    blobs.remove(settings.PRIVATE_ROOT, copy.blob_id)
    with pytest.raises(NotCleaned, match="依法清除"):
        make_copy(attachment, by=clerk, is_masked=False)
    copy.refresh_from_db()
    with pytest.raises(WrongState, match="依法清除"):
        replace_with_copy(attachment, copy, by=clerk)
    CleanedCopy.objects.all().delete()
    with pytest.raises(NotCleaned, match="依法清除"):
        make_copy(attachment, by=clerk, is_masked=False)
    assert not blobs.exists(settings.PRIVATE_ROOT, copy.blob_id)
    assert not CleanedCopy.objects.exists()
