"""Office containers of before 2007 (OLE): whether they are locked, or carry macros.

Signs are looked for in the whole content instead of unravelling the container, whose tables a
stranger may have built: a password and a macro project leave theirs in plain bytes.
"""

import re
from typing import IO

from disclosure.lib.archives import OLE_MAGIC

SECTOR = 512
PACKAGE = "EncryptedPackage".encode("utf-16-le")  # docx and xlsx with a password
MACROS = "_VBA_PROJECT".encode("utf-16-le")
LOCKED_SHEET = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
WORD = b"\xec\xa5\xc1\x00"  # a document of Word 97 to 2003 begins so
LOCKED_WORD = 0x01  # in its twelfth byte


def is_ole(file: IO[bytes]) -> bool:
    """Whether a file is such a container."""
    file.seek(0)
    return file.read(len(OLE_MAGIC)) == OLE_MAGIC


def is_locked(file: IO[bytes]) -> bool:
    """Whether the file has a password, in the old way or in the new."""
    content = whole(file)
    return PACKAGE in content or bool(LOCKED_SHEET.search(content)) or is_locked_word(content)


def carries_macros(file: IO[bytes]) -> bool:
    """Whether a macro project is inside."""
    return MACROS in whole(file)


def is_locked_word(content: bytes) -> bool:
    """Whether the document of Word, which begins at a sector, says that it is encrypted."""
    place = content.find(WORD)
    while place >= 0:
        if place % SECTOR == 0 and len(content) > place + 11:
            return bool(content[place + 11] & LOCKED_WORD)
        place = content.find(WORD, place + 1)
    return False


def whole(file: IO[bytes]) -> bytes:
    """All of a file, which upload has bounded."""
    file.seek(0)
    return file.read()
