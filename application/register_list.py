"""The registers that can be imported."""

from __future__ import annotations

from application.register import Register
from application.register_compounds import CompoundRegister
from application.register_households import HouseholdRegister

REGISTERS: tuple[Register, ...] = (CompoundRegister(), HouseholdRegister())
