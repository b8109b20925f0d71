"""How a database answers a statement."""

from django.db import connection


def plan(statement, values) -> str:
    """How the database answers, when tables are too big to be read from end to end."""
    explain = {"postgresql": "EXPLAIN ", "sqlite": "EXPLAIN QUERY PLAN "}[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(explain + statement, values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
