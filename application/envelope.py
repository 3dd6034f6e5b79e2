"""The public entry of an event: what is hashed, served and signed.

A public event's entry is the canonical JSON object

    {"audience":"public","data":{...},"position":1,"recorded_at":"...",
     "stream":"<uuid>","type":"Case.Reported","version":1}

in which `data` is the stored data, byte for byte. A restricted event's entry is

    {"actor":"<hex>","audience":"restricted","digest":"<hex>","position":1,
     "stream":"<hex>","type":"..."}

whose hex values are HMAC-SHA256 under a salt of that event alone, so that two events
of one household or one actor cannot be told to belong together. The salt stays in the
log's own table; whoever is shown it can check the entry against the event.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import NamedTuple

import orjson
from eventsourcing.persistence import StoredEvent

from application.canonical import encoded
from application.chance import some_bytes
from application.fact_types import FactTypes
from application.fields import moment
from application.mapper import REGISTRY
from application.refusals import EntryTooLong
from domain.facts import Audience

SALT_LENGTH = 32
LARGEST_DATA = 65_000
"""Bytes of a public event's data: with the rest of its entry less than the 65,535 that
an entry of the transparency log may have (C2SP tlog-tiles)."""


class Entry(NamedTuple):
    """content: the entry's bytes; salt: what blinds it, None for a public event."""

    content: bytes
    salt: bytes | None


def is_public(type: str, types: FactTypes = REGISTRY) -> bool:
    """Whether anyone may read the data. A type that is not known is not public."""
    return types.knows(type) and types.named(type).public


def require_fits(event: StoredEvent, types: FactTypes = REGISTRY) -> None:
    """See that the log can publish an event. Raises `EntryTooLong`."""
    length = len(event.state)
    if length > LARGEST_DATA and is_public(event.topic, types):
        said = {"type": event.topic, "length": length, "limit": LARGEST_DATA}
        raise EntryTooLong(**said)


def entry(
    event: StoredEvent,
    position: int,
    recorded_at: datetime,
    types: FactTypes = REGISTRY,
) -> Entry:
    """The entry of an event at its place in the log."""
    if is_public(event.topic, types):
        return Entry(public_entry(event, position, recorded_at), None)
    salt = some_bytes(SALT_LENGTH, f"entry {position}")
    return Entry(restricted_entry(event, position, salt), salt)


def public_entry(event: StoredEvent, position: int, recorded_at: datetime) -> bytes:
    """The entry that shows an event's data; the data must be canonical JSON."""
    return (
        b'{"audience":"public","data":%b,"position":%d,"recorded_at":"%b",'
        b'"stream":%b,"type":%b,"version":%d}'
    ) % (
        event.state,
        position,
        moment(recorded_at).encode(),
        orjson.dumps(event.originator_id),
        orjson.dumps(event.topic),
        event.originator_version,
    )


def restricted_entry(event: StoredEvent, position: int, salt: bytes) -> bytes:
    """The entry that shows only that something of this type was recorded."""
    return encoded(
        {
            "actor": blinded(salt, "actor", _actor(event.state)),
            "audience": Audience.RESTRICTED.value,
            "digest": blinded(salt, "data", event.state),
            "position": position,
            "stream": blinded(salt, "stream", str(event.originator_id).encode()),
            "type": event.topic,
        }
    )


def blinded(salt: bytes, what: str, value: bytes) -> str:
    """HMAC-SHA256 under the salt over `what`, a zero byte and the value; hex."""
    return hmac.digest(salt, what.encode() + b"\0" + value, "sha256").hex()


def _actor(data: bytes) -> bytes:
    try:
        state = orjson.loads(data)
    except orjson.JSONDecodeError:
        return b""
    actor = state.get("actor_id") if isinstance(state, dict) else None
    return actor.encode() if isinstance(actor, str) else b""
