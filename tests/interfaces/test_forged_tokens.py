"""Tokens that somebody made up: each is answered with 401, over HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from interfaces import signing_keys
from tests.interfaces.conftest import Client


def part(document: Any) -> str:
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Forger:
    """Knows the public key and one good token, as anybody may."""

    def __init__(self, home: Path) -> None:
        keys = signing_keys.load_or_make(home / "token.key")
        self.key, self.kid = keys.current, keys.key_id
        self.public = keys.current.public_key()
        self.x = keys.jwks["keys"][0]["x"]
        self.mine = Ed25519PrivateKey.generate()

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = datetime.now(UTC)
        found: dict[str, Any] = {
            "sub": "mallory",
            "iss": "gongshi",
            "aud": "gongshi",
            "iat": now,
            "exp": now + timedelta(hours=1),
            "grants": [{"role": "Operator", "scope": "*"}],
        }
        return {k: v for k, v in (found | changes).items() if v is not None}

    def signed(self, key: Any, algorithm: str = "EdDSA", **header: Any) -> str:
        return jwt.encode(
            self.claims(), key, algorithm, headers={"kid": self.kid} | header
        )

    def by_hand(self, header: Any, signature: bytes) -> str:
        claims = self.claims(iat=None, exp=4_102_444_800)
        return f"{part(header)}.{part(claims)}.{part(signature)}"

    def hmac_with(self, secret: bytes) -> str:
        """HS256 with what everybody knows: the classic confusion."""
        claims = self.claims(iat=None, exp=4_102_444_800)
        said = f"{part({'alg': 'HS256', 'kid': self.kid})}.{part(claims)}"
        return f"{said}.{part(hmac.digest(secret, said.encode(), hashlib.sha256))}"

    def true(self, **changes: Any) -> str:
        """Signed with the real key, saying what it must not."""
        return jwt.encode(
            self.claims(**changes), self.key, "EdDSA", headers={"kid": self.kid}
        )


def in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


def swapped(f: Forger) -> str:
    """The claims of one token under the signature of another."""
    head, _, signature = f.true(grants=[]).split(".")
    return f"{head}.{f.true().split('.')[1]}.{signature}"


def pem(f: Forger) -> bytes:
    return f.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


FORGED: dict[str, Callable[[Forger], str]] = {
    "no algorithm": lambda f: f.by_hand({"alg": "none", "kid": f.kid}, b""),
    "None, otherwise written": lambda f: f.by_hand({"alg": "nOnE", "kid": f.kid}, b""),
    "HMAC with the public key": lambda f: f.hmac_with(pem(f)),
    "HMAC with its bytes": lambda f: f.hmac_with(base64.urlsafe_b64decode(f.x + "=")),
    "HMAC with nothing": lambda f: f.hmac_with(b""),
    "another key under its id": lambda f: f.signed(f.mine),
    "an unknown key": lambda f: f.signed(f.mine, kid="mine"),
    "a path as key": lambda f: f.signed(f.mine, kid="../../dev/null"),
    "no key named": lambda f: jwt.encode(f.claims(), f.mine, "EdDSA"),
    "a key that is no text": lambda f: f.by_hand({"alg": "EdDSA", "kid": [1]}, b"x"),
    "its own key brought along": lambda f: f.signed(
        f.mine, jwk={"kty": "OKP", "crv": "Ed25519", "x": part(b"x" * 32)}
    ),
    "a place for its keys": lambda f: f.signed(f.mine, jku="http://127.0.0.1:9/keys"),
    "ES256 of another curve's key": lambda f: f.signed(
        ec.generate_private_key(ec.SECP256R1()), "ES256"
    ),
    "a signature of zeros": lambda f: f.by_hand(
        {"alg": "ES256", "kid": f.kid}, bytes(64)
    ),
    "no signature": lambda f: f.true().rpartition(".")[0] + ".",
    "cut short": lambda f: f.true()[:-8],
    "other claims": swapped,
    "an unknown duty": lambda f: f.signed(f.mine, crit=["exp"], exp=1),
    "expired": lambda f: f.true(exp=datetime.now(UTC) - timedelta(minutes=1)),
    "not yet": lambda f: f.true(nbf=in_an_hour()),
    "issued tomorrow": lambda f: f.true(iat=in_an_hour()),
    "for ever": lambda f: f.true(exp=datetime.now(UTC) + timedelta(days=4000)),
    "for ever, undated": lambda f: f.true(iat=None, exp=4_102_444_800),
    "without an end": lambda f: f.true(exp=None),
    "another issuer": lambda f: f.true(iss="elsewhere"),
    "another audience": lambda f: f.true(aud="elsewhere"),
    "the service's own role": lambda f: f.true(
        grants=[{"role": "System", "scope": "*"}]
    ),
    "an end that is no time": lambda f: f.true(exp="soon"),
    "two tokens": lambda f: f.true() + "." + f.true(),
    "no JSON": lambda f: f"{part(b'{')}.{part(b'{')}.{part(b'x')}",
}


@pytest.fixture
def forger(client: Client, tmp_path: Path) -> Forger:
    return Forger(tmp_path)


async def test_no_forged_token_is_let_in(client: Client, forger: Forger) -> None:
    assert len(FORGED) >= 15
    query = {"query": "{ viewer { id grants { role } } }"}
    for name, forge in FORGED.items():
        headers = {"authorization": f"Bearer {forge(forger)}"}
        for method, path in (("POST", "/graphql"), ("GET", "/exports/case_board.csv")):
            answer = await client.http.request(
                method, path, json=query if method == "POST" else None, headers=headers
            )

            assert answer.status_code == 401, (name, path, answer.text)
    good = {"authorization": f"Bearer {forger.true()}"}
    answer = await client.http.post("/graphql", json=query, headers=good)
    assert answer.json()["data"]["viewer"]["id"] == "mallory"
