import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0015_fill_writings'),
    ]

    operations = [
        migrations.AddField(
            model_name='watchedword',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now, verbose_name='变动时间'),
            preserve_default=False,
        ),
    ]
