"""Where a message may go: never to the machine itself, however that is written."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpcore
import pytest

from interfaces.webhooks import addresses
from interfaces.webhooks.addresses import Allowed, GuardedNetwork, is_public, target
from interfaces.webhooks.posting import Poster
from interfaces.webhooks.refusals import WebhookNetworksInvalid, WebhookUrlInvalid
from interfaces.webhooks.words import DeliveryOutcome

HERE = [
    # the machine itself, in every spelling that a resolver knows
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0177.0.0.01",
    "0",
    "0.0.0.0",
    "0x0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
]
INSIDE = [
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "100::1",
]
PUBLIC = ["1.1.1.1", "114.114.114.114", "2606:4700:4700::1111", "::ffff:8.8.8.8"]
STRANGE = [
    "https://127.0.0.1@example.org/",
    "https://example.org@127.0.0.1/",
    "https://user:word@example.org/",
    "https://example.org#@127.0.0.1/",
    "https://example.org\\@127.0.0.1/",
    "https://127.0.0.1:443\\@example.org/",
    "https:///etc/passwd",
    "https://",
    "https://exa mple.org/",
    "https://example.org/\r\nHost: x",
    "https://ⓔxample.org/",
    "https://１２７.０.０.１/",
    "https://127。0。0。1/",
    "https://%31%32%37.0.0.1/",
    "https://[::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[127.0.0.1]/",
    "https://example.org:22/",
    "https://example.org:25/",
    "https://example.org:0/",
    "https://example.org:99999/",
    "https://example.org:port/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://0x7f.1/",
    "https://1.2.3/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "ftp://example.org/",
    "unix:///var/run/docker.sock",
    "javascript:alert(1)",
    "//example.org/",
    "https://example.org/" + "x" * 2_000,
]


TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Trap:
    """Listens on the machine's own addresses, and counts who comes."""

    def __init__(self) -> None:
        self.port = 0
        self.came = 0

    async def take(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.came += 1
        with suppress(asyncio.IncompleteReadError):
            await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()


@pytest.fixture
async def trap() -> AsyncIterator[Trap]:
    trap = Trap()
    server = await asyncio.start_server(trap.take, "127.0.0.1", 0)
    trap.port = server.sockets[0].getsockname()[1]
    servers = [server]
    if socket.has_ipv6:
        with suppress(OSError):  # a machine without IPv6
            servers.append(await asyncio.start_server(trap.take, "::1", trap.port))
    yield trap
    for each in servers:
        each.close()
        await each.wait_closed()


def answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let names have these addresses, one list after the other; who was asked for."""
    asked: list[str] = []
    left = list(answers)

    async def resolved(host: str, port: int) -> list[addresses.Address]:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [ipaddress.ip_address(each) for each in found]

    monkeypatch.setattr(addresses, "resolved", resolved)
    return asked


def test_more_than_forty_targets_are_tried() -> None:
    assert len(HERE) + len(INSIDE) > 50


@pytest.mark.parametrize("host", HERE)
async def test_nothing_reaches_the_machine_itself(trap: Trap, host: str) -> None:
    """At the connection itself, past every look at how the address is written."""
    guard = GuardedNetwork(Allowed(), secure=True)
    with pytest.raises(httpcore.ConnectError):
        await guard.connect_tcp(host, trap.port, timeout=2)

    written = f"[{host}]" if ":" in host else host
    async with Poster(Allowed(), timeout=2, tls=TLS) as poster:
        for scheme in ("https", "http"):
            url = f"{scheme}://{written}:{trap.port}/"
            assert (await poster.post(url, {}, b"{}")).outcome in (
                DeliveryOutcome.ADDRESS_REFUSED,
                DeliveryOutcome.UNREACHABLE,  # no resolver takes it for an address
            )

    assert trap.came == 0


@pytest.mark.parametrize("host", INSIDE)
def test_what_is_not_of_the_open_internet_is_not_public(host: str) -> None:
    assert not is_public(ipaddress.ip_address(host))
    with pytest.raises(WebhookUrlInvalid):
        Allowed().check(f"https://[{host}]/" if ":" in host else f"https://{host}/")


@pytest.mark.parametrize("host", PUBLIC)
def test_the_open_internet_is(host: str) -> None:
    assert is_public(ipaddress.ip_address(host))
    Allowed().check(f"https://[{host}]/" if ":" in host else f"https://{host}/")


@pytest.mark.parametrize("url", STRANGE)
def test_what_programs_read_differently_is_refused(url: str) -> None:
    with pytest.raises(WebhookUrlInvalid):
        Allowed("10.0.0.0/8").check(url)


def test_a_url_is_taken_apart_once() -> None:
    assert target("https://Example.org:8443/a?b=c") == addresses.Target(
        "https", "example.org", 8443, "/a?b=c"
    )
    assert target("http://[::1]").url.host == b"[::1]"
    with pytest.raises(WebhookNetworksInvalid):
        Allowed("10.0.0.1/8")


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1", "1.1.1.1"]]
)
async def test_a_name_with_one_wrong_address_is_refused(
    trap: Trap, monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    answering(monkeypatch, found)
    async with Poster(Allowed(), timeout=2, tls=TLS) as poster:
        answer = await poster.post(f"https://example.org:{trap.port}/", {}, b"{}")

    assert (answer.outcome, trap.came) == (DeliveryOutcome.ADDRESS_REFUSED, 0)


async def test_a_name_that_changes_its_mind_is_asked_once_a_connection(
    trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what is connected to is the address that was judged."""
    asked = answering(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    went: list[str] = []

    async def connect(self: Any, host: str, port: int, timeout: Any = None) -> Any:
        went.append(host)
        raise httpcore.ConnectError("not from here")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    async with Poster(Allowed(), timeout=2, tls=TLS) as poster:
        url = f"https://example.org:{trap.port}/"
        first = await poster.post(url, {}, b"{}")
        second = await poster.post(url, {}, b"{}")

    assert (went, asked) == (["93.184.216.34"], ["example.org"] * 2)
    assert first.outcome is DeliveryOutcome.UNREACHABLE
    assert second.outcome is DeliveryOutcome.ADDRESS_REFUSED
    assert trap.came == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_leads_nowhere(trap: Trap, status: int) -> None:
    async def redirect(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"{}")
        location = f"Location: http://127.0.0.1:{trap.port}/\r\nContent-Length: 0"
        writer.write(f"HTTP/1.1 {status} There\r\n{location}\r\n\r\n".encode())
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(redirect, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with Poster(Allowed("127.0.0.0/8"), timeout=2, tls=TLS) as poster:
        answer = await poster.post(f"http://127.0.0.1:{port}/", {}, b"{}")
    server.close()
    await server.wait_closed()

    assert (answer.outcome, answer.status) == (DeliveryOutcome.REDIRECTED, status)
    assert trap.came == 0


async def test_the_trap_takes_what_is_allowed_to_come(trap: Trap) -> None:
    async with Poster(Allowed("127.0.0.0/8"), timeout=2, tls=TLS) as poster:
        answer = await poster.post(f"http://127.0.0.1:{trap.port}/", {}, b"{}")
        other = await poster.post(f"http://[::1]:{trap.port}/", {}, b"{}")

    assert (answer.outcome, answer.status) == (DeliveryOutcome.DELIVERED, 204)
    assert other.outcome is DeliveryOutcome.ADDRESS_REFUSED
    assert trap.came == 1


def test_without_tls_the_world_is_closed() -> None:
    with pytest.raises(WebhookUrlInvalid, match="https"):
        Allowed().check("http://example.org/")
    with pytest.raises(WebhookUrlInvalid):
        Allowed("10.0.0.0/8").check("http://1.1.1.1/")
    Allowed("10.0.0.0/8, fd00::/8").check("http://10.1.2.3:8080/hook")
