"""Commands about trial service (先尝后买) and serve-first (先服务后收费)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from domain.compound_contract import CheckedItem, ServiceContract, Trial
from domain.compound_exits import require_handover_items
from domain.compound_refusals import ContractNeedsVote, ContractRuns
from domain.compound_service_refusals import (
    AcceptanceMissing,
    AlreadyStarted,
    ChargeNoticeTooShort,
    NoTrial,
    NotServeFirst,
    OutsideTrial,
    ServeFirstAlready,
    TermsNotPosted,
    TrialNotAssessed,
    TrialNotOver,
    TrialTooLong,
    TrialUndecided,
)
from domain.compound_state import (
    CompoundState,
    months_after,
    require_checklist,
    require_happened,
    require_order,
)
from domain.compound_terms import require_service, require_tariff
from domain.compound_trial_facts import TrialFacts
from domain.compound_words import TrialOutcome
from domain.facts import Stamp
from domain.lifecycle import require_between
from domain.tariff import Tariff

_DAY = timedelta(days=1)
LARGEST = 100_000


class Trials(TrialFacts, CompoundState):
    """Try a firm and decide; serve first, accept, and post the day of the first
    charge."""

    def begin_trial(
        self,
        stamp: Stamp,
        *,
        enterprise_id: UUID,
        grade: int,
        items: tuple[str, ...],
        starts_on: date,
        posted_on: date,
        ends_on: date | None = None,
        tariff: Tariff | None = None,
    ) -> None:
        """Begin a trial service under terms that were posted before.

        ends_on: after the usual length unless given. tariff: what is charged
        meanwhile, as posted; otherwise nothing is.
        """
        self._allow(self.TrialBegun)
        if self.trial is not None:
            raise TrialUndecided
        if self.contract is not None:
            raise ContractRuns(number=self.contract.number)
        require_happened(stamp, "posted_on", posted_on)
        if posted_on >= starts_on:
            raise TermsNotPosted
        require_service(stamp, grade, items)
        if tariff is not None:
            require_tariff(tariff)
        values = stamp.rules.values
        usual = months_after(starts_on, values.number("trial.months")) - _DAY
        last = ends_on or usual
        require_order("ends_on", starts_on, last)
        most = values.number("trial.most_months")
        if last >= months_after(starts_on, most):
            raise TrialTooLong(months=most)
        self._record(
            self.TrialBegun,
            stamp,
            enterprise_id=enterprise_id,
            grade=grade,
            items=items,
            starts_on=starts_on,
            ends_on=last,
            posted_on=posted_on,
            tariff=tariff,
        )

    def check_trial(
        self, stamp: Stamp, *, checklist: tuple[CheckedItem, ...], on: date
    ) -> None:
        """Record the mid-term check of the trial."""
        self._within_trial(stamp, on)
        require_checklist("checklist", checklist)
        self._record(self.TrialChecked, stamp, checklist=checklist, on=on)

    def survey_trial(
        self, stamp: Stamp, *, visited: int, returned: int, satisfied: int, on: date
    ) -> None:
        """Record what households said of the trial; a survey alone decides nothing."""
        trial = self._trial()
        require_happened(stamp, "on", on)
        require_order("on", trial.starts_on, on)
        require_between("visited", visited, 1, LARGEST)
        require_between("returned", returned, 0, visited)
        require_between("satisfied", satisfied, 0, returned)
        self._record(
            self.TrialSurveyed,
            stamp,
            visited=visited,
            returned=returned,
            satisfied=satisfied,
            on=on,
        )

    def end_trial(
        self,
        stamp: Stamp,
        *,
        outcome: TrialOutcome,
        on: date,
        vote_id: UUID | None = None,
        question: str | None = None,
        handed_over: tuple[str, ...] = (),
    ) -> None:
        """Decide the trial: a contract, by the owners' vote after it is over, or the
        firm leaves and hands over."""
        trial = self._trial()
        require_happened(stamp, "on", on)
        require_order("on", trial.starts_on, on)
        if outcome is TrialOutcome.EXIT:
            require_handover_items(stamp, handed_over)
        else:
            if on < trial.ends_on:
                raise TrialNotOver(last=trial.ends_on)
            if not (trial.checked and trial.surveyed):
                raise TrialNotAssessed
            if vote_id is None:
                raise ContractNeedsVote
        self._record(
            self.TrialEnded,
            stamp,
            outcome=outcome,
            vote_id=vote_id,
            question=question,
            handed_over=handed_over,
            on=on,
        )

    def agree_serve_first(self, stamp: Stamp) -> None:
        """Agree that the firm of the present contract serves before it charges."""
        contract = self._contract()
        if self.charged_from is not None or self._free():
            raise ServeFirstAlready
        if contract.started_on is not None:
            raise AlreadyStarted
        self._record(
            self.ServeFirstAgreed,
            stamp,
            number=contract.number,
            free_from=contract.starts_on,
        )

    def accept_service(
        self, stamp: Stamp, *, checklist: tuple[CheckedItem, ...], on: date
    ) -> None:
        """Record what a look at the service by its checklist found (验收)."""
        self._allow(self.ServiceAccepted)
        contract = self._served_first()
        require_happened(stamp, "on", on)
        require_order("on", contract.starts_on, on)
        require_checklist("checklist", checklist)
        self._record(
            self.ServiceAccepted,
            stamp,
            number=contract.number,
            checklist=checklist,
            on=on,
        )

    def post_charge_date(
        self, stamp: Stamp, *, first_charge_on: date, posted_on: date
    ) -> None:
        """Record the posting of the first day that is charged for, long before it."""
        self._allow(self.ChargeDatePosted)
        contract = self._served_first()
        require_happened(stamp, "posted_on", posted_on)
        if not self.accepted:
            raise AcceptanceMissing
        notice = stamp.rules.values.span("serve_first.notice").amount
        if (first_charge_on - posted_on).days <= notice:
            raise ChargeNoticeTooShort(days=notice)
        self._record(
            self.ChargeDatePosted,
            stamp,
            number=contract.number,
            first_charge_on=first_charge_on,
            posted_on=posted_on,
        )

    def _trial(self) -> Trial:
        if self.trial is None:
            raise NoTrial
        return self.trial

    def _within_trial(self, stamp: Stamp, on: date) -> None:
        trial = self._trial()
        require_happened(stamp, "on", on)
        if not trial.starts_on <= on <= trial.ends_on:
            raise OutsideTrial(first=trial.starts_on, last=trial.ends_on)

    def _free(self) -> bool:
        """Whether serve-first is agreed and no charge date is posted yet."""
        return bool(self.free_periods) and self.free_periods[-1].last is None

    def _served_first(self) -> ServiceContract:
        if not self._free():
            raise NotServeFirst
        return self._contract()
