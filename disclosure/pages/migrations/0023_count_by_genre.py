"""The counters know the genre; the next step counts anew."""

from django.db import migrations, models

COLUMNS = ["told", "agency_id", "category_id", "theme_id", "genre_id", "method", "validity", "month"]


class Migration(migrations.Migration):

    dependencies = [("pages", "0022_cover_themes_and_genres")]

    operations = [
        migrations.RemoveConstraint(model_name="pagecount", name="pages_pagecount_unique"),
        migrations.AddField(
            model_name="countchange",
            name="genre_id",
            field=models.BigIntegerField("体裁", default=0),
        ),
        migrations.AddField(
            model_name="pagecount",
            name="genre_id",
            field=models.BigIntegerField("体裁", default=0),
        ),
        migrations.AddConstraint(
            model_name="pagecount",
            constraint=models.UniqueConstraint(fields=COLUMNS, name="pages_pagecount_unique"),
        ),
        migrations.AddIndex(
            model_name="pagecount",
            index=models.Index(fields=["told", "genre_id", "month"], name="pages_count_genre"),
        ),
    ]
