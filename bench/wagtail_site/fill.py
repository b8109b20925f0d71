"""Fill the Wagtail site: `python fill.py ENTRIES COUNT`.

ENTRIES has a line of JSON for each entry that was made on the measured site; up to COUNT they are
copied, each copy some minutes later and without its body, as it is done there. Prints the addresses
of the list and of an entry with its body, as JSON.
"""

import json
import os
import sys
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from catalogue.models import Agency, CataloguePage, Column, EntryPage  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.db import connection  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

BATCH = 2000
CHILD = (
    "INSERT INTO catalogue_entrypage (page_ptr_id, agency_id, column_id, index_number,"
    " published_at, written_on, body) VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


def make_catalogue():
    """The list, as the root of the site."""
    root = Page.get_first_root_node()
    root.get_children().delete()
    catalogue = Page.get_first_root_node().add_child(
        instance=CataloguePage(title="政府信息公开目录", slug="catalogue", show_in_menus=True)
    )
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=catalogue, is_default_site=True)
    return catalogue


def fill(rows, count):
    """All entries; the list."""
    catalogue = make_catalogue()
    agencies = {}
    columns = {}
    for row in rows:
        if row["code"] not in agencies:
            agencies[row["code"]] = Agency.objects.create(code=row["code"], name=row["agency"]).pk
        if row["column"] not in columns:
            columns[row["column"]] = Column.objects.create(name=row["column"]).pk
    for start in range(0, count, BATCH):
        put(catalogue, rows, range(start, min(start + BATCH, count)), (agencies, columns))
    CataloguePage.objects.filter(pk=catalogue.pk).update(numchild=count)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return catalogue


def put(catalogue, rows, numbers, keys):
    """A batch of entries: rows of `Page`, then what an entry has beside them."""
    kind = ContentType.objects.get_for_model(EntryPage)
    pages = Page.objects.bulk_create(
        Page(
            path=EntryPage._get_path(catalogue.path, catalogue.depth + 1, number + 1),
            depth=catalogue.depth + 1,
            title=rows[number % len(rows)]["title"],
            draft_title=rows[number % len(rows)]["title"],
            slug=f"entry-{number}",
            url_path=f"{catalogue.url_path}entry-{number}/",
            content_type=kind,
            live=True,
            locale=catalogue.locale,
            translation_key=uuid.uuid4(),
        )
        for number in numbers
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            CHILD, [child(page.pk, n, rows, keys) for page, n in zip(pages, numbers, strict=True)]
        )


def child(pk, number, rows, keys):
    """What an entry has beside its page."""
    copy, place = divmod(number, len(rows))
    row, (agencies, columns) = rows[place], keys
    at = datetime.fromisoformat(row["published_at"]) + timedelta(minutes=7 * copy)
    body = json.dumps(body_of(row)) if copy == 0 else "[]"
    index_number = row["index_number"] + (f"-{copy}" if copy else "")
    owner = (agencies[row["code"]], columns[row["column"]])
    return (pk, *owner, index_number, at, at.date(), body)


def body_of(row):
    """Text and table as blocks."""
    table = {"data": row["table"], "first_row_is_table_header": False, "first_col_is_header": True}
    return [
        {"type": "text", "value": row["text"], "id": str(uuid.uuid4())},
        {"type": "table", "value": table, "id": str(uuid.uuid4())},
    ]


def main():
    """Fill and tell."""
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    catalogue = fill(rows, int(sys.argv[2]))
    assert EntryPage.objects.live().child_of(catalogue).count() == int(sys.argv[2])
    print(json.dumps({"list": "/", "entry": f"/entry-{len(rows) // 2}/"}))


if __name__ == "__main__":
    main()
