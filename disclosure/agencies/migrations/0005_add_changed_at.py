import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0004_show_earlier_editions'),
    ]

    operations = [
        migrations.AddField(
            model_name='agency',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now, verbose_name='变动时间'),
            preserve_default=False,
        ),
    ]
