"""Refuses request bodies over a limit before anything reads them whole."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import Refusal


class BodyTooLarge(Refusal):
    zh = "请求体超过上限 {limit} 字节。"
    en = "The body is larger than the allowed {limit} bytes."


class BodyLimit:
    """ASGI middleware: counts what arrives, whatever `Content-Length` claims.

    limit_of: the limit in bytes for a path.
    refuse: the application that answers instead when the limit is passed.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit_of: Callable[[str], int],
        refuse: Callable[[BodyTooLarge, Scope], ASGIApp],
    ) -> None:
        self._app = app
        self._limit_of = limit_of
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        try:
            if announced.isdigit() and int(announced) > limit:
                raise BodyTooLarge(limit=limit)
            await self._app(scope, _counted(receive, limit), send)
        except BodyTooLarge as refusal:
            await self._refuse(refusal, scope)(scope, receive, send)


def _counted(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise BodyTooLarge(limit=limit)
        return message

    return counted
