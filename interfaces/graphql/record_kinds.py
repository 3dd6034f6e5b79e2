"""The records of the schema: each node, and what a list of them is called."""

from __future__ import annotations

from collections.abc import Mapping

from interfaces.graphql.ballot import Ballot
from interfaces.graphql.household import Household
from interfaces.graphql.record import RecordNode
from interfaces.graphql.vote import Vote

NODES: Mapping[str, type[RecordNode]] = {
    "households": Household,
    "votes": Vote,
    "ballots": Ballot,
}
