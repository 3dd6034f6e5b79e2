"""One websocket of graphql-transport-ws: what it may send, and when it is ended."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketState
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    Message,
    SubscribeMessage,
)

from application.clock import system_clock
from domain.errors import Refusal
from interfaces.claims import TokenExpired
from interfaces.graphql.context import Context
from interfaces.graphql.errors import extensions_of
from interfaces.graphql.feeds import RECHECK
from interfaces.rates import network_of

MAX_SUBSCRIPTIONS = 20  # operations at once on one connection
EXPIRED = 4403  # closes a websocket with its token
TOO_SLOW = 4413  # closes a websocket whose reader does not read
PARTING = 0.5  # seconds in which watchers are still told why
SLOW_AFTER = 10.0  # seconds that a message waits for its reader


class TooManySubscriptions(Refusal):
    zh = "每个连接最多同时执行 {limit} 个操作。"
    en = "A connection runs up to {limit} operations at once."


class ReaderTooSlow(Refusal):
    zh = "客户端接收过慢，连接已关闭；请重新连接，并从最后的位置继续。"
    en = "The client reads too slowly; connect again and go on from the last position."


class WebSocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """The library's protocol, with limits that are refused with a code."""

    _closing = False

    async def handle(self) -> None:
        self._too_slow = asyncio.Event()
        handling = asyncio.create_task(super().handle(), name="websocket")
        dropped = asyncio.create_task(self._too_slow.wait(), name="slow reader")
        try:
            await asyncio.wait({handling, dropped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            dropped.cancel()
            if not handling.done():
                handling.cancel()
            with suppress(asyncio.CancelledError):
                await handling

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        if not self.connection_acknowledged:
            await super().handle_subscribe(message)
            return
        try:
            if len(self.operations) >= MAX_SUBSCRIPTIONS:
                raise TooManySubscriptions(limit=MAX_SUBSCRIPTIONS)
            take(self.context)
        except Refusal as refusal:
            language = self.context.language
            error: Any = {
                "message": refusal.message(language),
                "extensions": extensions_of(refusal),
            }
            await self.send_message(
                {"id": message["id"], "type": "error", "payload": [error]}
            )
            return
        await super().handle_subscribe(message)

    async def send_message(self, message: Message) -> None:
        if self._closing:
            return
        if message["type"] == "next":
            await self.context.readings.write(self.context.services)
        try:
            async with asyncio.timeout(SLOW_AFTER):
                await super().send_message(message)
        except TimeoutError:
            await self._drop()

    async def _drop(self) -> None:
        """Close because nobody reads; the code arrives if somebody does after all."""
        self._closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(SLOW_AFTER):
                await self.websocket.close(TOO_SLOW, ReaderTooSlow().code)
        self._too_slow.set()


def take(context: Context) -> None:
    """Count an operation of whoever asks. Raises TooManyRequests, TokenExpired."""
    rates, subject = context.services.rates, context.subject
    if context.identity.expires_at is not None:
        rates.of_subject.take(subject.id)
    elif isinstance(context.request, WebSocket) and context.request.client:
        rates.of_address.take(network_of(context.request.client.host))


async def close_with_token(context: Context) -> None:
    """End a websocket shortly after its token ran out or was revoked."""
    connection, identity = context.request, context.identity
    assert isinstance(connection, WebSocket) and identity.expires_at is not None
    while True:
        left = (identity.expires_at - system_clock()).total_seconds()
        await asyncio.sleep(min(max(left, 0.0), RECHECK))
        try:
            context.services.tokens.recheck(identity)
        except Refusal as refusal:
            at_once = isinstance(refusal, TokenExpired)
            # Whoever watches notices a revocation when they look the next time.
            await asyncio.sleep(PARTING if at_once else RECHECK + PARTING)
            if connection.application_state is WebSocketState.CONNECTED:
                await connection.close(EXPIRED, refusal.code)
            return


def read_message(data: str | bytes) -> object:
    """A message of the protocol. Raises `JSONDecodeError` for what is none."""
    try:
        message = json.loads(data)
    except RecursionError:
        message = None
    if not _is_message(message):
        raise json.JSONDecodeError("no message of graphql-transport-ws", "", 0)
    return message


def _is_message(message: object) -> bool:
    """Whether it has the shape that the protocol's handler takes for granted."""
    if not isinstance(message, dict) or not isinstance(message.get("id", ""), str):
        return False
    payload = message.get("payload", {})
    return (
        isinstance(payload, dict)
        and isinstance(payload.get("query", ""), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
    )
