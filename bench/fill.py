"""Fill an empty database with released entries and print the queries that a page costs.

The rows are made through the models and `put_page`, as a release makes them, but without the
steps before it (draft, number, submission, log), which a reader's request never sees.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - needs the settings
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from disclosure.agencies.models import Agency  # noqa: E402
from disclosure.catalogue.models import Edition, Entry  # noqa: E402
from disclosure.catalogue.release.pagedata import public_page  # noqa: E402
from disclosure.management.load import table  # noqa: E402
from disclosure.pages import counters  # noqa: E402
from disclosure.pages.actions import put_page  # noqa: E402
from disclosure.pages.loading import load_vocabularies  # noqa: E402
from disclosure.pages.models import Category  # noqa: E402
from disclosure.workflow.states import State  # noqa: E402

AGENCIES = 20
YEARS = 15
BATCH = 500
FIRST_DAY = datetime(2009, 1, 5, 1, 0, tzinfo=UTC)
SUBJECTS = ("预算公开", "决算公开", "项目审批", "价格调整", "安全检查", "环境监测", "招生工作")
PARAGRAPH = (
    "<p>第{number}批事项共计{count}项，已按规定程序完成审核，现予公布。有关单位应当在"
    "公布之日起二十个工作日内办理，办理情况报主管部门备案，并接受社会监督。</p>"
)


def fill(count: int) -> None:
    """Make `count` released entries of several agencies, columns and years."""
    load_vocabularies()
    agencies = [
        Agency.objects.create(name=f"基准测试机构{n}", short_name=f"机构{n}", code=f"{n:09d}")
        for n in range(1, AGENCIES + 1)
    ]
    categories = list(Category.objects.exclude(parent=None))
    for start in range(0, count, BATCH):
        with transaction.atomic():
            for number in range(start, min(start + BATCH, count)):
                agency = agencies[number % len(agencies)]
                put_entry(number, count, agency, categories[number % len(categories)])


def put_entry(number: int, count: int, agency: Agency, category: Category) -> None:
    """One entry with its live edition and its page."""
    at = FIRST_DAY + timedelta(days=365 * YEARS) * number / count
    entry = Entry.objects.create(
        agency=agency,
        category=category,
        index_number=f"{agency.code}/{at.year}-{number:05d}",
        first_published_at=at,
    )
    entry.live_edition = Edition.objects.create(
        entry=entry,
        state=State.PUBLISHED,
        title=f"关于{SUBJECTS[number % len(SUBJECTS)]}第{number}批事项的公告",
        source=agency.short_name,
        publisher_name=agency.name,
        written_on=at.date(),
        body=body(number),
        published_at=at,
    )
    entry.save(update_fields=["live_edition"])
    put_page(public_page(entry))


def body(number: int) -> str:
    """A text and a table of 60 rows, as long as an annual report."""
    text = "".join(PARAGRAPH.format(number=number, count=number % 97 + n) for n in range(12))
    return text + table(number)


def queries(path: str) -> int:
    """How many queries the answer to a stranger costs."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def main() -> None:
    """Fill, then tell the caller the page to ask for and what pages cost."""
    fill(int(sys.argv[1]))
    counters.fold_all()  # as the worker does every few seconds
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    entry = Entry.objects.order_by("pk")[Entry.objects.count() // 2].path
    paths = {"entry": entry, "list": "/catalogue/", "filtered": "/catalogue/?year=2015"}
    told = {name: {"path": path, "queries": queries(path)} for name, path in paths.items()}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
