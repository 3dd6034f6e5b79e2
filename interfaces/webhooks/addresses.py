"""Where a message may go: to public addresses, and to networks that the operator names.

What counts is the address that is connected to. A name is resolved when the connection
is made, every address that it has is judged, and the connection goes to one that was
judged: a name that changes its mind in between changes nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore

from interfaces.webhooks.refusals import WebhookNetworksInvalid, WebhookUrlInvalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST = 2_000  # characters of a URL
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"([0-9]+|0x[0-9a-f]*)")
UNICAST = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
TUNNELS: tuple[Network, ...] = (
    ipaddress.ip_network("2002::/16"),  # 6to4
    ipaddress.ip_network("2001::/32"),  # Teredo
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4's relays
)
"""Public addresses behind which any other may lie."""
WEB = (80, 443)
FIRST_FREE = 1024
"""Ports from here on belong to no service of the system."""


class AddressRefused(httpcore.ConnectError):
    """A name has an address that nothing may be sent to."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address on the web, taken apart.

    host: ASCII, without brackets. path: with the query.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> httpcore.URL:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return httpcore.URL(
            scheme=self.scheme, host=host, port=self.port, target=self.path
        )


def target(url: str) -> Target:
    """The parts of a URL. Raises WebhookUrlInvalid for what is none of the web's, and
    for what different programs might read differently."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable():
        raise _invalid(
            f"最多 {LONGEST} 个 ASCII 字符", f"up to {LONGEST} ASCII characters"
        )
    if any(each in url for each in ' \\"<>^`{|}'):
        raise _invalid("含有不允许的字符", "it has characters that no URL has")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise _invalid("无法解析", "it cannot be read") from None
    if parts.scheme not in ("http", "https"):
        raise _invalid("应以 https:// 开头", "it begins with https://")
    if "@" in parts.netloc or parts.fragment or "#" in url:
        raise _invalid("不得含用户名或片段", "it has neither user nor fragment")
    if not (_is_ipv6(host) if "[" in parts.netloc else _is_name(host)):
        raise _invalid("主机名无效", "its host is no name")
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    if port not in WEB and port < FIRST_FREE:
        raise _invalid("端口不允许", f"its port is 80, 443, or from {FIRST_FREE} on")
    path = parts.path or "/"
    return Target(
        parts.scheme, host, port, path + (f"?{parts.query}" if parts.query else "")
    )


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, and of one machine there."""
    address = meant(address)
    if any(address in network for network in TUNNELS):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in UNICAST:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def meant(address: Address) -> Address:
    """The IPv4 address behind an IPv6 one that only writes it differently."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


class Allowed:
    """Who may be sent to: the networks that the operator names; by TLS, the world."""

    def __init__(self, networks: str = "") -> None:
        """networks: separated by commas. Raises WebhookNetworksInvalid."""
        self.networks = [_network(each) for each in networks.replace(",", " ").split()]

    def has(self, address: Address, *, secure: bool) -> bool:
        """Whether a message may go there; without TLS to named networks alone."""
        return self.names(meant(address)) or (secure and is_public(address))

    def names(self, address: Address) -> bool:
        return any(address in network for network in self.networks)

    def check(self, url: str) -> None:
        """Refuse what can be told to be wrong before any name is asked for. Raises
        WebhookUrlInvalid."""
        asked = target(url)
        secure = asked.scheme == "https"
        if not secure and not self.networks:
            raise _invalid(
                "应为 https；http 只用于 GONGSHI_WEBHOOK_NETWORKS 所列网络",
                "https is needed; http is for networks in GONGSHI_WEBHOOK_NETWORKS",
            )
        try:
            address = ipaddress.ip_address(asked.host)
        except ValueError:
            return
        if not self.has(address, secure=secure):
            raise _invalid("此地址不对外公开", "that address is not a public one")


class GuardedNetwork(httpcore.AnyIOBackend):
    """Connects to addresses that were judged, and to nothing else."""

    def __init__(self, allowed: Allowed, *, secure: bool) -> None:
        self._allowed = allowed
        self._secure = secure

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises AddressRefused if only one of the name's addresses is not allowed."""
        found = await resolved(host.strip("[]"), port)
        for address in found:
            if not self._allowed.has(address, secure=self._secure):
                raise AddressRefused(f"{host} is at {address}")
        failure: httpcore.ConnectError = httpcore.ConnectError(f"{host} has no address")
        for address in found:
            try:
                return await super().connect_tcp(str(address), port, timeout)
            except httpcore.ConnectError as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore.AsyncNetworkStream:
        raise AddressRefused(path)


async def resolved(host: str, port: int) -> list[Address]:
    """Every address of a host. Raises httpcore.ConnectError if there is none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(ipaddress.ip_address(each[4][0]) for each in found))
    except (OSError, ValueError) as error:
        raise httpcore.ConnectError(f"{host}: {error}") from error


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise WebhookNetworksInvalid(network=text) from None


def _is_name(host: str) -> bool:
    """Whether it is a name, or an IPv4 address as all write it: to some, `0177.1` and
    `2130706433` are addresses as well."""
    labels = host.removesuffix(".").split(".")
    if NUMBER.fullmatch(labels[-1]):
        try:
            return bool(ipaddress.IPv4Address(host))
        except ValueError:
            return False
    return len(host) <= 253 and all(map(LABEL.fullmatch, labels))


def _is_ipv6(host: str) -> bool:
    try:
        return ipaddress.IPv6Address(host).scope_id is None
    except ValueError:
        return False


def _invalid(zh: str, en: str) -> WebhookUrlInvalid:
    return WebhookUrlInvalid(problem=en, problem_zh=zh)
