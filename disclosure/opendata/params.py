"""What may be asked of the API: types of parameters, strict in what they take."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from ninja.params.models import Path as PathParam
from pydantic import BeforeValidator, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from disclosure.opendata.paging import (
    CURSOR,
    DEFAULT_LIMIT,
    DEFAULT_REPORTS,
    MAX_LIMIT,
    MAX_REPORTS,
)

# RFC 3339; a "+" that nobody escaped arrives as a blank.
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+ -]\d\d:\d\d)", re.ASCII)
CODE = r"^[0-9A-Za-z]{1,18}$"
SLUG = r"^[-0-9A-Za-z_]{1,60}$"
WORD = r"^[^\x00-\x1f\x7f]{1,10}$"
KEY = r"^[0-9A-Za-z_.-]{1,30}$"
CURSOR_TOLD = "上一页的 next 中的位置，不能自己编写"
MAX_ROW = 2**63 - 1
NUMBER = r"^[^\x00-\x1f\x7f]{1,60}$"


def whole(value: Any) -> Any:
    """Digits as an integer; ValueError for what else a lax reader would take.

    >>> whole("2024")
    2024
    >>> whole("1_0")
    Traceback (most recent call last):
    ValueError: 1_0
    """
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,18}", value):
        raise ValueError(value)
    return int(value)


def moment(value: Any) -> Any:
    """A moment as RFC 3339 writes it, in UTC; ValueError for what is none.

    >>> moment("2026-01-31T08:00:00+08:00").isoformat()
    '2026-01-31T00:00:00+00:00'
    >>> moment("2026-01-31")
    Traceback (most recent call last):
    ValueError: 2026-01-31
    """
    found = MOMENT.fullmatch(str(value))
    if found is None:
        raise ValueError(value)
    day, clock, fraction, zone = found.groups()
    zone = "+00:00" if zone in "Zz" else zone.replace(" ", "+")
    try:
        read = datetime.fromisoformat(f"{day}T{clock}{(fraction or '')[:7]}{zone}")
        return read.astimezone(UTC)
    except OverflowError:
        raise ValueError(value) from None


Whole = BeforeValidator(whole)
RowNumber = Annotated[int, PathParam(..., ge=1, le=MAX_ROW, description="条目的编号，正整数")]
Year = Annotated[int, Field(ge=1949, le=2100), Whole]
ReportYear = Annotated[int, Field(ge=2008, le=2100), Whole]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT), Whole]
ReportLimit = Annotated[int, Field(ge=1, le=MAX_REPORTS), Whole]
Code = Annotated[str, Field(pattern=CODE)]
Slug = Annotated[str, Field(pattern=SLUG)]
Word = Annotated[str, Field(pattern=WORD)]
IndexNumber = Annotated[str, Field(pattern=NUMBER)]
Key = Annotated[str, Field(pattern=KEY)]
Cursor = Annotated[str, Field(pattern=CURSOR)]
Moment = Annotated[
    datetime, BeforeValidator(moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Method = Literal["active", "on_request"]
ValidityWord = Literal["valid", "expired", "repealed", "amended", "pending", "in_force", "ended"]
Format = Annotated[Literal["json", "csv"], Field(description="格式，json 或 csv")]
Unset = SkipJsonSchema[None]  # what is not asked: no value that could be given


def told_limit(unit: str, default: int, most: int) -> str:
    """What `limit` expects."""
    return f"一页的{unit}，1 至 {most} 的整数；不填为 {default}，CSV 不填为全部"


LIMIT = Field(None, description=told_limit("条数", DEFAULT_LIMIT, MAX_LIMIT))
AGENCY = Field(None, description="机构代码，至多 18 位字母和数字，见 agencies")
PLACE = Field(None, description=CURSOR_TOLD)
REPORT_YEAR = Field(None, description="报告年度，2008 至 2100 的整数")


class EntriesAsked(Schema):
    """The filters of the list of entries, which may be combined.

    The description of a field is also what a refusal says of it.
    """

    agency: Code | Unset = AGENCY
    category: Slug | Unset = Field(None, description="栏目的 slug，包括其下级栏目，见 categories")
    year: Year | Unset = Field(None, description="首次发布的年份，1949 至 2100 的整数")
    theme: Word | Unset = Field(None, description="主题分类的代码，包括其下级，见条目的 theme")
    genre: Word | Unset = Field(None, description="体裁的代码，见条目的 genre")
    method: Method | Unset = Field(
        None, description="公开方式，active（主动公开）或 on_request（依申请公开）"
    )
    validity: ValidityWord | Unset = Field(
        None,
        description="有效性，valid、expired、repealed、amended、pending 之一，"
        "或者 in_force（现行有效）、ended（废止和失效）",
    )
    index_number: IndexNumber | Unset = Field(None, description="索引号的全文，至多 60 字")
    limit: Limit | Unset = LIMIT
    cursor: Cursor | Unset = PLACE
    format: Format = "json"


class ChangesAsked(Schema):
    """From when on, and whose."""

    changed_since: Moment = Field(
        description="从这个时间起的变动，含时区的时间，例如 2026-01-31T00:00:00Z"
    )
    agency: Code | Unset = AGENCY
    limit: Limit | Unset = Field(
        None,
        description=f"一页的条数，1 至 {MAX_LIMIT} 的整数；不填为 {DEFAULT_LIMIT}",
    )
    cursor: Cursor | Unset = PLACE


class AgenciesAsked(Schema):
    """Which page of the agencies, and how."""

    limit: Limit | Unset = LIMIT
    cursor: Code | Unset = Field(None, description=CURSOR_TOLD)
    format: Format = "json"


class CategoriesAsked(Schema):
    """Which page of the columns, and how."""

    limit: Limit | Unset = LIMIT
    cursor: Slug | Unset = Field(None, description=CURSOR_TOLD)
    format: Format = "json"


class ReportsAsked(Schema):
    """Whose reports, of which year."""

    agency: Code | Unset = AGENCY
    year: ReportYear | Unset = REPORT_YEAR
    limit: Limit | Unset = LIMIT
    cursor: Cursor | Unset = PLACE
    format: Format = "json"


class CellsAsked(Schema):
    """Which cells of whose reports; the limit counts reports, whose cells are never parted."""

    agency: Code | Unset = AGENCY
    year: ReportYear | Unset = REPORT_YEAR
    scheme: Key | Unset = Field(None, description="表式，例如 gk2021")
    table: Key | Unset = Field(None, description="表的代码，至多 30 个字母、数字和 _")
    row: Key | Unset = Field(None, description="行的代码，至多 30 个字母、数字和 _")
    column: Key | Unset = Field(None, description="列的代码，至多 30 个字母、数字和 _")
    limit: ReportLimit | Unset = Field(
        None,
        description=told_limit("报告份数", DEFAULT_REPORTS, MAX_REPORTS),
    )
    cursor: Cursor | Unset = PLACE
    format: Format = "json"
