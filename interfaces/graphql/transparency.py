"""Proofs of the transparency log, as queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self

import strawberry
from fastapi.concurrency import run_in_threadpool

from application.base64_text import in_base64
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.scalars import Position
from projections.transparency.proofs import (
    Consistency,
    Inclusion,
    NotInLogYet,
    Proofs,
)


@strawberry.type(
    description="That an event is a leaf of the log (RFC 6962, 2.1.1). Hashes are "
    "SHA-256 in Base64."
)
class InclusionProof:
    leaf_index: Position = strawberry.field(description="Its position less one.")
    tree_size: Position = strawberry.field(description="Leaves of the tree.")
    leaf_hash: str = strawberry.field(description="The hash over the event's entry.")
    root_hash: str = strawberry.field(description="The root of the tree.")
    hashes: list[str] = strawberry.field(description="From the leaf up to the root.")
    checkpoint: str = strawberry.field(description="The signed checkpoint (a note).")
    receipt: str = strawberry.field(
        description="Path of the same as a file that verifies offline."
    )

    @classmethod
    def of(cls, proof: Inclusion) -> Self:
        return cls(
            leaf_index=Position(proof.leaf_index),
            tree_size=Position(proof.size),
            leaf_hash=in_base64(proof.leaf),
            root_hash=in_base64(proof.root),
            hashes=_all(proof.hashes),
            checkpoint=proof.checkpoint,
            receipt=f"/log/receipt/{proof.leaf_index + 1}",
        )


@strawberry.type(
    description="That one tree of the log begins with another (RFC 6962, 2.1.2). "
    "Hashes are SHA-256 in Base64."
)
class ConsistencyProof:
    from_size: Position = strawberry.field(description="Leaves of the smaller tree.")
    to_size: Position = strawberry.field(description="Leaves of the larger tree.")
    from_root: str = strawberry.field(description="The root of the smaller tree.")
    to_root: str = strawberry.field(description="The root of the larger tree.")
    hashes: list[str] = strawberry.field(description="The proof.")
    checkpoint: str = strawberry.field(description="The newest signed checkpoint.")

    @classmethod
    def of(cls, proof: Consistency) -> Self:
        return cls(
            from_size=Position(proof.old),
            to_size=Position(proof.new),
            from_root=in_base64(proof.old_root),
            to_root=in_base64(proof.new_root),
            hashes=_all(proof.hashes),
            checkpoint=proof.checkpoint,
        )


async def _inclusion_proof(
    info: Info,
    position: Annotated[
        Position, strawberry.argument(description="The event's place in the log.")
    ],
) -> InclusionProof | None:
    made = await run_in_threadpool(_proofs(info).inclusion, position - 1)
    return InclusionProof.of(made)


async def _consistency_proof(
    info: Info,
    from_: Annotated[
        Position, strawberry.argument(name="from", description="The smaller size.")
    ],
    to: Annotated[Position, strawberry.argument(description="The larger size.")],
) -> ConsistencyProof | None:
    made = await run_in_threadpool(_proofs(info).consistency, from_, to)
    return ConsistencyProof.of(made)


QUERIES: dict[str, Any] = {
    "inclusion_proof": resolved(
        "That an event lies in the published log; an error until it is published."
    )(_inclusion_proof),
    "consistency_proof": resolved(
        "That one size of the published log begins with another."
    )(_consistency_proof),
}
"""The fields of `Query` for the log."""


def _proofs(info: Info) -> Proofs:
    folder = info.context.services.log
    if folder is None:
        raise NotInLogYet(size=0)
    return Proofs(folder)


def _all(hashes: Sequence[bytes]) -> list[str]:
    return [in_base64(hash) for hash in hashes]
