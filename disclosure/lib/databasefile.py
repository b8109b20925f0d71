"""What a database keeps on disk of rows that are gone."""

from django.db.backends.base.base import BaseDatabaseWrapper


def shed_old_pages(connection: BaseDatabaseWrapper) -> bool:
    """Write the journal back and empty it, so that it holds no older state of a row.

    SQLite only, outside a transaction; False when a reader held it up (the next one does it).
    PostgreSQL keeps old rows until VACUUM and its WAL until it is recycled: the operator's part.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (is_busy, _, _) = cursor.fetchone()
    return not is_busy
