"""The log is not emptied whole either: the guard is put on anew with what refuses TRUNCATE."""

from typing import Any

from django.db import migrations

from disclosure.workflow import guard


def install(apps: Any, editor: Any) -> None:
    guard.install(editor.connection)


def let_truncate(apps: Any, editor: Any) -> None:
    guard.let_truncate(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0005_refuse_replacing")]
    operations = [migrations.RunPython(install, let_truncate)]
