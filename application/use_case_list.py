"""The use cases of every aggregate beside cases and the register of compounds."""

from __future__ import annotations

from typing import Any

from application.enterprises import Enterprises
from application.households import Households
from application.use_cases import UseCases

USE_CASES: tuple[type[UseCases[Any]], ...] = (Enterprises, Households)
