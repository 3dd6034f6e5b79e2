"""Bearer tokens: who is asking, and with which grants (DESIGN 10).

A token is a JWT signed with EdDSA or ES256, by a key of the issuer (`issuer_keys`) or
of the deployment's own local issuer (`signing_keys`); what it says is read in `claims`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt

from application.authorisation import Grant
from application.clock import system_clock
from domain.codes import require_code
from interfaces import signing_keys
from interfaces.claims import (
    NOBODY,
    Identity,
    TokenExpired,
    TokenRevoked,
    identity_of,
    invalid,
)
from interfaces.issuer_keys import Keys
from interfaces.revocations import Revocations

ISSUER = AUDIENCE = "gongshi"
LEEWAY = timedelta(seconds=5)
MAX_TOKEN = 8192  # characters; a longer header is no token of ours


class TokenVerifier:
    """Turns an `Authorization` header into an identity."""

    def __init__(
        self,
        keys: Keys,
        *,
        issuer: str = ISSUER,
        audience: str = AUDIENCE,
        revoked: Path | None = None,
    ) -> None:
        """revoked: file of revocations. Raises RevocationsInvalid."""
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._revocations = Revocations(revoked)

    def identify(self, authorization: str | None) -> Identity:
        """The identity behind the header; NOBODY without one.

        May fetch the issuer's keys, so an event loop calls it in a thread. Raises
        TokenInvalid, TokenExpired, TokenRevoked or IssuerUnreachable.
        """
        if not authorization:
            return NOBODY
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise invalid("需要 Bearer 令牌", "a Bearer token is expected")
        if len(token) > MAX_TOKEN:
            raise invalid("过长", "it is too long")
        key, claims = self._verified(token.strip())
        identity = identity_of(claims, key.key_id, system_clock())
        if self._revocations.covers(identity):
            raise TokenRevoked
        return identity

    def recheck(self, identity: Identity) -> None:
        """Whether an identity still counts, without waiting for anything.

        Raises TokenExpired or TokenRevoked, also when its key counts no longer.
        """
        if identity.expires_at is None:
            return
        if identity.expires_at <= system_clock():
            raise TokenExpired
        if self._revocations.covers(identity) or not self._keys.knows(identity.key_id):
            raise TokenRevoked

    def refresh(self) -> None:
        """Fetch the issuer's keys again if it is time to; not on an event loop."""
        self._keys.refresh()

    def _verified(self, token: str) -> tuple[jwt.PyJWK, dict[str, Any]]:
        try:
            header = jwt.get_unverified_header(token)
            key = self._keys.find(header.get("kid"))
            if key is None:
                raise jwt.InvalidKeyError("no such key")
            claims = jwt.decode(
                token,
                key,
                # The key says how it signs; the token has no say.
                algorithms=[key.algorithm_name],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "sub", "iss", "aud"]},
            )
            return key, claims
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise invalid("签名或声明不符", "signature or claims fail") from error


class LocalIssuer:
    """Issues tokens with a key of the deployment's own, kept in its data folder."""

    def __init__(self, home: Path) -> None:
        """home: the data folder; the key file in it is made if missing (mode 0600)."""
        self._home = home
        signing_keys.load_or_make(self._path)

    @property
    def _path(self) -> Path:
        return self._home / "token.key"

    @property
    def jwks(self) -> dict[str, Any]:
        """The public keys that check its tokens, the current one first."""
        return signing_keys.load_or_make(self._path).jwks

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
        keys = signing_keys.load_or_make(self._path)
        return jwt.encode(claims, keys.current, "EdDSA", headers={"kid": keys.key_id})

    def rotate(self, *, forget_older: bool = False) -> None:
        """Sign with a new key from now on.

        forget_older: what was issued until now no longer counts, at once.
        """
        signing_keys.rotate(self._path, forget_older=forget_older)

    def verifier(self, revoked: Path | None = None) -> TokenVerifier:
        """A verifier that trusts this issuer and nobody else; revoked: as there."""
        return TokenVerifier(signing_keys.watched(self._path), revoked=revoked)
