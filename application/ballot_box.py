"""The ballots of a vote as the log has them: those that lie below its close.

A ballot is a stream of its own, so that one may still be written while the vote is
being closed. The log says which came first: positions are given out in one order, and
what stands below the position of `Vote.Closed` is there once that is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from application.event_store import EventStore
from domain.ballot import Ballot, ballot_id
from domain.tally import Ballots
from domain.vote import Vote
from domain.vote_results import CountedBallot

CLOSED = """
    SELECT position FROM event WHERE stream_id = %s AND type LIKE 'Vote.Closed%%'
"""
BALLOTS = """
    SELECT stream_id, version, type, data, position FROM event
    WHERE stream_id = ANY(%s) ORDER BY stream_id, version
"""
ENDLESS = 2**63


def closed_at(store: EventStore, vote_id: UUID) -> int | None:
    """The position at which a vote was closed; None while it is not."""
    rows = store.database.fetch(CLOSED, (vote_id,))
    return rows[0][0] if rows else None


def counted_ballots(store: EventStore, vote: Vote) -> Sequence[CountedBallot]:
    """Every ballot that counts, as it stood at the close; all so far while the vote is
    open. Two statements, however many there are."""
    last = closed_at(store, vote.id) or ENDLESS
    ids = [ballot_id(vote.id, head) for head in vote.roll]
    found = store.database.fetch(BALLOTS, (ids,))
    groups = {id: list(group) for id, group in groupby(found, key=itemgetter(0))}
    rows = {id: [row[:4] for row in group] for id, group in groups.items()}
    ballots = store.replayed(Ballot, list(rows), rows)
    counting: list[CountedBallot] = []
    for id, ballot in ballots.items():
        version = sum(row[4] < last for row in groups[id])
        if (entry := ballot.at_close(version)) is not None:
            counting.append(CountedBallot(ballot.head, entry.marks, entry.receipt))
    return counting


def marks_so_far(store: EventStore, vote: Vote) -> Ballots:
    """What the ballots say, by head."""
    return {each.head: each.marks for each in counted_ballots(store, vote)}
