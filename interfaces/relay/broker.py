"""One connection to a broker, and the stream there, which holds every public event.

The broker itself keeps the order: each message names the sequence that the stream must
have reached before it, so that after one that was lost none is taken. Whatever is not
as expected ends the connection, and the next one begins by looking at the stream.
"""

from __future__ import annotations

import re
from collections import deque
from typing import NamedTuple

import orjson
from nats.aio.client import Client
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext, api
from nats.js.errors import NotFoundError

from interfaces.relay.broken import BROKEN, breaking
from interfaces.relay.refusals import (
    NatsEventTooLong,
    NatsRefusesEvents,
    NatsStreamChanged,
    NatsStreamForeign,
    NatsUnreachable,
)
from interfaces.streams.asked import unversioned
from interfaces.streams.envelope import MEDIA_TYPE, PREFIX, Sent

SUBJECTS = [f"{PREFIX}.>"]
POSITION = "Gongshi-Position"
ANSWERS = 10.0
"""Seconds after which a broker that acknowledges nothing counts as lost."""
IN_FLIGHT = 512
"""Events that may be unacknowledged at once, ..."""
BYTES_IN_FLIGHT = 4 << 20
"""... and bytes of them."""
UNLIMITED = (None, 0, -1)
UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
WRONG_SEQUENCE = 10071


class Held(NamedTuple):
    """An event as the broker has it."""

    position: int
    body: bytes


def subject(event: Sent) -> str:
    """`gongshi.<aggregate>.<event>`, then the region's codes from the city down; what
    a subject cannot hold is written `_`."""
    tokens = [*unversioned(event.type).split("."), *event.region_path]
    return ".".join(UNSAFE.sub("_", token) or "_" for token in tokens)


class Broker:
    """Until the first break. sequence: of the last message that is acknowledged."""

    def __init__(self, client: Client, stream: str, replicas: int) -> None:
        self._client = client
        self._js: JetStreamContext = client.jetstream(timeout=ANSWERS)
        self._stream = stream
        self._replicas = replicas
        self._inbox = client.new_inbox()
        self._answers: Subscription | None = None
        self._flying: deque[int] = deque()
        self._bytes = 0
        self.sequence = 0

    async def last(self) -> Held | None:
        """The last event that the broker holds, None if it holds none.

        The stream is made where there is none, and made anew where it lost some of
        what it had. Raises NatsStreamForeign, and what passes.
        """
        with breaking():
            if self._answers is None:
                self._answers = await self._client.subscribe(self._inbox)
            return await self._last()

    async def check(self) -> None:
        """That the stream still ends where it was left. Raises NatsStreamChanged."""
        try:
            state = (await self._js.stream_info(self._stream)).state
        except NotFoundError:
            raise NatsStreamChanged(stream=self._stream) from None
        except BROKEN as error:
            raise NatsUnreachable(reason=error) from None
        if not _whole(state) or state.last_seq != self.sequence:
            raise NatsStreamChanged(stream=self._stream)

    async def publish(self, event: Sent) -> None:
        """Send an event; waits while too many are unacknowledged."""
        size = len(event.body)
        if size > self._client.max_payload:
            limit = self._client.max_payload
            raise NatsEventTooLong(position=event.position, size=size, limit=limit)
        while self._flying and (
            len(self._flying) >= IN_FLIGHT or self._bytes + size > BYTES_IN_FLIGHT
        ):
            await self._acknowledged()
        headers = {
            "Nats-Msg-Id": str(event.position),
            "Nats-Expected-Last-Sequence": str(self.sequence + len(self._flying)),
            "Nats-Expected-Stream": self._stream,
            "Content-Type": MEDIA_TYPE,
            POSITION: str(event.position),
        }
        try:
            await self._client.publish(
                subject(event), event.body, self._inbox, headers=headers
            )
        except BROKEN as error:
            raise NatsUnreachable(reason=error) from None
        self._flying.append(size)
        self._bytes += size

    async def settled(self) -> None:
        """Wait until everything that was sent is acknowledged."""
        while self._flying:
            await self._acknowledged()

    async def _acknowledged(self) -> None:
        """One more: the broker answers in the order in which it was asked."""
        assert self._answers is not None
        try:
            answer = await self._answers.next_msg(ANSWERS)
        except BROKEN as error:
            raise NatsUnreachable(reason=error or "no acknowledgement") from None
        if not answer.data:
            # Nobody takes what is published there: the stream is gone.
            raise NatsStreamChanged(stream=self._stream)
        told = orjson.loads(answer.data)
        if refused := told.get("error"):
            if refused.get("err_code") == WRONG_SEQUENCE:
                raise NatsStreamChanged(stream=self._stream)
            raise NatsRefusesEvents(reason=refused.get("description"))
        if told["seq"] != self.sequence + 1:
            # It remembers the id of a message that it has lost.
            raise NatsStreamChanged(stream=self._stream)
        self._bytes -= self._flying.popleft()
        self.sequence += 1

    async def _last(self) -> Held | None:
        try:
            info = await self._js.stream_info(self._stream)
        except NotFoundError:
            await self._js.add_stream(self._config())
            return None
        self._require_ours(info.config)
        if not _whole(info.state):
            # Made anew and not emptied: a stream remembers ids that it has lost.
            await self._js.delete_stream(self._stream)
            await self._js.add_stream(self._config())
            return None
        if info.state.last_seq == 0:
            return None
        message = await self._js.get_msg(self._stream, info.state.last_seq)
        position = (message.headers or {}).get(POSITION, "")
        if not position.isdigit():
            raise self._foreign(f"{POSITION}: {position or '-'}")
        self.sequence = info.state.last_seq
        return Held(int(position), message.data or b"")

    def _config(self) -> api.StreamConfig:
        return api.StreamConfig(
            name=self._stream,
            description="Gongshi: the public log, an event a message",
            subjects=SUBJECTS,
            retention=api.RetentionPolicy.LIMITS,
            discard=api.DiscardPolicy.NEW,
            storage=api.StorageType.FILE,
            num_replicas=self._replicas,
            deny_delete=True,
            deny_purge=True,
            allow_direct=True,
        )

    def _require_ours(self, config: api.StreamConfig) -> None:
        """A stream that drops messages by itself would be filled again for ever."""
        if config.subjects != SUBJECTS:
            raise self._foreign(f"subjects {config.subjects}")
        limits = (
            config.max_msgs,
            config.max_bytes,
            config.max_age,
            config.max_msgs_per_subject,
        )
        if config.retention is not None and config.retention != "limits":
            raise self._foreign(f"retention {config.retention}")
        if any(limit not in UNLIMITED for limit in limits):
            raise self._foreign("max_msgs, max_bytes, max_age")

    def _foreign(self, reason: str) -> NatsStreamForeign:
        return NatsStreamForeign(stream=self._stream, reason=reason)


def _whole(state: api.StreamState) -> bool:
    """Whether a stream still has each message that it ever took."""
    if state.last_seq == 0:
        return True
    return state.first_seq == 1 and state.messages == state.last_seq
