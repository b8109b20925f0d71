"""Pages from before: they changed when they were withdrawn, else with their last edition."""

from django.db import migrations
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    pages = apps.get_model("pages", "Page").objects.using(schema_editor.connection.alias)
    pages.filter(changed_at=None).update(changed_at=Coalesce("withdrawn_at", "updated_at"))


class Migration(migrations.Migration):

    dependencies = [("pages", "0016_add_changed_at")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
