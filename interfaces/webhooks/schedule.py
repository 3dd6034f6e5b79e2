"""When a message that was not taken is sent again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from interfaces.webhooks.refusals import WebhookRetriesInvalid

JITTER = 0.1
"""By which part each pause is shorter or longer, so that not all come at once."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """pauses: seconds before the second attempt, the third, and so on.

    chance: from 0 to 1.
    """

    pauses: Sequence[float]
    chance: Callable[[], float] = random.SystemRandom().random

    @classmethod
    def of(cls, text: str) -> Schedule:
        """Raises WebhookRetriesInvalid."""
        try:
            pauses = [float(each) for each in text.replace(",", " ").split()]
        except ValueError:
            raise WebhookRetriesInvalid(value=text) from None
        if not all(0 < each < float("inf") for each in pauses):
            raise WebhookRetriesInvalid(value=text)
        return cls(pauses)

    def pause(self, attempts: int) -> timedelta | None:
        """How long to wait after so many attempts; None: no longer at all."""
        if attempts > len(self.pauses):
            return None
        swing = 1 + JITTER * (2 * self.chance() - 1)
        return timedelta(seconds=self.pauses[attempts - 1] * swing)
