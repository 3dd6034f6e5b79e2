"""Where a NATS server is and how to sign in: secrets from files and environment only.

The connection never mends itself. A relay that reconnects silently would not know what
the broker has forgotten meanwhile; it makes a new connection and looks.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from interfaces.relay.refusals import (
    NatsAddressInvalid,
    NatsFileUnreadable,
    NatsLibraryMissing,
    NatsSecretInAddress,
    NatsSignInRefused,
    NatsStreamNameInvalid,
    NatsUnreachable,
)

if TYPE_CHECKING:
    from nats.aio.client import Client

CONNECTS, CLOSES = 5, 1  # seconds
SCHEMES = frozenset({"nats", "tls"})
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class SignIn(BaseSettings):
    """Secrets that the environment holds; a file of credentials is better."""

    model_config = SettingsConfigDict(env_prefix="GONGSHI_NATS_", extra="ignore")

    user: str | None = None
    password: SecretStr | None = None
    token: SecretStr | None = None


@dataclass(frozen=True)
class Address:
    """Servers of one broker, and who we are there.

    creds: a `.creds` file. nkey: a file with a seed. ca, cert, key: PEM files; with
    any of them the connection is encrypted, as with `tls://`.
    """

    servers: Sequence[str]
    stream: str = "GONGSHI"
    creds: Path | None = None
    nkey: Path | None = None
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    sign_in: SignIn = field(default_factory=SignIn)

    def __post_init__(self) -> None:
        """Raises what is wrong with it, before anything is connected to."""
        for server in self.servers:
            _require_address(server)
        if not NAME.fullmatch(self.stream):
            raise NatsStreamNameInvalid(name=repr(self.stream))
        for path in (self.creds, self.nkey, self.ca, self.cert, self.key):
            if path is not None:
                _require_readable(path)

    def options(self) -> dict[str, Any]:
        """As the library takes them."""
        secret = self.sign_in
        given: dict[str, Any] = {
            "user": secret.user,
            "password": secret.password and secret.password.get_secret_value(),
            "token": secret.token and secret.token.get_secret_value(),
            "user_credentials": self.creds and str(self.creds),
            "nkeys_seed": self.nkey and str(self.nkey),
        }
        options = {name: value for name, value in given.items() if value is not None}
        if self.ca or self.cert:
            options["tls"] = self._context()
        return options

    def _context(self) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context(cafile=self.ca)
            if self.cert is not None:
                context.load_cert_chain(self.cert, self.key)
        except ssl.SSLError as error:
            path = self.cert or self.ca
            raise NatsFileUnreadable(path=path, reason=error) from None
        return context


class Connecting:
    """Connections to a broker, one after the other, to each of its servers in turn."""

    def __init__(self, address: Address, name: str = "gongshi relay") -> None:
        """name: by which the broker knows us. Raises NatsLibraryMissing."""
        try:
            import nats.aio.client  # noqa: F401
        except ImportError:
            raise NatsLibraryMissing from None
        self._name = name
        self._options = address.options()
        self._servers = cycle(address.servers)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Client]:
        """A connection until the `with` ends, or until it breaks.

        Raises NatsUnreachable, NatsSignInRefused.
        """
        from nats import errors
        from nats.aio.client import Client

        client = Client()
        told: list[Exception] = []

        async def note(error: Exception) -> None:
            told.append(error)

        try:
            try:
                await client.connect(
                    next(self._servers),
                    name=self._name,
                    allow_reconnect=False,
                    max_reconnect_attempts=1,
                    reconnect_time_wait=0,
                    connect_timeout=CONNECTS,
                    error_cb=note,
                    **self._options,
                )
            except (OSError, errors.Error, TimeoutError) as error:
                # The first that went wrong says why; the last, that all were tried.
                reason = str((told or [error])[0]) or type(error).__name__
                if "authorization" in reason.lower():
                    raise NatsSignInRefused(reason=reason) from None
                raise NatsUnreachable(reason=reason) from None
            yield client
        finally:
            # After a handshake that failed it may wait for ever.
            with suppress(OSError, errors.Error, TimeoutError):
                async with asyncio.timeout(CLOSES):
                    await client.close()


def _require_address(server: str) -> None:
    try:
        parts = urlsplit(server)
        known = parts.scheme in SCHEMES and parts.hostname and parts.port != 0
    except ValueError:
        raise NatsAddressInvalid(address="***") from None
    if "@" in server:
        raise NatsSecretInAddress
    if not known:
        raise NatsAddressInvalid(address=repr(server))


def _require_readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise NatsFileUnreadable(path=path, reason=error.strerror) from None
