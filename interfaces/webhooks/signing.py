"""Signatures by the convention of Standard Webhooks (www.standardwebhooks.com).

The id of a message follows from the webhook and the position of the event: however
often it is sent, a receiver that has seen the id has seen the event.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from application.vault import Vault
from interfaces.streams.envelope import MEDIA_TYPE

PREFIX = "whsec_"


def secret_name(webhook_id: UUID, number: int) -> str:
    """What the vault calls a webhook's secret."""
    return f"webhook {webhook_id} {number}"


def signers(
    vault: Vault,
    webhook_id: UUID,
    newest: int,
    older_until: datetime | None,
    at: datetime,
) -> list[bytes]:
    """The secrets that sign at a moment, the newest first."""
    numbers = [newest]
    if older_until is not None and at < older_until:
        numbers.append(newest - 1)
    return [vault.secret(secret_name(webhook_id, number)) for number in numbers]


def written(secret: bytes) -> str:
    """A secret as its receiver is given it."""
    return PREFIX + base64.b64encode(secret).decode()


def message_id(webhook_id: UUID, position: int) -> str:
    """The id of the message about an event, always the same."""
    return f"msg_{webhook_id.hex}_{position}"


def headers(
    id: str, body: bytes, secrets: Sequence[bytes], at: datetime
) -> dict[str, str]:
    """What goes before the body. secrets: all that sign it, the newest first."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join([id.encode(), timestamp.encode(), body])
    signatures = (hmac.digest(secret, signed, "sha256") for secret in secrets)
    return {
        "Content-Type": MEDIA_TYPE,
        "User-Agent": "Gongshi",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(
            f"v1,{base64.b64encode(each).decode()}" for each in signatures
        ),
    }
