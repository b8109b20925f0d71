"""The database's own guard over the log: rows may be added, and neither changed nor removed.

Whoever owns the database can take the guard away; the chain of digests then still shows what was
done. A later migration that rebuilds one of the tables on SQLite has to install it again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("workflow_event", "workflow_access")
ACTIONS = ("UPDATE", "DELETE")
SENTENCE = "操作日志只能追加，不能修改或删除"

FUNCTION = (
    "CREATE OR REPLACE FUNCTION workflow_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
)
TRIGGER = (
    "CREATE TRIGGER {name} BEFORE {action} ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION workflow_refuse()"
)
LITE = (
    "CREATE TRIGGER {name} BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
)
INSTALL = {"sqlite": (LITE,), "postgresql": (FUNCTION, TRIGGER)}
REMOVE = {
    "sqlite": "DROP TRIGGER IF EXISTS {name}",
    "postgresql": "DROP TRIGGER IF EXISTS {name} ON {table}",
}
LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def triggers() -> list[dict[str, str]]:
    """What is put on which table."""
    return [
        {"name": f"{table}_no_{action.lower()}", "table": table, "action": action}
        for table in TABLES
        for action in ACTIONS
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard on, also where it is on already."""
    remove(connection)
    with connection.cursor() as cursor:
        for one in triggers():
            for statement in INSTALL[connection.vendor]:
                cursor.execute(statement.format(**one, sentence=SENTENCE))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard off."""
    with connection.cursor() as cursor:
        for one in triggers():
            cursor.execute(REMOVE[connection.vendor].format(**one))


def is_guarded(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger is there."""
    with connection.cursor() as cursor:
        cursor.execute(LIST[connection.vendor])
        there = {row[0] for row in cursor.fetchall()}
    return there.issuperset(one["name"] for one in triggers())
