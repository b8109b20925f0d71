"""The ENGINE of the settings for PostgreSQL; Django looks for it by this name."""

from select import POLLIN, poll

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is kept, and looked at before each request (CONN_HEALTH_CHECKS)."""

    def is_usable(self) -> bool:
        """Whether it still leads to a server.

        A server that ends a connection says so: there is something to read on it. Asking
        `SELECT 1` each time, as Django does, takes longer than what most readers ask for.
        """
        return self.is_quiet() or super().is_usable()

    def is_quiet(self) -> bool:
        """Whether it is open, nothing is under way, and nothing was said on it unasked."""
        if self.connection is None or self.connection.closed:
            return False
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return not waiting.poll(0)
