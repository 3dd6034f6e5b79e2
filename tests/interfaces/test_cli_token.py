"""`gongshi token`: tokens of the embedded default."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from application.authorisation import Grant, Subject
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.claims import TokenRevoked
from interfaces.cli.token import ScopeInvalid, TooManyScopes, grants_of
from interfaces.cli.token_keys import (
    RevocationsNotSet,
    TokensComeFromIssuer,
    revoke,
    rotate_keys,
)
from tests.interfaces.command_line import gongshi

COMPOUND = UUID(int=7)


def test_only_the_token_goes_to_standard_output(tmp_path: Path) -> None:
    issued = gongshi(
        "token issue --role streetofficer --scope 990102 --role Auditor --subject s-1",
        GONGSHI_HOME=tmp_path,
    )

    assert issued.returncode == 0, issued.stderr
    assert issued.stdout.count("\n") == 1
    assert "12 hours" in issued.stderr
    identity = LocalIssuer(tmp_path).verifier().identify(f"Bearer {issued.stdout}")
    assert identity.subject == Subject(
        "s-1", (Grant(Role.STREET_OFFICER, "990102"), Grant(Role.AUDITOR, "*"))
    )


@pytest.mark.parametrize("subject", ["王小明", "wang@example.org"])
def test_no_token_is_made_for_a_name(subject: str, tmp_path: Path) -> None:
    refused = gongshi(
        f"token issue --role Auditor --subject {subject}", GONGSHI_HOME=tmp_path
    )

    assert refused.returncode == 2
    assert refused.stderr.startswith("INVALID_INPUT: ")
    assert "subject" in refused.stderr
    assert refused.stdout == ""


def test_the_public_key_is_shown(tmp_path: Path) -> None:
    shown = gongshi("token key", GONGSHI_HOME=tmp_path)

    assert json.loads(shown.stdout) == LocalIssuer(tmp_path).jwks


def test_an_unknown_role_names_the_nearest(tmp_path: Path) -> None:
    refused = gongshi("token issue --role StretOfficer", GONGSHI_HOME=tmp_path)

    assert refused.returncode == 2
    assert refused.stderr.startswith("ROLE_UNKNOWN: ")
    assert "Did you mean StreetOfficer?" in refused.stderr
    assert refused.stdout == ""


def test_the_role_of_the_service_itself_is_never_granted(tmp_path: Path) -> None:
    refused = gongshi("token issue --role System", GONGSHI_HOME=tmp_path)

    assert refused.stderr.startswith("ROLE_UNKNOWN: ")


@pytest.mark.parametrize("variable", ["GONGSHI_DATABASE_URL", "GONGSHI_JWKS"])
def test_in_production_tokens_come_from_the_issuer(
    variable: str, tmp_path: Path
) -> None:
    for command in ("token issue --role Auditor", "token key"):
        refused = gongshi(
            command, language="zh_CN.UTF-8", GONGSHI_HOME=tmp_path, **{variable: "x"}
        )

        assert refused.returncode == 2
        assert refused.stderr.startswith("TOKENS_COME_FROM_ISSUER: 已设置")
    assert not list(tmp_path.iterdir()), "no key was made"


@pytest.mark.parametrize(
    "scope",
    ["*", "990102", "own", "north-east", f"compound:{COMPOUND}", f"unit:{COMPOUND}"],
)
def test_a_scope_is_a_region_a_compound_or_oneself(scope: str) -> None:
    assert grants_of(["Owner"], [scope]) == [Grant(Role.OWNER, scope)]


def test_a_compound_is_written_as_the_table_compares_it() -> None:
    shouted = f"compound:{COMPOUND.hex.upper()}"

    assert grants_of(["Owner"], [shouted]) == [
        Grant(Role.OWNER, f"compound:{COMPOUND}")
    ]


@pytest.mark.parametrize("scope", ["", "compound:7", "unit:7", "street:7", "a b"])
def test_any_other_scope_is_refused(scope: str) -> None:
    with pytest.raises(ScopeInvalid):
        grants_of(["Owner"], [scope])


def test_a_scope_without_a_role_is_refused() -> None:
    with pytest.raises(TooManyScopes):
        grants_of(["Owner"], ["*", "990102"])


def test_keys_are_rotated_and_tokens_revoked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path))
    issuer = LocalIssuer(tmp_path)
    verifier = issuer.verifier(tmp_path / "token.revoked")
    first = f"Bearer {issuer.issue('s-1', [])}"

    rotate_keys()

    assert "1" in capsys.readouterr().err
    assert len(issuer.jwks["keys"]) == 2
    assert verifier.identify(first).subject.id == "s-1"

    revoke("s-1")

    assert "s-1" in capsys.readouterr().err
    with pytest.raises(TokenRevoked):
        verifier.identify(first)
    monkeypatch.setenv("GONGSHI_DATABASE_URL", "postgresql://nowhere")
    with pytest.raises(RevocationsNotSet):
        revoke("s-1")
    with pytest.raises(TokensComeFromIssuer):
        rotate_keys()
