"""One stream of a log, each of its entries with its proof against the signed root.

A case's history or a vote's result can be shown to anyone: entry, inclusion proof and
checkpoint are all that they need.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from application.base64_text import in_base64
from application.checkpoint import Checkpoint
from application.tlog_proof import TlogProof
from application.tlog_tiles import ENTRIES, WIDTH, Tile, TileInvalid, entries_in, reader
from domain.errors import Refusal
from domain.facts import Fact
from domain.merkle import ProofInvalid, inclusion_proof, leaf_hash, verify_inclusion
from domain.recount import open_recount, receipts_digest
from domain.vote_facts import VoteFacts
from domain.vote_words import BallotSecrecy
from interfaces.audit.entries import EntryCheck, PublicFact
from interfaces.audit.findings import Findings
from interfaces.audit.source import Source, SourceUnreadable, tile_of
from interfaces.audit.sums import faults_of
from interfaces.audit.trust import Trust


class NotInLog(Refusal):
    zh = "日志中没有 {id}。"
    en = "Nothing in the log is about {id}."
    fields = ("id",)


class ProofBroken(Refusal):
    zh = "{id} 的位置 {position} 无法证明：{reason}。"
    en = "Position {position} of {id} cannot be proved: {reason}."
    fields = ("id",)


class StreamIsNoVote(Refusal):
    zh = "{id} 不是表决。"
    en = "{id} is no vote."
    fields = ("id",)


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """An entry of the stream. proof: verified, to be handed on with it."""

    logged: PublicFact
    entry: bytes
    proof: TlogProof

    def as_json(self) -> dict[str, Any]:
        fact = self.logged.fact
        said = orjson.loads(self.entry)
        return {
            "position": self.logged.position,
            "type": said["type"],
            "label": {"zh": fact.label.zh, "en": fact.label.en},
            "occurred_at": said["data"]["occurred_at"],
            "recorded_at": said["recorded_at"],
            "data": said["data"],
            "leaf_hash": in_base64(leaf_hash(self.entry)),
            "proof": self.proof.text,
        }


def proved(source: Source, trust: Trust, id: UUID) -> list[ProvedEntry]:
    """The public entries of a stream. Raises `NotInLog`, `ProofBroken`."""
    found = Findings()
    check = EntryCheck(found)
    entries = []
    for position, entry in _about(source, trust.checkpoint, id):
        for logged in check.look(position, [entry]):
            if logged.fact.originator_id == id:
                proof = _proof(source, trust, id, position, entry)
                entries.append(ProvedEntry(logged, entry, proof))
    if not entries:
        raise NotInLog(id=id)
    for fault in found.faults:
        reason = fault.message("en")
        raise ProofBroken(id=id, position=entries[0].logged.position, reason=reason)
    return entries


def _about(
    source: Source, checkpoint: Checkpoint, id: UUID
) -> Iterator[tuple[int, bytes]]:
    """Entries that name the stream, by position."""
    name = f'"stream":"{id}"'.encode()
    for number in range(-(-checkpoint.size // WIDTH)):
        width = min(WIDTH, checkpoint.size - number * WIDTH)
        tile = Tile(ENTRIES, number, width)
        try:
            content = tile_of(source, tile)
            if content is None:
                raise TileInvalid("it is missing")
            if name not in content:
                continue
            entries = entries_in(content, width)
        except TileInvalid as error:
            raise SourceUnreadable(place=tile.path, reason=error) from None
        for place, entry in enumerate(entries, 1):
            if name in entry:
                yield number * WIDTH + place, entry


def _proof(
    source: Source, trust: Trust, id: UUID, position: int, entry: bytes
) -> TlogProof:
    size, root = trust.checkpoint.size, trust.checkpoint.root

    def read(tile: Tile) -> bytes:
        content = tile_of(source, tile)
        if content is None:
            raise TileInvalid(f"{tile.path} is missing")
        return content

    try:
        hashes = inclusion_proof(position - 1, size, reader(size, read))
        verify_inclusion(position - 1, size, leaf_hash(entry), hashes, root)
    except (ProofInvalid, TileInvalid) as error:
        raise ProofBroken(id=id, position=position, reason=error) from None
    return TlogProof(position - 1, tuple(hashes), trust.note)


@dataclass(frozen=True, slots=True)
class Recount:
    """A result counted again. recounted: from open ballots, which are all there; of a
    secret vote only tests, totals and receipts can be."""

    position: int
    ballots: int
    receipts: int
    recounted: bool
    wrong: Sequence[str]


def recounts(entries: Sequence[ProvedEntry]) -> list[Recount]:
    """Each count of a vote. Raises `StreamIsNoVote`."""
    first = entries[0].logged.fact
    if not isinstance(first, VoteFacts.Noticed):
        raise StreamIsNoVote(id=first.originator_id)
    facts: list[Fact] = []
    found = []
    for each in entries:
        fact = each.logged.fact
        if isinstance(fact, VoteFacts.Counted | VoteFacts.Recounted):
            wrong = faults_of(facts, fact)
            is_open = first.secrecy is BallotSecrecy.OPEN
            if is_open and open_recount(facts) != fact.outcomes:
                wrong = [*wrong, "recount"]
            found.append(
                Recount(
                    each.logged.position,
                    fact.ballots,
                    receipts_digest(facts)[0],
                    is_open,
                    tuple(dict.fromkeys(wrong)),
                )
            )
        facts.append(fact)
    return found
