"""Every page says when it changed, and is found by it: of one agency, or of all."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):

    dependencies = [
        ("agencies", "0004_show_earlier_editions"),
        ("pages", "0017_fill_changed_at"),
    ]

    operations = [
        migrations.AlterField(
            model_name="page",
            name="changed_at",
            field=models.DateTimeField(
                "公开内容变动时间", default=django.utils.timezone.now, editable=False
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(F("changed_at"), F("id"), name="pages_changed"),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(F("agency"), F("changed_at"), F("id"), name="pages_agency_changed"),
        ),
    ]
