"""What a reader typed, understood: words that must occur, words that must not, and filters.

Words are separated by blanks and must all occur; -词 must not occur; "…" keeps blanks inside.
A document number or a date is found in any of its written forms. Nothing that can be typed is
an error.
"""

import re
from dataclasses import dataclass, replace

from disclosure.lib import tokens

LONGEST = 200  # characters that are looked at
MOST_WORDS = 20
Row = tuple[str, ...]
QUOTES = str.maketrans(dict.fromkeys("“”„‟＂「」『』«»", '"'))
WORD = re.compile(r'(?P<minus>[-－−–—﹣‐]?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
JOINED = (
    (re.compile(r"\s*/\s*"), "/"),
    (re.compile(r"(?<=\d)\s+-\s+(?=\d)"), "-"),
    (re.compile(r"(?<=\d)\s*([年月])\s*(?=\d)"), r"\1"),
)
# Organ, year and number, however written: 国办发〔2016〕8号, 国办发 2016 8, 公告 2016年 第8号.
DOCUMENT_NUMBER = re.compile(
    rf"(?P<organ>[{tokens.CJK}]*)\s*[〔\[({{【〖]?\s*{tokens.YEAR}"
    r"\s*(?:[〕\])}】〗]\s*|\s|年\s*(?=第|.*号))(?:第\s*)?0*(?P<number>\d{1,5})\s*号?"
)
# A number within a word, and the two forms that texts have it in: with brackets or with 年.
NUMBER = re.compile(rf"(?<!\d)〔?{tokens.YEAR}(?:〕|年(?:第\s*)?)0*(?P<number>\d{{1,5}})\s*号")
FORMS = (r"〔\g<year>〕\g<number>号", r"\g<year>年第\g<number>号")
COMPACT_DAY = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
SHORT_MONTH = re.compile(r"((?:19|20)\d\d)[-./](\d\d)")


@dataclass(frozen=True)
class Term:
    """A word or phrase: one of its rows of units must occur."""

    text: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Query:
    """Terms that must and must not occur, and groups of filter tokens of which one must be set."""

    required: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    otherwise: tuple[Term, ...] = ()  # the words one by one, should the number not exist

    def __bool__(self) -> bool:
        return bool(self.required or self.excluded or self.groups)

    def filtered(self, *groups: tuple[str, ...]) -> "Query":
        """The same within filters."""
        return replace(self, groups=(*self.groups, *groups))

    def unfiltered(self) -> "Query":
        """The same without filters."""
        return replace(self, groups=())

    def second_reading(self) -> "Query":
        """The words taken one by one."""
        return replace(self, required=self.otherwise, otherwise=())


def parse(typed: str) -> Query:
    """Understand what was typed.

    >>> [term.rows for term in parse("预算 -决算").required]
    [(('预', '算'),)]
    >>> parse("国办发 2016 8").required[0].rows[0]
    ('国', '办', '发', '2016', '8', '号')
    """
    text = tidy(typed)
    words = [(bool(found["minus"]), term(word_of(found))) for found in WORD.finditer(text)]
    required = once([one for is_minus, one in words if not is_minus])
    excluded = once([one for is_minus, one in words if is_minus])
    number = DOCUMENT_NUMBER.fullmatch(text)
    if number and len(required) > 1:
        written = f"{number['organ']}〔{number['year']}〕{number['number']}号"
        return Query((term(written),), excluded, otherwise=required)
    return Query(required, excluded)


def tidy(typed: str) -> str:
    """The part that is looked at, folded, with numbers and dates drawn together."""
    text = tokens.canonical(tokens.fold(typed[:LONGEST].translate(QUOTES)))
    for pattern, shorter in JOINED:
        text = pattern.sub(shorter, text)
    return " ".join(text.split())


def word_of(found: re.Match[str]) -> str:
    """What was matched, without sign and quotes."""
    return found["word"] if found["word"] is not None else found["phrase"]


def once(terms: list[Term]) -> tuple[Term, ...]:
    """Terms that hold anything to look for, each once."""
    return tuple({term.rows: term for term in terms if term.rows}.values())[:MOST_WORDS]


def term(word: str) -> Term:
    """A word with the rows of units by which it is found.

    >>> ["".join(row) for row in term("公告2024年第11号").rows]
    ['公告2024年第11号', '公告202411号']
    """
    written = (word, *(NUMBER.sub(form, word) for form in FORMS))
    rows = list(dict.fromkeys(filter(None, map(tokens.units, written))))
    if day := date_token(word):
        rows.append((day,))
    return Term(word, tuple(rows))


def date_token(word: str) -> str:
    """The token of the day or month that a word is; "" for any other word.

    >>> date_token("2016年5月4日"), date_token("20160504"), date_token("2016-05"), date_token("年")
    ('d20160504', 'd20160504', 'd201605', '')
    """
    for pattern in (COMPACT_DAY, SHORT_MONTH):
        if found := pattern.fullmatch(word):
            numbers = [int(group) for group in found.groups()]
            return max(tokens.day_tokens(*[*numbers, 0][:3]), key=len, default="")
    if tokens.DATE.fullmatch(word) or tokens.CHINESE_DATE.fullmatch(word):
        return max(tokens.dates(word), key=len, default="")
    return ""


def is_exact(row: Row) -> bool:
    """Whether one lexeme says it all, so that an index without positions is never wrong."""
    return len(tokens.needed(row)) == 1
