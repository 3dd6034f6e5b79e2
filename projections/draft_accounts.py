"""Drafts of accounts: the property fee (D09), common income (D10), the fund (D11)."""

from __future__ import annotations

from typing import Any

from domain.fee_watch import Falling, Owing, Received, ageing, collection_rate
from domain.fund_income_facts import FundIncomeFacts as Income
from domain.fund_statement import moves_between
from domain.maintenance_fund import MaintenanceFund, fund_id
from domain.occasions import OccasionPeriod
from domain.publication_content import Content
from domain.shares import Share
from projections import fee_reports
from projections.draft_sources import DraftSources, table

NOTHING = "无"


def fees(sources: DraftSources) -> Content | None:
    """D09: what fell due in the period, what of it was received, what is owed by age.

    What was received is what is recorded until now; what is owed counts what was due
    by the last day and is open now.
    """
    period = sources.period
    compound_id = sources.wanted.place.compound_id
    if period is None or compound_id is None:
        return None
    days = {"compound": compound_id, "first": period.first, "last": period.last}
    falling = [Falling(*row) for row in sources.rows(fee_reports.FALLING, days)]
    received = [Received(*row) for row in sources.rows(fee_reports.RECEIVED, days)]
    owing = [Owing(*row) for row in sources.rows(fee_reports.OWING, days)]
    if not falling and not received and not owing:
        return None
    found = collection_rate(falling, received, period.first, period.last)
    percent = Share(found.received_fen, found.due_fen).percent
    buckets = sources.rules.catalogue("fee_ages")
    ages = ageing(buckets, owing, period.last)
    return {
        "receivable": found.due_fen,
        "received": found.received_fen,
        "collection_rate": NOTHING if percent is None else f"{percent}%",
        "arrears_age": table(
            ("账龄", "金额（分）"),
            [[buckets[code].zh, fen] for code, fen in ages.items()],
        ),
    }


def income(sources: DraftSources) -> Content | None:
    """D10: what came in by source, what it cost, where it went, what is left."""
    period = sources.period
    facts = _income_facts(sources)
    if period is None or not facts:
        return None
    came = [
        each
        for each in facts
        if isinstance(each, Income.IncomeReceived) and _within(each, period)
    ]
    uses = [
        _use(sources, each)
        for each in facts
        if not isinstance(each, Income.IncomeReceived) and _within(each, period)
    ]
    gross, cost = sum(each.gross for each in came), sum(each.cost for each in came)
    contracts = sorted({each.contract for each in came if each.contract})
    balance = sum(_gain(each) for each in facts if each.on <= period.last)
    return {
        "income_source": table(
            ("来源", "毛收入（分）", "成本（分）", "净收益（分）"),
            _by_source(sources, came),
        ),
        "income_contract": contracts or NOTHING,
        "gross": gross,
        "cost": cost,
        "net": gross - cost,
        "income_use": table(("用途", "金额（分）"), uses),
        "balance": balance,
    }


def fund(sources: DraftSources) -> Content | None:
    """D11: opening balance, deposits, interest, each use, closing balance. What came
    from common income counts among the deposits."""
    period = sources.period
    compound_id = sources.wanted.place.compound_id
    if period is None or compound_id is None:
        return None
    kept: MaintenanceFund | None = None
    for recorded in sources.facts(fund_id(compound_id)):
        kept = recorded.fact.mutate(kept)
    if kept is None:
        return None
    moves = moves_between(kept.lines, period.first, period.last)
    return {
        "opening_balance": moves.opening,
        "deposits": moves.deposits + moves.from_income,
        "interest": moves.interest,
        "each_use": table(
            ("使用编号", "金额（分）"),
            [[str(each.use), each.amount] for each in moves.uses],
        ),
        "closing_balance": moves.closing,
    }


def _income_facts(sources: DraftSources) -> list[Any]:
    compound_id = sources.wanted.place.compound_id
    if compound_id is None:
        return []
    kinds = (Income.IncomeReceived, Income.IncomeTransferred, Income.IncomeDistributed)
    found = sources.facts(fund_id(compound_id))
    return [each.fact for each in found if isinstance(each.fact, kinds)]


def _within(fact: Any, period: OccasionPeriod) -> bool:
    return bool(period.first <= fact.on <= period.last)


def _gain(fact: Any) -> int:
    if isinstance(fact, Income.IncomeReceived):
        return fact.gross - fact.cost
    return -int(fact.amount)


def _use(sources: DraftSources, fact: Any) -> list[Any]:
    if isinstance(fact, Income.IncomeTransferred):
        return ["转入维修资金", fact.amount]
    return [sources.label("income_purposes", fact.purpose), fact.amount]


def _by_source(sources: DraftSources, came: list[Any]) -> list[list[Any]]:
    totals: dict[str, list[int]] = {}
    for each in came:
        total = totals.setdefault(each.source, [0, 0])
        total[0] += each.gross
        total[1] += each.cost
    return [
        [sources.label("income_sources", code), gross, cost, gross - cost]
        for code, (gross, cost) in sorted(totals.items())
    ]
