"""Bearer tokens: who is asking, and with which grants (DESIGN 10).

A token is a JWT signed with EdDSA or ES256. Beside `sub`, `iss`, `aud` and `exp` it
carries `grants`, a list of `{"role": "StreetOfficer", "scope": "*"}`. The keys come
from the issuer's JWKS (a URL or a file) or from the deployment's own local issuer.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from application.authorisation import ANONYMOUS, Grant, Subject
from application.clock import system_clock
from domain.codes import require_code
from domain.errors import InvalidInput, Refusal
from domain.roles import Role
from interfaces.private_file import write_once

ALGORITHMS = ("EdDSA", "ES256")
ISSUER = AUDIENCE = "gongshi"
LEEWAY = timedelta(seconds=5)
MAX_TOKEN = 8192  # characters; a longer header is no token of ours
MAX_GRANTS = 100

KeyOf = Callable[[str], jwt.PyJWK]
"""Finds the key that a token names; raises a PyJWTError when there is none."""


class TokenInvalid(Refusal):
    zh = "令牌无效：{reason_zh}。"
    en = "The token is not valid: {reason}."
    fields = ("authorization",)


class TokenExpired(Refusal):
    zh = "令牌已过期，请重新登录。"
    en = "The token has expired; sign in again."
    fields = ("authorization",)


class IssuerUnreachable(Refusal):
    zh = "暂时无法取得令牌签发方的公钥，请稍后再试。"
    en = "The token issuer's keys cannot be fetched now; try again later."
    fields = ("authorization",)


class IssuerKeysInvalid(Refusal):
    zh = "签发方公钥文件 {path} 不是有效的 JWKS。"
    en = "The issuer's key file {path} is not a valid JWKS."


@dataclass(frozen=True, slots=True)
class Identity:
    """A subject, and until when its token says so (None: anonymous, for ever)."""

    subject: Subject
    expires_at: datetime | None = None


NOBODY = Identity(ANONYMOUS)


class TokenVerifier:
    """Turns an `Authorization` header into an identity."""

    def __init__(
        self, key_of: KeyOf, *, issuer: str = ISSUER, audience: str = AUDIENCE
    ) -> None:
        self._key_of = key_of
        self._issuer = issuer
        self._audience = audience

    def identify(self, authorization: str | None) -> Identity:
        """The identity behind the header; NOBODY without one.

        May fetch the issuer's keys, so an event loop calls it in a thread. Raises
        TokenInvalid, TokenExpired or IssuerUnreachable.
        """
        if not authorization:
            return NOBODY
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _invalid("需要 Bearer 令牌", "a Bearer token is expected")
        if len(token) > MAX_TOKEN:
            raise _invalid("过长", "it is too long")
        claims = self._claims(token.strip())
        return Identity(Subject(_subject_id(claims), _grants(claims)), _expiry(claims))

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                self._key_of(token),
                algorithms=list(ALGORITHMS),
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "sub", "iss", "aud"]},
            )
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except jwt.PyJWKClientConnectionError as error:
            raise IssuerUnreachable from error
        except (jwt.PyJWTError, ValueError) as error:
            raise _invalid("签名或声明不符", "signature or claims fail") from error


def keys_at(source: str) -> KeyOf:
    """The keys of a JWKS: a URL (cached, fetched anew for an unknown key) or a file.

    Raises IssuerKeysInvalid when a file holds no usable key.
    """
    if source.startswith(("http://", "https://")):
        return jwt.PyJWKClient(source, timeout=5).get_signing_key_from_jwt
    try:
        document = json.loads(Path(source).read_text("utf-8"))
        if not isinstance(document, dict):
            raise IssuerKeysInvalid(path=source)
        keys = jwt.PyJWKSet.from_dict(document).keys
    except (OSError, ValueError, jwt.PyJWTError) as error:
        raise IssuerKeysInvalid(path=source) from error
    return _choose_from(keys)


def _choose_from(keys: Iterable[jwt.PyJWK]) -> KeyOf:
    by_id = {key.key_id: key for key in keys}

    def key_of(token: str) -> jwt.PyJWK:
        key = by_id.get(jwt.get_unverified_header(token).get("kid"))
        if key is None:
            raise jwt.InvalidKeyError("no such key")
        return key

    return key_of


class LocalIssuer:
    """Issues tokens with a key of the deployment's own, kept in its data folder."""

    def __init__(self, home: Path) -> None:
        """home: the data folder; the key file in it is made if missing (mode 0600)."""
        self._key = _load_or_make(home / "token.key")
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._kid = hashlib.sha256(public).hexdigest()[:16]
        x = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self._kid, "use": "sig"}
        self.jwks: dict[str, Any] = {"keys": [jwk]}

    def issue(
        self,
        subject: str,
        grants: Iterable[Grant],
        lifetime: timedelta = timedelta(hours=12),
    ) -> str:
        """A token for `subject`, an opaque id, valid from now for `lifetime`.

        Raises `InvalidInput` for what is no id: it will stand in the log.
        """
        require_code("subject", subject)
        now = system_clock()
        claims = {
            "sub": subject,
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + lifetime,
            "grants": [{"role": grant.role, "scope": grant.scope} for grant in grants],
        }
        return jwt.encode(claims, self._key, "EdDSA", headers={"kid": self._kid})

    def verifier(self) -> TokenVerifier:
        """A verifier that trusts this issuer and nobody else."""
        keys = jwt.PyJWKSet.from_dict(self.jwks).keys
        return TokenVerifier(_choose_from(keys))


def _load_or_make(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        write_once(path, pem)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise IssuerKeysInvalid(path=path)
    return key


def _expiry(claims: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromtimestamp(int(claims["exp"]), UTC)
    except (OverflowError, ValueError, OSError):
        raise _invalid("exp 不符", "`exp` is no time") from None


def _subject_id(claims: Mapping[str, Any]) -> str:
    """The opaque id that the log knows the bearer by; a name must not get there."""
    subject = claims["sub"]
    if not isinstance(subject, str):
        raise _invalid("sub 不是文本", "`sub` is not a string")
    try:
        require_code("sub", subject)
    except InvalidInput as refusal:
        zh, en = refusal.values["problem_zh"], refusal.values["problem"]
        raise _invalid(f"sub {zh}", f"`sub`: {en}") from None
    return subject


def _grants(claims: Mapping[str, Any]) -> tuple[Grant, ...]:
    """The grants that the token claims; the service's own role is never granted."""
    listed = claims.get("grants", [])
    if not isinstance(listed, list) or len(listed) > MAX_GRANTS:
        raise _invalid("grants 不符", "`grants` must be a list of at most 100")
    return tuple(map(_grant, listed))


def _grant(claim: object) -> Grant:
    match claim:
        case {"role": str(role), "scope": str(scope)} if role != Role.SYSTEM:
            if not scope.isprintable():
                raise _invalid("scope 含控制字符", "a scope has control characters")
            try:
                return Grant(Role(role), scope)
            except ValueError:
                raise _invalid(f"没有角色 {role}", f"no role {role}") from None
        case _:
            raise _invalid("grants 不符", "a grant is a role and a scope")


def _invalid(zh: str, en: str) -> TokenInvalid:
    return TokenInvalid(reason_zh=zh, reason=en)
