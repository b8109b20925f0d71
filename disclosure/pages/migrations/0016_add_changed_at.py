"""When the public content of a page last changed: what an incremental reader asks for."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("pages", "0015_unwritten_paths")]

    operations = [
        migrations.AddField(
            model_name="page",
            name="changed_at",
            field=models.DateTimeField("公开内容变动时间", null=True),
        ),
    ]
