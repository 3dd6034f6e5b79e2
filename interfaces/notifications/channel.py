"""What every channel is to the notifier, whatever carries its messages."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import NamedTuple, Protocol
from uuid import UUID

from interfaces.notifications.words import NotificationKind, NotificationLanguage


class Letter(NamedTuple):
    """A message as it goes out. It holds no name, no text of a case and no amount.

    id: always the same for the same message, however often it is sent.
    address: as the channel understands it. about, about_id: what it is about, such as
    `case` and its number. link: None where the operator names no page.
    """

    id: UUID
    address: str
    kind: NotificationKind
    language: NotificationLanguage
    about: str
    about_id: UUID
    link: str | None
    subject: str
    text: str
    at: datetime


class Outcome(Enum):
    """What became of an attempt."""

    TAKEN = "taken"
    NOT_NOW = "not_now"  # try this one again later
    NEVER = "never"  # the address, or this message, is refused for good
    AWAY = "away"  # the channel itself does not work: this message is not to blame


class Sent(NamedTuple):
    """reason: a word for the operator, such as `smtp 450`; never an address."""

    outcome: Outcome
    reason: str = ""


class Channel(Protocol):
    """Carries letters, one after the other, from one thread."""

    def check(self, address: str) -> None:
        """Raises NotificationAddressInvalid for what can be no address here."""

    def send(self, letter: Letter) -> Sent:
        """Hand a letter over; whatever happens is an outcome, never an error."""

    def rest(self) -> None:
        """There is nothing more to send for now: let go of what is held open."""
