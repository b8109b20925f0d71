"""JPEG and PNG without what they say beside their pixels, which stay as they are.

Only a photo that is shown turned, by a word in its EXIF, is turned and packed anew.
"""

import io
import struct
import warnings
from collections.abc import Iterator

from PIL import ExifTags, Image, ImageOps

from disclosure.lib.hidden.imagetraces import BROKEN

PNG = b"\x89PNG\r\n\x1a\n"
KEPT_CHUNKS = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
START, END, SCAN = 0xD8, 0xD9, 0xDA
RESTARTS = range(0xD0, 0xD8)
KEPT_APPS = {0xE0, 0xEE}  # JFIF, Adobe's transform
PROFILE = 0xE2, b"ICC_PROFILE\x00"
COMMENT = 0xFE
QUALITY = 95


class BadImage(Exception):
    """The picture is broken; the sentence says so."""


def clean_image(content: bytes) -> bytes:
    """The picture without EXIF, XMP, comments and whatever follows its end. Raises BadImage."""
    try:
        if content.startswith(PNG):
            return PNG + b"".join(kept_chunks(content))
        return b"".join(kept_segments(upright(content)))
    except (*BROKEN, struct.error) as error:
        raise BadImage("图片已损坏，无法清理，请重新保存后再上传。") from error


def upright(content: bytes) -> bytes:
    """A photo that its EXIF turns, turned for good; any other as it is."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content)) as picture:
            if picture.getexif().get(ExifTags.Base.Orientation, 1) == 1:
                return content
            turned = ImageOps.exif_transpose(picture)
            file = io.BytesIO()
            profile = picture.info.get("icc_profile")
            turned.save(file, "JPEG", quality=QUALITY, icc_profile=profile)
    return file.getvalue()


def kept_chunks(content: bytes) -> Iterator[bytes]:
    """The chunks of a PNG that make its picture, up to its end."""
    place, kind = len(PNG), b""
    while kind != b"IEND":
        size, kind = struct.unpack(">I4s", content[place : place + 8])
        if kind in KEPT_CHUNKS:
            yield content[place : place + 12 + size]
        place += 12 + size


def kept_segments(content: bytes) -> Iterator[bytes]:
    """The segments of a JPEG that make its picture, up to its end."""
    yield b"\xff\xd8"
    place = 2
    while True:
        while content[place + 1] == 0xFF:  # fill bytes
            place += 1
        marker = content[place + 1]
        if content[place] != 0xFF:
            raise BadImage("图片已损坏，无法清理，请重新保存后再上传。")
        if marker == END:
            yield b"\xff\xd9"
            return
        (size,) = struct.unpack(">H", content[place + 2 : place + 4])
        end = place + 2 + size
        if marker == SCAN:
            end = scan_end(content, end)
        if is_kept(marker, content[place + 4 : place + 16]):
            yield content[place:end]
        place = end


def scan_end(content: bytes, place: int) -> int:
    """Where the packed pixels end: at the next marker that is no part of them."""
    while True:
        place = content.index(b"\xff", place)
        if content[place + 1] != 0 and content[place + 1] not in RESTARTS:
            return place
        place += 2


def is_kept(marker: int, head: bytes) -> bool:
    """Whether a segment makes the picture."""
    if marker == COMMENT:
        return False
    is_app = 0xE0 <= marker <= 0xEF
    return not is_app or marker in KEPT_APPS or (marker, head) == PROFILE
