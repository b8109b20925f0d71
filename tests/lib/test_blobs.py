"""The store of files by content."""

import io

import pytest

from disclosure.lib import blobs


def test_put_stores_content_under_its_digest(tmp_path):
    digest, size = blobs.put(tmp_path, io.BytesIO(b"abc"))
    assert digest.startswith("ba7816bf")
    assert (size, blobs.path(tmp_path, digest).read_bytes()) == (3, b"abc")


def test_put_twice_is_one_file(tmp_path):
    digests = {blobs.put(tmp_path, io.BytesIO(b"abc"))[0] for _ in range(2)}
    assert len(digests) == 1
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_stored_content_is_private(tmp_path):
    digest, _ = blobs.put(tmp_path, io.BytesIO(b"abc"))
    assert blobs.path(tmp_path, digest).stat().st_mode & 0o077 == 0


def test_failed_put_leaves_nothing(tmp_path):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        blobs.put(tmp_path, Broken())
    assert list(tmp_path.iterdir()) == []


def test_expose_and_hide(tmp_path):
    digest, _ = blobs.put(tmp_path / "private", io.BytesIO(b"abc"))
    target = tmp_path / "public" / "files" / digest / "附件.txt"
    blobs.expose(tmp_path / "private", digest, target)
    assert target.read_bytes() == b"abc"
    blobs.hide(target)
    blobs.hide(target)
    assert not target.parent.exists()
