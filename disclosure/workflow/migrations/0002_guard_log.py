"""The log becomes append-only in the database too."""

from typing import Any

from django.db import migrations

from disclosure.workflow import guard


def install(apps: Any, editor: Any) -> None:
    guard.install(editor.connection)


def remove(apps: Any, editor: Any) -> None:
    guard.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
