"""Entries withdrawn as superseded, before a successor could be named, have another reason."""

from django.db import migrations
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, Left

SAID = "已由其他信息替代。"


def to_other(apps, schema_editor):
    entries = apps.get_model("catalogue", "Entry").objects.filter(withdrawal_reason="superseded")
    note = Left(Concat(Value(SAID), F("withdrawal_note"), output_field=CharField()), 300)
    entries.update(withdrawal_reason="other", withdrawal_note=note)


def to_superseded(apps, schema_editor):
    entries = apps.get_model("catalogue", "Entry").objects
    for entry in entries.filter(withdrawal_reason="other", withdrawal_note__startswith=SAID):
        entry.withdrawal_reason = "superseded"
        entry.withdrawal_note = entry.withdrawal_note.removeprefix(SAID)
        entry.save(update_fields=["withdrawal_reason", "withdrawal_note"])


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0005_add_special_days")]

    operations = [migrations.RunPython(to_other, to_superseded)]
