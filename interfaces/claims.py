"""What a token says of its bearer, once its signature holds: read with suspicion.

Beside `sub`, `iss`, `aud` and `exp` a token carries `grants`, a list of
`{"role": "StreetOfficer", "scope": "*"}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from application.authorisation import ANONYMOUS, Grant, Subject
from domain.codes import require_code
from domain.errors import InvalidInput, Refusal
from domain.roles import Role

MAX_GRANTS = 100
LONGEST_LIFE = timedelta(days=366)
"""From `iat`, or from now, to `exp`: a token that never ends is not taken."""


class TokenInvalid(Refusal):
    zh = "令牌无效：{reason_zh}。"
    en = "The token is not valid: {reason}."
    fields = ("authorization",)


class TokenExpired(Refusal):
    zh = "令牌已过期，请重新登录。"
    en = "The token has expired; sign in again."
    fields = ("authorization",)


class TokenRevoked(Refusal):
    zh = "令牌已被吊销，请重新登录。"
    en = "The token was revoked; sign in again."
    fields = ("authorization",)


@dataclass(frozen=True, slots=True)
class Identity:
    """A subject, and what of its token may end it.

    expires_at: None: anonymous, for ever. issued_at: None: the token does not say.
    key_id: of the key that signed it.
    """

    subject: Subject
    expires_at: datetime | None = None
    issued_at: datetime | None = None
    key_id: str | None = None


NOBODY = Identity(ANONYMOUS)


def identity_of(
    claims: Mapping[str, Any], key_id: str | None, now: datetime
) -> Identity:
    """The identity that verified claims give. Raises TokenInvalid."""
    expires_at = _moment(claims, "exp")
    issued_at = _moment(claims, "iat") if "iat" in claims else None
    if expires_at - (issued_at or now) > LONGEST_LIFE:
        raise invalid("有效期超过一年", "it is valid for more than a year")
    subject = Subject(_subject_id(claims), _grants(claims))
    return Identity(subject, expires_at, issued_at, key_id)


def invalid(zh: str, en: str) -> TokenInvalid:
    return TokenInvalid(reason_zh=zh, reason=en)


def _moment(claims: Mapping[str, Any], name: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(claims[name]), UTC)
    except (OverflowError, ValueError, TypeError, OSError):
        raise invalid(f"{name} 不符", f"`{name}` is no time") from None


def _subject_id(claims: Mapping[str, Any]) -> str:
    """The opaque id that the log knows the bearer by; a name must not get there."""
    subject = claims["sub"]
    if not isinstance(subject, str):
        raise invalid("sub 不是文本", "`sub` is not a string")
    try:
        require_code("sub", subject)
    except InvalidInput as refusal:
        zh, en = refusal.values["problem_zh"], refusal.values["problem"]
        raise invalid(f"sub {zh}", f"`sub`: {en}") from None
    return subject


def _grants(claims: Mapping[str, Any]) -> tuple[Grant, ...]:
    """The grants that the token claims; the service's own role is never granted."""
    listed = claims.get("grants", [])
    if not isinstance(listed, list) or len(listed) > MAX_GRANTS:
        raise invalid("grants 不符", "`grants` must be a list of at most 100")
    return tuple(map(_grant, listed))


def _grant(claim: object) -> Grant:
    match claim:
        case {"role": str(role), "scope": str(scope)} if role != Role.SYSTEM:
            if not scope.isprintable():
                raise invalid("scope 含控制字符", "a scope has control characters")
            try:
                return Grant(Role(role), scope)
            except ValueError:
                raise invalid(f"没有角色 {role}", f"no role {role}") from None
        case _:
            raise invalid("grants 不符", "a grant is a role and a scope")
