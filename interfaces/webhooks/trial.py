"""A test message: sent at once, whatever waits, and what became of it."""

from __future__ import annotations

import asyncio
from datetime import datetime

import orjson

from application import access_log
from application.chance import new_id
from application.clock import Clock
from application.database import Database
from application.fields import moment
from application.vault import Vault
from domain.roles import Actor
from interfaces.webhooks.addresses import Allowed
from interfaces.webhooks.posting import Answer, Poster
from interfaces.webhooks.queue import note
from interfaces.webhooks.rows import Webhook
from interfaces.webhooks.signing import headers, signers

TYPE = "gongshi.webhook.test.v1"
PATIENCE = 5.0  # seconds


class Trial:
    """Sends test messages."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        allowed: Allowed,
        source: str,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._allowed = allowed
        self._source = source

    async def send(self, actor: Actor, webhook: Webhook) -> Answer:
        """Send one, signed like all others; it is on record as a delivery."""
        now = self._clock()
        said, body = await asyncio.to_thread(self._written, webhook, now)
        async with Poster(self._allowed, timeout=PATIENCE) as poster:
            answer = await poster.post(webhook.url, said, body)
        await asyncio.to_thread(self._record, actor, webhook, answer, now)
        return answer

    def _written(self, webhook: Webhook, now: datetime) -> tuple[dict[str, str], bytes]:
        """Headers and body."""
        id = f"test_{new_id().hex}"
        body = orjson.dumps(
            {
                "specversion": "1.0",
                "id": id,
                "source": self._source,
                "type": TYPE,
                "subject": f"webhook/{webhook.id}",
                "time": moment(now),
                "datacontenttype": "application/json",
                "data": {},
            }
        )
        secrets = signers(
            self._vault, webhook.id, webhook.secret, webhook.older_until, now
        )
        return headers(id, body, secrets, now), body

    def _record(
        self, actor: Actor, webhook: Webhook, answer: Answer, now: datetime
    ) -> None:
        with self._database.connection() as conn:
            note(conn, webhook.id, None, 1, answer, now)
            refs = [(webhook.id, "webhook")]
            access_log.record(conn, actor, "webhook.test", refs, now)
