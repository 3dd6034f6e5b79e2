"""`/log` as tools of others read it, proofs over REST and GraphQL, and the commands."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from application.database import Database
from application.envelope import LARGEST_DATA, entry
from application.log_keys import LogKeys
from application.mapper import REGISTRY
from application.refusals import EntryTooLong
from application.signed_note import Verifier, opened
from application.tlog_policy import Policy
from application.tlog_proof import TlogProof
from application.tlog_tiles import LONGEST_ENTRY
from domain.merkle import leaf_hash, verify_consistency, verify_inclusion
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.cli.main import run
from interfaces.runtime import Runtime
from interfaces.services import Services
from projections.transparency.folder import LogFolder
from tests.interfaces.conftest import Client, serving
from tests.interfaces.given import COMPOUND
from tests.projections.published import KEYS, grow, keeper
from tests.projections.published import entry as entry_of

IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture
def folder(tmp_path: Path) -> LogFolder:
    return LogFolder(tmp_path / "log")


@pytest.fixture
async def client(
    services: Services, issuer: LocalIssuer, folder: LogFolder
) -> AsyncIterator[Client]:
    async with serving(replace(services, log=folder), issuer) as client:
        yield client


def hashes(texts: list[str]) -> list[bytes]:
    return [base64.b64decode(text) for text in texts]


async def test_the_files_of_the_log_are_served_as_the_standard_says(
    client: Client, database: Database, folder: LogFolder
) -> None:
    get = client.http.get
    assert (await get("/log/checkpoint")).status_code == 404
    for size in (3, 300):
        grow(database, size)
        keeper(database, folder).run_until_signed()
    newest = await get("/log/checkpoint")
    assert newest.headers["content-type"] == "text/plain; charset=utf-8"
    assert newest.headers["cache-control"] == "no-cache"
    assert opened(newest.content, KEYS.verifiers).text.split("\n")[1] == "300"
    tag = {"if-none-match": newest.headers["etag"]}
    assert (await get("/log/checkpoint", headers=tag)).status_code == 304
    assert (await get("/log/checkpoints")).text == "3\n300\n"
    assert (await get("/log/checkpoints?after=3")).text == "300\n"
    assert (await get("/log/checkpoints/3")).text == folder.checkpoint(3)
    assert (await get("/log/verifier-keys")).text == f"{KEYS.verifiers[0]}\n"
    for path in ("tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000"):
        tile = await get(f"/log/{path}")
        assert tile.content == (folder.public / path).read_bytes()
        assert tile.headers["content-type"] == "application/octet-stream"
        assert tile.headers["cache-control"] == IMMUTABLE
    assert len((await get("/log/tile/0/000.p/3")).content) == 96
    for wrong in (
        "tile/0/001",  # not full yet
        "tile/0/001.p/45",
        "tile/0/000.p/256",
        "tile/0/0",
        "tile/0/x000/000",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/03",
        "tile/data/000",
        "tile/0/%2e%2e/000",
        "tile/0/..%2f..%2fsigned",
        "checkpoints/03",
        "checkpoints/4",
        "checkpoints/..%2fcheckpoint",
        "signed",
    ):
        assert (await get(f"/log/{wrong}")).status_code == 404, wrong
    # What is in a tile but not signed yet is nobody's business.
    (folder.public / "tile/0/001").write_bytes(bytes(8192))
    assert (await get("/log/tile/0/001")).status_code == 404


async def test_proofs_and_receipts_verify_offline(
    client: Client, database: Database, folder: LogFolder
) -> None:
    grow(database, 300)
    keeper(database, folder).run_until_signed()
    get = client.http.get
    found = (await get("/log/proof/inclusion?index=256&size=290")).json()
    proof, root = hashes(found["hashes"]), base64.b64decode(found["root"])
    verify_inclusion(256, 290, leaf_hash(entry_of(257)), proof, root)
    found = (await get("/log/proof/consistency?from=256&to=300")).json()
    old, new, *proof = hashes([found["from_root"], found["to_root"], *found["hashes"]])
    verify_consistency(256, 300, old, new, proof)
    answer = await get("/log/receipt/300")
    assert 'filename="300.tlog-proof"' in answer.headers["content-disposition"]
    receipt = TlogProof.parse(answer.text)
    key = Verifier.parse(str(KEYS.verifiers[0]))
    trusted = Policy.parse(f"log {key}\nquorum none\n").require(receipt.checkpoint)
    tree = trusted.checkpoint
    leaf = leaf_hash(entry_of(300))
    verify_inclusion(receipt.leaf, tree.size, leaf, receipt.hashes, tree.root)
    for path, status, code in (
        ("proof/inclusion?index=300", 404, "NOT_IN_LOG_YET"),
        ("proof/inclusion?index=-1", 400, "INVALID_INPUT"),
        ("proof/inclusion?index=x", 400, "INVALID_INPUT"),
        ("proof/consistency?from=0&to=3", 400, "LOG_SIZES_REVERSED"),
        ("proof/consistency?from=3&to=301", 404, "NOT_IN_LOG_YET"),
        ("receipt/0", 404, "NOT_IN_LOG_YET"),
        ("receipt/301", 404, "NOT_IN_LOG_YET"),
    ):
        answer = await get(f"/log/{path}")
        assert answer.status_code == status, answer.text
        assert answer.json()["code"] == code
    (folder.public / "tile/0/001.p/44").write_bytes(bytes(44 * 32))
    answer = await get("/log/proof/inclusion?index=256")
    assert answer.status_code == 503


HISTORY = """query ($id: ID!) { compound(id: $id) { history(first: 5) {
    nodes { position leafIndex } } } }"""
PROOFS = """query ($position: Position!) {
    inclusionProof(position: $position) {
        leafIndex treeSize leafHash rootHash hashes checkpoint receipt }
    consistencyProof(from: 1, to: 2) { fromRoot toRoot hashes }
}"""


async def test_an_entry_of_a_history_is_proved_over_graphql(
    client: Client, runtime: Runtime, database: Database, folder: LogFolder
) -> None:
    client.sign_in(Role.STREET_OFFICER)
    given = await client.give("registerCompound", **COMPOUND)
    codes = await client.codes(PROOFS, position=1)
    assert codes == ["NOT_IN_LOG_YET"] * 2
    await client.give("registerCompound", **COMPOUND | {"code": "WH-002"})
    keeper(database, folder).run_until_signed()
    data = await client.ask(HISTORY, id=given["id"])
    node = data["compound"]["history"]["nodes"][0]
    assert node["leafIndex"] == node["position"] - 1
    found = await client.ask(PROOFS, position=node["position"])
    proof = found["inclusionProof"]
    with runtime.database.connection() as conn:
        row = conn.execute("SELECT entry FROM event WHERE position = 1").fetchone()
    assert row
    assert proof["leafHash"] == base64.b64encode(leaf_hash(row[0])).decode()
    leaf, root, *rest = hashes([proof["leafHash"], proof["rootHash"], *proof["hashes"]])
    verify_inclusion(proof["leafIndex"], proof["treeSize"], leaf, rest, root)
    assert proof["receipt"] == "/log/receipt/1"
    between = found["consistencyProof"]
    old, new, *rest = hashes(
        [between["fromRoot"], between["toRoot"], *between["hashes"]]
    )
    verify_consistency(1, 2, old, new, rest)


async def test_a_log_that_has_stopped_is_not_ready(
    client: Client, database: Database
) -> None:
    assert (await client.http.get("/readyz")).status_code == 200
    with database.connection() as conn:
        conn.execute("INSERT INTO log_halt VALUES (true, 'LOG_REWRITTEN', '', '')")
    while (answer := await client.http.get("/readyz")).status_code == 200:
        pass  # An answer serves for a second.
    assert answer.json()["status"] == "log stopped: LOG_REWRITTEN"


def test_an_event_that_the_log_could_not_publish_is_not_recorded(
    runtime: Runtime,
) -> None:
    def event(length: int) -> StoredEvent:
        data = json.dumps({"x": "y" * (length - 10)}, separators=(",", ":")).encode()
        return StoredEvent(uuid4(), 1, "Case.Reported", data.ljust(length))

    with pytest.raises(EntryTooLong):
        runtime.store.append([event(LARGEST_DATA + 1)])
    runtime.store.append([largest := event(LARGEST_DATA)])
    longest = replace(largest, originator_version=2**31 - 1)
    content = entry(longest, 2**53 - 1, runtime.clock()).content
    longest_name = max(len(each.name) for each in REGISTRY)
    assert len(content) - len("Case.Reported") + longest_name <= LONGEST_ENTRY
    with runtime.database.connection() as conn:
        found = conn.execute("SELECT count(*), max(length(entry)) FROM event")
        count, length = found.fetchone() or (0, 0)
    assert count == 1
    assert length <= LONGEST_ENTRY


@pytest.mark.slow
@pytest.mark.usefixtures("english_program")
def test_the_commands_make_a_key_rotate_it_and_verify_the_log(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def told(command: str, code: int = 0) -> Any:
        assert run(command.split()) == code, capsys.readouterr()
        out, err = capsys.readouterr()
        return out if code == 0 else out + err

    assert "LOG_KEY_MISSING" in told("log init --origin log.example/a", 2)
    path = tmp_path / "keys" / "log.key"
    monkeypatch.setenv("GONGSHI_LOG_KEY_FILE", str(path))
    assert "LOG_KEY_MISSING" in told("log verifier-key", 2)
    assert "LOG_ORIGIN_INVALID" in told("log init --origin https://x", 2)
    told("log init --origin log.example/a")
    assert "LOG_KEY_THERE" in told("log init --origin log.example/a", 2)
    assert path.stat().st_mode & 0o777 == 0o600
    first = told("log verifier-key").strip()
    assert first.startswith("log.example/a+")
    grow(database, 5)
    assert "5 entries are signed" in told("log sign")
    assert "5 events, 5 signed, 5 published" in told("log status")
    rotated = told("log rotate-key").split()
    assert rotated[1] == first
    assert "LOG_KEYS_OVERLAP" in told("log rotate-key", 2)
    assert told("log rotate-key --finish").split() == rotated[:1]
    grow(database, 6)
    assert "6 entries are signed" in told("log sign")
    assert "All 6 entries" in told("log verify")
    tile = tmp_path / "home/log/public/tile/0/000.p/6"
    tile.write_bytes(bytes(192))
    assert "LOG_TILES_DAMAGED" in told("log verify", 2)
    assert "6 entries are in the files again" in told("log rebuild")
    told("log verify")
    path.write_text(LogKeys.made("log.example/other").text)
    assert "LOG_ORIGIN_CHANGED" in told("log sign", 2)
    path.write_text("no key")
    assert "LOG_KEY_INVALID" in told("log sign", 2)
    policy = tmp_path / "policy"
    policy.write_text("quorum nobody\n")
    monkeypatch.setenv("GONGSHI_LOG_POLICY", str(policy))
    told(f"witness init --folder {tmp_path}/w --name w.example")
    key = told(f"witness verifier-key --folder {tmp_path}/w")
    assert Verifier.parse(key.strip()).name == "w.example"
    serve = f"witness serve --folder {tmp_path}/w --policy {policy}"
    assert "WITNESS_POLICY_INVALID" in told(serve, 2)
