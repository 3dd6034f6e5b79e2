"""Witnesses (C2SP tlog-witness): what a log sends them, and how one of them answers.

old <size>
<base64 of a hash of the consistency proof, one a line>

<the signed checkpoint>
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from application.base64_text import from_base64, in_base64
from application.checkpoint import Checkpoint, CheckpointInvalid
from application.signed_note import NoteInvalid, Signature, Verifier, opened, parsed
from domain.merkle import HASH_SIZE, ProofInvalid, verify_consistency

PATH = "add-checkpoint"
LONGEST_PROOF = 63
LARGEST_BODY = 64 * 1024
SIZE_TYPE = "text/x.tlog.size"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)


class WitnessRefused(ValueError):
    """The checkpoint is not cosigned. status: as HTTP says it; size: of the tree that
    the witness knows, where that is the reason."""

    def __init__(self, status: int, reason: str, size: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.size = size


class Submission(NamedTuple):
    """A checkpoint and the proof that its tree begins with the one of `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @property
    def body(self) -> bytes:
        lines = [f"old {self.old}", *map(in_base64, self.proof)]
        return ("\n".join(lines) + "\n\n" + self.note).encode()

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read a request. Raises `WitnessRefused` (400)."""
        try:
            head, separator, note = body.decode().partition("\n\n")
        except UnicodeDecodeError:
            raise WitnessRefused(400, "no UTF-8") from None
        first, *lines = head.split("\n")
        match = _OLD.fullmatch(first)
        if match is None or not separator:
            raise WitnessRefused(400, "the first line is: old <size>")
        if len(lines) > LONGEST_PROOF:
            raise WitnessRefused(400, f"a proof has at most {LONGEST_PROOF} lines")
        return cls(int(match[1]), tuple(map(_hash, lines)), note)


def checked(
    submission: Submission,
    logs: Mapping[str, Sequence[Verifier]],
    seen: Mapping[str, Checkpoint],
) -> Checkpoint:
    """The checkpoint, if a witness that has seen these may cosign it.

    logs: the keys of each origin that it watches. seen: of each the last checkpoint
    that it cosigned. Raises `WitnessRefused`.
    """
    checkpoint = _signed(submission, logs)
    old, last = submission.old, seen.get(checkpoint.origin)
    if old > checkpoint.size:
        raise WitnessRefused(400, "the old size is larger than the checkpoint's")
    known = last.size if last else 0
    if old != known:
        raise WitnessRefused(409, "the old size is another", known)
    if last is None or old == 0:
        if submission.proof:
            raise WitnessRefused(422, "the consistency proof from 0 is empty")
    elif old == checkpoint.size:
        if checkpoint.root != last.root:
            raise WitnessRefused(409, "another root was cosigned for this size", known)
        if submission.proof:
            raise WitnessRefused(422, "the consistency proof to itself is empty")
    else:
        try:
            verify_consistency(
                old, checkpoint.size, last.root, checkpoint.root, submission.proof
            )
        except ProofInvalid as error:
            raise WitnessRefused(422, f"consistency proof: {error}") from None
    return checkpoint


def cosignatures(answer: bytes, note: str, key: Verifier) -> list[Signature]:
    """The cosignatures of a witness over a checkpoint that are in its answer.

    Those by other keys are left out. Raises `NoteInvalid` for one that does not hold.
    """
    text, _ = parsed(note)
    found = opened(text.encode() + b"\n" + answer, [key])
    return [each for each in found.verified if each.time is not None]


def _signed(
    submission: Submission, logs: Mapping[str, Sequence[Verifier]]
) -> Checkpoint:
    text = submission.note.rpartition("\n\n")[0]
    try:
        checkpoint = Checkpoint.parse(f"{text}\n")
    except CheckpointInvalid as error:
        raise WitnessRefused(400, str(error)) from None
    if checkpoint.origin not in logs:
        raise WitnessRefused(404, f"unknown log {checkpoint.origin}")
    try:
        note = opened(submission.note, logs[checkpoint.origin])
    except NoteInvalid as error:
        raise WitnessRefused(403, f"invalid signature: {error}") from None
    return Checkpoint.parse(note.text)


def _hash(line: str) -> bytes:
    try:
        hash = from_base64(line)
    except ValueError:
        raise WitnessRefused(400, "a line of the proof is no base64") from None
    if len(hash) != HASH_SIZE:
        raise WitnessRefused(400, "a hash has 32 bytes")
    return hash
