"""Votes that were held and counted, told by their facts alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from application.event_store import EventStore
from domain.quantities import Dm2
from domain.vote import Vote
from domain.vote_words import NoticedItem, VoteBar, VoteOutcome
from tests.projections.samples import append, fact


def decided(
    store: EventStore, compound_id: UUID, matter: str, *, passed: bool = True
) -> UUID:
    """Record a vote of a compound on one matter, with its result; the vote's id."""
    id, item = uuid4(), NoticedItem("A", matter, (), 0, VoteBar(2, 3, 1, 2, True))
    place: dict[str, Any] = {"compound_id": compound_id, "region_path": ("c",)}
    three, none = {"heads": 3, "area_dm2": Dm2(3)}, {"heads": 0, "area_dm2": Dm2(0)}
    counts = {"total": three, "part": three, "yes": three} | dict.fromkeys(
        ("no", "abstain", "joined"), none
    )
    weights: dict[str, Any] = {
        f"{what}_{unit}": amount
        for what, weight in counts.items()
        for unit, amount in weight.items()
    }
    tests: dict[str, Any] = dict.fromkeys(
        ("agreed_heads", "agreed_area", "passed", "chosen"), passed
    )
    outcome = VoteOutcome(
        item="A",
        option=None,
        enough_heads=True,
        enough_area=True,
        tied=False,
        **weights,
        **tests,
    )
    append(
        store,
        [
            fact(Vote.Noticed, 1, id, profile="national", items=(item,), **place),
            fact(Vote.Opened, 2, id),
            fact(Vote.Closed, 3, id),
            fact(Vote.Counted, 4, id, outcomes=(outcome,)),
        ],
    )
    return id
