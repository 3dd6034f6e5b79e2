"""One transaction on the log: several commits, one lock, one insert, one NOTIFY.

The careful way takes two round trips: under the lock the last position, the streams'
versions and the commands' keys are read; a commit that is stale, or whose key was
used, drops out by itself and the others go on; then come the rows and COMMIT.

The hopeful way takes one: whoever wrote last supposes that nobody has written since,
and that every commit was decided on its streams as they are. The primary keys of the
log and of the commands hold it to that: if it is not so, nothing is written, and the
same commits go the careful way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import psycopg
from eventsourcing.persistence import IntegrityError, StoredEvent

from application.commit import Commit, IdempotencyKey, Receipt
from application.database import Connection
from application.refusals import KeyReused

LOCK = 0x676F6E67_6C6F6701

WRITER = "gongshi log-writer"
"""The name by which the sessions of writers know each other."""

BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
TAKE_LOCK = "SELECT pg_advisory_xact_lock(%s)"
LAST = "SELECT position, recorded_at FROM event ORDER BY position DESC LIMIT 1"
VERSIONS = """
    SELECT stream_id, (
        SELECT version FROM event
        WHERE event.stream_id = asked.stream_id ORDER BY version DESC LIMIT 1
    )
    FROM unnest(%b::uuid[]) AS asked (stream_id)
"""
COMMANDS = """
    SELECT key, digest, position, ids, versions FROM command WHERE key = ANY(%b)
"""
SAME = """
    SELECT event.stream_id, event.version, position, type, data
    FROM unnest(%s::uuid[], %s::int[]) AS asked (stream_id, version)
    JOIN event USING (stream_id, version)
"""

# A process that froze between its look and its rows holds everybody's lock, and the
# server's own time limits do not end a session that waits for the rest of a pipeline.
END_FROZEN = f"""
    SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND datname = current_database()
        AND classid = {LOCK >> 32} AND objid = {LOCK & 0xFFFFFFFF}
        AND application_name = '{WRITER}' AND wait_event = 'ClientRead'
        AND state_change < clock_timestamp() - interval '4 seconds'
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


def begin(connection: Connection, *, lock: bool = True) -> None:
    """Begin the transaction in which the log is written, under its lock."""
    ask(connection, BEGIN)
    if lock:
        ask(connection, TAKE_LOCK, (LOCK,))


def ask(
    connection: Connection, sql: LiteralString, parameters: Sequence[Any] = ()
) -> psycopg.Cursor[tuple[Any, ...]]:
    """Send a statement, prepared the first time.

    Always prepared: one that psycopg begins to prepare by itself, in a pipeline that
    then breaks off, counts as prepared ever after and is not.
    """
    return connection.execute(sql, parameters, prepare=True, binary=True)


def read(connection: Connection, commits: Sequence[Commit], *, lock: bool) -> Seen:
    """Begin the transaction, take the lock, and look at what the commits touch."""
    streams = {key_of(event)[0] for commit in commits for event in commit.events}
    keys = [commit.command.key for commit in commits if commit.command]
    doubtful = [
        event for commit in commits if commit.uncertain for event in commit.events
    ]
    with connection.pipeline():
        begin(connection, lock=lock)
        last = ask(connection, LAST)
        versions = ask(connection, VERSIONS, (list(streams),))
        commands = ask(connection, COMMANDS, (keys,)) if keys else None
        same = ask(connection, SAME, _keys(doubtful)) if doubtful else None
    position, recorded_at = last.fetchone() or (0, None)
    return Seen(
        position,
        recorded_at,
        dict(versions.fetchall()),
        {row[0]: (row[1], earlier_receipt(*row[2:])) for row in commands or ()},
        {(row[0], row[1]): (row[2], row[3], row[4]) for row in same or ()},
    )


class Last(NamedTuple):
    """Where the log ended when this process wrote to it last, and when that was."""

    position: int
    recorded_at: datetime


def hoped(commits: Sequence[Commit], position: int) -> list[Receipt]:
    """What becomes of the commits if nobody wrote after `position`: each gets its
    place, and the primary keys of the log and of the commands are to judge."""
    receipts = []
    for commit in commits:
        commit.first_position = position + 1
        position += len(commit.events)
        receipts.append(commit.receipt(position))
    return receipts


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
        found = [seen.same.get(key_of(event)) for event in commit.events]
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
        stream, version = key_of(event)
        actual = versions.get(stream, seen.versions.get(stream))
        # A stream begins at 0 or 1, and has no gaps from there.
        if version != actual + 1 if actual is not None else version not in (0, 1):
            raise StaleVersion(stream, version - 1, actual)
        versions[stream] = version
    return versions


def earlier_receipt(
    position: int, ids: Sequence[UUID], versions: Sequence[int]
) -> Receipt:
    return Receipt(position, tuple(ids), tuple(versions), replayed=True)


def key_of(event: StoredEvent) -> tuple[UUID, int]:
    assert isinstance(event.originator_id, UUID)
    return event.originator_id, event.originator_version


def _keys(events: Sequence[StoredEvent]) -> tuple[list[UUID], list[int]]:
    keys = [key_of(event) for event in events]
    return [stream for stream, _ in keys], [version for _, version in keys]
