"""The same content in several entries: it goes everywhere, and the plan says where."""

import io

import pytest
from django.urls import reverse

from disclosure.catalogue import attachments
from disclosure.catalogue.cleaning import make_copy, replace_with_copy
from disclosure.catalogue.erasure import erasing
from disclosure.catalogue.erasure.erasing import ErasureRefused
from disclosure.catalogue.erasure.purging import Plan
from disclosure.catalogue.models import Blob, CleanedCopy
from disclosure.workflow.states import WrongState
from tests import hiddenfiles as files
from tests.factories import make_draft
from tests.purges import SCOPE


def with_file(agency, clerk, content, *, is_cleaned=False):
    """A draft with a Word file, or with its cleaned copy while the original is sealed."""
    edition = make_draft(agency=agency, by=clerk)
    made = attachments.add_attachment(edition, by=clerk, name="名单.docx", file=io.BytesIO(content))
    made.edition.refresh_from_db()
    if is_cleaned:
        replace_with_copy(made, make_copy(made, by=clerk, is_masked=False), by=clerk)
    made.refresh_from_db()
    return made


@pytest.fixture
def content():
    return files.document(files.commented)


@pytest.fixture
def cleaned(agency, clerk, content):
    return with_file(agency, clerk, content, is_cleaned=True)


@pytest.fixture
def plain(agency, clerk, content, cleaned):
    return with_file(agency, clerk, content)


def wish(attachment, by, **scope):
    scope = {"files": [attachment.blob_id]} | SCOPE | scope
    return erasing.request_erasure(attachment.edition.entry, by=by, **scope)


def test_plan_names_the_edition_that_shows_the_copy(plain, cleaned, publisher):
    with pytest.raises(ErasureRefused, match="也用于其他条目"):
        wish(plain, publisher)
    erasure = wish(plain, publisher, with_shared=True)
    told = {line.blob.digest: line.elsewhere for line in Plan(erasure).files}
    where = f"{cleaned.edition.entry.agency.label} {cleaned.edition.entry} 第 1 版"
    assert told == {
        plain.blob_id: (f"{where}（草稿，封存的原件）",),
        cleaned.blob_id: (f"{where}（草稿）",),
    }


def test_page_says_where_else_a_content_goes(client, plain, cleaned, publisher):
    client.force_login(publisher)
    address = reverse("admin:catalogue_edition_step", args=[plain.edition_id, "erase"])
    asked = {"contents": [plain.blob_id], "ground": SCOPE["ground"], "note": SCOPE["note"]}
    text = client.post(address, asked | {"_preview": "1"}).text
    assert "同一内容也用于其他条目，将一并消失" in text
    assert f"{cleaned.edition.entry} 第 1 版（草稿）" in text


def test_shared_content_goes_everywhere(plain, cleaned, publisher, second):
    erasure = wish(plain, publisher, with_shared=True)
    erasing.confirm_erasure(erasure, by=second, seen=Plan(erasure).digest)
    gone = set(Blob.objects.exclude(erased_at=None).values_list("digest", flat=True))
    assert gone == {plain.blob_id, cleaned.blob_id}


def test_another_original_of_the_same_copy_goes_too(agency, clerk, cleaned, content, publisher):
    other = files.repacked(content, parts={"docProps/custom.xml": b"<a/>"})
    twin = with_file(agency, clerk, other, is_cleaned=True)
    assert twin.blob_id == cleaned.blob_id
    assert twin.original_id != cleaned.original_id
    plan = Plan(wish(cleaned, publisher, with_shared=True))
    assert plan.digests == {cleaned.blob_id, cleaned.original_id, twin.original_id}
    assert plan.others == [twin.edition.entry]


def test_entry_that_took_the_file_after_the_plan_was_shown_stops_it(
    agency, clerk, plain, content, publisher, second
):
    erasure = wish(plain, publisher, with_shared=True)
    seen = Plan(erasure).digest
    with_file(agency, clerk, content)
    with pytest.raises(WrongState, match="有变化"):
        erasing.confirm_erasure(erasure, by=second, seen=seen)


def test_copy_of_a_copy_is_the_same_data(plain, cleaned, publisher):
    masked = Blob.objects.create(digest="a" * 64, size=1, content_type="text/plain")
    CleanedCopy.objects.create(source=cleaned.blob, blob=masked, is_masked=True, version=1)
    plan = Plan(wish(plain, publisher, with_shared=True))
    assert plan.digests == {plain.blob_id, cleaned.blob_id, masked.digest}
