"""Count all pages anew, by genre as well: which bit of a sum means which column has changed."""

from itertools import combinations

from django.db import migrations
from django.db.models import Count
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

COLUMNS = ("month", "agency_id", "category_id", "theme_id", "genre_id", "method", "validity")
SMALL = COLUMNS[5:]


def count(apps, schema_editor):
    fill(apps, schema_editor, COLUMNS)


def count_without_genre(apps, schema_editor):
    fill(apps, schema_editor, [name for name in COLUMNS if name != "genre_id"])


def fill(apps, schema_editor, columns):
    """Make the cells from the pages, and every sum from the cells."""
    for name in ("CountChange", "PageCount"):
        apps.get_model("pages", name).objects.all().delete()
    cell = told(columns, columns)
    sql, params = pages(apps, columns)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(insert(cell, columns, f"cells ({names(columns)}) AS ({sql})"), params)
        cells = f"cells AS (SELECT * FROM pages_pagecount WHERE told = {cell})"
        for kept in sums(columns):
            cursor.execute(insert(told(columns, kept), kept, cells))


def pages(apps, columns):
    """The query for the cells with their amounts."""
    rows = apps.get_model("pages", "Page").objects.filter(kind="entry").order_by()
    rows = rows.annotate(
        in_month=ExtractYear("published_at") * 100 + ExtractMonth("published_at"),
        in_theme=Coalesce("theme_id", -1),
        in_genre=Coalesce("genre_id", -1),
    )
    named = {"month": "in_month", "theme_id": "in_theme", "genre_id": "in_genre"}
    wanted = [named.get(name, name) for name in columns]
    return rows.values_list(*wanted).annotate(amount=Count("pk")).query.sql_with_params()


def sums(columns):
    """The columns of every kind of sum: all of the wide ones but two at most, with the small."""
    for count in (0, 1, 2):
        for wide in combinations([name for name in columns if name not in SMALL], count):
            for some in (0, 1, 2):
                for small in combinations(SMALL, some):
                    yield (*wide, *small)


def told(columns, kept):
    return sum(1 << place for place, name in enumerate(columns) if name in kept)


def names(columns):
    return ", ".join([*columns, "amount"])


def insert(bits, kept, source):
    """The statement that adds up cells, which the source tells, by the columns that are kept."""
    nothing = {name: "''" if name in SMALL else "0" for name in COLUMNS}
    values = ", ".join(name if name in kept else nothing[name] for name in COLUMNS)
    return (
        f"WITH {source} INSERT INTO pages_pagecount (told, {names(COLUMNS)})"
        f" SELECT {bits}, {values}, SUM(amount) FROM cells GROUP BY {', '.join(kept) or 'told'}"
    )


class Migration(migrations.Migration):

    dependencies = [("pages", "0023_count_by_genre")]

    operations = [migrations.RunPython(count, count_without_genre)]
