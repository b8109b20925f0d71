"""The database's own guard over the log: rows may be added, and neither changed nor removed.

SQLite replaces a row by `INSERT OR REPLACE` without an UPDATE or DELETE that a trigger sees: there
a row is not added either whose id or digest is in the table. PostgreSQL's `ON CONFLICT DO UPDATE`
is an UPDATE. It empties a table by `TRUNCATE` without a DELETE: a trigger of its own refuses that.
SQLite has no TRUNCATE, and gives up its short way of emptying a table that has triggers.

One change is let through: an erasure, which empties the payload of a row once, sets when, and
leaves every other column as it is. `verify_log` demands an Event that names the row.
Whoever owns the database can take the guard away; the chain of digests then still shows what was
done. A later migration that rebuilds one of the tables on SQLite has to install it again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("workflow_event", "workflow_access")
ACTIONS = ("UPDATE", "DELETE")
SENTENCE = "操作日志只能追加，不能修改或删除"

PAYLOAD = {"subject_title": "''", "data": "'{}'", "salt": "''"}  # column: what it becomes
ERASED_AT = "erased_at"

FUNCTION = (
    "CREATE OR REPLACE FUNCTION workflow_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
)
TRIGGER = (
    "CREATE TRIGGER {name} BEFORE {action} ON {table} "
    "FOR EACH ROW WHEN ({forbidden}) EXECUTE FUNCTION workflow_refuse()"
)
REPLACE = (
    "CREATE TRIGGER {name} BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
    "BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
)
EMPTY = (
    "CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION workflow_refuse()"
)
UNIQUE = {"workflow_event": ("id", "digest"), "workflow_access": ("id",)}
LITE = (
    "CREATE TRIGGER {name} BEFORE {action} ON {table} WHEN {forbidden} "
    "BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
)
SAME = {"sqlite": "IS", "postgresql": "IS NOT DISTINCT FROM"}
ALWAYS = {"sqlite": "1", "postgresql": "true"}
INSTALL = {"sqlite": (LITE,), "postgresql": (FUNCTION, TRIGGER)}
REMOVE = {
    "sqlite": "DROP TRIGGER IF EXISTS {name}",
    "postgresql": "DROP TRIGGER IF EXISTS {name} ON {table}",
}
LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    ),
}


def triggers() -> list[dict[str, str]]:
    """What is put on which table."""
    return [
        {"name": f"{table}_no_{action.lower()}", "table": table, "action": action}
        for table in TABLES
        for action in ACTIONS
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard on, also where it is on already.

    It knows the columns that the tables have now: a migration that adds one installs it again.
    """
    remove(connection)
    with connection.cursor() as cursor:
        for one in replacing(connection.vendor):
            cursor.execute(REPLACE.format(**one, sentence=SENTENCE))
        for one in triggers():
            forbidden = ALWAYS[connection.vendor]
            if one["action"] == "UPDATE":
                described = connection.introspection.get_table_description(cursor, one["table"])
                forbidden = no_erasure([column.name for column in described], connection.vendor)
            for statement in INSTALL[connection.vendor]:
                cursor.execute(statement.format(**one, sentence=SENTENCE, forbidden=forbidden))
        for one in truncating(connection.vendor):
            cursor.execute(EMPTY.format(**one))


def replacing(vendor: str) -> list[dict[str, str]]:
    """What is put on which table against replacing, where a database does that unseen."""
    if vendor != "sqlite":
        return []
    return [
        {
            "name": f"{table}_no_replace",
            "table": table,
            "same": " OR ".join(f"{name} = NEW.{name}" for name in names),
        }
        for table, names in UNIQUE.items()
    ]


def truncating(vendor: str) -> list[dict[str, str]]:
    """What is put on which table against emptying it whole, where a database does that unseen."""
    if vendor != "postgresql":
        return []
    return [{"name": f"{table}_no_truncate", "table": table} for table in TABLES]


def let_replace(connection: BaseDatabaseWrapper) -> None:
    """Take off what stands against replacing only."""
    take_off(connection, replacing(connection.vendor))


def let_truncate(connection: BaseDatabaseWrapper) -> None:
    """Take off what stands against emptying a table whole only."""
    take_off(connection, truncating(connection.vendor))


def take_off(connection: BaseDatabaseWrapper, some: list[dict[str, str]]) -> None:
    """Take triggers off, also where they are not there."""
    with connection.cursor() as cursor:
        for one in some:
            cursor.execute(REMOVE[connection.vendor].format(**one))


def no_erasure(columns: list[str], vendor: str) -> str:
    """The condition on OLD and NEW under which an UPDATE is no erasure; any before there were."""
    if ERASED_AT not in columns:
        return ALWAYS[vendor]
    allowed = [f"OLD.{ERASED_AT} IS NULL", f"NEW.{ERASED_AT} IS NOT NULL"]
    allowed += [f"NEW.{name} = {empty}" for name, empty in PAYLOAD.items() if name in columns]
    kept = [name for name in columns if name not in PAYLOAD and name != ERASED_AT]
    allowed += [f"NEW.{name} {SAME[vendor]} OLD.{name}" for name in kept]
    return f"NOT ({' AND '.join(allowed)})"


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard off."""
    let_replace(connection)
    let_truncate(connection)
    take_off(connection, triggers())


def is_guarded(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger is there, and not switched off."""
    with connection.cursor() as cursor:
        cursor.execute(LIST[connection.vendor])
        there = {row[0] for row in cursor.fetchall()}
    vendor = connection.vendor
    wanted = (*triggers(), *replacing(vendor), *truncating(vendor))
    return there.issuperset(one["name"] for one in wanted)
