"""Lists of a theme or a genre are found by an index of their own; all lists know the genre."""

from django.db import migrations, models
from django.db.models import F

NEWEST = (F("kind"), F("published_at").desc(), F("id").desc())
FILTERED = (F("agency"), F("category"), F("theme"), F("genre"), F("method"), F("validity"))


def covered(name, *columns):
    return migrations.AddIndex(model_name="page", index=models.Index(*columns, name=name))


class Migration(migrations.Migration):

    dependencies = [
        ("agencies", "0004_show_earlier_editions"),
        ("pages", "0021_find_withdrawn_neighbours"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="page", name="pages_listed"),
        migrations.RemoveIndex(model_name="page", name="pages_agency_listed"),
        migrations.RemoveIndex(model_name="page", name="pages_category_listed"),
        covered("pages_listed", *NEWEST, *FILTERED),
        covered("pages_agency_listed", F("agency"), *NEWEST, *FILTERED[1:]),
        covered("pages_category_listed", F("category"), *NEWEST, *FILTERED[2:]),
        covered("pages_theme_listed", F("theme"), *NEWEST, *FILTERED[3:]),
        covered("pages_genre_listed", F("genre"), *NEWEST, *FILTERED[4:]),
    ]
