"""The use cases of every aggregate beside cases and the register of compounds."""

from __future__ import annotations

from typing import Any

from application.ballots import Ballots
from application.households import Households
from application.use_cases import UseCases
from application.votes import Votes

USE_CASES: tuple[type[UseCases[Any]], ...] = (
    Households,
    Votes,
    Ballots,
)
