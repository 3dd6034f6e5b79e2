"""The use cases of every aggregate beside cases and the register of compounds."""

from __future__ import annotations

from typing import Any

from application.committees import Committees
from application.households import Households
from application.meetings import Meetings
from application.use_cases import UseCases

USE_CASES: tuple[type[UseCases[Any]], ...] = (Committees, Households, Meetings)
