"""The indicators (DOMAIN 2.11): which counters each takes, and how it is counted.

Their names and formulas in words are the catalogue `indicators` of the rule pack, by
the same codes; weights and limits are its values. No rate that somebody quotes is ever
among what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.indicators import counting
from domain.indicators.counting import Count, covered, number, ratio
from domain.indicators.figures import FigureUnit


@dataclass(frozen=True, slots=True)
class Formula:
    """How one indicator is made from counters.

    flows: counted in the period. ripe: the same, of cases whose time has run out.
    stocks: as they stand on the last day. covered: compounds of the register in which
    such a stock stands on that day. restricted: the kind of record whose facts, which
    are not public, it is made from; "" if all are.
    """

    count: Count
    unit: FigureUnit = FigureUnit.PERCENT
    flows: tuple[str, ...] = ()
    ripe: tuple[str, ...] = ()
    stocks: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    restricted: str = ""


_HOTLINE = ("hotline.callback", "hotline.contacted", "hotline.solved", "hotline.answer")
FORMULAS: Mapping[str, Formula] = {
    # Counted by the register of duties.
    "publication_rate": Formula(
        ratio("duty.valid", "duty.due"), flows=("duty.valid", "duty.due")
    ),
    "on_time_rate": Formula(
        ratio("duty.on_time", "duty.due"), flows=("duty.on_time", "duty.due")
    ),
    "collection_rate": Formula(
        counting.collection,
        flows=("fee.due", "fee.received", "fee.paid", "fee.lines"),
        stocks=("fee.accounts",),
        restricted="fee_account",
    ),
    "three_day_rate": Formula(
        counting.three_days, ripe=("case.due", "case.solved_hours", "case.solved_days")
    ),
    "mean_resolution_days": Formula(
        counting.mean_days, FigureUnit.DAYS, flows=("case.resolved", "case.seconds")
    ),
    "resolution_level_share": Formula(counting.levels, flows=("case.closed",)),
    "satisfaction": Formula(
        counting.satisfaction,
        flows=("callback.made", "callback.answer", "survey.answer"),
        restricted="survey",
    ),
    "complaints_per_100_units": Formula(
        number("case.received", units=True),
        FigureUnit.PER_HUNDRED,
        flows=("case.received",),
        stocks=("units",),
    ),
    "coverage.formation": Formula(covered("formed"), covered=("formed", "register")),
    "coverage.service": Formula(covered("served"), covered=("served", "register")),
    "coverage.party": Formula(covered("party"), covered=("party", "register")),
    "hotline.response": Formula(
        ratio("hotline.contacted", "hotline.callback"), flows=_HOTLINE[:2]
    ),
    "hotline.resolution": Formula(
        ratio("hotline.solved", "hotline.callback"), flows=_HOTLINE
    ),
    "hotline.satisfaction": Formula(counting.hotline_satisfaction, flows=_HOTLINE),
    "hotline.score": Formula(counting.hotline_score, flows=_HOTLINE),
    "top30": Formula(
        number("hotline.orders", units=True),
        FigureUnit.PER_HUNDRED,
        flows=("hotline.orders",),
        stocks=("units",),
    ),
    "visit_coverage": Formula(
        counting.visits,
        flows=("visit.household",),
        stocks=("household",),
        restricted="visit",
    ),
    "return_visit_rate": Formula(
        ratio("visit.kept", "visit.promised"),
        flows=("visit.kept", "visit.promised"),
        restricted="visit",
    ),
    "survey.response": Formula(
        ratio("survey.returned", "survey.visited"),
        flows=("survey.returned", "survey.visited"),
    ),
    "survey.consent": Formula(
        counting.consent, flows=("consent.yes", "consent.returned", "consent.visited")
    ),
    "smart_star_progress": Formula(
        ratio("star.reached", "star.planned"), flows=("star.reached", "star.planned")
    ),
    "meeting_count": Formula(
        counting.meetings, FigureUnit.COUNT, flows=("meeting.held",)
    ),
    "party_share_committee": Formula(
        counting.party_share,
        stocks=("committee.members", "committee.party"),
        restricted="committee",
    ),
}
"""By code, in the order in which they are shown."""
