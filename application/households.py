"""The use cases of a household (户)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from application.commands import R
from application.household_claims import HouseholdClaimCases
from application.roles_allowed import (
    COORDINATORS,
    OWNERS_BODIES,
    REGISTRARS,
    Row,
    row,
)
from application.use_cases import beginning, changing
from domain.household import Household, UnitTaken, household_id
from domain.roles import RESIDENTS, Role

_KEEPERS = REGISTRARS | {Role.SITE_MANAGER, Role.FUND_OFFICER}
_VERIFIERS = REGISTRARS | {Role.NEIGHBOURHOOD_COMMITTEE, Role.COMMISSIONER}
"""Those who see the papers of a claim: never the firm."""
_READERS = COORDINATORS | OWNERS_BODIES | _KEEPERS | {Role.CASHIER, Role.AUDITOR}


def _id(given: Mapping[str, Any]) -> UUID:
    return household_id(given["compound_id"], given["number"])


class Households(HouseholdClaimCases[R]):
    """The units of a compound: register, area, hands, vacancy, who belongs there."""

    public = False
    rows: ClassVar[Mapping[str, Row]] = {
        "register": row(_KEEPERS),
        "deliver": row(_KEEPERS),
        "correct_area": row(REGISTRARS),
        "transfer": row(REGISTRARS),
        "state_vacancy": row(_KEEPERS),
        "remove": row(REGISTRARS),
        "claim": row(_KEEPERS, anywhere=RESIDENTS),
        "verify_claim": row(_VERIFIERS),
        "refuse_claim": row(_VERIFIERS),
        "end_claim": row(_VERIFIERS, own=True),
        "read": row(_READERS, unit=RESIDENTS),
        "read_restricted": row(_READERS, unit=RESIDENTS),
        "read_text": row(REGISTRARS, unit=RESIDENTS),
    }

    register = beginning(
        Household.register, id=_id, taken=UnitTaken, owner_name=False, owner_phone=False
    )
    deliver = changing(Household.deliver)
    correct_area = changing(Household.correct_area)
    transfer = changing(Household.transfer, owner_name=False, owner_phone=False)
    state_vacancy = changing(Household.state_vacancy)
    remove = changing(Household.remove, reason=True)
