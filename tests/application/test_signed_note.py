"""Notes, checkpoints and proofs against others' vectors, and against forgery."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from application.checkpoint import Checkpoint, CheckpointInvalid
from application.signed_note import (
    COSIGNATURE,
    ED25519,
    NoteInvalid,
    Signer,
    Verifier,
    opened,
    parsed,
    written,
)
from application.tlog_proof import TlogProof, TlogProofInvalid

VECTORS = Path(__file__).parents[1] / "vectors" / "notes"
SIGNER = Signer("gongshi.example/log", ED25519, bytes(range(32)))
WITNESS = Signer("witness.example", COSIGNATURE, bytes(range(1, 33)))
CHECKPOINT = Checkpoint("gongshi.example/log", 7, bytes(range(32)))


def known(name: str) -> Any:
    return json.loads((VECTORS / name).read_text("utf-8"))


GO = known("golang-x-mod-note.json")
OTHERS = known("checkpoints-and-vkeys.json")


@pytest.mark.parametrize("case", GO["cases"], ids=lambda case: case["desc"])
def test_the_notes_of_go(case: dict[str, Any]) -> None:
    note = case.get("note") or base64.b64decode(case["note_base64"])
    verifiers = [Verifier.parse(each) for each in case["vkeys"]]
    if not case["want_ok"]:
        with pytest.raises(NoteInvalid, match=case["error"]):
            opened(note, verifiers)
        return
    found = opened(note, verifiers)
    assert [each.name for each in found.verified] == case["want_verified"]
    unverified = [each.name for each in found.unverified]
    assert unverified == case["want_unverified"]


@pytest.mark.parametrize("vkey", [*GO["bad_vkeys"], "", "a+b", "n+00000000+AQ=="])
def test_a_key_that_is_not_what_it_says_is_refused(vkey: str) -> None:
    with pytest.raises(NoteInvalid):
        Verifier.parse(vkey)


@pytest.mark.parametrize("name", ["c2sp_signed_note_example", "sumdb_checkpoint"])
def test_notes_of_others(name: str) -> None:
    vkey = Verifier.parse(OTHERS[name]["vkey"])
    assert str(vkey) == OTHERS[name]["vkey"]
    note = opened(OTHERS[name]["note"], [vkey])
    assert written(note.text, note.verified) == OTHERS[name]["note"]
    if "want_size" in OTHERS[name]:
        checkpoint = Checkpoint.parse(note.text)
        assert checkpoint.size == OTHERS[name]["want_size"]
        assert checkpoint.origin == OTHERS[name]["origin"]
        assert checkpoint.text == note.text


def test_a_checkpoint_that_we_sign_as_others_do() -> None:
    other = OTHERS["sigsum_checkpoint"]
    text, signatures = parsed(other["note"])
    origin = Checkpoint.parse(text).origin
    signer = Signer(origin, ED25519, bytes.fromhex(other["private_seed_hex"]))
    assert signer.verifier.key.hex() == other["ed25519_public_key_hex"]
    assert written(text, [signer.sign(text)]) == other["note"]
    assert signatures == [signer.sign(text)]


def test_keys_of_cosignatures() -> None:
    vkey = OTHERS["cosignature_v1_vkeys"]["cases"][1]["vkey"]
    assert Verifier.parse(vkey).kind == COSIGNATURE


def test_a_witness_says_when() -> None:
    note = written(
        CHECKPOINT.text,
        [SIGNER.sign(CHECKPOINT.text), WITNESS.sign(CHECKPOINT.text, 1_700_000_000)],
    )
    found = opened(note, [SIGNER.verifier, WITNESS.verifier])
    assert [each.time for each in found.verified] == [None, 1_700_000_000]
    forged = note.replace(
        WITNESS.sign(CHECKPOINT.text, 1_700_000_000).line(),
        WITNESS.sign(CHECKPOINT.text, 1_600_000_000)
        ._replace(value=WITNESS.sign("x\n", 1_600_000_000).value)
        .line(),
    )
    with pytest.raises(NoteInvalid, match="invalid signature"):
        opened(forged, [SIGNER.verifier, WITNESS.verifier])
    with pytest.raises(ValueError, match="has a time"):
        WITNESS.sign(CHECKPOINT.text)
    with pytest.raises(ValueError, match="only a cosignature"):
        SIGNER.sign(CHECKPOINT.text, 1)


def test_every_flipped_bit_of_a_checkpoint_is_refused() -> None:
    note = written(CHECKPOINT.text, [SIGNER.sign(CHECKPOINT.text)]).encode()
    for place in range(len(note)):
        for bit in range(8):
            changed = bytearray(note)
            changed[place] ^= 1 << bit
            with pytest.raises(NoteInvalid):
                opened(bytes(changed), [SIGNER.verifier])


@pytest.mark.parametrize(
    "text",
    ["", "a\n", "a\n1\n", "a\n1\nAA==\n", "a\n01\n{root}\n", "a\n-1\n{root}\n",
     "\n1\n{root}\n", "a\n1\n{root}\n\n", "a\n1\n{root}", "a\nx\n{root}\n",
     "a\n1\n!{root}\n"],
)  # fmt: skip
def test_what_is_no_checkpoint(text: str) -> None:
    root = base64.b64encode(bytes(32)).decode()
    with pytest.raises(CheckpointInvalid):
        Checkpoint.parse(text.replace("{root}", root))


@pytest.mark.parametrize("text", ["no newline", "an\n\nempty line\n", "\x01\n"])
def test_what_no_note_can_say(text: str) -> None:
    with pytest.raises(NoteInvalid):
        written(text, [])


def test_a_proof_is_written_and_read() -> None:
    for extra in (None, b"", b"case"):
        proof = TlogProof(5, (bytes(32), bytes(range(32))), "checkpoint\n", extra)
        assert TlogProof.parse(proof.text) == proof


@pytest.mark.parametrize("case", known("tlog-proof-errors.json")["cases"])
def test_what_is_no_proof(case: dict[str, str]) -> None:
    with pytest.raises(TlogProofInvalid, match=case["want_error_contains"]):
        TlogProof.parse(case["proof"])
