"""A real mail server on this machine, which remembers and may refuse."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.interfaces.command_line import free_port


class MailHouse:
    """What arrived, in order, and what it says to the next.

    answer: to a recipient; `None`: welcome. verdict: on a whole message, likewise.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.answer: Callable[[str], str | None] = lambda address: None
        self.verdict: Callable[[bytes], str | None] = lambda content: None
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        read = email.message_from_bytes
        return [read(each, policy=email.policy.default) for each in self.raw]

    def start(self) -> None:
        self._controller = Controller(self, "127.0.0.1", self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[Any],
    ) -> str:
        refusal = self.answer(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        refusal = self.verdict(content)
        if refusal is None:
            self.raw.append(content)
            self.recipients += envelope.rcpt_tos
        return refusal or "250 OK"


@contextmanager
def mail_house() -> Iterator[MailHouse]:
    house = MailHouse()
    house.start()
    try:
        yield house
    finally:
        house.stop()
