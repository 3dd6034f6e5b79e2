"""`POST /senders/{name}/events`: trusted systems send cases in, as signed CloudEvents.

The signature is that of Standard Webhooks. It covers the body, and so a CloudEvent is
taken in its structured form alone, in which all of it is the body.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, Request
from psycopg import AsyncConnection
from pydantic import BaseModel, Field
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.responses import JSONResponse, Response

from application.cases import Cases
from application.steps import soon
from domain.errors import Refusal
from interfaces import giving
from interfaces.problem import PROBLEMS
from interfaces.senders import Sender
from interfaces.services import Services
from interfaces.streams.envelope import MEDIA_TYPE
from interfaces.streams.received import Matter, Received, described, read
from interfaces.whereabouts import compound_of, region_of

BODY = {"required": True, "content": {MEDIA_TYPE: {"schema": described()}}}


class SignatureInvalid(Refusal):
    zh = "签名无效：应按 Standard Webhooks 以发送方密钥签名，时间相差至多 5 分钟。"
    en = (
        "The signature does not hold: sign as Standard Webhooks has it, with the "
        "sender's secret, within 5 minutes."
    )
    fields = ("webhook-signature",)


class PlaceNotGiven(Refusal):
    zh = "data 中应有 region（区域编码）或 compound（小区编号或代码）。"
    en = "Give a region (its code) or a compound (its id or code) in the data."
    fields = ("region", "compound")


class Taken(BaseModel):
    """The case that was begun."""

    id: str = Field(description="The case; `subject` of its events is `case/<id>`.")
    position: int = Field(description="Where it stands in the log.")
    replayed: bool = Field(description="The event had come before.")
    events: str = Field(description="Where its later events, and all of yours, come.")


def router(services: Services) -> APIRouter:
    """The route; it takes no token, but a signature."""
    routes = APIRouter(tags=["events"], responses=PROBLEMS)

    @routes.post(
        "/senders/{name}/events",
        status_code=201,
        summary="Send a case in",
        response_model=Taken,
        openapi_extra={"requestBody": BODY},
    )
    async def take(
        request: Request,
        name: str,
        webhook_id: Annotated[str, Header()] = "",
        webhook_timestamp: Annotated[str, Header()] = "",
        webhook_signature: Annotated[str, Header()] = "",
    ) -> Response:
        """A CloudEvent `gongshi.case.report.v1` in its structured form. However often
        an event comes, one case is begun: events are told apart by `source` and `id`.
        """
        sender = services.senders.find(name) if services.senders else None
        body = await request.body()
        signed = {
            "webhook-id": webhook_id,
            "webhook-timestamp": webhook_timestamp,
            "webhook-signature": webhook_signature,
        }
        if sender is None or not _holds(sender, body, signed, services):
            raise SignatureInvalid  # nobody learns who the senders are
        services.rates.of_subject.take(sender.name)
        event, matter = read(body)
        async with services.pool.connection() as conn:
            arguments = await _report(conn, sender, event, matter)
        receipt = await soon(
            giving.to_case(
                services,
                sender.subject,
                Cases.report,
                None,
                arguments,
                key=f"{event.source} {event.id}",
            )
        )
        taken = Taken(
            id=str(receipt.ids[0]),
            position=receipt.position,
            replayed=receipt.replayed,
            events=f"/events?source={sender.name}&after={receipt.position - 1}",
        )
        return JSONResponse(taken.model_dump(), 201)

    return routes


def _holds(
    sender: Sender, body: bytes, signed: dict[str, str], services: Services
) -> bool:
    for secret in sender.secrets(services.clock()):
        try:
            Webhook(secret).verify(body, signed, json_parse=False)
        except (WebhookVerificationError, ValueError):
            continue  # Malformed signatures are whatever base64 says of them.
        return True
    return False


async def _report(
    conn: AsyncConnection[Any], sender: Sender, event: Received, matter: Matter
) -> dict[str, Any]:
    """The arguments of `Cases.report`. Raises PlaceNotGiven, NotFound."""
    given = msgspec.structs.asdict(matter)
    region, compound = given.pop("region"), given.pop("compound")
    given["source_system"] = sender.name
    given["source_reference"] = given.pop("reference") or event.id
    if compound is not None:
        return given | {"compound_id": await compound_of(conn, compound, region)}
    if region is None:
        raise PlaceNotGiven
    path, profile = await region_of(conn, region)
    return given | {"region_path": path, "profile": profile}
