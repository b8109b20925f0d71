"""What was erased does not come back into the store by any way."""

import io

import pytest
from django.utils import timezone

from disclosure.catalogue.contents import ErasedContent, keep_content
from disclosure.catalogue.models import Blob
from disclosure.lib import blobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased(settings):
    blob = keep_content(io.BytesIO(b"13800138000"), "text/plain")
    Blob.objects.update(erased_at=timezone.now())
    blobs.remove(settings.PRIVATE_ROOT, blob.pk)
    return blob


def test_a_content_is_kept_once(settings):
    one = keep_content(io.BytesIO(b"a"), "text/plain")
    assert keep_content(io.BytesIO(b"a"), "text/plain") == one
    assert (one.size, blobs.exists(settings.PRIVATE_ROOT, one.pk)) == (1, True)


def test_an_erased_content_is_refused_and_leaves_nothing(erased, settings):
    with pytest.raises(ErasedContent, match="依法清除"):
        keep_content(io.BytesIO(b"13800138000"), "text/plain")
    assert not blobs.exists(settings.PRIVATE_ROOT, erased.pk)
    assert Blob.objects.get().erased_at


def test_what_the_system_makes_again_gets_a_fresh_life(erased, settings):
    keep_content(io.BytesIO(b"13800138000"), "text/plain", may_return=True)
    assert blobs.exists(settings.PRIVATE_ROOT, erased.pk)
    assert Blob.objects.get().erased_at is None
