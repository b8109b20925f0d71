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
# What heads a column of something else; behind a label in a row of two it makes a row of headings.
COLUMN = re.compile(
    r".{0,10}(?:面积|金额|补偿款|补助款|费用|价格|单价|总价|评估价|数量|[户人件次份套层宗亩]数|日期|时间|"
    r"年度|年份|年龄|性别|民族|备注|说明|序号|编号|号码|[证账卡户房楼]号|门牌号|类型|类别|等级|级别|情况|"
    r"状况|状态|事项|结果|标准|原因|理由|名称|内容|方式|比例|期限|用途|结构|性质|对象|关系|职业|学历|签名|"
    r"签字|意见|楼栋|户型|人口|村组|所[在属](?:行政|自然)?(?:村|社区|小区|组|屯|寨|楼|栋|幢|单元))"
)
Cell = tuple[int, int]  # row and column, counted from 0


def heading_of(text: str) -> Heading:
    """What a heading says of its cells.

    >>> heading_of("家庭 住址（详细）"), heading_of("单位地址"), heading_of("面积")
    ('home', 'office', '')
    """
    plain = bare(text)
    if not plain or len(plain) > LONGEST_HEADING:
        return ""
    return next((kind for kind, pattern in HEADINGS if pattern.fullmatch(plain)), "")


def bare(text: str) -> str:
    """A heading without notes in brackets, blanks and marks."""
    return re.sub(r"[\s:：*]", "", NOTE.sub("", text))


def heads_a_column(text: str) -> bool:
    """Whether a text names what stands below it, and is no value itself.

    >>> heads_a_column("建筑 面积（平方米）"), heads_a_column("所在村"), heads_a_column("张某")
    (True, True, False)
    """
    return bool(heading_of(text) or COLUMN.fullmatch(bare(text)))


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
    # 姓名 | 张某 is a pair of a label and what it labels; 住址 | 面积 is none.
    is_pair = len(told) == 2 and not heads_a_column(told[-1])
    return any(kinds) and len(told) > 1 and is_short and not is_pair


def beside(kinds: Sequence[Heading]) -> dict[int, Heading]:
    """The columns of a row whose left neighbour is a label, and what it says."""
    return {x + 1: kind for x, kind in enumerate(kinds[:-1]) if kind and not kinds[x + 1]}


def in_cell(text: str, heading: Heading, context: set[Heading]) -> list[Datum]:
    """What a cell holds, knowing its heading and the headings beside it."""
    is_of_people = "name" in context and "office" not in context
    if heading == "home" or (heading == "address" and is_of_people):
        home = None if heads_a_column(text) else home_address(text)
        if home:
            return [home]
    found = personal_data(text)
    if heading == "home phone" or (heading == "phone" and is_of_people):
        taken = {n for one in found for n in range(one.start, one.end)}
        found += [one for one in private_landlines(text) if one.start not in taken]
    return sorted(found, key=lambda one: one.start)
