"""Drafts of what a compound's contract and register tell: the accounts of a year (D07),
parking (D15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.commission_account import CommissionAccount, commission_account_id
from domain.commission_state import YearSums
from domain.commission_words import CommissionMove
from domain.compound_contract_facts import ContractFacts
from domain.compound_site_facts import SiteFacts
from domain.fee_watch import Received
from domain.publication_content import Content
from projections import fee_reports
from projections.draft_sources import DraftSources, table

COLUMNS = ("项目", "金额（分）")


def accounts(sources: DraftSources) -> Content | None:
    """D07: what came in during the year and, under commission, what was spent.

    Under a lump sum the firm bears its costs and nothing records them: only the fees
    that were received follow from the record. Performance and the next budget are a
    person's to write.
    """
    period = sources.period
    if period is None or period.kind != "year":
        return None
    sums = list(_under_commission(sources, period.first.year))
    return _commission(sources, sums) if sums else _fees(sources)


def parking(sources: DraftSources) -> Content | None:
    """D15: the spaces as they were last stated for a day up to the end of the quarter.
    Those that residents manage themselves are not free. Nothing records a price."""
    period, compound_id = sources.period, sources.wanted.place.compound_id
    if period is None or compound_id is None:
        return None
    stated = [
        recorded.fact
        for recorded in sources.facts(compound_id)
        if isinstance(recorded.fact, SiteFacts.ParkingStated)
        and recorded.fact.on <= period.last
    ]
    if not stated:
        return None
    last = sorted(stated, key=lambda fact: fact.on)[-1]
    free = last.spaces - last.sold - last.leased - last.self_managed
    return {
        "sold_count": sources.shown(last.sold),
        "leased_count": sources.shown(last.leased),
        "free_count": sources.shown(free),
    }


def _under_commission(sources: DraftSources, year: int) -> Iterator[YearSums]:
    """What moved in each commission account of the compound; of a firm that is named,
    in its own."""
    compound_id, firm = sources.wanted.place.compound_id, sources.wanted.enterprise_id
    if compound_id is None:
        return
    for signed in sources.facts(compound_id):
        fact = signed.fact
        if not isinstance(fact, ContractFacts.ContractSigned):
            continue
        if firm not in (None, fact.enterprise_id):
            continue
        account: CommissionAccount | None = None
        for recorded in sources.facts(commission_account_id(compound_id, fact.number)):
            account = recorded.fact.mutate(account)
        if account is not None and year in account.years:
            yield account.years[year]


def _commission(sources: DraftSources, sums: list[YearSums]) -> Content:
    receipts: Counter[str] = Counter()
    costs: Counter[str] = Counter()
    for each in sums:
        receipts += each.receipts
        costs += each.costs
    taken = {
        CommissionMove.COMMISSION: sum(each.commission for each in sums),
        CommissionMove.RETURN: sum(each.returned for each in sums),
    }
    came = [
        [sources.label("commission_receipts", code), fen]
        for code, fen in sorted(receipts.items())
    ]
    spent = [
        [sources.label("commission_costs", code), fen]
        for code, fen in sorted(costs.items())
    ]
    spent += [[move.label.zh, fen] for move, fen in taken.items() if fen]
    return {
        "income": table(COLUMNS, came),
        "spending_by_item": table(COLUMNS, spent),
    }


def _fees(sources: DraftSources) -> Content | None:
    compound_id, period = sources.wanted.place.compound_id, sources.period
    if compound_id is None or period is None:
        return None
    days = {"compound": compound_id, "first": period.first, "last": period.last}
    received = [Received(*row) for row in sources.rows(fee_reports.RECEIVED, days)]
    if not received:
        return None
    return {
        "income": table(COLUMNS, [["物业费", sum(each.fen for each in received)]]),
    }
