"""Tokens: who is let in as whom, and what is turned away."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from application.authorisation import ANONYMOUS, Grant
from domain.errors import Refusal
from domain.roles import Role
from interfaces.auth import LocalIssuer, TokenVerifier
from interfaces.claims import NOBODY, TokenExpired, TokenInvalid
from interfaces.issuer_keys import IssuerKeysInvalid, IssuerUnreachable, keys_at

OFFICER = Grant(Role.STREET_OFFICER, "*")
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def issuer(tmp_path: Path) -> LocalIssuer:
    return LocalIssuer(tmp_path)


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_no_header_is_nobody(issuer: LocalIssuer) -> None:
    assert issuer.verifier().identify(None) is NOBODY
    assert NOBODY.subject == ANONYMOUS


def test_a_token_says_who_and_with_which_grants(issuer: LocalIssuer) -> None:
    identity = issuer.verifier().identify(bearer(issuer.issue("wang", [OFFICER])))

    assert identity.subject.id == "wang"
    assert identity.subject.grants == (OFFICER,)
    assert identity.expires_at is not None


def test_the_key_file_is_private_and_used_again(
    tmp_path: Path, issuer: LocalIssuer
) -> None:
    assert stat.S_IMODE((tmp_path / "token.key").stat().st_mode) == 0o600

    token = issuer.issue("wang", [OFFICER])

    assert LocalIssuer(tmp_path).verifier().identify(bearer(token)).subject.id == "wang"


def test_an_expired_token_is_refused(issuer: LocalIssuer) -> None:
    token = issuer.issue("wang", [OFFICER], timedelta(minutes=-1))

    with pytest.raises(TokenExpired):
        issuer.verifier().identify(bearer(token))


def test_another_issuers_token_is_refused(tmp_path: Path, issuer: LocalIssuer) -> None:
    stranger = LocalIssuer(tmp_path / "elsewhere").issue("wang", [OFFICER])

    with pytest.raises(TokenInvalid):
        issuer.verifier().identify(bearer(stranger))


@pytest.mark.parametrize(
    "header",
    ["Basic abc", "Bearer", "Bearer ", "Bearer not.a.token", "Bearer " + "x" * 9000],
)
def test_what_is_no_bearer_token_is_refused(issuer: LocalIssuer, header: str) -> None:
    with pytest.raises(TokenInvalid):
        issuer.verifier().identify(header)


def in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


def signed(issuer_key: Any, **changes: Any) -> str:
    claims = {"sub": "wang", "iss": "city", "aud": "gongshi", "exp": in_an_hour()}
    claims = {k: v for k, v in (claims | changes).items() if v is not None}
    return jwt.encode(claims, issuer_key, "ES256", headers={"kid": "one"})


@pytest.fixture
def city_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def city(tmp_path: Path, city_key: ec.EllipticCurvePrivateKey) -> TokenVerifier:
    jwk = jwt.algorithms.ECAlgorithm.to_jwk(city_key.public_key(), as_dict=True)
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [jwk | {"kid": "one", "alg": "ES256"}]}))
    return TokenVerifier(keys_at(str(path)), issuer="city")


def test_an_es256_token_of_a_jwks_file_is_taken(
    city: TokenVerifier, city_key: ec.EllipticCurvePrivateKey
) -> None:
    token = signed(city_key, grants=[{"role": "Owner", "scope": "own"}])

    assert city.identify(bearer(token)).subject.grants == (Grant(Role.OWNER, "own"),)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "wang\0"},
        {"sub": "王小明"},
        {"sub": "Wang Xiaoming"},
        {"sub": "wang@example.org"},
        {"sub": "w" * 101},
        {"grants": [{"role": "StreetOfficer", "scope": "\0"}]},
        {"iss": "other"},
        {"aud": "other"},
        {"exp": 10**30},
        {"nbf": 10**10},
        {"grants": "all"},
        {"grants": [{"role": "Emperor", "scope": "*"}]},
        {"grants": [{"role": "System", "scope": "*"}]},
        {"grants": [{"role": "StreetOfficer"}]},
        {"grants": [{"role": "StreetOfficer", "scope": "*"}] * 101},
    ],
    ids=str,
)
def test_claims_that_do_not_hold_are_refused(
    city: TokenVerifier, city_key: ec.EllipticCurvePrivateKey, changes: dict[str, Any]
) -> None:
    with pytest.raises(TokenInvalid):
        city.identify(bearer(signed(city_key, **changes)))


def test_a_name_as_subject_is_refused_in_both_languages(
    city: TokenVerifier, city_key: ec.EllipticCurvePrivateKey
) -> None:
    with pytest.raises(TokenInvalid) as refused:
        city.identify(bearer(signed(city_key, sub="王小明")))

    assert "`sub`: a code of 1 to 100 letters" in refused.value.message("en")
    assert "sub 应为 1 至 100 位代码" in refused.value.message("zh")


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_cannot_choose_a_weaker_algorithm(
    city: TokenVerifier, algorithm: str
) -> None:
    claims = {"sub": "wang", "iss": "city", "aud": "gongshi", "exp": in_an_hour()}
    key = SECRET if algorithm == "HS256" else ""
    token = jwt.encode(claims, key, algorithm, headers={"kid": "one"})

    with pytest.raises(TokenInvalid):
        city.identify(bearer(token))


def test_an_unknown_key_is_refused(
    city: TokenVerifier, city_key: ec.EllipticCurvePrivateKey
) -> None:
    token = jwt.encode({"sub": "x"}, city_key, "ES256", headers={"kid": "two"})

    with pytest.raises(TokenInvalid):
        city.identify(bearer(token))


def test_an_issuer_that_does_not_answer_is_told_apart(
    city_key: ec.EllipticCurvePrivateKey,
) -> None:
    verifier = TokenVerifier(keys_at("http://127.0.0.1:9/jwks"), issuer="city")

    with pytest.raises(IssuerUnreachable):
        verifier.identify(bearer(signed(city_key)))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": []}', '{"keys": 1}'])
def test_a_file_without_keys_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(content)

    with pytest.raises(IssuerKeysInvalid):
        keys_at(str(path))


def test_every_refusal_reads_in_both_languages(issuer: LocalIssuer) -> None:
    with pytest.raises(Refusal) as caught:
        issuer.verifier().identify("Basic abc")

    assert caught.value.code == "TOKEN_INVALID"
    assert "令牌" in caught.value.message("zh")
    assert "token" in caught.value.message("en")
