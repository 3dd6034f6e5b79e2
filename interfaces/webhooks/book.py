"""The webhooks of a deployment: adding them, changing them, what was delivered.

Every change is a row of the access log (`application.access_log`), in the transaction
of the change: who, in which role, what.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from application import access_log
from application.chance import new_id
from application.clock import Clock
from application.database import Connection, Database
from application.vault import Vault
from domain.errors import NotFound
from domain.roles import Actor
from interfaces.streams.asked import Asked
from interfaces.webhooks import rows
from interfaces.webhooks.addresses import Allowed
from interfaces.webhooks.refusals import (
    OverlapInvalid,
    TooManyWebhooks,
    WebhookPositionUnknown,
)
from interfaces.webhooks.rows import DeadLetter, Delivery, Webhook
from interfaces.webhooks.signing import secret_name, written
from interfaces.webhooks.words import WebhookState

MOST = 100
"""Webhooks of one owner."""
OVERLAP, LONGEST_OVERLAP = 24, 168
"""Hours for which the secret before the newest signs, too."""
NEWEST = (1 << 63) - 1

END = "SELECT coalesce(max(position), 0) FROM event"
COUNT = "SELECT count(*) FROM webhook WHERE owner = %s"
INSERT = """
    INSERT INTO webhook (id, owner, url, filters, state, position, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
LOCK = "SELECT secret FROM webhook WHERE id = %s FOR UPDATE"
STATE = "UPDATE webhook SET state = %s WHERE id = %s"
AT_ONCE = """
    UPDATE webhook_message SET next_at = %(now)s
    WHERE webhook_id = %(id)s AND NOT dead AND next_at > %(now)s
"""
ROTATE = """
    UPDATE webhook SET (secret, older_until) = (secret + 1, %s) WHERE id = %s
    RETURNING secret
"""
FORGET = "DELETE FROM vault_secret WHERE name = ANY(%s)"
REMOVE = "DELETE FROM webhook WHERE id = %s"
REWIND = "UPDATE webhook SET position = %s WHERE id = %s"
TOLD_AGAIN = "DELETE FROM webhook_message WHERE webhook_id = %s AND position > %s"
AGAIN = """
    INSERT INTO webhook_message (webhook_id, position, stream_id, next_at)
    SELECT %s, position, stream_id, %s FROM event WHERE position = %s AND salt IS NULL
    ON CONFLICT (webhook_id, position) DO UPDATE
        SET (dead, attempts, next_at) = (false, 0, excluded.next_at)
"""
RAISE = """
    UPDATE webhook_message SET (dead, attempts, next_at) = (false, 0, %s)
    WHERE webhook_id = %s AND dead
"""


class Webhooks:
    """What may be done with webhooks; who may do it, others decide."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, allowed: Allowed
    ) -> None:
        self.allowed = allowed
        self._database = database
        self._vault = vault
        self._clock = clock

    def add(
        self, actor: Actor, url: str, asked: Asked, *, after: int | None = None
    ) -> tuple[Webhook, str]:
        """A new webhook, which is the actor's, and its secret, which is told once.

        after: begin after this position; None: with what comes. Raises
        WebhookUrlInvalid, WebhookPositionUnknown, TooManyWebhooks.
        """
        self.allowed.check(url)
        id = new_id()
        with self._changing(actor, "webhook.add", id) as conn:
            ((count,),) = conn.execute(COUNT, (actor.id,))
            if count >= MOST:
                raise TooManyWebhooks(limit=MOST)
            begin = _position(conn, after)
            filters = json.dumps(rows.as_filters(asked))
            active, now = WebhookState.ACTIVE.value, self._clock()
            conn.execute(INSERT, (id, actor.id, url, filters, active, begin, now))
        return self.one(id), self._secret(id, 1)

    def all(self, owner: str | None = None) -> list[Webhook]:
        """Everybody's, or those of an owner; the oldest first."""
        if owner is None:
            return [Webhook.of(row) for row in self._database.fetch(rows.ALL)]
        return [Webhook.of(row) for row in self._database.fetch(rows.OWNED, (owner,))]

    def one(self, id: UUID) -> Webhook:
        """Raises NotFound."""
        for row in self._database.fetch(rows.ONE, (id,)):
            return Webhook.of(row)
        raise NotFound(what="webhook", id=id)

    def pause(self, actor: Actor, id: UUID) -> Webhook:
        """Send it nothing more; what happens meanwhile is kept for it."""
        with self._changing(actor, "webhook.pause", id, self._locked) as conn:
            conn.execute(STATE, (WebhookState.PAUSED.value, id))
        return self.one(id)

    def resume(self, actor: Actor, id: UUID) -> Webhook:
        """Go on where it was paused or disabled, with what waits at once."""
        with self._changing(actor, "webhook.resume", id, self._locked) as conn:
            conn.execute(STATE, (WebhookState.ACTIVE.value, id))
            conn.execute(AT_ONCE, {"now": self._clock(), "id": id})
        return self.one(id)

    def rotate(
        self, actor: Actor, id: UUID, overlap_hours: int = OVERLAP
    ) -> tuple[Webhook, str]:
        """Sign with a new secret, which is told once; the one before it signs as well
        for some hours. Raises OverlapInvalid."""
        if not 0 <= overlap_hours <= LONGEST_OVERLAP:
            raise OverlapInvalid(most=LONGEST_OVERLAP)
        until = self._clock() + timedelta(hours=overlap_hours)
        with self._changing(actor, "webhook.rotate", id, self._locked) as conn:
            ((number,),) = conn.execute(ROTATE, (until, id))
        return self.one(id), self._secret(id, number)

    def remove(self, actor: Actor, id: UUID) -> None:
        """Forget it, its secrets and all that waits."""
        with self._changing(actor, "webhook.remove", id) as conn:
            last = self._locked(conn, id)
            names = [secret_name(id, number) for number in range(1, last + 1)]
            conn.execute(FORGET, (names,))
            conn.execute(REMOVE, (id,))

    def replay_after(self, actor: Actor, id: UUID, position: int) -> Webhook:
        """Tell everything after a position once more, in order.

        Raises WebhookPositionUnknown.
        """
        with self._changing(actor, "webhook.replay", id, self._locked) as conn:
            conn.execute(REWIND, (_position(conn, position), id))
            conn.execute(TOLD_AGAIN, (id, position))
        return self.one(id)

    def replay_one(self, actor: Actor, id: UUID, position: int) -> Webhook:
        """Tell one public event once more, dead letter or not, whatever the filters.

        Raises NotFound.
        """
        with self._changing(actor, "webhook.replay", id, self._locked) as conn:
            if not conn.execute(AGAIN, (id, self._clock(), position)).rowcount:
                raise NotFound("position", what="event", id=position)
        return self.one(id)

    def replay_dead(self, actor: Actor, id: UUID) -> Webhook:
        """Try everything that was given up once more."""
        with self._changing(actor, "webhook.replay", id, self._locked) as conn:
            conn.execute(RAISE, (self._clock(), id))
        return self.one(id)

    def deliveries(
        self, id: UUID, *, before: int | None = None, first: int = 20
    ) -> list[Delivery]:
        """Attempts, the newest first; before: those that are older than this one."""
        asked = (id, NEWEST if before is None else before, first)
        return [
            Delivery.of(row) for row in self._database.fetch(rows.DELIVERIES, asked)
        ]

    def dead(self, id: UUID, *, after: int = 0, first: int = 20) -> list[DeadLetter]:
        """Messages that were given up, after a position."""
        found = self._database.fetch(rows.DEAD, (id, after, first))
        return [DeadLetter(*row) for row in found]

    def _secret(self, id: UUID, number: int) -> str:
        return written(self._vault.secret(secret_name(id, number)))

    @contextmanager
    def _changing(
        self,
        actor: Actor,
        what: str,
        id: UUID,
        prepare: Callable[[Connection, UUID], object] = lambda conn, id: None,
    ) -> Iterator[Connection]:
        """A transaction that changes a webhook, with its row in the access log.

        The log's row comes last: its lock is one for all who write there.
        """
        with self._database.connection() as conn:
            prepare(conn, id)
            yield conn
            access_log.record(conn, actor, what, [(id, "webhook")], self._clock())

    @staticmethod
    def _locked(conn: Connection, id: UUID) -> int:
        """Hold a webhook; the number of its secret. Raises NotFound."""
        row = conn.execute(LOCK, (id,)).fetchone()
        if row is None:
            raise NotFound(what="webhook", id=id)
        return int(row[0])


def _position(conn: Connection, after: int | None) -> int:
    """The position, or the log's end for None. Raises WebhookPositionUnknown."""
    ((last,),) = conn.execute(END)
    if after is None:
        return int(last)
    if not 0 <= after <= last:
        raise WebhookPositionUnknown(position=after, last=last)
    return after
