"""One transaction on the log: several commits, one lock, one insert, one NOTIFY.

Under the lock the last position, the streams' versions and the commands' keys are
read first. A commit that is stale, or whose key was used, drops out by itself and the
others go on. Two round trips: read, then write and COMMIT.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from eventsourcing.persistence import IntegrityError, StoredEvent

from application.commit import Commit, IdempotencyKey, Receipt
from application.database import Connection
from application.envelope import entry
from application.refusals import KeyReused

CHANNEL = "gongshi_log"
LOCK = 0x676F6E67_6C6F6701
BULK = 500  # events in one transaction, from which on COPY is the faster way

BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
TAKE_LOCK = "SELECT pg_advisory_xact_lock(%s)"
LAST = "SELECT position, recorded_at FROM event ORDER BY position DESC LIMIT 1"
VERSIONS = """
    SELECT stream_id, (
        SELECT version FROM event
        WHERE event.stream_id = asked.stream_id ORDER BY version DESC LIMIT 1
    )
    FROM unnest(%s::uuid[]) AS asked (stream_id)
"""
COMMANDS = """
    SELECT key, digest, position, ids, versions FROM command WHERE key = ANY(%s)
"""
SAME = """
    SELECT event.stream_id, event.version, position, type, data
    FROM unnest(%s::uuid[], %s::int[]) AS asked (stream_id, version)
    JOIN event USING (stream_id, version)
"""
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
COPY_TYPES = ("int8", "uuid", "int4", "text", "bytea", "bytea", "bytea", "timestamptz")
INSERT_COMMAND = """
    INSERT INTO command (key, digest, position, ids, versions, recorded_at)
    VALUES (%s, %s, %s, %s, %s, %s)
"""


class StaleVersion(IntegrityError):
    """Another commit took the version; `actual` is the stream's version now."""

    def __init__(self, stream_id: UUID, expected: int, actual: int | None) -> None:
        super().__init__(f"stream {stream_id} is at version {actual}, not {expected}")
        self.stream_id = stream_id
        self.expected = expected
        self.actual = actual


Outcome = Receipt | IntegrityError | KeyReused


@dataclass(slots=True)
class Seen:
    """What the log held when the lock was taken, kept up as commits are accepted."""

    position: int
    recorded_at: datetime | None
    versions: dict[UUID, int | None]
    commands: dict[bytes, tuple[bytes, Receipt]]
    same: dict[tuple[UUID, int], tuple[int, str, bytes]] = field(default_factory=dict)


def read(connection: Connection, commits: Sequence[Commit], *, lock: bool) -> Seen:
    """Begin the transaction, take the lock, and look at what the commits touch."""
    streams = {_key(event)[0] for commit in commits for event in commit.events}
    keys = [commit.command.key for commit in commits if commit.command]
    doubtful = [
        event for commit in commits if commit.uncertain for event in commit.events
    ]
    with connection.pipeline():
        connection.execute(BEGIN)
        if lock:
            connection.execute(TAKE_LOCK, (LOCK,))
        last = connection.execute(LAST, binary=True)
        versions = connection.execute(VERSIONS, (list(streams),), binary=True)
        commands = connection.execute(COMMANDS, (keys,), binary=True) if keys else None
        same = connection.execute(SAME, _keys(doubtful)) if doubtful else None
    position, recorded_at = last.fetchone() or (0, None)
    return Seen(
        position,
        recorded_at,
        dict(versions.fetchall()),
        {row[0]: (row[1], earlier_receipt(*row[2:])) for row in commands or ()},
        {(row[0], row[1]): (row[2], row[3], row[4]) for row in same or ()},
    )


def decide(commits: Sequence[Commit], seen: Seen) -> list[Outcome]:
    """What becomes of each commit, in the order in which they came.

    Sets `first_position` of those that are to be written now, and only of those.
    """
    return [_decide(commit, seen) for commit in commits]


def _decide(commit: Commit, seen: Seen) -> Outcome:
    commit.first_position = None
    if (earlier := _earlier(commit, seen)) is not None:
        return earlier
    try:
        versions = _advanced(commit.events, seen)
    except StaleVersion as stale:
        return stale
    seen.versions.update(versions)
    commit.first_position = seen.position + 1
    seen.position += len(commit.events)
    receipt = commit.receipt(seen.position)
    if commit.command is not None:
        replayed = earlier_receipt(receipt.position, receipt.ids, receipt.versions)
        seen.commands[commit.command.key] = commit.command.digest, replayed
    return receipt


def _earlier(commit: Commit, seen: Seen) -> Outcome | None:
    """The answer already given: to this commit, or to its command before."""
    if commit.uncertain and commit.events:
        found = [seen.same.get(_key(event)) for event in commit.events]
        recorded = [row for row in found if row is not None]
        if [row[1:] for row in recorded] == [(e.topic, e.state) for e in commit.events]:
            return commit.receipt(recorded[-1][0])
    return answered(commit.command, seen.commands)


def answered(
    command: IdempotencyKey | None, commands: dict[bytes, tuple[bytes, Receipt]]
) -> Receipt | KeyReused | None:
    """The first answer to a command's key, if the key was used."""
    if command is None or command.key not in commands:
        return None
    digest, receipt = commands[command.key]
    return receipt if digest == command.digest else KeyReused()


def _advanced(events: Sequence[StoredEvent], seen: Seen) -> dict[UUID, int]:
    versions: dict[UUID, int] = {}
    for event in events:
        stream, version = _key(event)
        actual = versions.get(stream, seen.versions.get(stream))
        # A stream begins at 0 or 1, and has no gaps from there.
        if version != actual + 1 if actual is not None else version not in (0, 1):
            raise StaleVersion(stream, version - 1, actual)
        versions[stream] = version
    return versions


def write(connection: Connection, commits: Sequence[Commit], at: datetime) -> None:
    """Insert the accepted commits, tell the listeners, and COMMIT."""
    rows = [row for commit in commits for row in _rows(commit, at)]
    if len(rows) >= BULK:
        with connection.cursor().copy(COPY) as copy:
            copy.set_types(COPY_TYPES)
            for row in rows:
                copy.write_row((*row, at))
    with connection.pipeline():
        if 0 < len(rows) < BULK:
            connection.execute(INSERT, _columns(rows, at))
        for sql, columns in _statements(commits).items():
            connection.execute(sql, columns)
        commands = [_command(commit, at) for commit in commits if commit.command]
        if commands:
            connection.cursor().executemany(INSERT_COMMAND, commands)
        if rows:
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(rows[-1][0])))
        connection.execute("COMMIT")


def _rows(commit: Commit, at: datetime) -> Iterator[tuple[Any, ...]]:
    assert commit.first_position is not None
    for position, event in enumerate(commit.events, commit.first_position):
        content, salt = entry(event, position, at)
        stream, version = _key(event)
        yield position, stream, version, event.topic, event.state, content, salt


def _columns(rows: Sequence[tuple[Any, ...]], at: datetime) -> list[Any]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    # An array of nothing but NULLs has no type that could be sent.
    columns[-1] = [salt or b"" for salt in columns[-1]]
    return [at, *columns]


def _statements(commits: Sequence[Commit]) -> dict[LiteralString, list[list[Any]]]:
    """Each distinct SQL once, with the columns of all its rows."""
    rows: dict[LiteralString, list[Sequence[Any]]] = defaultdict(list)
    for commit in commits:
        for statement in commit.statements:
            rows[statement.sql].extend(statement.rows)
    return {
        sql: [list(column) for column in zip(*given, strict=True)]
        for sql, given in rows.items()
        if given
    }


def _command(commit: Commit, at: datetime) -> tuple[Any, ...]:
    assert commit.command is not None and commit.first_position is not None
    receipt = commit.receipt(commit.first_position + len(commit.events) - 1)
    key, digest = commit.command.key, commit.command.digest
    return key, digest, receipt.position, [*receipt.ids], [*receipt.versions], at


def earlier_receipt(
    position: int, ids: Sequence[UUID], versions: Sequence[int]
) -> Receipt:
    return Receipt(position, tuple(ids), tuple(versions), replayed=True)


def _key(event: StoredEvent) -> tuple[UUID, int]:
    assert isinstance(event.originator_id, UUID)
    return event.originator_id, event.originator_version


def _keys(events: Sequence[StoredEvent]) -> tuple[list[UUID], list[int]]:
    keys = [_key(event) for event in events]
    return [stream for stream, _ in keys], [version for _, version in keys]
