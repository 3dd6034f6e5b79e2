"""The facts of trial service (先尝后买) and of serve-first (先服务后收费)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.compound_contract import CheckedItem, FreePeriod, Trial
from domain.compound_words import EVERY, SERVED, UNSERVED, TrialOutcome
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Step
from domain.tariff import Tariff
from domain.vote_based import OnVote

if TYPE_CHECKING:
    from domain.compound import Compound


class TrialFacts:
    """Read as `Compound.TrialBegun`, ..."""

    class TrialBegun(Step):
        """A firm serves on trial under posted terms; the owners decide afterwards.

        tariff: what is charged meanwhile; None: nothing.
        """

        label = Label("开始先尝后买试服务", "Trial begun")
        texts = sealable(terms=Mask.M0)
        sources = UNSERVED
        enterprise_id: UUID
        grade: int
        items: tuple[str, ...]
        starts_on: date
        ends_on: date
        posted_on: date
        tariff: Tariff | None

        def change(self, compound: Compound) -> None:
            compound.trials.append(
                Trial(self.enterprise_id, self.starts_on, self.ends_on, self.tariff)
            )

    class TrialChecked(Step):
        """The mid-term check of a trial."""

        label = Label("试服务中期检查", "Trial checked")
        texts = sealable(note=Mask.M0)
        sources = EVERY
        checklist: tuple[CheckedItem, ...]
        on: date

        def change(self, compound: Compound) -> None:
            compound.note_trial(checked=True)

    class TrialSurveyed(Step):
        """Households were asked; counts, never a rate alone (DOMAIN 1.7)."""

        label = Label("试服务满意度调查", "Trial surveyed")
        sources = EVERY
        visited: int
        returned: int
        satisfied: int
        on: date

        def change(self, compound: Compound) -> None:
            compound.note_trial(surveyed=True)

    class TrialEnded(OnVote, Step):
        """The trial was decided: a contract by the owners' vote (V14), or the exit.

        handed_over: what the firm gave back when it left.
        """

        label = Label("试服务结束", "Trial ended")
        texts = sealable(reason=Mask.M0)
        sources = EVERY
        outcome: TrialOutcome
        vote_id: UUID | None
        question: str | None
        handed_over: tuple[str, ...]
        on: date

        def change(self, compound: Compound) -> None:
            compound.note_trial(outcome=self.outcome, ended_on=self.on)

    class ServeFirstAgreed(Step):
        """The firm of this contract serves first; nothing is charged until a date is
        posted (先服务后收费)."""

        label = Label("约定先服务后收费", "Serve-first agreed")
        sources = EVERY
        number: str
        free_from: date

        def change(self, compound: Compound) -> None:
            compound.free_periods.append(FreePeriod(self.free_from, None))

    class ServiceAccepted(Step):
        """The service was looked at by its checklist; `passed` if all of it was."""

        label = Label("服务验收", "Service accepted")
        sources = SERVED
        number: str
        checklist: tuple[CheckedItem, ...]
        on: date

        def change(self, compound: Compound) -> None:
            compound.accepted = all(each.passed for each in self.checklist)

    class ChargeDatePosted(Step):
        """It was posted from which day on the service is charged for."""

        label = Label("公示开始收费日期", "First charge date posted")
        sources = SERVED
        number: str
        first_charge_on: date
        posted_on: date

        def change(self, compound: Compound) -> None:
            last = date.fromordinal(self.first_charge_on.toordinal() - 1)
            compound.free_periods[-1] = replace(compound.free_periods[-1], last=last)
            compound.charged_from = self.first_charge_on
