"""The facts of a fee account about debts: disputes, demands, claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.facts import Label, Mask, sealable
from domain.fee_moves import OnOpen
from domain.fee_words import ClaimForum, DisputeOutcome, Interruption
from domain.quantities import Fen

if TYPE_CHECKING:
    from domain.fee_account import FeeAccount


class FeeClaimFacts:
    """Part of the namespace `FeeAccountFacts`."""

    class Disputed(OnOpen):
        """The payer contests lines; case_id: the case that settles it (F21)."""

        label = Label("提出异议", "Disputed")
        lines: tuple[UUID, ...]
        case_id: UUID
        on: date

        def change(self, account: FeeAccount) -> None:
            for id in self.lines:
                line = account.lines[id]
                spans = (*line.disputed, (self.on, None))
                account.put(replace(line, disputed=spans, case_id=self.case_id))

    class DisputeSettled(OnOpen):
        """A dispute ended. What it changes is a waiver or a counter-line of its own."""

        label = Label("异议办结", "Dispute settled")
        lines: tuple[UUID, ...]
        outcome: DisputeOutcome
        on: date

        def change(self, account: FeeAccount) -> None:
            for id in self.lines:
                line = account.lines[id]
                begun, _ = line.disputed[-1]
                spans = (*line.disputed[:-1], (begun, max(begun, self.on)))
                account.put(replace(line, disputed=spans, case_id=None))

    class Demanded(OnOpen):
        """A written demand reached the debtor (民944).

        amount_fen: of all lines, late fee included. answer_by: the last day to pay.
        """

        label = Label("书面催告", "Demanded")
        texts = sealable(letter=Mask.NEVER)
        lines: tuple[UUID, ...]
        amount_fen: Fen
        sent_on: date
        answer_by: date

        def change(self, account: FeeAccount) -> None:
            for id in self.lines:
                line = account.lines[id]
                line = replace(line, demands=line.demands + 1, answer_by=self.answer_by)
                account.put(line.interrupted_by(Interruption.DEMAND, self.sent_on))

    class Acknowledged(OnOpen):
        """The debtor said that the debt is owed, or will be paid (民195)."""

        label = Label("承认债务", "Acknowledged")
        texts = sealable(note=Mask.NEVER)
        lines: tuple[UUID, ...]
        on: date

        def change(self, account: FeeAccount) -> None:
            for id in self.lines:
                line = account.lines[id]
                kind = Interruption.ACKNOWLEDGEMENT
                account.put(line.interrupted_by(kind, self.on))

    class MeasureTaken(OnOpen):
        """Something lawful was done to collect. measure: code of the catalogue."""

        label = Label("催收措施", "Measure taken")
        texts = sealable(note=Mask.NEVER)
        measure: str
        on: date

    class ClaimFiled(OnOpen):
        """The debt went to court or to arbitration, after the demands (民944).

        reference: the number of the court's or arbitrator's case.
        """

        label = Label("起诉或申请仲裁", "Claim filed")
        lines: tuple[UUID, ...]
        forum: ClaimForum
        reference: str
        on: date

        def change(self, account: FeeAccount) -> None:
            account.claims = (*account.claims, self.reference)
            for id in self.lines:
                line = account.lines[id]
                account.put(line.interrupted_by(Interruption.CLAIM, self.on))
