# Queries of the access log by day and by person; an index rebuilds no table, so the guard stays on.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0003_let_payloads_be_erased'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='access',
            index=models.Index(fields=['at'], name='workflow_access_at'),
        ),
        migrations.AddIndex(
            model_name='access',
            index=models.Index(fields=['actor', 'at'], name='workflow_access_actor'),
        ),
    ]
