"""What a run that broke off left in the log, for the one that goes on with it.

A history is played in batches, one after the other, and all of a batch is recorded at
one moment of the simulated clock. So a batch is whole if anything was recorded after
its moment. The batches of the last moment may lack something: of those the commands
with an answer are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from application.commit import Receipt
from application.idempotency import idempotency_key
from application.order import Order
from application.simulation import last_recorded
from interfaces.runtime import Runtime

UNTOLD = Receipt(0, (), (), replayed=True)
"""For a command that is done and kept no answer: it had no key."""


class EarlierRun:
    """As the log was when this was made."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._until = last_recorded(runtime.database)

    def receipts(self, orders: Sequence[Order], at: datetime) -> list[Receipt | None]:
        """What these commands of a batch were answered; None: to be given yet.
        at: when the batch is recorded."""
        if self._until is None or at > self._until:
            return [None] * len(orders)
        vault = self._runtime.vault
        keys = [
            idempotency_key(vault, order.actor.id, order.key or "", None).key
            for order in orders
        ]
        found = self._runtime.store.receipts(keys)
        other = UNTOLD if at < self._until else None
        return [found.get(key, other) for key in keys]
