"""What clients see of a maintenance fund (维修资金) and of the common income."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import strawberry

from application.maintenance_funds import MaintenanceFunds
from domain.fund_words import FundAccount, FundStatus, FundUseStage
from domain.quantities import Dm2, Fen
from interfaces.graphql import names
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, part, shown
from projections.maintenance_funds import MAINTENANCE_FUNDS

FIELDS: Mapping[str, str] = {
    "units": "Ids of households; of a use: those affected beside whole buildings.",
    "amounts": "What each of them paid, in the same order.",
    "amount": "Money, in fen.",
    "on": "The day of the money, or on which it happened.",
    "vote_id": "The vote that decided.",
    "question": "Code of the question of that vote; needed if it has several such.",
    "per_m2": "In fen for a square metre; 0 if the decision says otherwise.",
    "unit": "Id of the household that changed hands.",
    "year": "The calendar year of the books, or of the income.",
    "bank": "What the bank says that it held at the end of that year.",
    "use": "Number of the use in this fund.",
    "cause": "Code of the cause, as in `repair` or `burst_drain`.",
    "scope": "Code of the part concerned, as in `roof`.",
    "buildings": "Buildings all of whose units are affected.",
    "budget": "What it is to cost.",
    "quotes": "How many quotes were asked for and given.",
    "posted_on": "The day on which the plan was posted.",
    "opens_on": "The day on which the vote opens.",
    "payee": "Code of the firm that is paid.",
    "source": "Code of what brought it in, as in `parking`.",
    "gross": "What came in.",
    "cost": "The reasonable cost of it.",
    "contract": "Number of the contract, if there is one.",
    "purpose": "Code of what it is spent on, as in `public_works`.",
    "note": "What else is to be said. Free text; sealed.",
    "reason": "Why not. Free text; sealed.",
}


@part("A building in the maintenance fund.")
class FundBuilding:
    building: str = strawberry.field(description="The building.")
    units: int = strawberry.field(description="Units with a sub-account.")
    area_dm2: Dm2 = strawberry.field(description="Their area.")
    balance: Fen = strawberry.field(description="What their sub-accounts hold.")


@part("What the accounts of the fund's general ledger hold.")
class FundAccounts:
    bank: Fen = strawberry.field(description="In the bank.")
    units: Fen = strawberry.field(description="All sub-accounts together.")
    pool_commodity: Fen = strawberry.field(description="Pooled, commodity housing.")
    pool_former_public: Fen = strawberry.field(
        description="Pooled, former public housing."
    )
    income: Fen = strawberry.field(description="Common income not yet used.")
    payable: Fen = strawberry.field(description="Kept for works that were approved.")


@part("An amount that falls on a building.")
class FundBuildingAmount:
    building: str = strawberry.field(description="The building.")
    amount: Fen = strawberry.field(description="The amount.")


@part("One use of the maintenance fund.")
class FundUse:
    profile: strawberry.Private[str]

    number: int = strawberry.field(description="Its number in this fund.")
    stage: FundUseStage = strawberry.field(description="Where it stands.")
    emergency: bool = strawberry.field(description="Whether it goes without a vote.")
    cause: str = strawberry.field(description="Code of the cause.")
    scope: str = strawberry.field(description="Code of the part concerned.")
    buildings: list[str] = strawberry.field(
        description="Buildings all of whose units are affected."
    )
    units: list[UUID] = strawberry.field(description="Units affected beside them.")
    budget: Fen | None = strawberry.field(description="As planned, then as approved.")
    quotes: int | None = strawberry.field(description="Quotes for the plan.")
    shares: list[FundBuildingAmount] = strawberry.field(
        description="What falls on each building."
    )
    posted_on: date | None = strawberry.field(description="When the plan was posted.")
    vote_id: UUID | None = strawberry.field(description="The vote on the plan.")
    question: str | None = strawberry.field(description="Which question of it.")
    review_due_at: datetime | None = strawberry.field(
        description="When an emergency has to be reviewed."
    )
    payee: str | None = strawberry.field(description="The firm that is paid.")
    paid: Fen = strawberry.field(description="What it was paid so far.")
    audited: Fen | None = strawberry.field(description="What the audit found due.")
    settled: Fen | None = strawberry.field(description="What it cost in the end.")
    accepted_on: date | None = strawberry.field(
        description="When the works were accepted."
    )

    @resolved("The cause in the client's language.")
    def cause_name(self, info: Info) -> str:
        return names.listed(info.context, self.profile, "fund_causes", self.cause)


@part("Common income of a year.")
class FundIncomeYear:
    year: int = strawberry.field(description="The calendar year.")
    gross: Fen = strawberry.field(description="What came in.")
    cost: Fen = strawberry.field(description="Its reasonable cost.")
    to_fund: Fen = strawberry.field(description="What went into the fund.")
    spent: Fen = strawberry.field(description="What the owners spent otherwise.")
    left: Fen = strawberry.field(description="What is left.")


@part("A decision of the owners to raise money (V5).")
class FundRaise:
    vote_id: UUID = strawberry.field(description="The vote.")
    question: str | None = strawberry.field(description="Which question of it.")
    per_m2: Fen = strawberry.field(description="In fen for a square metre, or 0.")
    on: date = strawberry.field(description="On which day.")


@part("Low balances, as they were last found.")
class FundLow:
    on: date = strawberry.field(description="On which day.")
    units: int = strawberry.field(description="How many sub-accounts were low.")
    buildings: list[str] = strawberry.field(
        description="Buildings that were low as a whole."
    )
    pools: list[FundAccount] = strawberry.field(description="Pools that were low.")
    missing: Fen = strawberry.field(description="What was missing in all.")


@part("What one use drew from the fund in a year.")
class FundYearUse:
    use: int = strawberry.field(description="Number of the use.")
    amount: Fen = strawberry.field(description="What it drew, less what came back.")


@part("A year of the fund, reconciled with the bank.")
class FundYear:
    year: int = strawberry.field(description="The calendar year.")
    opening: Fen = strawberry.field(description="Sub-accounts and pools before it.")
    deposits: Fen = strawberry.field(description="What was paid in.")
    interest: Fen = strawberry.field(description="Interest.")
    from_income: Fen = strawberry.field(description="From common income.")
    uses: list[FundYearUse] = strawberry.field(description="What the uses drew.")
    closing: Fen = strawberry.field(description="Sub-accounts and pools after it.")
    bank: Fen = strawberry.field(description="What the bank says of its end.")
    in_books: Fen = strawberry.field(description="What the books say the bank held.")


@shown(
    MAINTENANCE_FUNDS,
    MaintenanceFunds,
    "The maintenance fund of a compound (维修资金), down to its buildings.",
    FIELDS,
)
class MaintenanceFund(RecordNode):
    status: FundStatus = strawberry.field(description="Who keeps it.")
    units: int = strawberry.field(description="Units with a sub-account.")
    area_dm2: Dm2 = strawberry.field(description="Their area.")
    buildings: list[FundBuilding] = strawberry.field(description="By building.")
    accounts: FundAccounts = strawberry.field(description="The general ledger.")
    uses: list[FundUse] = strawberry.field(description="Uses, in their order.")
    incomes: list[FundIncomeYear] = strawberry.field(
        description="Common income by year."
    )
    raises: list[FundRaise] = strawberry.field(description="Decisions to raise money.")
    low: FundLow | None = strawberry.field(
        description="Low balances; null if none were ever found."
    )
    statements: list[FundYear] = strawberry.field(description="Years reconciled.")
