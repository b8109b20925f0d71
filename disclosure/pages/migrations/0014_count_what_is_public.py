"""Counters begin with what is public today; the worker adds it up."""

from itertools import islice

from django.db import migrations
from django.db.models import Count
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

BATCH = 2000


def count(apps, schema_editor):
    changes = apps.get_model("pages", "CountChange").objects
    pages = apps.get_model("pages", "Page").objects.filter(kind="entry").order_by()
    columns = ("month", "agency_id", "category_id", "theme_or_none", "method", "validity")
    rows = (
        pages.annotate(
            month=ExtractYear("published_at") * 100 + ExtractMonth("published_at"),
            theme_or_none=Coalesce("theme_id", -1),
        )
        .values_list(*columns)
        .annotate(amount=Count("pk"))
    )
    names = ("month", "agency_id", "category_id", "theme_id", "method", "validity", "amount")
    found = (changes.model(**dict(zip(names, row))) for row in rows.iterator(BATCH))
    while batch := list(islice(found, BATCH)):
        changes.bulk_create(batch)


def forget(apps, schema_editor):
    for name in ("CountChange", "PageCount"):
        apps.get_model("pages", name).objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("pages", "0013_count_pages")]

    operations = [migrations.RunPython(count, forget)]
