"""The use cases of a ballot (选票): its owner's, their proxy's, and those of the staff
who type what came on paper or was said at a meeting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from application.ballot_box import closed_at
from application.chance import some_bytes
from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.roles_allowed import Row, row
from application.steps import Blocking, Steps
from application.use_cases import UseCases
from application.votes import CONDUCTORS
from domain.ballot import Ballot, Marks, ballot_id
from domain.facts import Stamp
from domain.place import Place
from domain.roles import Role
from domain.vote import Vote
from domain.vote_refusals import BallotTooLate, SecondBallot
from domain.vote_words import VoteChannel, VoteMark

_OWNER = {Role.OWNER}


@dataclass(frozen=True, slots=True)
class _Returned:
    """What comes back of a head, and on which way."""

    unit_id: UUID
    marks: Marks
    channel: VoteChannel = VoteChannel.ONLINE
    proxy: str | None = None
    paper: str | None = None
    returned_at: datetime | None = None


class Ballots(UseCases[R]):
    """One ballot a head of the roll; `ids[0]` of a receipt is the ballot."""

    kind = Ballot
    name = "ballot"
    public = False
    rows: ClassVar[Mapping[str, Row]] = {
        "cast": row(unit=_OWNER),
        "cast_as_proxy": row(own=True),
        "enter": row(CONDUCTORS),
        "replace": row(CONDUCTORS, unit=_OWNER),
        "correct": row(CONDUCTORS),
        # What one owner chose is read by the owner, and by who counts all again.
        "read": row({Role.AUDITOR}, unit=_OWNER),
        "read_restricted": row({Role.AUDITOR}, unit=_OWNER),
        "read_text": row({Role.AUDITOR}),
    }

    def place(self, given: Mapping[str, Any]) -> Steps[Place]:
        """Where the vote is. Raises `NotFound`."""
        vote = yield from self._commands.looking_at(Vote, given["vote_id"])
        return vote.place

    def mine(self, subject: str, given: Mapping[str, Any]) -> Steps[bool]:
        """Whether the subject stands for somebody in the vote."""
        vote = yield from self._commands.looking_at(Vote, given["vote_id"])
        return self._commands.vault.pseudonym(subject, vote.id) in vote.people

    def cast(
        self,
        order: Order,
        *,
        vote_id: UUID,
        unit_id: UUID,
        marks: tuple[VoteMark, ...],
    ) -> R:
        """Vote online, for all units of the owner at once."""
        return self._return("cast", order, vote_id, _Returned(unit_id, marks))

    def cast_as_proxy(
        self,
        order: Order,
        *,
        vote_id: UUID,
        unit_id: UUID,
        marks: tuple[VoteMark, ...],
    ) -> R:
        """Vote online for an owner, as their registered proxy."""
        proxy = self._commands.vault.pseudonym(order.actor.id, vote_id)
        returned = _Returned(unit_id, marks, proxy=proxy)
        return self._return("cast_as_proxy", order, vote_id, returned)

    def enter(
        self,
        order: Order,
        *,
        vote_id: UUID,
        unit_id: UUID,
        marks: tuple[VoteMark, ...],
        channel: VoteChannel,
        paper: str,
        proxy: str | None = None,
        returned_at: datetime | None = None,
    ) -> R:
        """Type a ballot that came back on paper or was cast at a meeting."""
        name = None if proxy is None else self._commands.vault.pseudonym(proxy, vote_id)
        returned = _Returned(unit_id, marks, channel, name, paper, returned_at)
        return self._return("enter", order, vote_id, returned)

    def replace(
        self,
        order: Order,
        id: UUID,
        *,
        marks: tuple[VoteMark, ...],
        channel: VoteChannel = VoteChannel.ONLINE,
        paper: str | None = None,
        returned_at: datetime | None = None,
    ) -> R:
        """Replace a ballot before the close, where the owners' rules allow it."""
        body: dict[str, Any] = {
            "marks": marks,
            "channel": channel,
            "paper": paper,
            "returned_at": returned_at,
        }
        nonce = some_bytes(16).hex()

        def steps() -> Steps[Receipt]:
            vote = yield from self._vote_of(id)

            def replace(ballot: Ballot, stamp: Stamp) -> None:
                vote.admit(
                    stamp,
                    unit_id=ballot.unit_id,
                    marks=marks,
                    channel=channel,
                    paper=paper,
                    returned_at=returned_at,
                )
                ballot.replace(stamp, nonce=nonce, allowed=vote.replaceable, **body)

            receipt = yield from self._commands.changing(
                order, "ballot.replace", Ballot, id, body, {}, replace
            )
            return (yield from self._in_time(vote, receipt))

        return self._commands.run(steps())

    def correct(
        self, order: Order, id: UUID, *, marks: tuple[VoteMark, ...], reason: str
    ) -> R:
        """Put a ballot right that was typed wrong, while the vote is recounted."""
        nonce = some_bytes(16).hex()

        def correct(found: dict[UUID, Any], stamp: Stamp) -> None:
            ballot: Ballot = found[id]
            vote: Vote = found[ballot.vote_id]
            vote.correct_ballot(stamp, head=ballot.head, marks=marks)
            ballot.correct(stamp, marks=marks, nonce=nonce)

        def steps() -> Steps[Receipt]:
            ballot = yield from self._commands.loading(Ballot, id)
            return (
                yield from self._commands.together(
                    order,
                    "ballot.correct",
                    {id: Ballot, ballot.vote_id: Vote},
                    {"marks": marks},
                    {"reason": reason},
                    correct,
                )
            )

        return self._commands.run(steps())

    def _return(self, name: str, order: Order, vote_id: UUID, returned: _Returned) -> R:
        nonce = some_bytes(16).hex()

        def steps() -> Steps[Receipt]:
            vote = yield from self._commands.looking_at(Vote, vote_id)
            head = vote.head_of(returned.unit_id)
            id = ballot_id(vote_id, head.id)
            receipt = yield from self._commands.creating(
                order,
                f"ballot.{name}",
                vote.profile,
                {"vote_id": vote_id, "returned": returned},
                {},
                self._casting(vote, id, head.id, returned, nonce),
                id,
                taken=SecondBallot(),
            )
            return (yield from self._in_time(vote, receipt))

        return self._commands.run(steps())

    @staticmethod
    def _casting(
        vote: Vote, id: UUID, head: str, returned: _Returned, nonce: str
    ) -> Callable[[Stamp], Ballot]:
        def cast(stamp: Stamp) -> Ballot:
            vote.admit(
                stamp,
                unit_id=returned.unit_id,
                marks=returned.marks,
                channel=returned.channel,
                paper=returned.paper,
                returned_at=returned.returned_at,
            )
            if returned.proxy is not None:
                vote.require_proxy(returned.unit_id, returned.proxy)
            return Ballot.cast(
                stamp,
                id=id,
                place=vote.place,
                vote_id=vote.id,
                head=head,
                unit_id=returned.unit_id,
                marks=returned.marks,
                channel=returned.channel,
                nonce=nonce,
                proxy=returned.proxy,
                paper=returned.paper,
                returned_at=returned.returned_at,
            )

        return cast

    def _vote_of(self, id: UUID) -> Steps[Vote]:
        ballot = yield from self._commands.loading(Ballot, id)
        return (yield from self._commands.looking_at(Vote, ballot.vote_id))

    def _in_time(self, vote: Vote, receipt: Receipt) -> Steps[Receipt]:
        """The receipt, unless the vote was closed while the ballot was on its way: then
        the log has it behind the close, and it does not count."""
        closed = yield Blocking(partial(closed_at, self._commands.store, vote.id))
        if closed is not None and closed < receipt.position:
            raise BallotTooLate
        return receipt
