"""Take cases in from a broker, each once, over every break.

A message is acknowledged after its case is in the log and its answer in the broker.
Whatever dies in between, the message comes again, and the event is known by its id.
"""

from __future__ import annotations

import asyncio
import logging
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import uuid4

import psycopg
from nats.aio.msg import Msg

from application.refusals import LogUnavailable
from domain.errors import Refusal
from interfaces.graphql.errors import extensions_of
from interfaces.intake.inbox import OUT, Inbox, Slot
from interfaces.intake.refusals import MessageFailed, MessageTooLong, SenderUnknown
from interfaces.intake.state import IntakeState
from interfaces.intake.taking import Taken
from interfaces.intake.taking import take as take
from interfaces.relay.address import Connecting
from interfaces.relay.broken import breaking
from interfaces.relay.refusals import RelayWaits, RelayWithoutLog
from interfaces.relay.waiting import goes_on, over_breaks
from interfaces.services import Services
from interfaces.streams.received import named

log = logging.getLogger("gongshi.intake")
AT_ONCE = 16
LONGEST = 1 << 18
"""Bytes of a message; an answer that repeats it fits into a message as well."""
TRIES = 5
"""How often a message may fail in a way that nobody foresaw, ..."""
PAUSE = 1.0
"""... seconds after the first time, then twice as many; and between two looks for a
database that is away."""


class Intake:
    """Between one broker and one log."""

    def __init__(
        self,
        services: Services,
        connecting: Connecting,
        replicas: int,
        state: IntakeState,
        told: Callable[[RelayWaits], None],
    ) -> None:
        """services: with an open pool. told: what it waits for, when that changes."""
        self._services = services
        self._connecting = connecting
        self._replicas = replicas
        self._state = state
        self._told = told

    async def run(self, *, once: bool = False) -> None:
        """For ever, or until every message that is there has its answer.

        Raises the refusals that waiting does not mend.
        """
        await over_breaks(lambda: self._session(once), self._state, self._told)

    async def _session(self, once: bool) -> None:
        """From one connection to its end."""
        async with self._connecting.connected() as client:
            inbox = Inbox(client, self._replicas)
            await inbox.open()
            self._state.failure = None
            working = [
                asyncio.create_task(self._work(inbox, await inbox.slot(), once))
                for _ in range(AT_ONCE)
            ]
            try:
                await asyncio.gather(*working)
            finally:
                for each in working:
                    each.cancel()
                await asyncio.gather(*working, return_exceptions=True)

    async def _work(self, inbox: Inbox, slot: Slot, once: bool) -> None:
        while goes_on():
            message = await slot.next()
            if message is not None:
                await self._settle(inbox, message)
            elif once and not await slot.left():
                return

    async def _settle(self, inbox: Inbox, message: Msg) -> None:
        """Take a message in, answer it, and only then let the broker forget it."""
        [found] = await asyncio.gather(self._take(message), return_exceptions=True)
        match found:
            case Taken():
                self._state.taken += not found.replayed
                self._state.repeated += found.replayed
                await _answer(inbox, message, "taken", found.model_dump())
                with breaking():
                    await message.ack()
            case Refusal():
                await self._refuse(inbox, message, found)
            case Exception():
                await self._failed(inbox, message, found)
            case _:
                raise found

    async def _take(self, message: Msg) -> Taken:
        name, senders = _sender_of(message), self._services.senders
        sender = senders.find(name) if senders else None
        if sender is None:
            raise SenderUnknown(name=name)
        size = len(message.data)
        if size > LONGEST:
            raise MessageTooLong(size=size, limit=LONGEST)
        while True:
            try:
                taken = await take(self._services, sender, message.data)
            except (LogUnavailable, psycopg.OperationalError) as error:
                await self._wait(message, RelayWithoutLog(reason=error))
            else:
                self._state.failure = None
                return taken

    async def _wait(self, message: Msg, reason: RelayWaits) -> None:
        """Keep a message for a while: it would only go to the next who cannot."""
        if self._state.failure != reason.code:
            self._told(reason)
        self._state.failed(reason)
        with breaking():
            await message.in_progress()
        await asyncio.sleep(PAUSE)

    async def _refuse(self, inbox: Inbox, message: Msg, refusal: Refusal) -> None:
        """The answer says why, and holds what was sent."""
        self._state.refused += 1
        log.warning("%s: %s", message.subject, refusal.code)
        said = extensions_of(refusal) | _kept(message.data)
        await _answer(inbox, message, "refused", said)
        with breaking():
            await message.term()

    async def _failed(self, inbox: Inbox, message: Msg, error: Exception) -> None:
        """Something that nobody foresaw: later again, but not for ever."""
        reference = uuid4().hex[:12]
        log.error("%s: error %s", message.subject, reference, exc_info=error)
        tries = message.metadata.num_delivered
        if tries >= TRIES:
            await self._refuse(inbox, message, MessageFailed(reference=reference))
            return
        with breaking():
            await message.nak(PAUSE * 2 ** (tries - 1))


async def _answer(
    inbox: Inbox, message: Msg, outcome: str, said: dict[str, Any]
) -> None:
    """Beside what is said: which message, and which event if it could be read."""
    about = message.metadata
    event = named(message.data)
    sequence = about.sequence.stream
    await inbox.answer(
        f"{OUT}.{_sender_of(message)}.{outcome}",
        # Not the sequence alone, which begins anew with the broker's store.
        f"{sequence}-{about.timestamp.timestamp()}",
        {"sequence": sequence, "event": event} | said,
    )


def _sender_of(message: Msg) -> str:
    """The second word of the subject: the broker lets nobody else publish there."""
    return message.subject.split(".")[1]


def _kept(body: bytes) -> dict[str, Any]:
    """What was sent, so that it can be taken in after all."""
    if len(body) > LONGEST:
        return {"receivedDigest": sha256(body).hexdigest()}
    return {"received": b64encode(body).decode()}
