"""When agencies, columns, themes or genres last changed: the database itself notes it.

Processes keep these in memory (`names.py`) for as long as the mark is the same. Triggers renew it,
whatever the way of the change: a form, an update of many rows, SQL. A mark never comes back, even
after a rollback, because it is random. A later migration that rebuilds one of the tables on SQLite
has to install them again; a test tells.
"""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

WATCHED = ("agencies_agency", "pages_category", "pages_theme", "pages_genre")
ACTIONS = ("INSERT", "UPDATE", "DELETE")
RENEW = (
    "INSERT INTO pages_namestate (id, mark) VALUES (1, {random})"
    " ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
)
RANDOM = {"sqlite": "random()", "postgresql": "floor(random() * 9007199254740991)::bigint"}
FUNCTION = (
    "CREATE OR REPLACE FUNCTION pages_mark_names() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN {renew}; RETURN NULL; END $$"
)
INSTALL = {
    "sqlite": "CREATE TRIGGER {name} AFTER {action} ON {table} BEGIN {renew}; END",
    "postgresql": (
        "CREATE TRIGGER {name} AFTER {action} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION pages_mark_names()"
    ),
}
REMOVE = {
    "sqlite": "DROP TRIGGER IF EXISTS {name}",
    "postgresql": "DROP TRIGGER IF EXISTS {name} ON {table}",
}


class NameState(models.Model):
    """One row, whose mark is another one after every change."""

    mark = models.BigIntegerField("标记")

    class Meta:
        verbose_name = "名称的变动"
        verbose_name_plural = "名称的变动"

    def __str__(self) -> str:
        return f"{self.mark}"


def triggers() -> list[dict[str, str]]:
    """What is put on which table."""
    return [
        {"name": f"{table}_names_{action.lower()}", "table": table, "action": action}
        for table in WATCHED
        for action in ACTIONS
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on, also where they are on already, and set the first mark."""
    remove(connection)
    renew = RENEW.format(random=RANDOM[connection.vendor])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION.format(renew=renew))
        for one in triggers():
            cursor.execute(INSTALL[connection.vendor].format(**one, renew=renew))
        cursor.execute(renew)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        for one in triggers():
            cursor.execute(REMOVE[connection.vendor].format(**one))
