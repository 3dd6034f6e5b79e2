"""The use cases of every aggregate beside cases."""

from __future__ import annotations

from typing import Any

from application.compounds import Compounds
from application.households import Households
from application.use_cases import UseCases

USE_CASES: tuple[type[UseCases[Any]], ...] = (Households,)

WITH_COMPOUNDS: tuple[type[UseCases[Any]], ...] = (Compounds, *USE_CASES)
"""The same and the use cases of compounds, whose types of the schema are their own."""
