"""Which aggregates count for an indicator, and how each is followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.indicators.bookings import Follower
from domain.indicators.case_tally import CASES
from domain.indicators.committee_tally import COMMITTEES
from domain.indicators.compound_tally import COMPOUNDS
from domain.indicators.fee_tally import FEES
from domain.indicators.household_tallies import HOUSEHOLDS, VISITS
from domain.indicators.talk_tallies import MEETINGS, SURVEYS

FOLLOWERS: Mapping[str, Follower[Any]] = {
    "Case": CASES,
    "Compound": COMPOUNDS,
    "Committee": COMMITTEES,
    "FeeAccount": FEES,
    "Household": HOUSEHOLDS,
    "Visit": VISITS,
    "Meeting": MEETINGS,
    "Survey": SURVEYS,
}
"""By the name of the aggregate, as its facts are named."""
