"""What an Event says of its subject gets a digest of its own, so that it can be erased."""

from typing import Any

from django.db import migrations, models

from disclosure.workflow import guard


def install(apps: Any, editor: Any) -> None:
    guard.install(editor.connection)


def remove(apps: Any, editor: Any) -> None:
    guard.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_guard_log")]
    operations = [
        # SQLite makes the tables anew: the guard is taken off before and put on after.
        migrations.RunPython(remove, install),
        migrations.AddField(
            model_name="event",
            name="salt",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=32, verbose_name="随机数"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="payload_digest",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=64, verbose_name="内容摘要"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="内容清除时间"),
        ),
        migrations.AddField(
            model_name="access",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="内容清除时间"),
        ),
        migrations.RunPython(install, remove),
    ]
