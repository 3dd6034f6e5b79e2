"""The service contract of a compound as it stands, and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.compound_words import (
    ContractFeeMode,
    ContractModel,
    PriceRegime,
    ShareHolder,
    TrialOutcome,
)
from domain.tariff import Tariff


@dataclass(frozen=True, slots=True)
class IncomeShare:
    """A share of the income; the shares of a contract sum to 100.

    holder: whose share it is; percent: in percent.
    """

    holder: ShareHolder
    percent: int


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """One item of a checklist.

    code: its code; passed: whether it was in order.
    """

    code: str
    passed: bool


@dataclass(frozen=True, slots=True)
class ServiceContract:
    """What was agreed, and how far it went.

    items: codes of the services; grade: 1 is the lowest.
    ends_on: last day agreed; a contract that runs on after it is open-ended (民948).
    vote_id: the owners' vote, None where a first contract needs none; question: which
        of its questions decided it.
    legal_basis: the article relied on where the owners have not voted.
    last_day: the last day after a notice, None while nobody gave one.
    """

    number: str
    enterprise_id: UUID
    model: ContractModel
    grade: int
    items: tuple[str, ...]
    tariff: Tariff
    price_regime: PriceRegime
    fee_mode: ContractFeeMode
    income_shares: tuple[IncomeShare, ...]
    starts_on: date
    ends_on: date
    vote_id: UUID | None
    question: str | None
    legal_basis: str | None
    signed_on: date
    filed_on: date | None = None
    inspected_on: date | None = None
    started_on: date | None = None
    last_day: date | None = None

    @property
    def lapses(self) -> bool:
        """Whether it ends by itself: no vote stands behind it (京77)."""
        return self.vote_id is None and self.model is not ContractModel.FIRST_PERIOD

    def open_ended(self, day: date) -> bool:
        """Whether it runs on after its term without a new one (民948)."""
        return day > self.ends_on


TERMS = (
    "number",
    "enterprise_id",
    "model",
    "grade",
    "items",
    "tariff",
    "price_regime",
    "fee_mode",
    "income_shares",
    "starts_on",
    "ends_on",
    "vote_id",
    "question",
    "legal_basis",
    "signed_on",
)
"""What signing it fixes."""


@dataclass(frozen=True, slots=True)
class TariffTerm:
    """A tariff and the days on which it holds; last None: until further notice."""

    number: str
    first: date
    last: date | None
    tariff: Tariff

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class FreePeriod:
    """Days without charge under serve-first; last None: no date is posted yet."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial service and how far it went.

    tariff: what is charged meanwhile, None: nothing.
    """

    enterprise_id: UUID
    starts_on: date
    ends_on: date
    tariff: Tariff | None
    checked: bool = False
    surveyed: bool = False
    outcome: TrialOutcome | None = None
    ended_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it runs then: until it is decided, since nothing converts it."""
        return self.starts_on <= day and (self.ended_on is None or day <= self.ended_on)
