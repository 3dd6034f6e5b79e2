"""Votes that were held and counted, told by their facts alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from application.event_store import EventStore
from domain.quantities import Dm2
from domain.vote import Vote
from domain.vote_words import NoticedItem, VoteBar, VoteOutcome
from tests.projections.samples import append, fact

CANDIDATES = tuple(f"o-{number}" for number in range(12))
"""Who stands on the ballot of an election, unless it is said."""


def decided(
    store: EventStore,
    compound_id: UUID,
    matter: str,
    *,
    passed: bool = True,
    others: Mapping[str, bool] = MappingProxyType({}),
    candidates: tuple[str, ...] = CANDIDATES,
) -> UUID:
    """Record a vote of a compound on one matter, with its result; the vote's id.

    others: more questions on the same matter beside `A`, and whether they passed.
    """
    id = uuid4()
    place: dict[str, Any] = {"compound_id": compound_id, "region_path": ("c",)}
    place["buildings"] = ()
    results = {"A": passed, **others}
    options = candidates if matter == "V2" else ()
    bar = VoteBar(2, 3, 1, 2, True)
    items = tuple(
        NoticedItem(code, matter, options, len(options), bar) for code in results
    )
    outcomes = tuple(
        _outcome(code, option, result)
        for code, result in results.items()
        for option in options or (None,)
    )
    append(
        store,
        [
            fact(Vote.Noticed, 1, id, profile="national", items=items, **place),
            fact(Vote.Opened, 2, id),
            fact(Vote.Closed, 3, id),
            fact(Vote.Counted, 4, id, outcomes=outcomes),
        ],
    )
    return id


def _outcome(item: str, option: str | None, passed: bool) -> VoteOutcome:
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
    return VoteOutcome(
        item=item,
        option=option,
        enough_heads=True,
        enough_area=True,
        tied=False,
        **weights,
        **tests,
    )
