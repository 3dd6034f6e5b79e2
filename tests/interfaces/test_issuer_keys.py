"""Keys that change while the service runs, and an issuer that is away."""

from __future__ import annotations

import http.server
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from application.authorisation import Grant
from domain.roles import Role
from interfaces.auth import LocalIssuer, TokenVerifier
from interfaces.claims import Identity, TokenExpired, TokenInvalid, TokenRevoked
from interfaces.issuer_keys import (
    COOLDOWN,
    LIFESPAN,
    FileKeys,
    IssuerUnreachable,
    RemoteKeys,
    keys_at,
)
from interfaces.revocations import Revocations, RevocationsInvalid, revoke

OFFICER = [Grant(Role.STREET_OFFICER, "*")]


@dataclass
class City:
    """An issuer's JWKS over HTTP; `status` and `document` are what it answers."""

    url: str = ""
    status: int = 200
    document: Any = None
    asked: int = 0
    now: float = 1000.0
    headers: dict[str, str] = field(default_factory=dict)

    def clock(self) -> float:
        return self.now


@pytest.fixture
def city() -> Iterator[City]:
    city = City()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            city.asked += 1
            body = json.dumps(city.document).encode()
            self.send_response(city.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        city.url = f"http://127.0.0.1:{server.server_port}/jwks"
        yield city
        server.shutdown()


def issuers(tmp_path: Path) -> tuple[LocalIssuer, LocalIssuer]:
    return LocalIssuer(tmp_path / "old"), LocalIssuer(tmp_path / "new")


def bearer(issuer: LocalIssuer, **rest: Any) -> str:
    return f"Bearer {issuer.issue('wang', OFFICER, **rest)}"


def test_a_url_is_asked_once_and_again_for_a_new_key(
    city: City, tmp_path: Path
) -> None:
    old, new = issuers(tmp_path)
    city.document = old.jwks
    verifier = TokenVerifier(RemoteKeys(city.url, seconds=city.clock))
    for _ in range(3):
        assert verifier.identify(bearer(old)).subject.id == "wang"
    assert city.asked == 1

    # The issuer rotates: at once within the pause between two fetches, it is not seen.
    city.document = {"keys": [*new.jwks["keys"], *old.jwks["keys"]]}
    with pytest.raises(TokenInvalid):
        verifier.identify(bearer(new))
    city.now += COOLDOWN
    assert verifier.identify(bearer(new)).subject.id == "wang"
    assert verifier.identify(bearer(old)).subject.id == "wang"
    assert city.asked == 2


def test_unknown_keys_do_not_make_the_issuer_busy(city: City, tmp_path: Path) -> None:
    old, new = issuers(tmp_path)
    city.document = old.jwks
    verifier = TokenVerifier(RemoteKeys(city.url, seconds=city.clock))
    for _ in range(50):
        with pytest.raises(TokenInvalid):
            verifier.identify(bearer(new))
    assert city.asked == 1


@pytest.mark.parametrize(
    ("status", "document"), [(500, {}), (200, {"keys": []}), (200, [])]
)
def test_the_last_good_keys_stay_while_the_issuer_is_away(
    city: City, tmp_path: Path, status: int, document: Any
) -> None:
    old, _ = issuers(tmp_path)
    city.document = old.jwks
    keys = RemoteKeys(city.url, seconds=city.clock)
    verifier = TokenVerifier(keys)
    identity = verifier.identify(bearer(old))
    city.status, city.document = status, document
    city.now += LIFESPAN + 1
    keys.refresh()
    assert city.asked == 2
    assert verifier.identify(bearer(old)) and keys.knows(identity.key_id)


def test_a_key_that_the_issuer_withdrew_ends_its_tokens(
    city: City, tmp_path: Path
) -> None:
    old, new = issuers(tmp_path)
    city.document = old.jwks
    verifier = TokenVerifier(RemoteKeys(city.url, seconds=city.clock))
    identity = verifier.identify(bearer(old))
    city.document = new.jwks
    city.now += LIFESPAN + 1
    verifier.refresh()

    with pytest.raises(TokenRevoked):
        verifier.recheck(identity)


def test_an_issuer_that_never_answered_is_told_apart(city: City) -> None:
    city.status = 503
    keys = RemoteKeys(city.url, seconds=city.clock)
    for _ in range(3):
        with pytest.raises(IssuerUnreachable):
            keys.find("any")
    assert city.asked == 1


def test_keys_of_other_kinds_are_not_taken(city: City, tmp_path: Path) -> None:
    good = LocalIssuer(tmp_path).jwks["keys"][0]
    secret = {"kty": "oct", "k": "AAAA", "kid": "s", "alg": "HS256"}
    rsa = {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "r"}
    odd = [good | {"kid": "e", "use": "enc"}, good | {"kid": "h", "alg": "HS256"}, 7]
    city.document = {"keys": [secret, rsa, *odd, good]}
    keys = RemoteKeys(city.url, seconds=city.clock)

    assert keys.find(good["kid"]) is not None
    assert not any(keys.knows(id) for id in ("s", "r", "e", "h", None))


def test_a_file_is_read_again_when_it_changed(tmp_path: Path) -> None:
    old, new = issuers(tmp_path)
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(old.jwks))
    verifier = TokenVerifier(keys_at(str(path)))
    assert verifier.identify(bearer(old))

    path.write_text("broken")
    assert verifier.identify(bearer(old))  # the last good keys stay

    path.write_text(json.dumps(new.jwks))
    os.utime(path, ns=(1, 1))
    assert verifier.identify(bearer(new))
    with pytest.raises(TokenInvalid):
        verifier.identify(bearer(old))
    assert isinstance(keys_at(str(path)), FileKeys)


def test_own_keys_are_rotated_without_an_outage(tmp_path: Path) -> None:
    issuer = LocalIssuer(tmp_path)
    verifier = issuer.verifier()
    first = bearer(issuer)
    identity = verifier.identify(first)

    issuer.rotate()
    second = bearer(issuer)
    assert verifier.identify(first) and verifier.identify(second)
    assert len(issuer.jwks["keys"]) == 2

    issuer.rotate(forget_older=True)
    assert verifier.identify(bearer(issuer))
    for token in (first, second):
        with pytest.raises(TokenInvalid):
            verifier.identify(token)
    with pytest.raises(TokenRevoked):
        verifier.recheck(identity)


def test_a_revoked_subject_signs_in_again(tmp_path: Path) -> None:
    path = tmp_path / "revoked"
    issuer = LocalIssuer(tmp_path)
    verifier = issuer.verifier(path)
    token = bearer(issuer)
    identity = verifier.identify(token)

    revoke(path, "wang", datetime.now(UTC) + timedelta(seconds=1))
    revoke(path, "li", datetime.now(UTC))
    with pytest.raises(TokenRevoked):
        verifier.identify(token)
    with pytest.raises(TokenRevoked):
        verifier.recheck(identity)
    later = Identity(
        identity.subject,
        identity.expires_at,
        datetime.now(UTC) + timedelta(seconds=5),
        identity.key_id,
    )
    verifier.recheck(later)

    path.write_text("wang yesterday\n")
    with pytest.raises(TokenRevoked):
        verifier.recheck(identity)  # what cannot be read changes nothing
    for content in (b"wang yesterday\n", b"\xff\xfe\n"):
        path.write_bytes(content)
        with pytest.raises(RevocationsInvalid):
            Revocations(path)
    path.unlink()
    with pytest.raises(TokenRevoked):
        verifier.recheck(identity)  # neither does a file that is lost
    path.write_text("")
    verifier.recheck(identity)


def test_an_identity_ends_with_its_token(tmp_path: Path) -> None:
    issuer = LocalIssuer(tmp_path)
    verifier = issuer.verifier()
    identity = verifier.identify(bearer(issuer, lifetime=timedelta(seconds=-1)))

    with pytest.raises(TokenExpired):
        verifier.recheck(identity)
