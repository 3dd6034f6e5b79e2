"""Mediation (调解): voluntary, confidential, and no pause unless both sides agree."""

from __future__ import annotations

from domain.case_handling import BOTH_SIDES, Handling
from domain.case_refusals import (
    AlreadyConsented,
    ConsentMissing,
    MediationOpen,
    MediatorRecused,
    NoMediation,
    NotYourSide,
)
from domain.case_words import MediationOutcome, PauseReason, Side, Status
from domain.codes import require_code
from domain.facts import Stamp
from domain.roles import RESIDENTS


class Mediation(Handling):
    """Commands around one mediation at a time."""

    def offer_mediation(self, stamp: Stamp, *, mediator_id: str) -> None:
        """Name a mediator, who is neither handler nor party of the case."""
        self._allow(self.MediationOffered)
        require_code("mediator_id", mediator_id)
        if self.mediator_id is not None:
            raise MediationOpen
        if mediator_id in self.handlers | self.reporters:
            raise MediatorRecused
        self._record(self.MediationOffered, stamp, mediator_id=mediator_id)

    def consent_to_mediation(self, stamp: Stamp, *, side: Side) -> None:
        """One side agrees to mediate; the mediator cannot speak for a side, nor a
        resident for the side that is not theirs."""
        self._allow(self.MediationConsented)
        if self.mediator_id is None:
            raise NoMediation
        if stamp.actor.id == self.mediator_id:
            raise MediatorRecused("side")
        if side in self.consents:
            raise AlreadyConsented
        reports = stamp.actor.id in self.reporters
        if stamp.actor.role in RESIDENTS and reports is not (side is Side.REPORTER):
            raise NotYourSide
        self._record(self.MediationConsented, stamp, side=side)

    def end_mediation(self, stamp: Stamp, *, outcome: MediationOutcome) -> None:
        """End it, by agreement or without; clocks that waited for it run again."""
        self._allow(self.MediationEnded)
        if self.mediator_id is None:
            raise NoMediation
        agreed = outcome is MediationOutcome.AGREED
        if agreed and self.consents != BOTH_SIDES:
            raise ConsentMissing
        window = stamp.rules.limits.mediation_confirmation
        until = stamp.rules.calendar.after(stamp.at, window).at if agreed else None
        self._record(
            self.MediationEnded, stamp, outcome=outcome, confirmable_until=until
        )
        waited = self.pause_reason is PauseReason.MEDIATION
        if waited and self.status is Status.PAUSED:
            self._continue(stamp)
