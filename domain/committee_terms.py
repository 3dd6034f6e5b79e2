"""Commands about the life of a body in office: filing, seal, terms, hand-over, end."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from domain.civil_time import months_after
from domain.codes import require_code
from domain.committee_refusals import (
    BodyTermTooLong,
    ElectionUnderWay,
    NobodyElecting,
    NoSeal,
    NoTerm,
    NotFiledHere,
    NothingHandedOver,
    SealMadeAlready,
    SuccessorNotNoted,
    TermNotOver,
)
from domain.committee_rules import Body
from domain.committee_state import CommitteeState, require_not_ahead
from domain.committee_words import (
    BodyEndReason,
    BodyKind,
    BodyPosting,
    HandOverItem,
    SeatKind,
)
from domain.facts import Stamp
from domain.lifecycle import invalid, require_between, require_distinct
from domain.member_refusals import MemberUnfit

SUCCEEDED = frozenset(
    {BodyKind.PROPERTY_MANAGEMENT_COMMITTEE, BodyKind.PREPARATION_GROUP}
)
"""Bodies whose place an owners' committee takes once it is filed."""


class Terms(CommitteeState):
    """A body from its constitution to its end."""

    def constitute(
        self, stamp: Stamp, *, on: date, term_years: int | None = None
    ) -> None:
        """Let those seated be the body from a day on, made up as the rules ask.

        term_years: the longest term of its kind unless less is given.
        """
        self._allow(self.Constituted)
        if not self.electing:
            raise NobodyElecting
        require_not_ahead(stamp, on)
        body = self._body(stamp)
        for seat in self.coming.values():
            if seat.failing:
                raise MemberUnfit(person=seat.person)
        body.require_made_up([*self.coming.values()], self.coming_officers, self.units)
        self._record(
            self.Constituted,
            stamp,
            term=self.term + 1,
            seats=sum(each.seat is SeatKind.MEMBER for each in self.coming.values()),
            term_ends_on=_term_end(body, on, term_years),
            on=on,
        )

    def file(self, stamp: Stamp, *, filing: str, on: date) -> None:
        """Record that the street took the papers of the body (备案)."""
        self._allow(self.Filed)
        require_code("filing", filing)
        require_not_ahead(stamp, on)
        if not self._body(stamp).item.flag("filed"):
            raise NotFiledHere
        self._record(self.Filed, stamp, filing=filing, on=on)

    def certify(self, stamp: Stamp, *, certificate: str, on: date) -> None:
        """Record that the certificate of filing was given."""
        self._allow(self.Certified)
        require_code("certificate", certificate)
        require_not_ahead(stamp, on)
        self._record(self.Certified, stamp, certificate=certificate, on=on)

    def post_list(self, stamp: Stamp, *, what: BodyPosting, on: date) -> None:
        """Record that a list of the body was posted."""
        self._allow(self.Posted)
        require_not_ahead(stamp, on)
        self._record(self.Posted, stamp, what=what, on=on)

    def make_seal(self, stamp: Stamp, *, seal: str, keeper: str, on: date) -> None:
        """Record that the seal was made, and who keeps it."""
        self._allow(self.SealMade)
        require_code("seal", seal)
        require_code("keeper", keeper)
        require_not_ahead(stamp, on)
        if self.seal is not None:
            raise SealMadeAlready
        self._record(self.SealMade, stamp, seal=seal, keeper=keeper, on=on)

    def use_seal(self, stamp: Stamp, *, meeting_id: UUID, item: int, on: date) -> None:
        """Record that the seal was set under a paper, on a decision of a meeting."""
        self._allow(self.SealUsed)
        if self.seal is None:
            raise NoSeal
        require_between("item", item, 1, 999)
        require_not_ahead(stamp, on)
        self._record(self.SealUsed, stamp, meeting_id=meeting_id, item=item, on=on)

    def hand_over_seal(self, stamp: Stamp, *, keeper: str, on: date) -> None:
        """Record that the seal went to another keeper."""
        self._allow(self.SealHandedOver)
        require_code("keeper", keeper)
        require_not_ahead(stamp, on)
        if self.seal is None:
            raise NoSeal
        self._record(self.SealHandedOver, stamp, keeper=keeper, on=on)

    def report_reelection(self, stamp: Stamp, *, on: date) -> None:
        """Tell the street that the term comes to an end (京49)."""
        self._allow(self.ReelectionReported)
        self._require_term()
        require_not_ahead(stamp, on)
        self._record(self.ReelectionReported, stamp, on=on)

    def begin_reelection(
        self, stamp: Stamp, *, on: date, by_street: bool = False
    ) -> None:
        """Begin the election of the next term; the members of this one stay."""
        self._allow(self.ReelectionBegun)
        require_not_ahead(stamp, on)
        if self.electing:
            raise ElectionUnderWay
        self._record(self.ReelectionBegun, stamp, by_street=by_street, on=on)

    def expire(self, stamp: Stamp, *, on: date) -> None:
        """Record that the term ended before another one began."""
        self._allow(self.TermExpired)
        end = self._require_term()
        require_not_ahead(stamp, on)
        if on <= end:
            raise TermNotOver(end=end)
        self._record(self.TermExpired, stamp, on=on)

    def hand_over(
        self,
        stamp: Stamp,
        *,
        items: tuple[HandOverItem, ...],
        receiver: str,
        on: date,
    ) -> None:
        """Record what those relieved handed over, and to whom."""
        self._allow(self.HandedOver)
        require_code("receiver", receiver)
        require_distinct("items", items)
        if not items:
            raise invalid("items", "至少一项", "at least one item expected")
        require_not_ahead(stamp, on)
        if "relieved" not in self.milestones:
            raise NothingHandedOver
        self._record(self.HandedOver, stamp, items=items, receiver=receiver, on=on)

    def dissolve(self, stamp: Stamp, *, reason: BodyEndReason, on: date) -> None:
        """End the body."""
        self._allow(self.Dissolved)
        require_not_ahead(stamp, on)
        if reason is BodyEndReason.COMMITTEE_FILED and self.successor_id is None:
            raise SuccessorNotNoted
        self._record(self.Dissolved, stamp, reason=reason, on=on)

    def _require_term(self) -> date:
        if self.term_ends_on is None:
            raise NoTerm
        return self.term_ends_on


def _term_end(body: Body, on: date, term_years: int | None) -> date | None:
    """The last day of a term that begins on a day."""
    most = body.term_years
    if most is None:
        if term_years is not None:
            raise NoTerm("term_years")
        return None
    years = most if term_years is None else term_years
    require_between("term_years", years, 1, 99)
    if years > most:
        raise BodyTermTooLong(years=years, most=most)
    return months_after(on, 12 * years) - timedelta(days=1)
