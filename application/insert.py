"""The rows of accepted commits, on their way into the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any, LiteralString

from application import append
from application.commit import Commit
from application.database import Connection
from application.envelope import entry

CHANNEL = "gongshi_log"
BULK = 500  # events in one transaction, from which on COPY is the faster way

INSERT = """
    INSERT INTO event
        (position, stream_id, version, type, data, entry, salt, recorded_at)
    SELECT position, stream_id, version, type, data, entry, nullif(salt, ''), %b
    FROM unnest(
        %b::bigint[], %b::uuid[], %b::int[], %b::text[], %b::bytea[], %b::bytea[],
        %b::bytea[]
    ) AS row (position, stream_id, version, type, data, entry, salt)
"""
COPY = """
    COPY event (position, stream_id, version, type, data, entry, salt, recorded_at)
    FROM STDIN (FORMAT BINARY)
"""
# Binary COPY: a signature, then for each row the number of columns, and of each column
# its length and content. The first three columns have one length, and the last.
COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TAIL = b"\xff\xff"
FIXED = Struct(">hiqi16sii").pack
LENGTH = Struct(">i").pack
NULL = LENGTH(-1)
MOMENT = Struct(">iq").pack
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # from which PostgreSQL counts
# An array for each row's own array would have to be rectangular; text need not be.
INSERT_COMMANDS = """
    INSERT INTO command (key, digest, position, ids, versions, recorded_at)
    SELECT key, digest, position, ids::uuid[], versions::int[], %b
    FROM unnest(%b::bytea[], %b::bytea[], %b::bigint[], %b::text[], %b::text[])
        AS row (key, digest, position, ids, versions)
"""
NOTIFY = "SELECT pg_notify(%s, %s)"
# The same in one statement, which is a transaction of its own. Nothing can be inserted
# before the lock is there to be joined with.
AT_ONCE = f"""
    WITH lock AS MATERIALIZED (SELECT pg_advisory_xact_lock({append.LOCK})),
    at AS (SELECT %b::timestamptz AS recorded_at),
    events AS (
        INSERT INTO event
            (position, stream_id, version, type, data, entry, salt, recorded_at)
        SELECT position, stream_id, version, type, data, entry, nullif(salt, ''),
            recorded_at
        FROM lock, at, unnest(
            %b::bigint[], %b::uuid[], %b::int[], %b::text[], %b::bytea[], %b::bytea[],
            %b::bytea[]
        ) AS row (position, stream_id, version, type, data, entry, salt)
    ),
    commands AS (
        INSERT INTO command (key, digest, position, ids, versions, recorded_at)
        SELECT key, digest, position, ids::uuid[], versions::int[], recorded_at
        FROM lock, at, unnest(
            %b::bytea[], %b::bytea[], %b::bigint[], %b::text[], %b::text[]
        ) AS row (key, digest, position, ids, versions)
    )
    SELECT pg_notify('{CHANNEL}', %b::text) FROM lock
"""


def write(
    connection: Connection, commits: Sequence[Commit], at: datetime, *, begun: bool
) -> None:
    """Insert the accepted commits, tell the listeners, and COMMIT.

    begun: the transaction holds the log's lock already; otherwise it begins here, in
    the same round trip, and there must be less than `BULK` events.
    """
    rows = [row for commit in commits for row in _rows(commit, at)]
    if len(rows) >= BULK:
        with connection.cursor().copy(COPY) as copy:
            copy.write(_copied(rows, at))
    with connection.pipeline():
        if not begun:
            append.begin(connection)
        if 0 < len(rows) < BULK:
            append.ask(connection, INSERT, [at, *_columns(rows)])
        for sql, columns in _statements(commits).items():
            append.ask(connection, sql, columns)
        commands = [_command(commit) for commit in commits if commit.command]
        if commands:
            append.ask(connection, INSERT_COMMANDS, [at, *_turned(commands)])
        if rows:
            append.ask(connection, NOTIFY, (CHANNEL, str(rows[-1][0])))
        append.ask(connection, "COMMIT")


def write_at_once(
    connection: Connection, commits: Sequence[Commit], at: datetime
) -> None:
    """The same in one statement, for commits that bring no rows of other tables, and
    together some events, but less than `BULK`."""
    rows = [row for commit in commits for row in _rows(commit, at)]
    commands = [_command(commit) for commit in commits if commit.command]
    keys = _turned(commands) if commands else [[]] * 5
    last = str(rows[-1][0])
    append.ask(connection, AT_ONCE, [at, *_columns(rows), *keys, last])


def _rows(commit: Commit, at: datetime) -> Iterator[tuple[Any, ...]]:
    assert commit.first_position is not None
    for position, event in enumerate(commit.events, commit.first_position):
        content, salt = entry(event, position, at)
        stream, version = append.key_of(event)
        yield position, stream, version, event.topic, event.state, content, salt


def _copied(rows: Sequence[tuple[Any, ...]], at: datetime) -> bytes:
    """The rows as binary COPY takes them."""
    recorded_at = MOMENT(8, (at - EPOCH) // timedelta(microseconds=1))
    parts = [COPY_HEAD]
    for position, stream, version, type, data, content, salt in rows:
        name = type.encode()
        parts += (
            FIXED(8, 8, position, 16, stream.bytes, 4, version),
            LENGTH(len(name)),
            name,
            LENGTH(len(data)),
            data,
            LENGTH(len(content)),
            content,
            NULL if salt is None else LENGTH(len(salt)) + salt,
            recorded_at,
        )
    parts.append(COPY_TAIL)
    return b"".join(parts)


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    columns = _turned(rows)
    # An array of nothing but NULLs has no type that could be sent.
    columns[-1] = [salt or b"" for salt in columns[-1]]
    return columns


def _statements(commits: Sequence[Commit]) -> dict[LiteralString, list[list[Any]]]:
    """Each distinct SQL once, with the columns of all its rows."""
    rows: dict[LiteralString, list[Sequence[Any]]] = defaultdict(list)
    for commit in commits:
        for statement in commit.statements:
            rows[statement.sql].extend(statement.rows)
    return {sql: _turned(given) for sql, given in rows.items() if given}


def _command(commit: Commit) -> tuple[Any, ...]:
    assert commit.command is not None and commit.first_position is not None
    position = commit.first_position + len(commit.events) - 1
    ids = ",".join(map(str, commit.ids))
    versions = ",".join(map(str, commit.versions))
    key, digest = commit.command.key, commit.command.digest
    return key, digest, position, f"{{{ids}}}", f"{{{versions}}}"


def _turned(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The columns of the rows."""
    return [list(column) for column in zip(*rows, strict=True)]
