"""`POST /senders/{name}/events`: trusted systems send cases in, as signed CloudEvents.

The signature is that of Standard Webhooks. It covers the body, and so a CloudEvent is
taken in its structured form alone, in which all of it is the body.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.responses import JSONResponse, Response

from domain.errors import Refusal
from interfaces.intake.taking import Taken
from interfaces.intake.taking import take as take_in
from interfaces.problem import PROBLEMS
from interfaces.senders import Sender
from interfaces.services import Services
from interfaces.streams.envelope import MEDIA_TYPE
from interfaces.streams.received import described

BODY = {"required": True, "content": {MEDIA_TYPE: {"schema": described()}}}


class SignatureInvalid(Refusal):
    zh = "签名无效：应按 Standard Webhooks 以发送方密钥签名，时间相差至多 5 分钟。"
    en = (
        "The signature does not hold: sign as Standard Webhooks has it, with the "
        "sender's secret, within 5 minutes."
    )
    fields = ("webhook-signature",)


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
        taken = await take_in(services, sender, body)
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
