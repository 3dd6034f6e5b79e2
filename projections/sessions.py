"""The connections of engines and rebuilds: who acts, who stands by, who builds.

Each has a name that `pg_stat_activity` shows, and the one that acts or builds holds
an advisory lock of the database: when it breaks, lock and unfinished work go together.
"""

from __future__ import annotations

import os
import socket
from typing import LiteralString, NamedTuple

from application.database import Connection, Database

RUNNER, MAKER, BUILDER = 0x676F_6E67_0001, 0x676F_6E67_0002, 0x676F_6E67_0003
SIGNER, SENDER, NOTIFIER = 0x676F_6E67_0004, 0x676F_6E67_0005, 0x676F_6E67_0006
TRY = "SELECT pg_try_advisory_lock(%s)"
RELEASE = "SELECT pg_advisory_unlock(%s)"
MAKE = "SELECT pg_advisory_xact_lock(%s)"
NAME = "SELECT set_config('application_name', %s, false)"
# A machine that vanished must not hold the lock for hours, as TCP would let it.
NOTICE_THE_DEAD = """
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 3
"""
SESSIONS: tuple[LiteralString, list[object]] = (
    r"""
    SELECT split_part(application_name, ' ', 2), split_part(application_name, ' ', 3),
        EXISTS (
            SELECT FROM pg_locks l
            WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.granted
            AND (l.classid::bigint << 32) + l.objid::bigint = ANY(%s)
        ),
        nullif(split_part(application_name, ' ', 4), '')::bigint
    FROM pg_stat_activity a
    WHERE datname = current_database()
        AND application_name ~ '^gongshi (read-models|rebuild) \S+( \d+)?$'
    ORDER BY backend_start
    """,
    [[RUNNER, BUILDER]],
)


class Session(NamedTuple):
    """work: `read-models` or `rebuild`. place: machine and process, `host:pid`.
    acts: it holds the lock, others stand by. position: that a rebuild has reached."""

    work: str
    place: str
    acts: bool
    position: int | None


def opened(database: Database, work: str) -> Connection:
    """A connection for one of these works, in autocommit."""
    conn = database.dedicated()
    conn.execute(NOTICE_THE_DEAD)
    conn.execute(NAME, (_name(work),))
    return conn


def at(conn: Connection, work: str, position: int) -> None:
    """Let others see how far this connection is with its work."""
    conn.execute(NAME, (f"{_name(work)} {position}",))


def _name(work: str) -> str:
    host = socket.gethostname().replace(" ", "-")[:20]
    return f"gongshi {work} {host}:{os.getpid()}"


def leads(conn: Connection) -> bool:
    """Whether this connection is the one that may move the read models."""
    return _taken(conn, RUNNER)


def builds(conn: Connection) -> bool:
    """Whether this connection is the one that may rebuild read models."""
    return _taken(conn, BUILDER)


def signs(conn: Connection) -> bool:
    """Whether this connection is the one that may sign the log."""
    return _taken(conn, SIGNER)


def sends(conn: Connection) -> bool:
    """Whether this connection is the one that may send messages to webhooks."""
    return _taken(conn, SENDER)


def notifies(conn: Connection) -> bool:
    """Whether this connection is the one that may send notifications."""
    return _taken(conn, NOTIFIER)


def built(conn: Connection) -> None:
    """Let another connection rebuild."""
    conn.execute(RELEASE, (BUILDER,))


def alone(conn: Connection) -> None:
    """Let nobody else make tables until the transaction ends."""
    conn.execute(MAKE, (MAKER,))


def _taken(conn: Connection, lock: int) -> bool:
    found = conn.execute(TRY, (lock,)).fetchone()
    return bool(found and found[0])
