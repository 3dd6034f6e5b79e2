"""The deployment's keys, which wrap the key of each text and file."""

from __future__ import annotations

import hashlib
import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_LENGTH = 32
NONCE_LENGTH = 12


class WrongVaultKey(Exception):
    """None of the given keys of the deployment opens what the vault holds."""


class Wrapped(NamedTuple):
    """A secret under a key of the deployment: the key's id, and nonce and AES-GCM."""

    key_id: str
    content: bytes


class VaultKeys:
    """The current key of the deployment, and older ones that may still be needed.

    To change the key, give the new one first and the old one after it, let
    `Vault.rotate` and `FileStore.rotate` wrap everything anew, then drop the old one.
    """

    def __init__(self, current: bytes, *older: bytes) -> None:
        """Keys of 32 random bytes; raises `ValueError` for any other length."""
        for key in (current, *older):
            if len(key) != KEY_LENGTH:
                raise ValueError(f"a vault key has {KEY_LENGTH} bytes, not {len(key)}")
        self._keys = {key_id(key): key for key in (current, *older)}
        self.current = key_id(current)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the current one first."""
        return tuple(self._keys)

    def wrap(self, secret: bytes, context: str) -> Wrapped:
        """Encrypt a secret; it opens only under the same context."""
        content = encrypt(self._keys[self.current], secret, context.encode())
        return Wrapped(self.current, content)

    def unwrap(self, wrapped: Wrapped, context: str) -> bytes:
        """The secret again. Raises `WrongVaultKey`."""
        try:
            key = self._keys[wrapped.key_id]
            return decrypt(key, wrapped.content, context.encode())
        except (KeyError, InvalidTag):
            raise WrongVaultKey(wrapped.key_id) from None


def key_id(key: bytes) -> str:
    """A short name that says nothing about the key."""
    return hashlib.sha256(b"gongshi vault key\0" + key).hexdigest()[:16]


def new_key() -> bytes:
    return secrets.token_bytes(KEY_LENGTH)


def encrypt(key: bytes, plain: bytes, context: bytes) -> bytes:
    """A fresh nonce, then AES-256-GCM with the context as associated data."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def decrypt(key: bytes, content: bytes, context: bytes) -> bytes:
    """The plain bytes; `cryptography.exceptions.InvalidTag` if anything differs."""
    return AESGCM(key).decrypt(content[:NONCE_LENGTH], content[NONCE_LENGTH:], context)
