"""The public entry of an event, byte for byte."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import orjson
import rfc8785
from eventsourcing.persistence import StoredEvent

from application.envelope import blinded, entry, is_public, restricted_entry

STREAM = UUID("0b6c1d7e-2a41-4d0b-8f5c-6f1c2a3e98a4")
AT = datetime(2026, 3, 2, 17, 30, tzinfo=timezone(timedelta(hours=8)))
DATA = '{"actor_id":"officer-1","note":"漏水\\n"}'.encode()


def test_a_public_entry_is_canonical_and_carries_the_data() -> None:
    content, salt = entry(StoredEvent(STREAM, 3, "Case.Started", DATA), 12, AT)

    assert salt is None
    assert content == (
        b'{"audience":"public","data":' + DATA + b',"position":12,'
        b'"recorded_at":"2026-03-02T09:30:00.000000Z",'
        b'"stream":"0b6c1d7e-2a41-4d0b-8f5c-6f1c2a3e98a4",'
        b'"type":"Case.Started","version":3}'
    )
    assert rfc8785.dumps(orjson.loads(content)) == content


def test_a_restricted_entry_shows_type_and_position_only() -> None:
    content, salt = entry(StoredEvent(STREAM, 3, "Fee.Paid", DATA), 12, AT)

    assert salt is not None
    shown = orjson.loads(content)
    assert shown == {
        "actor": hmac.digest(salt, b"actor\0officer-1", "sha256").hex(),
        "audience": "restricted",
        "digest": hmac.digest(salt, b"data\0" + DATA, "sha256").hex(),
        "position": 12,
        "stream": hmac.digest(salt, b"stream\0" + str(STREAM).encode(), "sha256").hex(),
        "type": "Fee.Paid",
    }
    assert rfc8785.dumps(shown) == content


def test_two_restricted_events_of_one_stream_cannot_be_linked() -> None:
    event = StoredEvent(STREAM, 3, "Fee.Paid", DATA)
    first, second = (orjson.loads(entry(event, 12, AT).content) for _ in range(2))
    for name in ("actor", "digest", "stream"):
        assert first[name] != second[name]


def test_data_of_any_shape_has_an_entry() -> None:
    salt = bytes(32)
    for data in (b"", b"\xff\x00", b"[1]", b'{"actor_id":5}'):
        event = StoredEvent(STREAM, 1, "anything", data)
        shown = orjson.loads(restricted_entry(event, 1, salt))
        assert shown["actor"] == blinded(salt, "actor", b"")


def test_what_is_not_known_is_not_public() -> None:
    assert is_public("Case.Reported")
    assert is_public("PersonalData.Erased")
    for name in ("Case.Unheard", "Case", "", "Case.Reported.Extra"):
        assert not is_public(name)


def test_recorded_times_are_written_in_utc() -> None:
    event = StoredEvent(STREAM, 3, "Case.Started", DATA)
    assert entry(event, 1, AT) == entry(event, 1, AT.astimezone(UTC))
