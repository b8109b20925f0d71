"""The catalogue of what is open, in DCAT 3 as JSON-LD: for those who gather data sets."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import localtime
from ninja import Router

from disclosure.opendata.refusals import Problem, strict
from disclosure.opendata.selecting import reports
from disclosure.opendata.shapes import site_address
from disclosure.pages.models import REPORT_YEAR, Page

router = Router(tags=["目录"])
JSON_LD = "application/ld+json"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CHINESE = {"@id": "http://id.loc.gov/vocabulary/iso639-1/zh"}
MEDIA = "https://www.iana.org/assignments/media-types/"
Node = dict[str, Any]


@router.get(
    "/catalog.jsonld",
    response={429: Problem},
    summary="数据目录（DCAT）",
    openapi_extra={
        "responses": {
            200: {"description": "OK", "content": {JSON_LD: {"schema": {"type": "object"}}}},
            400: {
                "description": "Bad Request",
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                },
            },
        }
    },
)
@strict
def catalog(request: HttpRequest) -> JsonResponse:
    """有哪些数据集、各在哪里取用，按 DCAT 3 写成 JSON-LD，供数据开放平台收录。"""
    return JsonResponse(
        {"@context": CONTEXT, **described(site_address(request))},
        content_type=JSON_LD,
        json_dumps_params={"ensure_ascii": False},
    )


def described(site: str) -> Node:
    """The catalogue of a site: its data sets and the service behind them; two queries."""
    root = f"{site}/api/v1"
    whole = Page.objects.entries().order_by().aggregate(latest=Max("changed_at"))["latest"]
    sets = [entries_set(root, whole), *names_sets(root)]
    sets += [report_set(root, year, latest) for year, latest in report_years()]
    for one in sets:
        one["dct:publisher"] = publisher(site)
    return {
        "@id": f"{root}/catalog.jsonld#catalog",
        "@type": "dcat:Catalog",
        "dct:title": chinese(f"{settings.SITE_NAME}开放数据"),
        "dct:description": chinese("政府信息公开目录、政府信息公开工作年度报告及其统计数据。"),
        "dct:publisher": publisher(site),
        "dct:language": CHINESE,
        "foaf:homepage": {"@id": f"{site}/"},
        "dcat:dataset": sets,
        "dcat:service": {
            "@id": f"{root}/catalog.jsonld#service",
            "@type": "dcat:DataService",
            "dct:title": chinese("开放数据接口"),
            "dcat:endpointURL": {"@id": f"{root}/"},
            "dcat:endpointDescription": {"@id": f"{root}/openapi.json"},
            "dcat:servesDataset": [{"@id": one["@id"]} for one in sets],
        },
    }


def report_years() -> list[tuple[int, datetime]]:
    """The years of which reports are public, newest first, with their last change."""
    rows = reports().order_by().select_related(None).defer(None)
    found = rows.annotate(report_year=REPORT_YEAR).values("report_year")
    latest = found.annotate(latest=Max("changed_at")).order_by("-report_year")
    return [(row["report_year"], row["latest"]) for row in latest]


def entries_set(root: str, latest: datetime | None) -> Node:
    """The public entries."""
    return dataset(
        f"{root}/catalog.jsonld#entries",
        "政府信息公开目录",
        "公开的政府信息条目：索引号、标题、发布机构、文号、日期、公开方式、有效性等。",
        both(f"{root}/entries"),
    ) | modified(latest)


def names_sets(root: str) -> list[Node]:
    """What entries refer to."""
    return [
        dataset(
            f"{root}/catalog.jsonld#agencies",
            "公开机构",
            "公开信息的机构：代码、名称、曾用名、上级机构和联系方式。",
            both(f"{root}/agencies"),
        ),
        dataset(
            f"{root}/catalog.jsonld#categories",
            "栏目",
            "政府信息公开目录的栏目及其法定依据。",
            both(f"{root}/categories"),
        ),
    ]


def report_set(root: str, year: int, latest: datetime) -> Node:
    """The figures of the annual reports of a year (条例 Art. 50)."""
    covered = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:date", "@value": f"{year}-01-01"},
        "dcat:endDate": {"@type": "xsd:date", "@value": f"{year}-12-31"},
    }
    return dataset(
        f"{root}/catalog.jsonld#reports-{year}",
        f"{year} 年度政府信息公开工作年度报告统计数据",
        f"各机构 {year} 年度报告统计表中的全部数据，一格一行。",
        both(f"{root}/cells", f"year={year}"),
    ) | {"dct:temporal": covered, **modified(latest)}


def dataset(name: str, title: str, told: str, distributions: list[Node]) -> Node:
    """A data set with where to get it."""
    return {
        "@id": name,
        "@type": "dcat:Dataset",
        "dct:title": chinese(title),
        "dct:description": chinese(told),
        "dct:language": CHINESE,
        "dcat:keyword": [chinese("政府信息公开")],
        "dcat:distribution": distributions,
    }


def both(address: str, query: str = "") -> list[Node]:
    """A list as a CSV file in one piece, and as JSON page by page."""
    whole = "&".join(filter(None, (query, "format=csv")))
    paged = f"{address}?{query}" if query else address
    return [
        {
            "@type": "dcat:Distribution",
            "dct:title": chinese("CSV，全部"),
            "dcat:accessURL": {"@id": f"{address}?{whole}"},
            "dcat:downloadURL": {"@id": f"{address}?{whole}"},
            "dcat:mediaType": {"@id": f"{MEDIA}text/csv"},
        },
        {
            "@type": "dcat:Distribution",
            "dct:title": chinese("JSON，分页"),
            "dcat:accessURL": {"@id": paged},
            "dcat:mediaType": {"@id": f"{MEDIA}application/json"},
        },
    ]


def publisher(site: str) -> Node:
    """Whose site it is."""
    return {
        "@id": f"{site}/#publisher",
        "@type": "foaf:Agent",
        "foaf:name": chinese(settings.SITE_SPONSOR or settings.SITE_NAME),
    }


def modified(latest: datetime | None) -> Node:
    """When it last changed; nothing where nothing is public."""
    if latest is None:
        return {}
    moment = {"@type": "xsd:dateTime", "@value": localtime(latest).isoformat()}
    return {"dct:modified": moment}


def chinese(text: str) -> Node:
    """A text in its language."""
    return {"@language": "zh-CN", "@value": text}
