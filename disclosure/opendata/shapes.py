"""What the API answers with: the public page as plain data. Moments are local time."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.timezone import localtime
from ninja import Field, Schema
from pydantic import PlainSerializer

from disclosure.agencies.models import Agency as AgencyRow
from disclosure.agencies.models import AgencyName as FormerNameRow
from disclosure.pages.models import Category as CategoryRow
from disclosure.pages.models import Page, PublicFile, Validity
from reports.opendata import COLUMNS

LocalMoment = Annotated[
    datetime,
    PlainSerializer(lambda at: localtime(at).isoformat(), return_type=str),
    Field(json_schema_extra={"format": "date-time"}),
]


NEXT = Field(description="下一页的网址；没有下一页时为空")


def site_address(request: HttpRequest) -> str:
    """The address of the site without the last slash, to set before paths."""
    return request.build_absolute_uri("/")[:-1]


class AgencyName(Schema):
    """An agency as it is called today."""

    code: str
    name: str


class CategoryName(Schema):
    """A column as it is called today."""

    slug: str
    name: str


class Term(Schema):
    """A value of the lists 主题分类 and 体裁."""

    code: str
    name: str


class Entry(Schema):
    """A public entry without its text."""

    id: int = Field(description="条目的编号，不变")
    state: Literal["public"]
    index_number: str = Field(description="索引号")
    url: str = Field(description="公开页面的网址")
    title: str = Field(description="标题")
    agency: AgencyName = Field(description="今天负责的机构")
    category: CategoryName = Field(description="栏目")
    theme: Term | None = Field(description="主题分类")
    genre: Term | None = Field(description="体裁")
    publisher_name: str = Field(description="发布机构在发布时的名称")
    joint_issuers: str = Field(description="联合发文机关")
    source: str = Field(description="信息来源")
    document_number: str = Field(description="文号")
    method: Literal["active", "on_request"] = Field(description="公开方式：主动公开、依申请公开")
    written_on: date | None = Field(description="成文日期")
    published_at: LocalMoment = Field(description="首次发布时间")
    updated_at: LocalMoment = Field(description="现在的版本的发布时间")
    changed_at: LocalMoment = Field(description="公开内容最后一次变动的时间")
    change_note: str = Field(description="更新说明")
    validity: Validity = Field(description="有效性")
    effective_on: date | None = Field(description="生效日期")
    ends_on: date | None = Field(description="失效或废止日期")
    validity_basis: str = Field(description="有效性的依据")
    keywords: list[str] = Field(description="关键词")
    summary: str = Field(description="内容概述")
    report_year: int | None = Field(description="年度报告的报告年度；不是年度报告的为空")

    @classmethod
    def of(cls, page: Page, site: str) -> Self:
        """A page as an entry; its `report_year` has been annotated."""
        return cls(**entry_fields(page, site))


class File(Schema):
    """A public file of an entry."""

    name: str
    url: str
    size: int = Field(description="字节数")
    content_type: str
    sha256: str
    description: str = Field(description="说明")
    is_rendition: bool = Field(description="是否由正文生成（年度报告的 PDF、Word、Excel 等）")

    @classmethod
    def of(cls, file: PublicFile, site: str) -> Self:
        """A file with its address."""
        return cls(
            name=file.name,
            url=site + iri_to_uri(file.path),
            size=file.size,
            content_type=file.content_type,
            sha256=file.digest,
            description=file.description,
            is_rendition=file.is_rendition,
        )


class FullEntry(Entry):
    """A public entry with its text and files."""

    article: str = Field(description="正文，HTML；依申请公开的为空")
    text: str = Field(description="正文，纯文本")
    files: list[File]

    @classmethod
    def of(cls, page: Page, site: str) -> Self:
        """A page with its files: one more query."""
        files = [File.of(file, site) for file in page.files.all()]
        return cls(**entry_fields(page, site), article=page.article, text=page.text, files=files)


class Withdrawn(Schema):
    """What is left of a withdrawn entry: copies of it have to go."""

    id: int
    state: Literal["withdrawn"]
    index_number: str
    withdrawn_at: LocalMoment = Field(description="撤下时间")
    withdrawal_kind: str = Field(
        description="撤下原因的类别：error、privacy、superseded、repealed、merged、other"
    )
    changed_at: LocalMoment

    @classmethod
    def of(cls, page: Page) -> Self:
        """What stands in place of a withdrawn page."""
        names = ("index_number", "withdrawn_at", "withdrawal_kind", "changed_at")
        fields: dict[str, Any] = {name: getattr(page, name) for name in names}
        return cls(id=page.pk, state="withdrawn", **fields)


class FormerName(Schema):
    """A name that an agency bore before."""

    name: str
    short_name: str
    since: date | None
    until: date | None = Field(description="停用日期")


class Agency(Schema):
    """An agency (机构)."""

    code: str = Field(description="机构代码，与索引号中的相同")
    name: str = Field(description="全称")
    short_name: str = Field(description="简称")
    credit_code: str = Field(description="统一社会信用代码")
    url: str
    parent: AgencyName | None = Field(description="上级机构")
    former_names: list[FormerName] = Field(description="曾用名")
    established_on: date | None = Field(description="成立日期")
    dissolved_on: date | None = Field(description="撤销日期；现有机构为空")
    successor: AgencyName | None = Field(description="撤销后的承接机构")
    office: str = Field(description="政府信息公开工作机构")
    address: str = Field(description="办公地址")
    office_hours: str = Field(description="办公时间")
    phone: str = Field(description="联系电话")
    fax: str = Field(description="传真号码")
    email: str = Field(description="电子邮箱")
    postcode: str = Field(description="邮政编码")

    @classmethod
    def of(cls, agency: AgencyRow, site: str) -> Self:
        """An agency with its former names, which have been read."""
        above, after = agency.parent, agency.successor
        copied = {name: getattr(agency, name) for name in AGENCY_COPIED}
        fields: dict[str, Any] = copied | {
            "url": site + iri_to_uri(agency.get_absolute_url()),
            "parent": AgencyName(code=above.code, name=above.name) if above else None,
            "successor": AgencyName(code=after.code, name=after.name) if after else None,
            "former_names": [former_name(one) for one in agency.names.all()],
        }
        return cls(**fields)


class Category(Schema):
    """A column (栏目)."""

    slug: str = Field(description="网址名")
    name: str
    url: str
    parent: CategoryName | None = Field(description="上级栏目")
    position: int = Field(description="在同级栏目中的顺序")
    description: str
    keywords: list[str]
    column_type: str = Field(description="栏目类别")
    statutory_item: str = Field(description="法定公开事项，条例条款")

    @classmethod
    def of(cls, category: CategoryRow, site: str) -> Self:
        """A column; one above that the public does not see is left out."""
        above = category.parent if category.parent and category.parent.is_active else None
        names = ("slug", "name", "position", "description", "column_type", "statutory_item")
        fields: dict[str, Any] = {name: getattr(category, name) for name in names}
        return cls(
            **fields,
            url=site + category.get_absolute_url(),
            parent=CategoryName(slug=above.slug, name=above.name) if above else None,
            keywords=re.findall(r"[^,，;；\s]+", category.keywords),
        )


class Report(Schema):
    """A public annual report (年度报告); its text is that of the entry of the same id."""

    id: int = Field(description="条目的编号")
    index_number: str
    url: str
    title: str
    agency: AgencyName
    publisher_name: str = Field(description="发布机构在发布时的名称")
    year: int = Field(description="报告年度")
    scheme: str = Field(description="表式：gk2014、gk2019、gk2021")
    published_at: LocalMoment
    updated_at: LocalMoment
    changed_at: LocalMoment
    files: list[File]

    @classmethod
    def of(cls, page: Page, site: str) -> Self:
        """The page of a report, with its files, which have been read."""
        names = ("index_number", "title", "publisher_name", "published_at", "updated_at")
        fields: dict[str, Any] = {name: getattr(page, name) for name in (*names, "changed_at")}
        return cls(
            **fields,
            id=page.pk,
            url=site + iri_to_uri(page.path),
            agency=AgencyName(code=page.agency.code, name=page.agency.name),
            year=page.data["year"],
            scheme=page.data["scheme"],
            files=[File.of(file, site) for file in page.files.all()],
        )


class Cell(Schema):
    """A cell of a statutory table; agency_code, year, table, row and column name it."""

    agency_code: str
    agency: str = Field(description="发布机构在发布时的名称")
    year: int = Field(description="报告年度")
    scheme: str = Field(description="表式")
    table: str = Field(description="表的代码")
    row: str = Field(description="行的代码；L 加序号的是地方增设的行")
    column: str = Field(description="列的代码")
    label: str = Field(description="指标名称")
    header: str = Field(description="列名")
    unit: str = Field(description="单位")
    value: str | None = Field(description="数值，十进制数字；没有填写的为空，不等于 0")
    note: str = Field(description="附注")

    @classmethod
    def of(cls, row: tuple[str, ...]) -> Self:
        """A row of `reports.opendata.rows`, in which the value of a blank cell is empty."""
        fields: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
        return cls(**fields | {"value": fields["value"] or None})


class Agencies(Schema):
    """A page of the list of agencies."""

    items: list[Agency]
    next: str | None = NEXT


class Categories(Schema):
    """A page of the list of columns."""

    items: list[Category]
    next: str | None = NEXT


class Reports(Schema):
    """A page of the list of annual reports."""

    items: list[Report]
    next: str | None = NEXT


class Cells(Schema):
    """The cells of some reports, each with all that was asked for of it."""

    items: list[Cell]
    next: str | None = NEXT


class Entries(Schema):
    """A page of the list of entries."""

    items: list[Entry]
    next: str | None = NEXT


class Changes(Schema):
    """A page of the list of changes."""

    items: list[Entry | Withdrawn]
    next: str | None = NEXT
    as_of: LocalMoment = Field(
        description="变动到此时为止；取完最后一页后，以它作为下一次的 changed_since"
    )


def entry_fields(page: Page, site: str) -> dict[str, Any]:
    """The fields of an entry, by name."""
    theme, genre = page.theme, page.genre
    copied = {name: getattr(page, name) for name in COPIED}
    return copied | {
        "id": page.pk,
        "state": "public",
        "url": site + iri_to_uri(page.path),
        "agency": AgencyName(code=page.agency.code, name=page.agency.name),
        "category": CategoryName(slug=page.category.slug, name=page.category.name),
        "theme": Term(code=theme.code, name=str(theme)) if theme else None,
        "genre": Term(code=genre.code, name=genre.name) if genre else None,
        "keywords": page.keywords.split(),
        "report_year": getattr(page, "report_year", None),
    }


COPIED = (
    "index_number", "title", "publisher_name", "joint_issuers", "source", "document_number",
    "method", "written_on", "published_at", "updated_at", "changed_at", "change_note", "validity",
    "effective_on", "ends_on", "validity_basis", "summary",
)  # fmt: skip
AGENCY_COPIED = (
    "code", "name", "short_name", "credit_code", "established_on", "dissolved_on", "office",
    "address", "office_hours", "phone", "fax", "email", "postcode",
)  # fmt: skip


def former_name(row: FormerNameRow) -> FormerName:
    """A former name with its days."""
    return FormerName(name=row.name, short_name=row.short_name, since=row.since, until=row.until)
