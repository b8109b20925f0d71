"""Public pages by the hundred, without the entries behind them."""

from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from disclosure.pages.actions import PageData, put_new_pages
from disclosure.pages.models import Method, Page

serial = count(1)
FIRST = datetime(2015, 1, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def page_data(agency, category, at=FIRST, **fields) -> PageData:
    number = next(serial)
    return PageData(
        **{
            "path": f"/catalogue/{agency.code}/{at.year}-{number}/",
            "title": f"关于第{number}批事项的公告",
            "agency_id": agency.pk,
            "category_id": category.pk,
            "method": Method.ACTIVE,
            "publisher_name": agency.name,
            "published_at": at,
            "updated_at": at,
            "index_number": f"{agency.code}/{at.year}-{number}",
        }
        | fields
    )


def make_pages(agencies, categories, number=60, days=7, **fields) -> list[Page]:
    """Pages of the agencies and columns in turn, one every few days from 2015 on."""
    put_new_pages(
        [
            page_data(
                agencies[n % len(agencies)],
                categories[n % len(categories)],
                at=FIRST + timedelta(days=days) * n,
                **fields,
            )
            for n in range(number)
        ]
    )
    return list(Page.objects.entries())
