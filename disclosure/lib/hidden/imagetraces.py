"""What a picture says beside what it shows: camera, author, time and place (EXIF, XMP, text)."""

import warnings
from typing import IO

from PIL import ExifTags, Image, UnidentifiedImageError

from disclosure.lib.hidden.traces import Trace, named

TELLING = {
    "Make": "设备厂商",
    "Model": "设备型号",
    "Software": "软件",
    "DateTime": "时间",
    "Artist": "作者",
    "Copyright": "版权",
    "ImageDescription": "描述",
    "HostComputer": "计算机",
    "XPAuthor": "作者",
    "XPComment": "备注",
}
BROKEN = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, LookupError, TypeError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
NO_TEXT = {"dpi", "gamma", "srgb", "chromaticity", "transparency", "interlace", "aspect"}


def image_traces(file: IO[bytes]) -> list[Trace]:
    """What is hidden in a picture; its pixels are never unpacked."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                return list(told(picture))
    except BROKEN:
        return [Trace("unread", "图片打不开，没有检查")]


def told(picture: Image.Image) -> list[Trace]:
    """Its EXIF, its place, its XMP, its texts."""
    found = []
    exif = picture.getexif()
    tags = {ExifTags.TAGS.get(key, str(key)): value for key, value in exif.items()}
    facts = [f"{TELLING[tag]}{value}" for tag, value in tags.items() if tag in TELLING and value]
    if facts:
        found.append(Trace("exif", f"拍摄信息（EXIF）：{named(map(str, facts))}", "warn"))
    elif tags.keys() - {"Orientation", "ExifOffset"}:
        found.append(Trace("exif", f"拍摄信息（EXIF）{len(tags)} 项", "warn"))
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        found.append(Trace("gps", "拍摄地点（GPS）"))
    texts = [
        str(key)
        for key, value in picture.info.items()
        if isinstance(value, (str, bytes)) and key not in {"exif", "icc_profile", *NO_TEXT}
    ]
    if texts := [key for key in texts if not key.startswith("jfif")]:
        found.append(Trace("image-text", f"附带的说明和 XMP 数据：{named(texts)}", "warn"))
    return found
