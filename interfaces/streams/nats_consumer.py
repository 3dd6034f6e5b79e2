"""Follow a Gongshi log from NATS: copy this file, it needs nothing but `nats-py`.

    async for event in follow("nats://broker:4222", after=position):
        with database.transaction():       # yours
            take_in(event)                 # a CloudEvent as a dictionary
            remember(event["position"])    # in the same transaction as its effect

The same as `consumer.py` over another carrier: the position is the same, so that one
can go on where the other stopped. The broker remembers nothing about you. After any
break, and also when the broker was filled again, `follow` looks up where your position
is in the broker's stream and goes on there; what you had is not told again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

from nats.aio.client import Client
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

BROKEN = (Error, OSError, TimeoutError)
POSITION = "Gongshi-Position"
AT_ONCE = 256
SILENCE = 5.0
"""Seconds without an event after which the broker is asked if it is still there."""
LONGEST_PAUSE = 5.0


class Gap(Error):
    """The broker sent something that did not arrive."""


async def follow(
    servers: str | list[str],
    after: int = 0,
    *,
    stream: str = "GONGSHI",
    subject: str = "gongshi.>",
    silence: float = SILENCE,
    **options: Any,
) -> AsyncGenerator[dict[str, Any], None]:
    """Every event after a position, then every event that comes, in order and once.

    subject: what to see of it, as in `gongshi.case.>`. options: of `nats.connect`
    (`user_credentials`, `tls`, ...).
    """
    position, pause = after, 0.0
    while _goes_on():
        with suppress(*BROKEN):
            told = _connection(servers, position, stream, subject, silence, options)
            async with aclosing(told):
                async for event in told:
                    if int(event["position"]) > position:
                        position, pause = int(event["position"]), 0.0
                        yield event
        await asyncio.sleep(pause)
        pause = min(max(2 * pause, 0.05), LONGEST_PAUSE)


async def sequence_after(js: JetStreamContext, stream: str, position: int) -> int:
    """Where in the broker's stream what follows a position begins."""
    state = (await js.stream_info(stream)).state
    low, high = max(state.first_seq, 1), state.last_seq + 1
    while low < high:
        middle = (low + high) // 2
        message = await js.get_msg(stream, middle)
        if int((message.headers or {})[POSITION]) <= position:
            low = middle + 1
        else:
            high = middle
    return low


async def _connection(
    servers: str | list[str],
    position: int,
    stream: str,
    subject: str,
    silence: float,
    options: dict[str, Any],
) -> AsyncGenerator[dict[str, Any], None]:
    """Events until the connection breaks: one that mends itself may lose some."""
    client = Client()
    try:
        await client.connect(
            servers,
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            error_cb=_unsaid,
            **options,
        )
        js = client.jetstream()
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=await sequence_after(js, stream, position),
            ack_policy=AckPolicy.NONE,
            inactive_threshold=60.0,
        )
        told = await js.pull_subscribe(subject, stream=stream, config=config)
        seen = 0
        while _goes_on():
            try:
                messages = await told.fetch(AT_ONCE, timeout=silence)
            except TimeoutError:
                await told.consumer_info()  # Fails if it is gone with its stream.
                continue
            for message in messages:
                seen += 1
                if message.metadata.sequence.consumer != seen:
                    raise Gap
                yield json.loads(message.data)
    finally:
        # After a handshake that failed it may wait for ever.
        with suppress(*BROKEN):
            async with asyncio.timeout(1):
                await client.close()


def _goes_on() -> bool:
    """True; raises what ends the task, which `nats-py` swallows now and then."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
    return True


async def _unsaid(error: Exception) -> None:
    """What breaks a connection is noticed by whoever next uses it."""
