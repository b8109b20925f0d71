"""Who wrote in the editions that are there: their authors, and whom the log names.

The log names accounts: a person whose account bears another name now is found as author only.
"""

from django.conf import settings
from django.db import migrations

SUBJECT = "catalogue.edition:"
WRITING = (
    "edition.created", "edition.saved", "edition.submitted", "edition.masked",
    "edition.corrected", "attachment.added", "attachment.removed", "attachment.reordered",
    "attachment.described", "attachment.cleaned", "attachment.unsealed",
    "report.section_saved", "report.table_saved", "report.prefilled",
    "report.nothing_declared", "report.row_added", "report.row_removed", "report.rolled_up",
    "report.imported",
)
BATCH = 2000


def fill(apps, schema_editor):
    edition_model, user_model = apps.get_model("catalogue", "Edition"), apps.get_model("agencies", "User")
    people = dict(user_model.objects.values_list("username", "pk"))
    authors = dict(edition_model.objects.values_list("pk", "author"))
    found = {(pk, author) for pk, author in authors.items() if author}
    events = apps.get_model("workflow", "Event").objects.filter(
        subject__startswith=SUBJECT, action__in=WRITING
    )
    rows = events.order_by("pk").values_list("subject", "actor", "action", "data")
    for subject, actor, action, data in rows.iterator(chunk_size=BATCH):
        pk = int(subject.removeprefix(SUBJECT))
        if action == "edition.saved" and data.get("fields") in ([], ["review_on"]):
            continue  # nothing of what is reviewed was changed
        if pk in authors and actor in people:
            found.add((pk, people[actor]))
    writing = apps.get_model("catalogue", "Writing")
    writing.objects.bulk_create(
        [writing(edition_id=pk, user_id=user) for pk, user in sorted(found)],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def leave(apps, schema_editor):
    """The table goes with the migration before this one."""


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0014_add_writings"),
        ("workflow", "0004_index_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(fill, leave)]
