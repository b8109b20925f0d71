"""Where a string still stands: every column of every table, both stores, the database's files."""

from pathlib import Path

from django.db import connection


def everything_in_the_database():
    """Every column of every table as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    is_bytes = isinstance(value, bytes | memoryview)
                    yield table, bytes(value).decode("latin-1") if is_bytes else str(value)


def traces(needle, settings):
    """Where a string still stands: tables, and files in both stores by name and content."""
    found = {table for table, text in everything_in_the_database() if needle in text}
    for root in (settings.PRIVATE_ROOT, settings.PUBLIC_ROOT):
        for path in root.rglob("*"):
            if needle in path.name or (path.is_file() and needle.encode() in path.read_bytes()):
                found.add(str(path.relative_to(root.parent)))
    return found


def database_files():
    """The files of an SQLite database, journal included; none on PostgreSQL."""
    if connection.vendor != "sqlite":
        return []
    path = Path(connection.settings_dict["NAME"])
    return [one for one in path.parent.glob(f"{path.name}*") if not one.name.endswith("-shm")]
