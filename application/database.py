"""Connections to the PostgreSQL that holds the log, the vault and the read models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg_pool import ConnectionPool

from application.vanished import noticing

Connection = psycopg.Connection[tuple[Any, ...]]

PATIENCE = 10.0  # seconds to wait for a connection of a pool
ENCODING = "UTF8"  # whatever the environment has: COPY sends it
RECONNECTS = 1.0  # seconds between two tries, however long the server was away
GOING_DOWN = "57P"  # the SQLSTATEs of a server that ends its sessions
# Those of a server that cannot write: read-only, out of resources, failing disks.
WRITES_NOTHING = ("25006", "53", "58")


def lost(connection: Connection | None, error: Exception) -> bool:
    """Whether it was the connection that failed, and not what was asked of it."""
    if not isinstance(error, psycopg.Error):
        return False
    if connection is None or connection.closed:
        return True  # Whatever was its last word: "idle in transaction", for one.
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    if isinstance(error, psycopg.errors.PipelineAborted):
        return False  # Another statement failed before; alone it will say why.
    # An error without a SQLSTATE was not sent by the server.
    return error.sqlstate is None or error.sqlstate.startswith(GOING_DOWN)


def writes_nothing(error: Exception) -> bool:
    """Whether the server cannot write just now, whatever is asked of it."""
    state = error.sqlstate if isinstance(error, psycopg.Error) else None
    return state is not None and state.startswith(WRITES_NOTHING)


class Database:
    """A pool of connections that outlives any one of them.

    A connection that died while it lay in the pool is thrown away when it is taken
    out, so a restarted or failed-over server costs callers at most one error each.
    A server that was away is found again within two seconds of its return.
    """

    def __init__(self, url: str, *, size: int = 8) -> None:
        self.url = url
        self._size = size
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            noticing(url),
            min_size=1,
            max_size=size,
            timeout=PATIENCE,
            open=True,
            kwargs={"autocommit": True, "client_encoding": ENCODING},
            # By itself the pool doubles its pause with each try: after a minute's
            # outage it looked again up to a minute later. `check` begins anew.
            reconnect_timeout=RECONNECTS,
            reconnect_failed=ConnectionPool.check,
        )

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """One transaction: committed on success, rolled back on any error."""
        connection = self._begun()
        try:
            try:
                yield connection
            except BaseException:
                if not connection.closed:
                    connection.rollback()
                raise
            connection.commit()
        finally:
            self._pool.putconn(connection)

    def fetch(
        self,
        sql: LiteralString,
        parameters: Sequence[Any] | Mapping[str, Any] = (),
    ) -> list[tuple[Any, ...]]:
        """The rows of one read, in one round trip; repeated if a connection was dead.

        For statements that may run twice, since the first try may have got through.
        """
        for _ in range(self._size):
            connection = self._pool.getconn()
            try:
                return connection.execute(sql, parameters, binary=True).fetchall()
            except psycopg.Error as error:
                if not lost(connection, error):
                    raise
            finally:
                self._pool.putconn(connection)
        with self._pool.connection() as connection:
            return connection.execute(sql, parameters, binary=True).fetchall()

    def dedicated(self) -> Connection:
        """A connection outside the pool, in autocommit, for LISTEN and for locks."""
        return psycopg.connect(
            noticing(self.url), autocommit=True, client_encoding=ENCODING
        )

    def close(self) -> None:
        self._pool.close()

    def _begun(self) -> Connection:
        for _ in range(self._size):
            connection = self._pool.getconn()
            try:
                connection.execute("BEGIN")
            except psycopg.OperationalError:
                self._pool.putconn(connection)
            else:
                return connection
        connection = self._pool.getconn()
        connection.execute("BEGIN")
        return connection
