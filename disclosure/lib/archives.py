"""Looking into zip containers (docx, xlsx, ofd) before any library unpacks them."""

import re
import zipfile
from collections.abc import Iterable
from typing import IO

LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_RATIO = 200
SMALL = 1024 * 1024  # below this size a high ratio is harmless
MOST_MEMBERS = 5000
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP_MAGIC = b"PK\x03\x04"
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class BadArchive(Exception):
    """The container is unsafe or broken; the sentence says why."""


def members(file: IO[bytes]) -> dict[str, int]:
    """Names and unpacked sizes in bytes of what a zip holds; the file is read from its start.

    Raises BadArchive for what is no zip, is encrypted, or would unpack beyond all measure.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BadArchive("文件已损坏，无法打开，请重新保存后再上传。") from error
    if any(info.flag_bits & 1 for info in infos):
        raise BadArchive("文件已加密，请去掉密码后再上传。")
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    is_bomb = unpacked > SMALL and unpacked / packed > LARGEST_RATIO
    if unpacked > LARGEST_UNPACKED or is_bomb or len(infos) > MOST_MEMBERS:
        raise BadArchive("文件展开后过大，可能是恶意构造的压缩文件，已拒绝。")
    return {info.filename: info.file_size for info in infos}


def has_macros(names: dict[str, int]) -> bool:
    """Whether an Office file carries a macro project."""
    return any(name.lower().endswith("vbaproject.bin") for name in names)


def declares_entities(file: IO[bytes], names: Iterable[str]) -> bool:
    """Whether a part of an Office file declares a document type, which no program writes."""
    with zipfile.ZipFile(file) as archive:
        parts = (name for name in names if name.endswith((".xml", ".rels")))
        return any(DOCTYPE.search(archive.read(part)[:2048]) for part in parts)
