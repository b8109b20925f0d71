"""Text as people type it, brought into one form for comparing."""

import hashlib
import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from django.utils.encoding import escape_uri_path, repercent_broken_unicode

QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "「": '"', "」": '"'})
NOTES = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
DOCUMENT_NUMBER = re.compile(
    r"(?P<organ>[^\d〔〕\[\]()（）【】\s]*)\s*[〔\[(（【]?\s*(?P<year>(?:19|20)\d\d)\s*[〕\])）】]?\s*"
    r"(?:第\s*)?(?P<number>\d{1,5})\s*号?"
)
PLAIN_IN_QUERY = "/:;,=&?@!$'()*+~[]"


def normalise(text: str) -> str:
    """Fold width and quotes and drop all white space, for comparing labels.

    >>> normalise("统 计　指 标"), normalise("（三）１．“甲”")
    ('统计指标', '(三)1."甲"')
    """
    folded = unicodedata.normalize("NFKC", text.translate(QUOTES))
    return re.sub(r"\s+", "", folded)


def fold_width(text: str) -> str:
    """Full-width letters, digits, brackets and blanks as half-width ones; line breaks stay.

    >>> fold_width("索引号：　１２（甲）")
    '索引号: 12(甲)'
    """
    return unicodedata.normalize("NFKC", text)


def squeeze(text: str) -> str:
    """Make every run of white space one blank, with none at the ends.

    >>> squeeze("  甲　\\n 乙 ")
    '甲 乙'
    """
    return " ".join(text.split())


def strip_notes(label: str) -> str:
    """Drop bracket notes at the end of a label, full or half width.

    >>> strip_notes("规章(设区的市应提供)"), strip_notes("(一)收到申请数 （件） ")
    ('规章', '(一)收到申请数')
    """
    while (shorter := NOTES.sub("", label)) and shorter != label:
        label = shorter
    return label


def document_number_form(text: str) -> str:
    """The one written form of a 文号: organ, year in 〔〕, number without leading noughts.

    A text that holds no document number is returned squeezed.

    >>> {document_number_form(t) for t in ("国办发[2016]8号", "国办发 2016 8")}
    {'国办发〔2016〕8号'}
    """
    found = DOCUMENT_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return squeeze(text)
    return f"{found['organ']}〔{found['year']}〕{int(found['number'])}号"


def local_address(text: str) -> str:
    """The one written form of a path with its query: as typed, as copied, as a browser asks.

    Bytes that are no UTF-8 (GBK on old sites) are told apart as Django tells them in a request.

    >>> {local_address(a) for a in ("/信.html", "/%e4%bf%a1.html", "/%E4%BF%A1.html")}
    {'/%E4%BF%A1.html'}
    >>> local_address("/a b.jsp?id=%e4%bf%a1&n=" + chr(0))
    '/a%20b.jsp?id=%E4%BF%A1&n=%00'
    """
    path, mark, query = text.partition("?")
    known = repercent_broken_unicode(unquote_to_bytes(path)).decode()
    return escape_uri_path(known) + mark + quote(unquote_to_bytes(query), safe=PLAIN_IN_QUERY)


def digest(text: str) -> str:
    """SHA-256 of a text in hexadecimal, 64 characters.

    >>> digest("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()
