"""The facts of how a compound is managed, how a firm leaves it and how another enters
(民946-950)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.compound_contract import CheckedItem
from domain.compound_words import (
    EVERY,
    SERVED,
    HandoverTo,
    Management,
    NoticeSide,
    UnmanagedCause,
)
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Step
from domain.vote_based import OnVote

if TYPE_CHECKING:
    from domain.compound import Compound


class ExitFacts:
    """Read as `Compound.ManagementStated`, ..."""

    class ManagementStated(Step):
        """The inventory says how the compound is managed, since a day (3-1, 3-2)."""

        label = Label("核定管理状态", "Management stated")
        sources = EVERY
        management: Management
        cause: UnmanagedCause | None
        since: date

        def change(self, compound: Compound) -> None:
            compound.status = self.management
            compound.managed_since = self.since

    class TerminationNoticed(OnVote, Step):
        """A side gave written notice: the contract ends with its last day.

        vote_id: of the owners' dismissal, None for a firm's notice.
        hand_over_by: when everything must be handed over (京76).
        """

        label = Label("解约通知", "Termination noticed")
        texts = sealable(reason=Mask.M1)
        sources = frozenset({Management.MANAGED})
        target = Management.BEING_LEFT
        number: str
        side: NoticeSide
        vote_id: UUID | None
        question: str | None
        noticed_on: date
        last_day: date
        hand_over_by: datetime

        def change(self, compound: Compound) -> None:
            compound.note_contract(self.number, last_day=self.last_day)

    class HandedOver(Step):
        """Premises, facilities, papers and the rest were handed over (民949)."""

        label = Label("移交", "Handed over")
        sources = SERVED
        number: str
        items: tuple[str, ...]
        to: HandoverTo
        on: date

        def change(self, compound: Compound) -> None:
            compound.handed_over.update(self.items)
            compound.refused.difference_update(self.items)

    class HandoverRefused(Step):
        """The firm refuses to hand these over; that ends its claim to fees (民949) and
        is a finding of the negative list (N6)."""

        label = Label("拒绝移交", "Hand-over refused")
        texts = sealable(note=Mask.M1)
        sources = SERVED
        number: str
        items: tuple[str, ...]
        on: date

        def change(self, compound: Compound) -> None:
            compound.refused.update(self.items)

    class ServiceEnded(Step):
        """The firm left.

        management: what the compound is then: unmanaged, or still being left if the
            next firm has its contract and is yet to enter.
        charged_until: the last day that it may charge for: the day it left (民950), or
            the end of the contract if it refused to hand over (民949).
        """

        label = Label("服务终止", "Service ended")
        sources = SERVED
        number: str
        management: Management
        cause: UnmanagedCause
        on: date
        charged_until: date

        def change(self, compound: Compound) -> None:
            compound.status = self.management
            compound.managed_since = self.on
            compound.contract, compound.next_contract = compound.next_contract, None
            compound.tariffs = [
                replace(each, last=self.charged_until)
                if each.number == self.number and each.last is None
                else each
                for each in compound.tariffs
            ]
            compound.free_periods = [
                replace(each, last=self.on) if each.last is None else each
                for each in compound.free_periods
            ]
            compound.charged_from = None
            compound.accepted = False
            compound.handed_over = set()
            compound.refused = set()
            compound.subcontracted = []

    class TakeoverInspected(Step):
        """The firm that is to enter looked at what it takes over (承接查验)."""

        label = Label("承接查验", "Take-over inspected")
        sources = EVERY
        number: str
        checklist: tuple[CheckedItem, ...]
        on: date

        def change(self, compound: Compound) -> None:
            compound.note_contract(self.number, inspected_on=self.on)

    class ServiceStarted(Step):
        """The firm entered and serves (入驻)."""

        label = Label("入驻服务", "Service started")
        sources = EVERY
        target = Management.MANAGED
        number: str
        on: date

        def change(self, compound: Compound) -> None:
            compound.note_contract(self.number, started_on=self.on)
            compound.managed_since = self.on
