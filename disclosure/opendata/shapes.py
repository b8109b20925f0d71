"""What the API answers with: the public page as plain data. Moments are local time."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.timezone import localtime
from ninja import Field, Schema
from pydantic import PlainSerializer

from disclosure.pages.models import Page, PublicFile, Validity

LocalMoment = Annotated[
    datetime,
    PlainSerializer(lambda at: localtime(at).isoformat(), return_type=str),
    Field(json_schema_extra={"format": "date-time"}),
]


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


class Entries(Schema):
    """A page of the list of entries."""

    items: list[Entry]
    next: str | None = Field(description="下一页的网址；没有下一页时为空")


class Changes(Schema):
    """A page of the list of changes."""

    items: list[Entry | Withdrawn]
    next: str | None = Field(description="下一页的网址；没有下一页时为空")
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
