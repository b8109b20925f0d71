"""Personal data in tables: what a cell holds is told by the heading above it or the label beside.

A column headed 住址 holds homes; a column headed 电话 holds private landlines where the table is
one of persons (a column 姓名) and not of offices (单位, 部门, 办公电话).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from disclosure.lib.personal import Datum, home_address, personal_data, private_landlines

Heading = Literal["", "name", "home", "address", "home phone", "phone", "office"]

LONGEST_HEADING = 14  # characters
NOTE = re.compile(r"[(（][^()（）]*[)）]")
IS_DATA = re.compile(r"\d{3}|\d[号室组栋幢弄]")
HEADINGS: tuple[tuple[Heading, re.Pattern[str]], ...] = (
    (
        "office",
        re.compile(
            r".*(?:单位|部门|科室|处室|机构|企业|公司|学校|医院|网点|店铺|商户|商铺|窗口|机关|办公|值班|职务|传真)"
            r"(?:名称|全称|地址|所在地|电话|联系电话)?"
        ),
    ),
    (
        "name",
        re.compile(
            r".{0,8}姓名|户主|申请人|当事人|村民|居民|承包人|被征收人|被执行人|监护人|家长|住户|业主"
        ),
    ),
    (
        "home",
        re.compile(
            r".{0,6}(?:住址|家庭地址|居住地址?|户籍地址?|户籍所在地|户口所在地|身份证地址|住宅地址)"
        ),
    ),
    ("address", re.compile(r"(?:详细|联系|通讯|通信|邮寄|收件)?地址")),
    ("home phone", re.compile(r".{0,4}(?:家庭|住宅|家里|本人)(?:固定)?(?:电话|座机)|宅电")),
    ("phone", re.compile(r"(?:联系|固定)?(?:电话|方式)(?:号码)?|座机|固话|联系电话及地址")),
)
Cell = tuple[int, int]  # row and column, counted from 0


def heading_of(text: str) -> Heading:
    """What a heading says of its cells.

    >>> heading_of("家庭 住址（详细）"), heading_of("单位地址"), heading_of("面积")
    ('home', 'office', '')
    """
    plain = re.sub(r"[\s:：*]", "", NOTE.sub("", text))
    if not plain or len(plain) > LONGEST_HEADING:
        return ""
    return next((kind for kind, pattern in HEADINGS if pattern.fullmatch(plain)), "")


def personal_in_table(rows: Iterable[Sequence[str]]) -> Iterator[tuple[Cell, list[Datum]]]:
    """The cells that hold personal data, and what each holds; places are within the cell.

    A row of headings stands before the rows that it speaks of; one table may hold several. Spans
    are to be resolved by the caller: a covered square is "" or says what covers it.

    >>> rows = [["姓名", "住址"], ["张某", "云岚市湖港镇西街8号2幢"]]
    >>> [(cell, one.mask) for cell, found in personal_in_table(rows) for one in found]
    [((1, 1), '云岚市湖港镇***')]
    """
    headings: dict[int, Heading] = {}
    for y, row in enumerate(rows):
        kinds = [heading_of(text) for text in row]
        if is_header(row, kinds):
            headings = dict(enumerate(kinds))
            continue
        labels = beside(kinds) if any(kinds) else {}
        for x, text in enumerate(row):
            told, context = (
                (labels[x], kinds) if x in labels else (headings.get(x, ""), headings.values())
            )
            if text.strip() and (found := in_cell(text, told, set(context))):
                yield (y, x), found


def is_header(row: Sequence[str], kinds: Sequence[Heading]) -> bool:
    """Whether a row is one of headings: it names several columns, and holds no data."""
    told = list(dict.fromkeys(filter(None, (" ".join(text.split()) for text in row))))
    is_short = all(len(text) <= 2 * LONGEST_HEADING and not IS_DATA.search(text) for text in told)
    # 姓名 | 张某 is a pair of a label and what it labels.
    is_pair = len(told) == 2 and not heading_of(told[-1])
    return any(kinds) and len(told) > 1 and is_short and not is_pair


def beside(kinds: Sequence[Heading]) -> dict[int, Heading]:
    """The columns of a row whose left neighbour is a label, and what it says."""
    return {x + 1: kind for x, kind in enumerate(kinds[:-1]) if kind and not kinds[x + 1]}


def in_cell(text: str, heading: Heading, context: set[Heading]) -> list[Datum]:
    """What a cell holds, knowing its heading and the headings beside it."""
    is_of_people = "name" in context and "office" not in context
    if heading == "home" or (heading == "address" and is_of_people):
        home = home_address(text)
        if home:
            return [home]
    found = personal_data(text)
    if heading == "home phone" or (heading == "phone" and is_of_people):
        taken = {n for one in found for n in range(one.start, one.end)}
        found += [one for one in private_landlines(text) if one.start not in taken]
    return sorted(found, key=lambda one: one.start)
