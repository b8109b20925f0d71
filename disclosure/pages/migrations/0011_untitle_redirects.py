"""Addresses of an old site keep no title: a purge of the entry would not find it there."""

from django.db import migrations


def untitle(apps, schema_editor):
    pages = apps.get_model("pages", "Page")
    pages.objects.filter(kind="redirect", withdrawn_at=None).update(title="")


class Migration(migrations.Migration):

    dependencies = [("pages", "0010_queue_for_the_search_server")]

    operations = [migrations.RunPython(untitle, migrations.RunPython.noop)]
