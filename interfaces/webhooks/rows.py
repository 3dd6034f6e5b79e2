"""Webhooks as the database has them, for who reads about them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from interfaces.streams.asked import Asked
from interfaces.webhooks.words import DeliveryOutcome, WebhookState

# What waits is bounded by what the dispatcher takes in; dead letters are few.
WEBHOOKS = """
    SELECT w.id, w.owner, w.url, w.filters, w.state, w.secret, w.older_until,
        w.position, w.delivered, w.failed, w.created_at,
        (SELECT count(*) FROM webhook_message m
            WHERE m.webhook_id = w.id AND NOT m.dead) AS backlog,
        (SELECT count(*) FROM webhook_message m
            WHERE m.webhook_id = w.id AND m.dead) AS dead,
        greatest((SELECT max(position) FROM event) - w.position, 0) AS lag
    FROM webhook w
"""
ALL = WEBHOOKS + "ORDER BY w.created_at, w.id"
OWNED = WEBHOOKS + "WHERE w.owner = %s ORDER BY w.created_at, w.id"
ONE = WEBHOOKS + "WHERE w.id = %s"
DELIVERIES = """
    SELECT id, position, attempt, outcome, status, milliseconds, at
    FROM webhook_delivery WHERE webhook_id = %s AND id < %s ORDER BY id DESC LIMIT %s
"""
DEAD = """
    SELECT position, stream_id, attempts FROM webhook_message
    WHERE webhook_id = %s AND dead AND position > %s ORDER BY position LIMIT %s
"""


class Webhook(NamedTuple):
    """position: up to here every event was looked at. backlog: messages that wait.

    older_until: until then the secret before this one signs, too. lag: events of the
    log that were not looked at yet. delivered, failed: attempts since it was added.
    """

    id: UUID
    owner: str
    url: str
    asked: Asked
    state: WebhookState
    secret: int
    older_until: datetime | None
    position: int
    delivered: int
    failed: int
    created_at: datetime
    backlog: int
    dead: int
    lag: int

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Webhook:
        """A row of WEBHOOKS."""
        id, owner, url, filters, state, *rest = row
        return cls(id, owner, url, as_asked(filters), WebhookState.of(state), *rest)


class Delivery(NamedTuple):
    """An attempt. position: None for a test message. status: None without an answer."""

    id: int
    position: int | None
    attempt: int
    outcome: DeliveryOutcome
    status: int | None
    milliseconds: int
    at: datetime

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Delivery:
        """A row of DELIVERIES."""
        id, position, attempt, outcome, *rest = row
        return cls(id, position, attempt, DeliveryOutcome.of(outcome), *rest)


class DeadLetter(NamedTuple):
    """A message that was given up, after so many attempts."""

    position: int
    stream_id: UUID
    attempts: int


def as_filters(asked: Asked) -> dict[str, list[Any]]:
    """Filters as they are stored; those that say nothing are left out."""
    return {
        name: sorted(str(each) if isinstance(each, UUID) else each for each in wanted)
        for name, wanted in asdict(asked).items()
        if wanted
    }


def as_asked(filters: dict[str, list[Any]]) -> Asked:
    """Filters as they were stored, also if what they name is there no more."""
    wanted = {name: frozenset(each) for name, each in filters.items()}
    if "compounds" in wanted:
        wanted["compounds"] = frozenset(map(UUID, wanted["compounds"]))
    return Asked(**wanted)
