"""The ballots of one household: what did we say, and what is our receipt?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.ballot_facts import BallotFacts as Ballot
from projections.documents import View, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a ballot after a fact."""
    match recorded.fact:
        case Ballot.Cast() as fact:
            said = stated(fact, "head", "proxy")
            return said | {
                "by_proxy": fact.proxy is not None,
                "sort": said["returned_at"],
                "kind": said["channel"],
            }
        case Ballot.Replaced() as fact:
            return view | stated(fact) | {"kind": fact.channel.value}
        case Ballot.Corrected() as fact:
            return view | stated(fact)
    return view


BALLOTS = Records("ballots", "Ballot", evolve)
