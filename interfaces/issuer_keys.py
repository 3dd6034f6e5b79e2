"""The public keys that check tokens: an issuer's JWKS, at a URL or in a file.

Keys change while the service runs, and nobody notices: a file is read again when it
changed, a URL is fetched again every few minutes, and at once for a key that is not
known, though seldom. While the source is away or broken the last good keys stay.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import jwt

from domain.errors import Refusal

log = logging.getLogger("gongshi.auth")

ALGORITHMS = {("OKP", "Ed25519"): "EdDSA", ("EC", "P-256"): "ES256"}
"""The algorithm of each kind of key that is taken; a token cannot choose another."""

LIFESPAN = 240.0  # seconds after which keys of a URL are fetched again
COOLDOWN = 10.0  # seconds between two fetches, whatever tokens name
FETCH_WITHIN = 5.0  # seconds

ById = Mapping[str | None, jwt.PyJWK]


class IssuerUnreachable(Refusal):
    zh = "暂时无法取得令牌签发方的公钥，请稍后再试。"
    en = "The token issuer's keys cannot be fetched now; try again later."
    fields = ("authorization",)


class IssuerKeysInvalid(Refusal):
    zh = "签发方公钥文件 {path} 不是有效的 JWKS。"
    en = "The issuer's key file {path} is not a valid JWKS."


class Keys(Protocol):
    def find(self, key_id: str | None) -> jwt.PyJWK | None:
        """The key that a token names; it may be fetched. Raises IssuerUnreachable."""

    def knows(self, key_id: str | None) -> bool:
        """Whether the key still counts, without waiting for anything."""

    def refresh(self) -> None:
        """Look for other keys, if it is time to. Never raises."""


def keys_at(source: str) -> Keys:
    """The keys of a JWKS: a URL or a file.

    Raises IssuerKeysInvalid when a file holds no usable key.
    """
    if source.startswith(("http://", "https://")):
        return RemoteKeys(source)
    return FileKeys(Path(source), lambda content: keys_of(json.loads(content)))


def keys_of(document: object) -> ById:
    """The usable keys of a JWKS document by their ids.

    Raises `ValueError` or a `PyJWTError` when there is none.
    """
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no JWKS")
    usable = [each for each in listed if _is_usable(each)]
    return by_id(jwt.PyJWKSet.from_dict({"keys": usable}).keys)


def by_id(keys: Sequence[jwt.PyJWK]) -> ById:
    return {key.key_id: key for key in reversed(keys)}


def _is_usable(key: object) -> bool:
    """Whether it is a public key for signatures, of a kind that is taken."""
    if not isinstance(key, dict):
        return False
    algorithm = ALGORITHMS.get((str(key.get("kty")), str(key.get("crv"))))
    return (
        algorithm is not None
        and key.get("alg", algorithm) == algorithm
        and key.get("use", "sig") == "sig"
    )


class NoKeys:
    """Of a process that nobody signs in to."""

    def find(self, key_id: str | None) -> jwt.PyJWK | None:
        return None

    def knows(self, key_id: str | None) -> bool:
        return False

    def refresh(self) -> None:
        """There is nothing to look for."""


class FileKeys:
    """Keys of a file, read again whenever it changed."""

    def __init__(self, path: Path, parse: Callable[[bytes], ById]) -> None:
        """parse: raises `ValueError` or a `PyJWTError` for what holds no keys.

        Raises IssuerKeysInvalid.
        """
        self._path = path
        self._parse = parse
        try:
            self._seen = self._mark()
            self._keys = parse(path.read_bytes())
        except (OSError, ValueError, jwt.PyJWTError) as error:
            raise IssuerKeysInvalid(path=path) from error

    def find(self, key_id: str | None) -> jwt.PyJWK | None:
        self.refresh()
        return self._keys.get(key_id)

    def knows(self, key_id: str | None) -> bool:
        self.refresh()
        return key_id in self._keys

    def refresh(self) -> None:
        try:
            mark = self._mark()
            if mark != self._seen:
                self._seen = mark
                self._keys = self._parse(self._path.read_bytes())
        except (OSError, ValueError, jwt.PyJWTError) as error:
            log.warning("the keys in %s stay as they were: %s", self._path, error)

    def _mark(self) -> tuple[int, int, int]:
        found = self._path.stat()
        return found.st_mtime_ns, found.st_ino, found.st_size


class RemoteKeys:
    """Keys of a URL, cached; the last good ones stay while it does not answer."""

    def __init__(
        self, url: str, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = jwt.PyJWKClient(url, timeout=FETCH_WITHIN, cache_jwk_set=False)
        self._seconds = seconds
        self._keys: ById = {}
        self._fetched = self._tried = float("-inf")
        self._fetching = threading.Lock()

    def find(self, key_id: str | None) -> jwt.PyJWK | None:
        if key_id not in self._keys:
            with self._fetching:
                if key_id not in self._keys:
                    self._fetch()
        elif self._seconds() - self._fetched > 2 * LIFESPAN:
            self.refresh()
        if not self._keys:
            raise IssuerUnreachable
        return self._keys.get(key_id)

    def knows(self, key_id: str | None) -> bool:
        return key_id in self._keys

    def refresh(self) -> None:
        is_due = self._seconds() - self._fetched > LIFESPAN
        if is_due and self._fetching.acquire(blocking=False):
            try:
                self._fetch()
            finally:
                self._fetching.release()

    def _fetch(self) -> None:
        if self._seconds() - self._tried < COOLDOWN:
            return
        self._tried = self._seconds()
        try:
            self._keys = keys_of(self._client.fetch_data())
            self._fetched = self._seconds()
        except (ValueError, jwt.PyJWTError) as error:
            log.warning("the token issuer's keys stay as they were: %s", error)
