"""Who asks over REST, as the `Authorization` header of the request says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer
from starlette.requests import Request

from interfaces.claims import Identity
from interfaces.services import Services

BEARER = HTTPBearer(
    bearerFormat="JWT",
    auto_error=False,
    description="A JWT of your issuer; what is public needs none.",
)


def identifying(services: Services) -> Callable[..., Awaitable[Identity]]:
    """The dependency that takes the token of a request.

    Raises TokenInvalid, TokenExpired, TokenRevoked, and TooManyRequests if its holder
    asks too often.
    """

    async def identify(
        request: Request, _: Annotated[object, Depends(BEARER)]
    ) -> Identity:
        header = request.headers.get("authorization")
        identity = await run_in_threadpool(services.tokens.identify, header)
        if identity.expires_at is not None:
            services.rates.of_subject.take(identity.subject.id)
        return identity

    return identify
