import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0018_require_changed_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now, verbose_name='变动时间'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='genre',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now, verbose_name='变动时间'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='theme',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now, verbose_name='变动时间'),
            preserve_default=False,
        ),
    ]
