"""The search index: a table of each database's own kind."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CREATE = {
    "sqlite": ["CREATE VIRTUAL TABLE pages_search USING fts5(content, tokenize='unicode61')"],
    "postgresql": [
        "CREATE TABLE pages_search (page_id bigint PRIMARY KEY, lexemes tsvector NOT NULL)",
        "CREATE INDEX pages_search_lexemes ON pages_search USING gin (lexemes)",
    ],
}


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table."""
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the table; `rebuild_pages` fills a new one."""
    schema_editor.execute("DROP TABLE pages_search")


class Migration(migrations.Migration):
    """Add the search index."""

    dependencies = [("pages", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
