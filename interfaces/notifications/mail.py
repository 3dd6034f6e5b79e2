"""The e-mail channel: plain text by SMTP, one connection for all that waits.

The password goes over TLS alone: `smtps://` speaks it from the beginning, `smtp://` has
to be offered STARTTLS, except on this very machine.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from interfaces.notifications.channel import Letter, Outcome, Sent
from interfaces.notifications.refusals import (
    MailSenderInvalid,
    MailServerInvalid,
    NotificationAddressInvalid,
)

LONGEST = 254
"""Characters of an address (RFC 5321)."""
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
"""The plain form of RFC 5322: nothing in it can end a line or name a second address."""
PORTS = {"smtp": 587, "smtps": 465}
HERE = ("127.0.0.1", "::1", "localhost")
TIMEOUT = 20.0  # seconds for each answer of the server
BROKEN = (smtplib.SMTPException, OSError, UnicodeError)
LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. user: None where nobody signs in."""

    secure: bool
    host: str
    port: int
    user: str | None
    password: str

    @classmethod
    def of(cls, url: str) -> MailServer:
        """Raises MailServerInvalid, which does not repeat the password."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise MailServerInvalid from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise MailServerInvalid
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise MailServerInvalid
        return cls(
            parts.scheme == "smtps",
            parts.hostname,
            port or PORTS[parts.scheme],
            unquote(parts.username) if parts.username else None,
            unquote(parts.password or ""),
        )


class Mail:
    """Hands letters to a mail server. `send` is for one thread at a time."""

    def __init__(
        self,
        server: MailServer,
        sender: str,
        *,
        tls: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        """sender: the address that mail comes from. Raises MailSenderInvalid."""
        if not _is_address(sender):
            raise MailSenderInvalid
        self._server = server
        self._sender = sender
        self._tls = tls
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None

    def check(self, address: str) -> None:
        if not _is_address(address):
            raise NotificationAddressInvalid

    def send(self, letter: Letter) -> Sent:
        try:
            smtp = self._smtp = self._smtp or self._connected()
        except BROKEN as error:
            return Sent(Outcome.AWAY, _reason(error))
        try:
            smtp.send_message(composed(letter, self._sender))
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(*error.recipients.values())
        except smtplib.SMTPSenderRefused as error:
            self.rest()  # it is the same for all letters, so none of them is to blame
            return Sent(Outcome.AWAY, _reason(error))
        except smtplib.SMTPResponseException as error:
            return _refused((error.smtp_code, b""))
        except BROKEN as error:
            self.rest()
            return Sent(Outcome.NOT_NOW, _reason(error))
        return Sent(Outcome.TAKEN)

    def rest(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(*BROKEN):
                smtp.quit()
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        """A connection that is signed in. Raises what stands in the way."""
        server = self._server
        tls = self._tls or ssl.create_default_context()
        if server.secure:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout, context=tls
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        try:
            if not server.secure and server.host not in HERE:
                smtp.starttls(context=tls)  # refuses to go on without
            if server.user is not None:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp


def composed(letter: Letter, sender: str) -> EmailMessage:
    """A letter as mail. Its Message-ID is the same at every attempt."""
    mail = EmailMessage(policy=SMTP)
    _, _, domain = sender.rpartition("@")
    mail["From"] = Address(addr_spec=sender)
    mail["To"] = Address(addr_spec=letter.address)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.id}@{domain}>"
    # Who is away answers no machine (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, charset="utf-8", cte="base64")
    mail["Content-Language"] = LANGUAGES[letter.language]
    return mail


def _is_address(text: str) -> bool:
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None


def _refused(*answers: tuple[int, bytes]) -> Sent:
    """4xx is for now, 5xx for good (RFC 5321 4.2.1); the server's words may name the
    address, so only its number is kept."""
    code = max((code for code, _ in answers), default=0)
    outcome = Outcome.NEVER if code >= 500 else Outcome.NOT_NOW
    return Sent(outcome, f"smtp {code}")


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp {error.smtp_code}"
    return type(error).__name__
