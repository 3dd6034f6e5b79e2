"""What happens by itself at an announced time, done by the service (cases apart).

Each is an ordinary command of its aggregate, given by the system on the version that
was looked at: when two workers look, the second finds that it has moved, and leaves it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from application.cases import SERVICE
from application.commands import Commands
from application.commit import Receipt
from application.enterprises import Enterprises
from application.order import Order
from application.refusals import Conflict
from application.steps import Steps, now
from application.votes import Votes
from domain.enterprise import Enterprise
from domain.enterprise_words import FindingStage
from domain.vote import Vote
from domain.vote_words import VoteStatus


class Timed:
    """Does what is due; a refusal of the domain is raised."""

    def __init__(self, commands: Commands[Receipt]) -> None:
        self._store, self._clock = commands.store, commands.clock
        self._votes: Any = Votes(commands.in_steps())
        self._enterprises: Any = Enterprises(commands.in_steps())

    def fire_due(self, kind: str, id: UUID) -> bool:
        """Do what is due of an aggregate; whether anything was done.

        kind: `Vote` or `Enterprise`.
        """
        steps: Steps[Receipt] | None = {
            "Vote": self._vote,
            "Enterprise": self._enterprise,
        }[kind](id)
        if steps is None:
            return False
        try:
            now(steps)
        except Conflict:
            return False  # somebody was here; what is still due is looked at again
        return True

    def _vote(self, id: UUID) -> Any:
        """Open it, close it with its count, or count what was closed."""
        vote = self._store.load(Vote, id)
        at = self._clock()
        order = Order(SERVICE, expected_version=vote.version)
        match vote.status:
            case VoteStatus.NOTICED if vote.opens_at <= at < vote.closes_at:
                return self._votes.open(order, id)
            case VoteStatus.OPEN if vote.closes_at <= at and not vote.official:
                return self._votes.close(order, id)
            case VoteStatus.CLOSED if not vote.official:
                return self._votes.count(order, id)
        return None

    def _enterprise(self, id: UUID) -> Any:
        """Make final the first finding that nobody appealed against in time."""
        enterprise = self._store.load(Enterprise, id)
        at = self._clock()
        order = Order(SERVICE, expected_version=enterprise.version)
        for number, found in enterprise.findings.items():
            if found.stage is FindingStage.DECIDED and _over(found.appeal_until, at):
                return self._enterprises.finalise_finding(order, id, finding=number)
        return None


def _over(until: datetime | None, at: datetime) -> bool:
    return until is not None and until < at
