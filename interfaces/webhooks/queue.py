"""What waits to be sent, kept in the database: taken in, picked, and ticked off.

A webhook's position and the messages that follow from it move in one transaction, and
so do a message and the record of its delivery. Whatever breaks, what was not recorded
as delivered is sent again, under the same id.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from application.database import Connection
from interfaces.streams.envelope import Sent, encoded
from interfaces.webhooks.posting import Answer
from interfaces.webhooks.rows import as_asked
from interfaces.webhooks.schedule import Schedule
from interfaces.webhooks.words import DeliveryOutcome, WebhookState
from projections import placed_events

STRETCH = 200
"""Positions that are looked at for one webhook at once."""
WINDOW = 200
"""Messages of a webhook that may wait before no more are taken in."""
AT_ONCE = 16
"""Messages of a webhook that are under way at once, each of another stream."""
KEPT = timedelta(days=30)
"""How long the record of a delivery is kept."""

BEHIND = """
    SELECT id, position, filters FROM webhook w
    WHERE state = %(active)s AND position < %(visible)s AND (
        SELECT count(*) FROM webhook_message m WHERE m.webhook_id = w.id AND NOT m.dead
    ) < %(window)s
    ORDER BY id
"""
MOVE = """
    UPDATE webhook SET position = %s WHERE id = %s AND position = %s AND state = %s
"""
TAKE_IN = """
    INSERT INTO webhook_message (webhook_id, position, stream_id, next_at)
    SELECT %s, position, stream_id, %s
    FROM unnest(%s::bigint[], %s::uuid[]) AS matching (position, stream_id)
    ON CONFLICT DO NOTHING
"""
# The first that waits of each stream: what comes after it is not sent before it.
DUE = """
    SELECT w.id, w.url, w.secret, w.older_until, m.position, m.stream_id, m.attempts,
        m.next_at
    FROM webhook w CROSS JOIN LATERAL (
        SELECT * FROM (
            SELECT DISTINCT ON (stream_id) stream_id, position, attempts, next_at
            FROM webhook_message
            WHERE webhook_id = w.id AND NOT dead
            ORDER BY stream_id, position
        ) heads
        WHERE next_at <= %(now)s AND position <= %(visible)s
        ORDER BY position LIMIT %(at_once)s
    ) m
    WHERE w.state = %(active)s
    ORDER BY m.next_at, m.position
"""
NOTE = """
    INSERT INTO webhook_delivery
        (webhook_id, position, attempt, outcome, status, milliseconds, at)
    SELECT id, %s, %s, %s, %s, %s, %s FROM webhook WHERE id = %s FOR KEY SHARE
"""
COUNT = """
    UPDATE webhook SET delivered = delivered + %s, failed = failed + %s,
        state = CASE WHEN %s THEN %s ELSE state END
    WHERE id = %s
"""
# Unless it was asked for again meanwhile: then it is due at another time.
THIS = "webhook_id = %s AND position = %s AND next_at = %s"
DONE = f"DELETE FROM webhook_message WHERE {THIS}"
LATER = f"""
    UPDATE webhook_message SET attempts = %s, next_at = %s, dead = %s WHERE {THIS}
"""
PRUNE = "DELETE FROM webhook_delivery WHERE at < %s"


class Message(NamedTuple):
    """One that is due. attempts: how many failed. secret: number of the newest."""

    webhook_id: UUID
    url: str
    secret: int
    older_until: datetime | None
    position: int
    stream_id: UUID
    attempts: int
    due_at: datetime

    @property
    def stream(self) -> tuple[UUID, UUID]:
        """The webhook, and the stream of the log: what keeps its order."""
        return self.webhook_id, self.stream_id


class Finished(NamedTuple):
    """An attempt that has come to its end."""

    message: Message
    answer: Answer


def take_in(conn: Connection, visible: int, now: datetime, source: str) -> bool:
    """Let each webhook that has room look at the next events; whether any did.

    visible: the last position that may be told.
    """
    asked = {
        "active": WebhookState.ACTIVE.value,
        "visible": visible,
        "window": WINDOW,
    }
    # Most are at the same place: the log is read once for all of them.
    read: dict[tuple[int, int], Sequence[tuple[UUID, Sent]]] = {}
    behind = conn.execute(BEHIND, asked).fetchall()
    for id, position, filters in behind:
        until = min(position + STRETCH, visible)
        wanted = as_asked(filters)
        if (position, until) not in read:
            read = {(position, until): events(conn, position, until, source)}
        found = [each for each in read[position, until] if wanted.matches(each[1])]
        with conn.transaction():
            active = WebhookState.ACTIVE.value
            if conn.execute(MOVE, (until, id, position, active)).rowcount and found:
                positions = [said.position for _, said in found]
                streams = [stream for stream, _ in found]
                conn.execute(TAKE_IN, (id, now, positions, streams))
    return bool(behind)


def due(
    conn: Connection,
    visible: int,
    now: datetime,
    under_way: Collection[tuple[UUID, UUID]],
    free: int,
) -> list[Message]:
    """Messages to send now, at most `free`: of no stream that is under way."""
    asked = {
        "active": WebhookState.ACTIVE.value,
        "visible": visible,
        "now": now,
        "at_once": AT_ONCE,
    }
    found = (Message(*row) for row in conn.execute(DUE, asked))
    return [each for each in found if each.stream not in under_way][:free]


def record(
    conn: Connection, finished: Sequence[Finished], schedule: Schedule, at: datetime
) -> None:
    """Note what became of messages, and when to try those again that failed."""
    with conn.transaction():
        # In the order in which others lock: the webhooks first, each after its id.
        for each in sorted(finished, key=lambda each: each.message.webhook_id):
            done = each.answer.outcome is DeliveryOutcome.DELIVERED
            gone = each.answer.outcome is DeliveryOutcome.GONE
            disabled = WebhookState.DISABLED.value
            id = each.message.webhook_id
            conn.execute(COUNT, (int(done), int(not done), gone, disabled, id))
        for message, answer in finished:
            key = (message.webhook_id, message.position, message.due_at)
            attempt = message.attempts + 1
            note(conn, message.webhook_id, message.position, attempt, answer, at)
            if answer.outcome is DeliveryOutcome.DELIVERED:
                conn.execute(DONE, key)
                continue
            pause = schedule.pause(attempt)
            dead = pause is None or answer.outcome is DeliveryOutcome.TOO_LARGE
            conn.execute(LATER, (attempt, at + (pause or timedelta()), dead, *key))


def note(
    conn: Connection,
    webhook_id: UUID,
    position: int | None,
    attempt: int,
    answer: Answer,
    at: datetime,
) -> None:
    """Record an attempt; nothing if the webhook was removed meanwhile."""
    outcome, status, milliseconds = answer
    values = (position, attempt, outcome.value, status, milliseconds, at, webhook_id)
    conn.execute(NOTE, values)


def prune(conn: Connection, now: datetime) -> None:
    """Forget deliveries that are long past."""
    conn.execute(PRUNE, (now - KEPT,))


def events(
    conn: Connection, after: int, until: int, source: str
) -> list[tuple[UUID, Sent]]:
    """The public events in (after, until], as they are sent, each with the id of its
    stream."""
    found = placed_events.read(conn, after, until)
    told = encoded(found, source)
    return [
        (UUID(bytes=id), each)
        for (_, _, _, id, *_), each in zip(found[0], told, strict=True)
    ]
