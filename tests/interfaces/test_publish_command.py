"""`gongshi publications draft` and `gongshi publish`, from files to the log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from application.authorisation import Grant
from application.database import Database
from application.event_store import EventStore
from application.rules import load_rulepacks
from domain.publication import Publication
from domain.publication_words import Publisher
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.cli.main import run
from tests.application.fees import garden

AT = ["--compound", "G1", "--occasion", "2026-03-01"]
SAID = {
    "licence": "91371000MA3C000000",
    "site_manager": "王经理",
    "work_phone": "0631-5231234",
    "complaint_phone": "0631-5231235",
    "phone_24h": "400-812-3456",
}
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def _signed_in(
    english_program: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    database: Database,
) -> None:
    """A site manager is signed in, the compound G1 is there."""
    issuer = LocalIssuer(tmp_path / "issuer")
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps(issuer.jwks))
    monkeypatch.setenv("GONGSHI_JWKS", str(keys))
    token = issuer.issue("manager", [Grant(Role.SITE_MANAGER, "*")])
    monkeypatch.setenv("GONGSHI_TOKEN", token)
    store = EventStore(database)
    garden(store, load_rulepacks())
    store.close()


def facts(database: Database) -> list[Any]:
    store = EventStore(database)
    found = [each.fact for each in store.read(0, 100)]
    store.close()
    return [each for each in found if isinstance(each, Publication.Published)]


def test_an_item_is_drafted_filled_in_and_published(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, contract = tmp_path / "d01.json", tmp_path / "contract.pdf"
    contract.write_bytes(PDF)
    assert run(["publications", "draft", "D01", *AT, "--output", str(path)]) == 0
    assert json.loads(path.read_text("utf-8")) == dict.fromkeys(SAID, "")
    assert "To fill in: phone_24h (24 h phone; text" in capsys.readouterr().err

    path.write_text(json.dumps(SAID), "utf-8")
    files = ["--content", str(path), "--document", str(contract)]
    assert run(["publish", "D01", *AT, *files, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    [fact] = facts(database)
    assert shown["id"] == str(fact.originator_id)
    assert (fact.publisher, fact.actor_id) == (Publisher.FIRM, "manager")
    assert fact.content.sha256 == shown["content"]
    assert [each.size for each in fact.documents] == [len(PDF)]


def test_what_is_refused_says_why(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "d01.json"
    path.write_text(json.dumps(SAID | {"work_phone": "13800138000"}), "utf-8")
    command = ["publish", "D01", *AT, "--content", str(path)]
    assert run(command) == 2
    said = capsys.readouterr().err
    assert "MASKING_VIOLATED: D01 is masked by M1: work_phone" in said
    assert run(["publish", "D01", *AT, "--content", str(tmp_path / "none")]) == 2
    assert "INVALID_INPUT" in capsys.readouterr().err
    monkeypatch.delenv("GONGSHI_TOKEN")
    assert run(command) == 2
    assert "TOKEN_NEEDED" in capsys.readouterr().err
    assert facts(database) == []
