"""A use of the fund from the request to the review: the ordinary way with a plan and a
vote, and the way of emergencies without (DOMAIN 2.9)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from domain.codes import require_code
from domain.facts import Milestone, Stamp
from domain.fund_books import by_building, by_unit
from domain.fund_refusals import (
    ConfirmerIsReporter,
    FundFenced,
    NotAnEmergency,
    NotPayable,
    NoUnitsThere,
    PlanPostedTooShort,
    ReviewerIsApplicant,
    TooFewQuotes,
    UnknownFundCause,
)
from domain.fund_shares import by_area, drawn
from domain.fund_state import FundState, FundUse, require_amount
from domain.fund_words import FundAccount, FundMovement
from domain.lifecycle import require_distinct
from domain.quantities import Fen
from domain.rule_values import Item


class FundUses(FundState):
    """The commands of the requesting and the reviewing side."""

    def request_use(
        self,
        stamp: Stamp,
        *,
        cause: str,
        scope: str,
        buildings: tuple[str, ...] = (),
        units: tuple[UUID, ...] = (),
    ) -> None:
        """Ask for a use of the fund; it gets the next number."""
        self._require_affected(scope, buildings, units)
        _payable(stamp, cause)
        self._record(
            self.UseRequested,
            stamp,
            use=len(self.uses) + 1,
            cause=cause,
            scope=scope,
            buildings=buildings,
            units=units,
        )

    def survey_need(self, stamp: Stamp, *, use: int) -> None:
        """Record that the need was looked at on the spot."""
        self._allow_use(self.NeedSurveyed, use)
        self._record(self.NeedSurveyed, stamp, use=use)

    def plan_use(self, stamp: Stamp, *, use: int, budget: Fen, quotes: int) -> None:
        """Plan the works; the budget is shared by area among the affected units."""
        found = self._allow_use(self.PlanMade, use)
        require_amount(budget, "budget")
        least = stamp.rules.values.number("fund.least_quotes")
        if quotes < least:
            raise TooFewQuotes(least=least, given=quotes)
        shares = self._shares(found.buildings, found.picked, budget)
        self._record(
            self.PlanMade,
            stamp,
            use=use,
            budget=budget,
            quotes=quotes,
            shares=by_building(self.units, shares),
        )
        self._follow(self.SharesPlanned, stamp, use=use, shares=by_unit(shares))

    def post_plan(self, stamp: Stamp, *, use: int, posted_on: date) -> None:
        """Record on which day the plan was posted (D12)."""
        self._allow_use(self.PlanPosted, use)
        self._require_come(stamp, posted_on)
        self._record(self.PlanPosted, stamp, use=use, posted_on=posted_on)

    def name_use_vote(
        self,
        stamp: Stamp,
        *,
        use: int,
        vote_id: UUID,
        opens_on: date,
        question: str | None = None,
    ) -> None:
        """Name the vote of the affected owners (V4) that decides on the plan."""
        found = self._allow_use(self.UseVoteNamed, use)
        self._require_new_vote(vote_id, question)
        assert found.posted_on is not None, "a plan that is posted has its day"
        days = stamp.rules.values.span("fund.plan_posted").amount
        # The day of posting is not counted, the last one counts to its end (2.14).
        earliest = found.posted_on + timedelta(days=days + 1)
        if opens_on < earliest:
            raise PlanPostedTooShort(
                posted=found.posted_on, days=days, earliest=earliest
            )
        self._record(
            self.UseVoteNamed,
            stamp,
            use=use,
            vote_id=vote_id,
            question=question,
            opens_on=opens_on,
        )

    def confirm_use_vote(
        self, stamp: Stamp, *, use: int, passed: bool, on: date
    ) -> None:
        """Confirm how the vote ended, as its tally says."""
        fact = self.UseVotePassed if passed else self.UseVoteFailed
        self._allow_use(fact, use)
        self._require_come(stamp, on)
        self._record(fact, stamp, use=use, on=on)

    def apply_for_use(self, stamp: Stamp, *, use: int) -> None:
        """Apply for the money that the owners agreed to."""
        self._allow_use(self.UseApplied, use)
        self._record(self.UseApplied, stamp, use=use)

    def report_emergency(
        self,
        stamp: Stamp,
        *,
        cause: str,
        scope: str,
        budget: Fen,
        buildings: tuple[str, ...] = (),
        units: tuple[UUID, ...] = (),
    ) -> None:
        """Report a listed danger that the fund is to pay for without a vote."""
        self._require_affected(scope, buildings, units)
        require_amount(budget, "budget")
        listed = _payable(stamp, cause)
        if not listed.flag("emergency"):
            raise NotAnEmergency(**_named(listed))
        shares = self._shares(buildings, units, budget)
        number = len(self.uses) + 1
        self._record(
            self.EmergencyReported,
            stamp,
            use=number,
            cause=cause,
            scope=scope,
            buildings=buildings,
            units=units,
            budget=budget,
            shares=by_building(self.units, shares),
        )
        self._follow(self.SharesPlanned, stamp, use=number, shares=by_unit(shares))

    def confirm_on_site(self, stamp: Stamp, *, use: int) -> None:
        """Confirm on the spot, for the owners' body or the community."""
        self._other_than(stamp, self._allow_use(self.SiteConfirmed, use))
        self._record(self.SiteConfirmed, stamp, use=use)

    def confirm_for_street(self, stamp: Stamp, *, use: int) -> None:
        """Confirm for the street; from now on the review has its deadline."""
        self._other_than(stamp, self._allow_use(self.StreetConfirmed, use))
        rules = stamp.rules
        span = rules.values.span("fund.emergency_review")
        at, provisional = rules.calendar.after(stamp.at, span)
        due = Milestone("emergency_review", at, provisional)
        self._record(self.StreetConfirmed, stamp, use=use, due=due)

    def approve_use(self, stamp: Stamp, *, use: int, on: date) -> None:
        """Approve; the budget is taken from sub-accounts and pools now."""
        found = self._allow_use(self.UseApproved, use)
        self._require_reviewer(stamp, found)
        self._require_day(stamp, on)
        taken = drawn(found.shares, self.units, self.held, stamp.rules.values)
        self._book(
            self.UseApproved,
            stamp,
            on,
            FundMovement.USE,
            {FundAccount.PAYABLE: -taken.total},
            taken,
            side=-1,
            use=use,
            budget=Fen(taken.total),
        )

    def deny_use(self, stamp: Stamp, *, use: int) -> None:
        """Do not approve, and say why."""
        self._require_reviewer(stamp, self._allow_use(self.UseDenied, use))
        self._record(self.UseDenied, stamp, use=use)

    def _require_affected(
        self, scope: str, buildings: tuple[str, ...], units: tuple[UUID, ...]
    ) -> None:
        self._allow(self.UseRequested)
        require_code("scope", scope)
        require_distinct("buildings", buildings)
        require_distinct("units", units)
        self._require_units(units)
        there = {unit.building for unit in self.units.values()}
        if not (buildings or units) or not there.issuperset(buildings):
            raise NoUnitsThere

    def _shares(
        self, buildings: tuple[str, ...], picked: tuple[UUID, ...], total: int
    ) -> dict[UUID, int]:
        whole, beside = set(buildings), set(picked)
        affected = {
            id: unit
            for id, unit in self.units.items()
            if unit.building in whole or id in beside
        }
        return by_area(total, affected)

    @staticmethod
    def _other_than(stamp: Stamp, use: FundUse) -> None:
        if stamp.actor.id in use.people:
            raise ConfirmerIsReporter

    @staticmethod
    def _require_reviewer(stamp: Stamp, use: FundUse) -> None:
        if stamp.actor.id in use.people:
            raise ReviewerIsApplicant


def _payable(stamp: Stamp, cause: str) -> Item:
    """The cause, if the fund pays for it at all."""
    listed = stamp.rules.catalogue("fund_causes").get(cause)
    if listed is None:
        raise UnknownFundCause(cause=cause)
    if listed.flag("fenced"):
        raise FundFenced(**_named(listed))
    if not listed.flag("payable"):
        raise NotPayable(**_named(listed))
    return listed


def _named(item: Item) -> dict[str, str]:
    return {"what": item.en, "what_zh": item.zh, "origin": item.origin}
