"""What clients see of how a compound is served: contracts, trials, hand-over."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import strawberry

from domain.compound_words import (
    ContractFeeMode,
    ContractModel,
    Management,
    NoticeSide,
    PriceRegime,
    ShareHolder,
    TrialOutcome,
    UnmanagedCause,
)
from interfaces.graphql.parts import part
from interfaces.graphql.tariff import TariffNode


@part("A status of management that the compound had or has.")
class ManagementPeriod:
    management: Management = strawberry.field(description="The status.")
    since: date = strawberry.field(description="Since which day.")
    cause: UnmanagedCause | None = strawberry.field(
        description="Why no firm answers for it; null if one does, or nobody said."
    )


@part("A share of the income under a professional manager.")
class IncomeShareNode:
    holder: ShareHolder = strawberry.field(description="Whose share it is.")
    percent: int = strawberry.field(description="In percent.")


@part("A service contract, and how far it went.")
class ServiceContractNode:
    number: str = strawberry.field(description="Its number.")
    enterprise_id: UUID = strawberry.field(description="The firm.")
    model: ContractModel = strawberry.field(description="By which model it serves.")
    grade: int = strawberry.field(description="Grade of the service; 1 is the lowest.")
    items: list[str] = strawberry.field(description="Codes of the services.")
    tariff: TariffNode = strawberry.field(description="What it says is charged.")
    price_regime: PriceRegime = strawberry.field(description="How the price is set.")
    fee_mode: ContractFeeMode = strawberry.field(description="Who bears gain and loss.")
    income_shares: list[IncomeShareNode] = strawberry.field(
        description="How the income is split; only under a manager."
    )
    starts_on: date = strawberry.field(description="The first day of its term.")
    ends_on: date = strawberry.field(
        description="The last; a contract that runs on after it is open-ended."
    )
    vote_id: UUID | None = strawberry.field(description="The owners' vote for it.")
    question: str | None = strawberry.field(description="Which question of it.")
    legal_basis: str | None = strawberry.field(
        description="The article relied on where the owners have not voted."
    )
    signed_on: date = strawberry.field(description="When it was signed.")
    file_by: datetime = strawberry.field(description="When it must be filed.")
    filed_on: date | None = strawberry.field(description="When it was filed.")
    decide_by: date = strawberry.field(
        description="The day by which its renewal is to be decided."
    )
    inspected_on: date | None = strawberry.field(
        description="When the firm inspected what it takes over."
    )
    started_on: date | None = strawberry.field(description="When the firm entered.")
    notice_side: NoticeSide | None = strawberry.field(
        description="Who gave notice; null: nobody."
    )
    last_day: date | None = strawberry.field(description="Its last day by that notice.")
    hand_over_by: datetime | None = strawberry.field(
        description="When everything must be handed over."
    )
    ended_on: date | None = strawberry.field(description="When the firm left.")
    charged_until: date | None = strawberry.field(
        description="The last day that it may charge for."
    )
    end_cause: UnmanagedCause | None = strawberry.field(
        description="Why the firm left; null while the contract has not ended."
    )
    refused: list[str] = strawberry.field(
        description="What the firm refused to hand over when it left."
    )


@part("A part of the service that a special firm does.")
class SubcontractNode:
    enterprise_id: UUID = strawberry.field(description="The special firm.")
    services: list[str] = strawberry.field(description="Codes of what it does.")
    starts_on: date = strawberry.field(description="The first day.")
    ends_on: date = strawberry.field(description="The last day.")


@part("What households said of a trial: counts, never a rate alone.")
class TrialSurveyNode:
    visited: int = strawberry.field(description="Households asked.")
    returned: int = strawberry.field(description="Answers returned.")
    satisfied: int = strawberry.field(description="Of these, satisfied.")
    on: date = strawberry.field(description="When.")


@part("A trial service (先尝后买).")
class TrialNode:
    enterprise_id: UUID = strawberry.field(description="The firm on trial.")
    grade: int = strawberry.field(description="Grade of the service.")
    items: list[str] = strawberry.field(description="Codes of the services.")
    starts_on: date = strawberry.field(description="Its first day.")
    ends_on: date = strawberry.field(
        description="Its last; without a decision nothing is charged after it either."
    )
    posted_on: date = strawberry.field(description="When its terms were posted.")
    tariff: TariffNode | None = strawberry.field(
        description="What is charged meanwhile; null: nothing."
    )
    checked_on: date | None = strawberry.field(description="Of the mid-term check.")
    survey: TrialSurveyNode | None = strawberry.field(
        description="What households said."
    )
    outcome: TrialOutcome | None = strawberry.field(
        description="How it ended; null while it is not decided."
    )
    vote_id: UUID | None = strawberry.field(description="The owners' vote, if any.")
    question: str | None = strawberry.field(description="Which question of it.")
    ended_on: date | None = strawberry.field(description="When it was decided.")


@part("Service before charge (先服务后收费).")
class ServeFirstNode:
    free_from: date = strawberry.field(description="Since when nothing is charged.")
    accepted_on: date | None = strawberry.field(
        description="When the service passed its checklist."
    )
    posted_on: date | None = strawberry.field(
        description="When the first charge date was posted."
    )
    first_charge_on: date | None = strawberry.field(
        description="The first day that is charged for."
    )
