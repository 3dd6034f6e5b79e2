"""The broker's side of the intake: what came, and what is answered.

What a sender published lies in a stream until it is answered, and goes from it then:
it tells of persons. Answers lie in another, for a while.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext, api
from nats.js.errors import NotFoundError

from interfaces.intake.refusals import NatsIntakeForeign
from interfaces.relay.broken import breaking
from interfaces.relay.broker import ANSWERS, UNLIMITED

IN, OUT = "gongshi-in", "gongshi-answers"
"""First words of the subjects. Not below `gongshi.`, where the public log is."""
STREAM, ANSWERED = "GONGSHI-IN", "GONGSHI-ANSWERS"
CONSUMER = "gongshi"
IDLE = 2.0
"""Seconds without a message after which the broker is asked if it is still there."""
AGAIN = 30.0
"""Seconds after which a message that nobody answered is given to somebody else."""
UNDER_WAY = 1_000
KEPT = 30 * 86_400.0  # seconds


class Inbox:
    """Until the first break of a connection."""

    def __init__(self, client: Client, replicas: int) -> None:
        self._js: JetStreamContext = client.jetstream(timeout=ANSWERS)
        self._replicas = replicas

    async def open(self) -> None:
        """Make streams and consumer where they are not. Raises NatsIntakeForeign."""
        with breaking():
            await self._open(STREAM, IN, api.RetentionPolicy.WORK_QUEUE, None)
            await self._open(ANSWERED, OUT, api.RetentionPolicy.LIMITS, KEPT)
            try:
                await self._js.consumer_info(STREAM, CONSUMER)
            except NotFoundError:
                await self._js.add_consumer(STREAM, _consumer())

    async def slot(self) -> Slot:
        """Where one message at a time comes in."""
        with breaking():
            return Slot(await self._js.pull_subscribe_bind(CONSUMER, STREAM))

    async def answer(self, subject: str, id: str, said: Mapping[str, Any]) -> None:
        """Leave an answer; once it is said it is on the broker's disk.

        id: by which the broker knows an answer that it has.
        """
        with breaking():
            await self._js.publish(
                subject,
                orjson.dumps(said),
                stream=ANSWERED,
                headers={"Nats-Msg-Id": id, "Content-Type": "application/json"},
            )

    async def _open(
        self, name: str, word: str, retention: api.RetentionPolicy, age: float | None
    ) -> None:
        subjects = [f"{word}.>"]
        try:
            config = (await self._js.stream_info(name)).config
        except NotFoundError:
            await self._js.add_stream(
                name=name,
                description="Gongshi: cases that come in",
                subjects=subjects,
                retention=retention,
                discard=api.DiscardPolicy.NEW if age is None else None,
                storage=api.StorageType.FILE,
                num_replicas=self._replicas,
                max_age=age,
            )
            return
        if config.subjects != subjects:
            raise NatsIntakeForeign(stream=name, reason=f"subjects {config.subjects}")
        if age is None and not _keeps(config):
            reason = "discard old, max_age"
            raise NatsIntakeForeign(stream=name, reason=reason)


class Slot:
    """One message at a time."""

    def __init__(self, pulling: JetStreamContext.PullSubscription) -> None:
        self._pulling = pulling

    async def next(self) -> Msg | None:
        """What comes next; None if nothing came for a while."""
        with breaking():
            try:
                [message] = await self._pulling.fetch(1, IDLE)
            except TimeoutError:
                await self._pulling.consumer_info()  # Fails if it is gone.
                return None
            return message

    async def left(self) -> int:
        """Messages that have no answer yet."""
        with breaking():
            info = await self._pulling.consumer_info()
        return (info.num_pending or 0) + (info.num_ack_pending or 0)


def _consumer() -> api.ConsumerConfig:
    return api.ConsumerConfig(
        durable_name=CONSUMER,
        name=CONSUMER,
        description="Gongshi: acknowledged when the case is in the log",
        ack_policy=api.AckPolicy.EXPLICIT,
        ack_wait=AGAIN,
        max_deliver=-1,
        max_ack_pending=UNDER_WAY,
    )


def _keeps(config: api.StreamConfig) -> bool:
    """Whether a stream never drops by itself what nobody has taken yet."""
    limits = (config.max_msgs, config.max_bytes, config.max_msgs_per_subject)
    limited = any(limit not in UNLIMITED for limit in limits)
    return config.max_age in UNLIMITED and (
        not limited or config.discard == api.DiscardPolicy.NEW
    )
