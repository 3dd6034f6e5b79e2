"""The keys of the embedded default's own issuer: one that signs, older ones that check.

They lie in one file of PEM blocks: the private key first, then the public keys of those
that signed before it. To rotate is to write that file anew, so that a process which
serves meanwhile takes tokens of both.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from interfaces.issuer_keys import ById, FileKeys, IssuerKeysInvalid, Keys, by_id
from interfaces.private_file import replace, write_once

BLOCK = re.compile(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """current: signs. older: still checks."""

    current: Ed25519PrivateKey
    older: Sequence[Ed25519PublicKey]

    @property
    def key_id(self) -> str:
        return key_id_of(self.current.public_key())

    @property
    def jwks(self) -> dict[str, Any]:
        """What checks them, as a JWKS document; the current one first."""
        public = (self.current.public_key(), *self.older)
        return {"keys": [_jwk(each) for each in public]}


def load_or_make(path: Path) -> SigningKeys:
    """The keys of a file; one that is missing is made. Raises IssuerKeysInvalid."""
    if not path.exists():
        write_once(path, _private(Ed25519PrivateKey.generate()))
    try:
        return _parsed(path.read_bytes())
    except ValueError as error:
        raise IssuerKeysInvalid(path=path) from error


def rotate(path: Path, *, forget_older: bool) -> SigningKeys:
    """Sign with a new key from now on.

    forget_older: what was issued until now no longer counts, at once.
    """
    before = load_or_make(path)
    older = () if forget_older else (before.current.public_key(), *before.older)
    after = SigningKeys(Ed25519PrivateKey.generate(), older)
    replace(path, _private(after.current) + b"".join(map(_public, older)))
    return after


def watched(path: Path) -> Keys:
    """The keys of the file as they change."""
    return FileKeys(path, lambda content: _checking(_parsed(content)))


def key_id_of(public: Ed25519PublicKey) -> str:
    return hashlib.sha256(_raw(public)).hexdigest()[:16]


def _checking(keys: SigningKeys) -> ById:
    return by_id(jwt.PyJWKSet.from_dict(keys.jwks).keys)


def _parsed(content: bytes) -> SigningKeys:
    private, *public = BLOCK.findall(content) or [b""]
    current = load_pem_private_key(private, password=None)
    older = [load_pem_public_key(each) for each in public]
    if not isinstance(current, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 key")
    return SigningKeys(
        current, [each for each in older if isinstance(each, Ed25519PublicKey)]
    )


def _jwk(public: Ed25519PublicKey) -> Mapping[str, str]:
    x = base64.urlsafe_b64encode(_raw(public)).rstrip(b"=").decode()
    kid = key_id_of(public)
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig"}


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _public(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _private(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
