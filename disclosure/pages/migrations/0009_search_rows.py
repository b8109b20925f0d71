"""The search index in narrow rows of its own, with an index of each database's own kind."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

OLD = {
    "sqlite": ["CREATE VIRTUAL TABLE pages_search USING fts5(content, tokenize='unicode61')"],
    "postgresql": [
        "CREATE TABLE pages_search (page_id bigint PRIMARY KEY, lexemes tsvector NOT NULL)",
        "CREATE INDEX pages_search_lexemes ON pages_search USING gin (lexemes)",
    ],
}
# Texts and lexemes leave the row at once, so that what facets and order need stays together.
# A phrase of several lexemes is rare; with fine statistics the planner knows which word is.
CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE pages_search USING fts5"
        "(head, rest, facts, content='', tokenize='ascii', prefix='1')"
    ],
    "postgresql": [
        "ALTER TABLE pages_searchrow ADD COLUMN lexemes tsvector NOT NULL DEFAULT ''",
        "ALTER TABLE pages_searchrow SET (toast_tuple_target = 256)",
        "ALTER TABLE pages_searchrow ALTER COLUMN lexemes SET STATISTICS 1000",
        "CREATE INDEX pages_searchrow_lexemes ON pages_searchrow USING gin (lexemes)"
        " WITH (fastupdate = off)",
    ],
}
LZ4 = (
    "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
)


def run(schema_editor: BaseDatabaseSchemaEditor, statements: dict[str, list[str]]) -> None:
    """The statements of this database."""
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_old(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the table of 0002; `rebuild_pages` fills the new one."""
    schema_editor.execute("DROP TABLE pages_search")


def create_old(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The table of 0002, empty."""
    run(schema_editor, OLD)


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The new index; PostgreSQL unpacks lz4 several times faster, where it was built in."""
    run(schema_editor, CREATE)
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(LZ4)
            if (row := cursor.fetchone()) and row[0]:
                for column in ("lexemes", "body"):
                    cursor.execute(
                        f"ALTER TABLE pages_searchrow ALTER COLUMN {column} SET COMPRESSION lz4"
                    )


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On PostgreSQL the index goes with its table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE pages_search")


class Migration(migrations.Migration):
    """Renew the search index."""

    dependencies = [("pages", "0008_notices_when_undone")]
    operations = [
        migrations.RunPython(drop_old, create_old),
        migrations.CreateModel(
            name='FileText',
            fields=[
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='extracted', serialize=False, to='pages.publicfile')),
                ('text', models.TextField(blank=True, verbose_name='文字')),
            ],
            options={
                'verbose_name': '附件文字',
                'verbose_name_plural': '附件文字',
            },
        ),
        migrations.CreateModel(
            name='SearchRow',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='次序')),
                ('agency_id', models.BigIntegerField(verbose_name='机构')),
                ('category_id', models.BigIntegerField(verbose_name='栏目')),
                ('theme_id', models.BigIntegerField(null=True, verbose_name='主题分类')),
                ('genre_id', models.BigIntegerField(null=True, verbose_name='体裁')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('method', models.CharField(max_length=20, verbose_name='公开方式')),
                ('validity', models.CharField(max_length=20, verbose_name='有效性')),
                ('facts', models.TextField(blank=True, verbose_name='筛选和日期')),
                ('head', models.TextField(blank=True, verbose_name='标题和编号')),
                ('about', models.TextField(blank=True, verbose_name='机构和概述')),
                ('body', models.TextField(blank=True, verbose_name='正文和附件')),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='search_row', to='pages.page')),
            ],
            options={
                'verbose_name': '检索索引',
                'verbose_name_plural': '检索索引',
            },
        ),
        migrations.RunPython(create, drop),
    ]
