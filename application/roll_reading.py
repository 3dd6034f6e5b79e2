"""The roll of a vote as the log has it at one position.

The units of a compound are found by an index of the log itself, so that the roll needs
no read model that may be late, and no second list of units that could miss one. It is
read at one position, which the notice names: whoever has the log and the vault can make
the same roll again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from application.event_store import EventStore
from application.vault import Vault
from domain.household import Household
from domain.roll import Owners, roll_of
from domain.rulepack import RulePack
from domain.vote_words import RollHead

HEADS = "heads of votes"
"""The secret by which heads are named: nobody without the vault can tell, or try out,
whose head it is, nor recognise it in another vote."""

UNITS = """
    SELECT stream_id, version, type, data FROM event
    WHERE position <= %s AND stream_id = ANY(ARRAY(
        SELECT stream_id FROM event
        WHERE type LIKE 'Household.Registered%%'
        AND substring(encode(data, 'escape')
            from '"compound_id":"([0-9a-f-]{36})"') = %s
    ))
    ORDER BY stream_id, version
"""


def units_of(store: EventStore, compound_id: UUID, position: int) -> list[Household]:
    """The units of a compound as they were at a position of the log."""
    found = store.database.fetch(UNITS, (position, str(compound_id)))
    rows = {id: list(group) for id, group in groupby(found, key=itemgetter(0))}
    return list(store.replayed(Household, list(rows), rows).values())


def frozen_roll(
    store: EventStore,
    vault: Vault,
    rules: RulePack,
    *,
    vote_id: UUID,
    compound_id: UUID,
    buildings: Sequence[str],
    position: int,
) -> tuple[RollHead, ...]:
    """The heads that a vote asks, as of a position of the log."""

    def named(owners: Owners) -> str:
        return vault.keyed_digest(HEADS, [str(vote_id), *owners]).hex()[:32]

    units = units_of(store, compound_id, position)
    return roll_of(units, rules, named, buildings)
