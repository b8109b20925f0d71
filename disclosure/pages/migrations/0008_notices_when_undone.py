"""Backwards, what is gone or leads on becomes the notice that older versions know."""

from django.db import migrations


def do_nothing(apps, schema_editor):
    """Forwards there are no such pages yet; `rebuild_pages` makes them."""


def to_notices(apps, schema_editor):
    pages = apps.get_model("pages", "Page").objects.filter(withdrawn_at__isnull=False)
    pages.update(kind="tombstone", target="")


class Migration(migrations.Migration):

    dependencies = [("pages", "0007_mark_genres_with_numbers")]

    operations = [migrations.RunPython(do_nothing, to_notices)]
