"""What the terms of a service contract must look like."""

from __future__ import annotations

from collections.abc import Iterable

from domain.codes import require_citation, require_code
from domain.compound_contract import ServiceContract
from domain.compound_refusals import SharesDoNotFit, SharesNotExpected, UnknownService
from domain.compound_state import require_codes, require_order
from domain.compound_words import ContractModel
from domain.facts import Stamp
from domain.lifecycle import invalid, require_between, require_distinct
from domain.tariff import Tariff

WHOLE = 100
"""Percent."""


def require_terms(stamp: Stamp, contract: ServiceContract) -> None:
    """Refuse what no contract can say."""
    require_code("number", contract.number)
    require_citation("legal_basis", contract.legal_basis)
    require_service(stamp, contract.grade, contract.items)
    require_tariff(contract.tariff)
    require_order("ends_on", contract.starts_on, contract.ends_on)


def require_service(stamp: Stamp, grade: int, items: Iterable[str]) -> None:
    """Refuse a grade that there is not, and services that the catalogue lacks."""
    require_between("grade", grade, 1, stamp.rules.values.number("contract.grades"))
    named = list(items)
    require_codes("items", named)
    for item in named:
        if item not in stamp.rules.catalogue("services"):
            raise UnknownService(service=item)


HIGHEST_RATE = 10_000_000_000
"""10,000 yuan for a square metre and a month: more than anybody charges."""


def require_tariff(tariff: Tariff) -> None:
    """Refuse one that lists nothing, or something twice, or that costs nothing."""
    listed = [(each.code, each.use) for each in tariff.items]
    if not listed:
        raise invalid("tariff", "至少一个收费项目", "at least one item expected")
    require_distinct("tariff", listed)
    for each in tariff.items:
        require_code("tariff", each.code)
        require_between("tariff", each.rate, 1, HIGHEST_RATE)
    require_between("tariff", tariff.late_fee_per_day, 0, 1_000_000)
    require_between("tariff", tariff.late_fee_cap, 0, WHOLE)


def require_shares(contract: ServiceContract) -> None:
    """A manager's contract splits the whole income, and no other does."""
    shares = contract.income_shares
    if contract.model is not ContractModel.MANAGER:
        if shares:
            raise SharesNotExpected
        return
    require_distinct("income_shares", [each.holder for each in shares])
    total = sum(each.percent for each in shares)
    if total != WHOLE or any(each.percent <= 0 for each in shares):
        raise SharesDoNotFit(sum=total)
