"""The register of service contracts (物业服务合同), as rows of a file."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from application.compounds import Compounds
from application.register import (
    Call,
    Context,
    NotChanged,
    Register,
    Value,
    ValueKind,
    Values,
)
from domain.compound import Compound
from domain.compound_contract import ServiceContract
from domain.compound_words import ContractFeeMode, ContractModel, PriceRegime
from domain.enterprise import Enterprise, enterprise_id
from domain.errors import Refusal
from domain.household_facts import UnitUse
from domain.social_credit import require_credit_code
from domain.tariff import BillingCycle, ChargeBasis, FeeItem, PartMonth, Tariff

PRICES = {
    "price": ("property", UnitUse.DWELLING, ChargeBasis.AREA),
    "business_price": ("property", UnitUse.BUSINESS, ChargeBasis.AREA),
    "parking_price": ("parking", UnitUse.PARKING, ChargeBasis.UNIT),
}
"""Value -> the item of the tariff whose rate it is."""

_SAME = (
    "model",
    "grade",
    "price_regime",
    "fee_mode",
    "starts_on",
    "ends_on",
    "signed_on",
    "vote_id",
    "question",
    "legal_basis",
)
"""Terms of a contract whose values are called alike and read as they are."""

_YUAN = 1_000_000  # in 0.0001 fen


class FirmNotRegistered(Refusal):
    zh = "企业 {credit_code} 未登记；请先登记企业。"
    en = "No enterprise {credit_code} is registered; register it first."
    fields = ("credit_code",)


class ContractRegister(Register):
    """Rows are contracts, each a part of its compound, told by their numbers.

    A signed contract is changed by nobody's file: what differs is only said, since a
    renewal and another price need the owners' vote. Only its filing is added.
    """

    name = "contracts"
    zh, en = "物业服务合同", "service contracts"
    kind = Compound
    use_cases = Compounds
    corrects = False
    arguments: ClassVar[Mapping[str, str]] = {
        "tariff": "price",
        "on": "filed_on",
        "id": "vote_id",
    }
    values: ClassVar[Mapping[str, Value]] = {
        "number": Value(ValueKind.CODE, required=True),
        "credit_code": Value(ValueKind.CODE, required=True),
        "model": Value(ValueKind.CHOICE, choices=ContractModel),
        "grade": Value(ValueKind.COUNT, required=True),
        "items": Value(ValueKind.LISTED, required=True),
        "price_regime": Value(ValueKind.CHOICE, required=True, choices=PriceRegime),
        "fee_mode": Value(ValueKind.CHOICE, required=True, choices=ContractFeeMode),
        "price": Value(ValueKind.PRICE, required=True),
        "business_price": Value(ValueKind.PRICE),
        "parking_price": Value(ValueKind.UNIT_PRICE),
        "cycle": Value(ValueKind.CHOICE, required=True, choices=BillingCycle),
        "part_month": Value(ValueKind.CHOICE, choices=PartMonth),
        "starts_on": Value(ValueKind.ANY_DAY, required=True),
        "ends_on": Value(ValueKind.ANY_DAY, required=True),
        "signed_on": Value(ValueKind.DAY, required=True),
        "vote_id": Value(ValueKind.UUID),
        "question": Value(ValueKind.CODE),
        "legal_basis": Value(ValueKind.CODE),
        "filed_on": Value(ValueKind.DAY),
    }

    def id(self, values: Values, context: Context) -> UUID:
        return context.compound_id

    def key(self, values: Values, context: Context) -> Hashable:
        return context.compound_id, values["number"]

    def begins(self, found: Compound, values: Values, context: Context) -> bool:
        """Whether nobody signed it; one that was cancelled since was signed."""
        number = values["number"]
        if any(each.number == number for each in found.tariffs):
            return False
        undone = found.cancelled.get(number)
        return undone is None or values["signed_on"] > undone

    def begin(self, id: UUID, values: Values, context: Context) -> Iterator[Call]:
        firm = _firm(values)
        if not context.exists(Enterprise, firm):
            raise FirmNotRegistered(credit_code=values["credit_code"])
        terms = {name: values[name] for name in _SAME if name in values}
        yield Call(
            "sign_contract",
            {
                "number": values["number"],
                "enterprise_id": firm,
                "items": _services(values, context),
                "tariff": _tariff(values),
                **terms,
            },
            id,
        )
        if "filed_on" in values:
            yield _filing(id, values)

    def change(
        self, found: Compound, values: Values, context: Context
    ) -> Iterator[Call | NotChanged]:
        for contract in (found.contract, found.next_contract):
            if contract is not None and contract.number == values["number"]:
                yield from _differences(contract, values, context)
                if "filed_on" in values and contract.filed_on is None:
                    yield _filing(found.id, values)


def _firm(values: Values) -> UUID:
    require_credit_code("credit_code", values["credit_code"])
    return enterprise_id(values["credit_code"])


def _services(values: Values, context: Context) -> tuple[str, ...]:
    """Codes of the services, which the row may call by their names."""
    services = context.rules.catalogue("services").items()
    codes = {
        name.casefold(): code for code, item in services for name in (item.zh, item.en)
    }
    return tuple(codes.get(each.casefold(), each) for each in values["items"])


def _tariff(values: Values) -> Tariff:
    """What the row says is charged; without a late fee, since it says nothing of one,
    and for a part of a month as much as for the whole unless it says so (F5)."""
    return Tariff(
        items=tuple(
            FeeItem(*item, values[name])
            for name, item in PRICES.items()
            if name in values
        ),
        cycle=values["cycle"],
        part_month=values.get("part_month", PartMonth.WHOLE),
        late_fee_per_day=0,
        late_fee_cap=0,
    )


def _filing(id: UUID, values: Values) -> Call:
    filing = {"number": values["number"], "on": values["filed_on"]}
    return Call("file_contract", filing, id)


def _differences(
    contract: ServiceContract, values: Values, context: Context
) -> Iterator[NotChanged]:
    tariff = contract.tariff
    known: dict[str, Any] = {name: getattr(contract, name) for name in _SAME}
    known |= {"cycle": tariff.cycle, "part_month": tariff.part_month}
    known |= {"credit_code": contract.enterprise_id, "items": sorted(contract.items)}
    for name, (code, use, _) in PRICES.items():
        listed = tariff.item(code, use)
        known[name] = None if listed is None else listed.rate
    if contract.filed_on is not None:
        known["filed_on"] = contract.filed_on
    said = {
        **values,
        "credit_code": _firm(values),
        "items": sorted(_services(values, context)),
    }
    for name, is_now in known.items():
        if name in said and said[name] != is_now:
            yield NotChanged(name, _shown(name, is_now), _shown(name, said[name]))


def _shown(name: str, is_now: Any) -> str:
    if is_now is None:
        return ""
    if name in PRICES:
        return f"{(Decimal(is_now) / _YUAN).normalize():f}"
    return ", ".join(is_now) if isinstance(is_now, list) else str(is_now)
