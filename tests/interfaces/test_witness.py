"""A witness: the steps of others' vectors, races, restarts, and our log before it."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from application.checkpoint import Checkpoint
from application.database import Database
from application.log_keys import LogKeys, new_signer
from application.signed_note import COSIGNATURE, Signer, Verifier, parsed, written
from application.tlog_policy import Policy
from application.tlog_witness import Submission, WitnessRefused, cosignatures
from domain.merkle import Frontier, Node, consistency_proof, leaf_hash
from interfaces.witness.service import create_witness_app
from interfaces.witness.witness import (
    Witness,
    WitnessInUse,
    WitnessKeyMissing,
    make_witness_key,
    witness_key,
)
from projections.transparency.folder import LogFolder
from projections.transparency.keeper import LogKeeper
from projections.transparency.witnesses import Witnesses
from tests.projections.published import KEYS, ORIGIN, checked, grow

VECTORS = Path(__file__).parents[1] / "vectors" / "notes"
NOW = 1_700_000_000.0
KEY = Signer("witness.example/w1", COSIGNATURE, bytes(range(1, 33)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "witness").mkdir()
    return tmp_path / "witness"


def witness(folder: Path, *logs: Verifier, key: Signer = KEY) -> Witness:
    return Witness(folder, key, logs or KEYS.verifiers, lambda: NOW)


@contextmanager
def running(one: Witness) -> Iterator[str]:
    """The URL of the witness."""
    config = uvicorn.Config(create_witness_app(one), port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def test_the_steps_of_the_vectors_are_answered_as_the_standard_says(
    folder: Path,
) -> None:
    vectors = json.loads((VECTORS / "witness-add-checkpoint.json").read_text())
    key = bytes.fromhex(vectors["log_ed25519_public_key_hex"])
    origin = vectors["steps_in_order"][0]["request_body"].split("\n")[2]
    signer = Signer(vectors["witness_name"], COSIGNATURE, bytes(32))
    one = witness(folder, Verifier(origin, 1, key), key=signer)
    with running(one) as url, httpx.Client(base_url=url) as client:
        for number, step in enumerate(vectors["steps_in_order"]):
            answer = client.post("/add-checkpoint", content=step["request_body"])
            wanted, said = step["want_status"], step["assert"]
            if "unknown log" in said:
                wanted = 404  # The standard's own number; that program had another.
            assert answer.status_code == wanted, (number, answer.text)
            if said.startswith("body == "):
                assert answer.text == json.loads(said.removeprefix("body == "))
                assert answer.headers["content-type"] == "text/x.tlog.size"
            else:
                assert json.loads(said.removeprefix("body contains ")) in answer.text
        last = client.get("/checkpoint", params={"origin": origin})
        assert last.text.split("\n")[1] == "5"
        assert client.get("/checkpoint?origin=other").status_code == 404
        for wrong in (b"", b"old 1", b"old 01\n\nx", b"old 0\nAA==\n\nx", b"\xff\n\n"):
            answer = client.post("/add-checkpoint", content=wrong)
            assert answer.status_code == 400
        assert client.post("/add-checkpoint", content=b"x" * 70_000).status_code == 413


class Trees:
    """A log without a disk."""

    def __init__(self, size: int) -> None:
        frontier = Frontier()
        self.roots = [frontier.root]
        nodes: dict[Node, bytes] = {}
        for number in range(size):
            nodes.update(frontier.append(leaf_hash(b"%d" % number)))
            self.roots.append(frontier.root)
        self._nodes = nodes

    def submission(self, old: int, new: int) -> bytes:
        read = self._nodes.__getitem__
        proof = consistency_proof(old, new, lambda asked: [*map(read, asked)])
        note = KEYS.signed(new, self.roots[new])
        return Submission(old, tuple(proof), note).body


def test_no_tree_is_rolled_back_whoever_comes_first(folder: Path) -> None:
    trees, one = Trees(40), witness(folder)
    one.cosign(trees.submission(0, 3))
    with ThreadPoolExecutor(8) as pool:
        futures = [
            pool.submit(one.cosign, trees.submission(3, size)) for size in range(4, 40)
        ]
        refused = [each.exception() for each in futures]
    assert refused.count(None) == 1, "the others were decided on an old size"
    won = 4 + refused.index(None)
    again = witness(folder)  # After a restart it knows the same.
    with pytest.raises(WitnessRefused) as error:
        again.cosign(trees.submission(3, 40))
    assert (error.value.status, error.value.size) == (409, won)
    again.cosign(trees.submission(won, 40))
    again.cosign(trees.submission(40, 40))


def test_every_flipped_bit_of_a_submission_is_refused(folder: Path) -> None:
    trees, one = Trees(7), witness(folder)
    one.cosign(trees.submission(0, 3))
    good = Submission.parse(trees.submission(3, 7))
    for place, hash in enumerate(good.proof):
        for bit in range(0, 256, 17):
            wrong = bytearray(hash)
            wrong[bit // 8] ^= 1 << bit % 8
            proof = (*good.proof[:place], bytes(wrong), *good.proof[place + 1 :])
            with pytest.raises(WitnessRefused) as error:
                one.cosign(good._replace(proof=proof).body)
            assert error.value.status == 422
    text, (signature,) = parsed(good.note)
    for bit in range(0, 512, 13):
        value = bytearray(signature.value)
        value[bit // 8] ^= 1 << bit % 8
        note = written(text, [signature._replace(value=bytes(value))])
        with pytest.raises(WitnessRefused) as error:
            one.cosign(good._replace(note=note).body)
        assert error.value.status == 403
    other = KEYS.signed(3, base64.b64decode("A" * 43 + "="))
    with pytest.raises(WitnessRefused) as error:
        one.cosign(Submission(3, (), other).body)
    assert error.value.status == 409, "two trees of one size"
    with pytest.raises(WitnessRefused) as error:
        one.cosign(Submission(9, (), good.note).body)
    assert error.value.status == 400
    one.cosign(good.body)


def test_a_key_is_made_once_and_one_process_has_the_folder(folder: Path) -> None:
    with pytest.raises(WitnessKeyMissing):
        witness_key(folder)
    make_witness_key(folder, "w.example")
    key = witness_key(folder)
    make_witness_key(folder, "other.example")
    assert witness_key(folder) == key
    assert (folder / "witness.key").stat().st_mode & 0o777 == 0o600
    with (
        witness(folder).alone(),
        pytest.raises(WitnessInUse),
        witness(folder).alone(),
    ):
        pass


def test_what_is_published_has_the_quorum_and_catches_up_with_its_witnesses(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    log, away = LogFolder(tmp_path / "log"), new_signer("away.example", COSIGNATURE)
    one = witness(folder)
    with running(one) as url:
        lines = [
            f"log {KEYS.verifiers[0]}",
            f"witness ours {KEY.verifier} {url}",
            f"witness away {away.verifier} http://127.0.0.1:9",
        ]

        def sign(size: int, quorum: str) -> None:
            grow(database, size)
            policy = Policy.parse("\n".join([*lines, f"quorum {quorum}", ""]))
            asked = Witnesses(policy)
            LogKeeper(database, log, lambda: KEYS, asked).run_until_signed()

        sign(2, "ours")
        note = log.checkpoint() or ""
        trusted = Policy.parse("\n".join([*lines, "quorum ours", ""])).require(note)
        assert [*trusted.cosigned] == ["ours"]
        assert trusted.cosigned["ours"].time == int(NOW)
        # Without its quorum a tree is signed and kept, and not published.
        sign(5, "away")
        assert log.checkpoint() == note
        assert log.checkpoint(5) is not None
        sign(9, "ours")
        found = checked(log.public)
        assert found and found.size == 9
        assert Checkpoint.parse(parsed(one.last(ORIGIN) or "")[0]).size == 9
        assert httpx.get(f"{url}/checkpoint", params={"origin": ORIGIN}).text == (
            log.checkpoint()
        )
        with database.connection() as conn:
            row = conn.execute("SELECT note FROM log_checkpoint WHERE size = 9")
            assert row.fetchone() == (log.checkpoint(),)


def test_an_answer_that_is_no_cosignature_of_the_witness_is_not_taken(
    folder: Path,
) -> None:
    note = KEYS.signed(1, bytes(32))
    line = KEY.sign(parsed(note)[0], 5).line()
    assert len(cosignatures(line.encode(), note, KEY.verifier)) == 1
    other = LogKeys.made("x.example").verifiers[0]
    for answer in (b"", b"ok\n", line.encode()[:-9] + b"\n"):
        with pytest.raises(ValueError, match=r"note|signature"):
            cosignatures(answer, note, KEY.verifier)
    with pytest.raises(ValueError, match="no verifiable"):
        cosignatures(line.encode(), note, other)
