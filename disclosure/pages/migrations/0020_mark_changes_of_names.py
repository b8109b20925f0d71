"""The database marks every change of agencies, columns, themes and genres."""

from django.db import migrations, models

from disclosure.pages import namestate


def install(apps, schema_editor):
    namestate.install(schema_editor.connection)


def remove(apps, schema_editor):
    namestate.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("agencies", "0005_add_changed_at"),
        ("pages", "0019_date_vocabularies"),
    ]

    operations = [
        migrations.CreateModel(
            name="NameState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.BigIntegerField(verbose_name="标记")),
            ],
            options={"verbose_name": "名称的变动", "verbose_name_plural": "名称的变动"},
        ),
        migrations.RunPython(install, remove),
    ]
