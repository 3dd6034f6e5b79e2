"""What waits to be sent, kept in the database: taken in, picked, and ticked off.

The reader's position and the messages that follow from it move in one transaction; the
id of a message follows from person, kind and cause, so that none is made twice.
Whatever breaks, what was not recorded as sent is sent again, under the same id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import structlog

from application.database import Connection
from application.event_store import Recorded
from application.mapper import FactMapper
from application.vault import Vault
from interfaces.notifications.channel import Outcome, Sent
from interfaces.notifications.contacts import CONTACTS, Contact
from interfaces.notifications.recipients import TOLD, Notice, Recipients
from interfaces.notifications.words import NotificationChannel, NotificationKind
from interfaces.webhooks.schedule import Schedule
from projections.reading import UNREADABLE

STRETCH = 2_000
"""Positions of the log that are looked at in one transaction."""
BATCH = 100
"""Messages that are picked at once."""
KEPT = timedelta(days=30)
"""How long the id of a message is kept after the last that was done with it."""
SECRET = "notifications"

POSITIONS = """
    SELECT position, (SELECT coalesce(max(position), 0) FROM event)
    FROM notification_reader
"""
EVENTS = """
    SELECT position, recorded_at, type, stream_id, version, data FROM event
    WHERE position > %s AND position <= %s
        AND split_part(type, '.', 1) || '.' || split_part(type, '.', 2) = ANY(%s)
    ORDER BY position
"""
MOVE = "UPDATE notification_reader SET position = %s WHERE position = %s"
ADD = """
    INSERT INTO notification (id, kind, state, person, about, about_id, due_at, urgent,
        next_at, changed_at)
    VALUES (%s, %s, 'waiting', %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
SOON = """
    SELECT case_id, due_name, due_at, handler_id, urgent FROM case_board
    WHERE open AND handler_id = ANY(%(people)s)
        AND coalesce(due_at, 'infinity'::timestamptz) > %(now)s
        AND coalesce(due_at, 'infinity'::timestamptz) <= %(until)s
"""
DUE = """
    SELECT n.id, n.kind, n.about, n.about_id, n.due_at, n.urgent, n.attempts, c.*
    FROM notification n JOIN (
        SELECT person, sealed_id, channel, language, kinds, quiet_from, quiet_until,
            since FROM notification_contact
    ) c USING (person)
    WHERE n.state = 'waiting' AND n.next_at <= %s AND c.channel = ANY(%s)
    ORDER BY n.next_at, n.number LIMIT %s
"""
HOLD = "UPDATE notification SET next_at = %s WHERE id = %s"
# Nothing but the id stays: from here nobody learns which cases are whose.
DONE = """
    UPDATE notification
    SET (state, person, about, about_id, due_at, failure, changed_at)
        = (%s, NULL, NULL, NULL, NULL, NULL, %s)
    WHERE id = %s
"""
LATER = """
    UPDATE notification
    SET (state, attempts, failure, next_at, changed_at) = (%s, %s, %s, %s, %s)
    WHERE id = %s
"""
COUNT = """
    UPDATE notification_reader
    SET (sent, failed, failure) = (sent + %s, failed + %s, %s)
"""
PRUNE = "DELETE FROM notification WHERE state <> 'waiting' AND changed_at < %s"

log = structlog.get_logger("gongshi.notifications")


class Message(NamedTuple):
    """One that is due."""

    id: UUID
    kind: NotificationKind
    about: str
    about_id: UUID
    due_at: datetime | None
    urgent: bool
    attempts: int
    contact: Contact

    def stale(self, now: datetime) -> bool:
        """Whether nobody needs it any more: what is overdue is told as such."""
        if self.kind not in self.contact.kinds:
            return True
        soon = self.kind is NotificationKind.DUE_SOON
        return soon and self.due_at is not None and self.due_at <= now


def take_in(
    conn: Connection, recipients: Recipients, vault: Vault, now: datetime
) -> bool:
    """Look at the next stretch of the log; whether there was one."""
    with conn.transaction():
        ((position, last),) = conn.execute(POSITIONS)
        until = min(position + STRETCH, last)
        if until <= position:
            return False
        contacts = all_contacts(conn)
        if contacts:
            for each in _events(conn, position, until):
                since = each.position
                wanting = _wanting(c for c in contacts if c.since < since)
                _add(conn, vault, _told(recipients, each, wanting), now)
        conn.execute(MOVE, (until, position))
    return True


def due_soon(conn: Connection, vault: Vault, lead: timedelta, now: datetime) -> None:
    """Tell of clocks that run out within `lead`, as the board of cases has them."""
    wanting = _wanting(all_contacts(conn)).get(NotificationKind.DUE_SOON)
    if not wanting:
        return
    asked = {"people": list(wanting), "now": now, "until": now + lead}
    found = [
        Notice(
            handler,
            NotificationKind.DUE_SOON,
            f"{case_id} {name} {due_at.timestamp()}",
            "case",
            case_id,
            due_at,
            urgent,
        )
        for case_id, name, due_at, handler, urgent in conn.execute(SOON, asked)
    ]
    if found:
        with conn.transaction():
            _add(conn, vault, found, now)


def due(
    conn: Connection, channels: Collection[NotificationChannel], now: datetime
) -> Iterator[Message]:
    """What to send now; what must wait for a morning, or is stale, is noted as such."""
    names = [each.value for each in channels]
    for row in conn.execute(DUE, (now, names, BATCH)).fetchall():
        id, kind, about, about_id, due_at, urgent, attempts, *who = row
        named, contact = NotificationKind.of(kind), Contact.of(who)
        what = (about, about_id, due_at, urgent, attempts)
        message = Message(id, named, *what, contact)
        free_at = now if message.urgent else contact.free_at(now)
        if message.stale(now):
            conn.execute(DONE, ("dropped", now, id))
        elif free_at > now:
            conn.execute(HOLD, (free_at, id))
        else:
            yield message


def record(
    conn: Connection,
    message: Message,
    sent: Sent,
    schedule: Schedule,
    now: datetime,
) -> None:
    """Note what became of an attempt, and when to try again."""
    with conn.transaction():
        match sent.outcome:
            case Outcome.AWAY:
                conn.execute(COUNT, (0, 0, sent.reason))
            case Outcome.TAKEN:
                conn.execute(DONE, ("sent", now, message.id))
                conn.execute(COUNT, (1, 0, None))
            case outcome:
                attempts = message.attempts + 1
                pause = schedule.pause(attempts)
                dead = pause is None or outcome is Outcome.NEVER
                state = "dead" if dead else "waiting"
                at = now + (pause or timedelta())
                values = (state, attempts, sent.reason, at, now)
                conn.execute(LATER, (*values, message.id))
                conn.execute(COUNT, (0, 1, None))


def prune(conn: Connection, now: datetime) -> None:
    """Forget ids of messages that are long done with."""
    conn.execute(PRUNE, (now - KEPT,))


def all_contacts(conn: Connection) -> list[Contact]:
    return [Contact.of(row) for row in conn.execute(CONTACTS)]


def _events(conn: Connection, after: int, until: int) -> Iterator[Recorded]:
    fact = FactMapper().fact
    rows = conn.execute(EVENTS, (after, until, list(TOLD))).fetchall()
    for position, at, type, stream_id, version, data in rows:
        try:
            yield Recorded(position, at, type, fact(stream_id, version, type, data))
        except UNREADABLE as error:
            log.error("notifications.unreadable", at=position, reason=repr(error))


def _told(
    recipients: Recipients,
    event: Recorded,
    wanting: Mapping[NotificationKind, Collection[str]],
) -> list[Notice]:
    """An event that cannot be read holds up no other."""
    try:
        return list(recipients.of(event, wanting))
    except UNREADABLE as error:
        log.error("notifications.unreadable", at=event.position, reason=repr(error))
        return []


def _wanting(contacts: Iterable[Contact]) -> dict[NotificationKind, set[str]]:
    found: dict[NotificationKind, set[str]] = {}
    for contact in contacts:
        for kind in contact.kinds:
            found.setdefault(kind, set()).add(contact.person)
    return found


def _add(
    conn: Connection, vault: Vault, notices: Iterable[Notice], now: datetime
) -> None:
    for each in notices:
        key = [each.person, each.kind.value, each.cause]
        id = UUID(bytes=vault.keyed_digest(SECRET, key)[:16], version=4)
        about = (each.about, each.about_id, each.due_at, each.urgent)
        conn.execute(ADD, (id, each.kind.value, each.person, *about, now, now))
