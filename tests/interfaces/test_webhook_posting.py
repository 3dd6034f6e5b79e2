"""Sending one message: what its receiver may do, and how long, and how much."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from interfaces.webhooks import posting
from interfaces.webhooks.addresses import Allowed
from interfaces.webhooks.posting import Poster
from interfaces.webhooks.words import DeliveryOutcome

HERE = Allowed("127.0.0.0/8")
UNTRUSTING = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
BODY = b"{}"
GONE_AWAY = (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError)
Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Takes requests on one port and has `reply` answer each; counts connections."""

    def __init__(self, reply: Reply) -> None:
        self.connections = 0
        self._reply = reply
        self._taking: list[asyncio.Task[None] | None] = []

    async def begin(self, tls: ssl.SSLContext | None = None) -> int:
        """The port."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0, ssl=tls)
        return int(self._server.sockets[0].getsockname()[1])

    async def end(self) -> None:
        """Once every connection is at its end."""
        self._server.close()
        await self._server.wait_closed()
        await asyncio.gather(*filter(None, self._taking))

    async def _take(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        self._taking.append(asyncio.current_task())
        with suppress(*GONE_AWAY):
            while await reader.readuntil(BODY):
                await self._reply(writer)
        writer.close()
        with suppress(*GONE_AWAY):
            await writer.wait_closed()


def saying(text: str) -> Reply:
    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(text.encode())

    return reply


def status(code: int, *headers: str) -> str:
    return "\r\n".join((f"HTTP/1.1 {code} X", "Content-Length: 0", *headers, "", ""))


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (status(200), DeliveryOutcome.DELIVERED),
        (status(299), DeliveryOutcome.DELIVERED),
        (status(302), DeliveryOutcome.REDIRECTED),
        (status(404), DeliveryOutcome.REFUSED),
        (status(410), DeliveryOutcome.GONE),
        (status(500), DeliveryOutcome.REFUSED),
        ("nonsense\r\n\r\n", DeliveryOutcome.UNREACHABLE),
        ("HTTP/1.1 200 X\r\n" + "X: y\r\n" * 50_000, DeliveryOutcome.UNREACHABLE),
    ],
)
async def test_every_answer_has_a_meaning(said: str, outcome: DeliveryOutcome) -> None:
    server = Server(saying(said))
    port = await server.begin()
    async with Poster(HERE, tls=UNTRUSTING) as poster:
        answer = await poster.post(f"http://127.0.0.1:{port}/", {}, BODY)
    await server.end()
    assert answer.outcome is outcome


@pytest.mark.parametrize(
    "said",
    ["", "HTTP/1.1 100 X\r\n\r\n", "HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n"],
)
async def test_who_says_no_more_is_not_waited_for(said: str) -> None:
    server = Server(saying(said))
    port = await server.begin()
    async with Poster(HERE, timeout=0.2, tls=UNTRUSTING) as poster:
        answer = await poster.post(f"http://127.0.0.1:{port}/", {}, BODY)
    await server.end()
    assert answer.outcome is DeliveryOutcome.TIMED_OUT


async def test_an_answer_that_drips_has_no_more_time_than_another() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        for each in status(204):
            writer.write(each.encode())
            await asyncio.sleep(0.05)

    server = Server(drip)
    port = await server.begin()
    async with Poster(HERE, timeout=0.2, tls=UNTRUSTING) as poster:
        answer = await poster.post(f"http://127.0.0.1:{port}/", {}, BODY)
    await server.end()
    assert (answer.outcome, answer.status) == (DeliveryOutcome.TIMED_OUT, None)
    assert answer.milliseconds >= 200


async def test_of_an_answer_without_end_little_is_read() -> None:
    sent = 0

    async def flood(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        while True:
            writer.write(bytes(1 << 16))
            await writer.drain()
            sent += 1 << 16

    server = Server(flood)
    port = await server.begin()
    async with Poster(HERE, tls=UNTRUSTING) as poster:
        answer = await poster.post(f"http://127.0.0.1:{port}/", {}, BODY)
    await server.end()
    assert answer.outcome is DeliveryOutcome.DELIVERED
    assert sent < 32 << 20  # what the buffers of the system hold


async def test_what_is_too_large_is_not_sent() -> None:
    server = Server(saying(status(204)))
    port = await server.begin()
    async with Poster(HERE, tls=UNTRUSTING) as poster:
        large = bytes(posting.LARGEST + 1)
        answer = await poster.post(f"http://127.0.0.1:{port}/", {}, large)
    await server.end()
    assert answer.outcome is DeliveryOutcome.TOO_LARGE
    assert server.connections == 0


async def test_connections_are_used_again_and_not_too_many_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(posting, "KEPT", 1)
    closing = Server(saying(status(204, "Connection: close")))
    first, second = Server(saying(status(204))), Server(saying(status(204)))
    servers = [closing, first, second]
    urls = [f"http://127.0.0.1:{await each.begin()}/" for each in servers]
    async with Poster(HERE, tls=UNTRUSTING) as poster:
        for each in (0, 0, 1, 1, 2, 1):
            answer = await poster.post(urls[each], {}, BODY)
            assert answer.outcome is DeliveryOutcome.DELIVERED
    for server in servers:
        await server.end()
    assert [each.connections for each in servers] == [2, 2, 1]


async def test_https_needs_a_certificate_that_is_trusted(tmp_path: Path) -> None:
    server = Server(saying(status(204)))
    port = await server.begin(certified(tmp_path))
    url = f"https://127.0.0.1:{port}/"
    trusting = ssl.create_default_context(cafile=tmp_path / "cert.pem")
    for tls, outcome in (
        (trusting, DeliveryOutcome.DELIVERED),
        (UNTRUSTING, DeliveryOutcome.UNREACHABLE),
    ):
        async with Poster(HERE, tls=tls) as poster:
            assert (await poster.post(url, {}, BODY)).outcome is outcome
    async with Poster(HERE, tls=trusting) as poster:
        other = await poster.post(url.replace("0.0.1", "0.0.2"), {}, BODY)
    await server.end()
    assert other.outcome is DeliveryOutcome.UNREACHABLE


def certified(folder: Path) -> ssl.SSLContext:
    """Of a server that 127.0.0.1 is the name of; its certificate in `cert.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
