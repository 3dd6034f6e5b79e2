"""The witnesses of the log: asked to cosign each checkpoint, all at the same time.

A witness signs that it saw a tree, and when, and that it extends every tree that it
saw before. One that is away or refuses holds up the log for some seconds, and only if
the policy's quorum needs it does it hold up what is published.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import structlog

from application.checkpoint import Checkpoint
from application.signed_note import NoteInvalid, Signature, Verifier, parsed, written
from application.tlog_policy import Peer, Policy, Trusted
from application.tlog_tiles import TileReader, reader
from application.tlog_witness import (
    LARGEST_BODY,
    PATH,
    Submission,
    WitnessRefused,
    cosignatures,
)
from domain.merkle import consistency_proof

PATIENCE = 5.0  # seconds for an answer
AHEAD = 300  # seconds by which a witness's clock may be ahead of ours
TRIES = 2  # a witness that knows another tree says so, and is asked once more
log = structlog.get_logger("gongshi.transparency")


class Witnesses:
    """Those of one log, with what is remembered of each."""

    def __init__(self, policy: Policy | None = None) -> None:
        """policy: names the witnesses, and how many must cosign what is published;
        without one it is published at once."""
        self._policy = policy or Policy()
        self._seen: dict[str, int] = {}

    def look(self, note: str, keys: Sequence[Verifier]) -> Trusted:
        """Who has cosigned a checkpoint of the log with these keys."""
        logs = [Peer(str(key), key, None) for key in keys]
        return replace(self._policy, logs=logs).look(note)

    def enough(self, note: str, keys: Sequence[Verifier]) -> bool:
        """Whether the checkpoint has the quorum."""
        return self._policy.quorum is None or self.look(note, keys).quorum

    def cosigned(self, note: str, keys: Sequence[Verifier], tiles: TileReader) -> str:
        """The checkpoint with the cosignatures that were to be had just now."""
        if not self._policy.witnesses:
            return note
        there = self.look(note, keys).cosigned
        asked = [
            (name, peer)
            for name, peer in self._policy.witnesses.items()
            if peer.url is not None and name not in there
        ]
        if not asked:
            return note
        with ThreadPoolExecutor(len(asked)) as pool:
            answers = [
                pool.submit(self._ask, name, peer, note, tiles) for name, peer in asked
            ]
            new = [line for answer in answers for line in answer.result()]
        text, old = parsed(note)
        return written(text, [*old, *new])

    def _ask(
        self, name: str, peer: Peer, note: str, tiles: TileReader
    ) -> list[Signature]:
        """What a witness signs; what stands in its way is logged."""
        try:
            for _ in range(TRIES):
                try:
                    return self._submitted(name, peer, note, tiles)
                except WitnessRefused as refused:
                    if refused.size is None:
                        raise
                    self._seen[name] = refused.size
            raise WitnessRefused(409, "it knows other trees than ours")
        except (WitnessRefused, NoteInvalid, OSError, HTTPException) as error:
            log.warning("witness.silent", witness=name, reason=str(error))
        return []

    def _submitted(
        self, name: str, peer: Peer, note: str, tiles: TileReader
    ) -> list[Signature]:
        old, size = self._seen.get(name, 0), Checkpoint.parse(parsed(note)[0]).size
        if old > size:
            raise WitnessRefused(409, f"it has seen {old} entries, we have {size}")
        proof = consistency_proof(old, size, reader(size, tiles))
        answer = _sent(peer, Submission(old, tuple(proof), note).body)
        found = cosignatures(answer, note, peer.key)
        if any((each.time or 0) > time.time() + AHEAD for each in found):
            raise WitnessRefused(200, "its clock is ahead of ours")
        self._seen[name] = size
        return found


def _sent(peer: Peer, body: bytes) -> bytes:
    """The body of the answer. Raises `WitnessRefused`, OSError, HTTPException."""
    assert peer.url is not None, "only those with an address are asked"
    headers = {"Content-Type": "application/octet-stream"}
    request = Request(f"{peer.url.rstrip('/')}/{PATH}", body, headers)
    try:
        with _OPENER.open(request, timeout=PATIENCE) as answer:
            content: bytes = answer.read(LARGEST_BODY)
            return content
    except HTTPError as error:
        said = error.read(200).decode("utf-8", errors="replace").strip()
        size = int(said) if error.code == 409 and said.isdecimal() else None
        raise WitnessRefused(error.code, f"{error.code} {said}", size) from None


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_NoRedirects)
