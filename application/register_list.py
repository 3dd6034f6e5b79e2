"""The registers that can be imported."""

from __future__ import annotations

from application.register import Register
from application.register_compounds import CompoundRegister
from application.register_contracts import ContractRegister
from application.register_households import HouseholdRegister
from application.register_members import MemberRegister

REGISTERS: tuple[Register, ...] = (
    CompoundRegister(),
    HouseholdRegister(),
    ContractRegister(),
    MemberRegister(),
)
