"""A contract under commission over GraphQL: money in, signed out, open accounts."""

from __future__ import annotations

from domain.roles import Role
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered, voted
from tests.interfaces.test_compound_care import CONTRACT

SHOWN = """{
    status contract basisLabel inAccount advanced commissionTaken
    receipts { source amount on }
    payments { payment moveLabel item amount stage on }
    years { year opening closing }
}"""
COMMISSION = {"feeMode": "COMMISSION", "model": "ORDINARY", "incomeShares": []}
TERMS = {"contract": "WY-2026-1", "basis": "OF_FEES", "rate": 1000}


async def test_the_owners_money_is_spent_as_they_sign(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.STREET_OFFICER)
    vote = voted(client, compound, "V3")
    signed = CONTRACT | COMMISSION | {"voteId": vote}
    await client.give("signServiceContract", id=compound, **signed)
    client.sign_in(Role.SITE_MANAGER)
    none = await client.give(
        "openCommissionAccount", compoundId=compound, **TERMS | {"contract": "WY-9"}
    )
    assert none["code"] == "NOT_ON_COMMISSION"
    opened = await client.give("openCommissionAccount", compoundId=compound, **TERMS)
    assert opened["__typename"] == "CommissionAccountChanged", opened
    id = opened["id"]
    again = await client.give("openCommissionAccount", compoundId=compound, **TERMS)
    assert again["code"] == "COMMISSION_ACCOUNT_THERE"
    await client.give(
        "receiveMoneyUnderCommission",
        id=id,
        source="prepaid_fees",
        amount=200_000,
        on="2026-01-05",
    )
    for each in (
        {"move": "COST", "item": "wages", "amount": 50_000, "note": "一月工资"},
        {"move": "COMMISSION", "amount": 20_001},
    ):
        asked = await client.give(
            "requestCommissionPayment", id=id, payee="firm-1", **each
        )
        assert asked["__typename"] == "CommissionAccountChanged", asked
    client.sign_in(Role.COMMITTEE_MEMBER)
    await client.give("countersignCommissionPayment", id=id, payment=1, on="2026-01-06")
    much = await client.give(
        "countersignCommissionPayment", id=id, payment=2, on="2026-01-06"
    )
    assert much["code"] == "COMMISSION_NOT_EARNED"
    assert "预收费用属于业主" in much["messageZh"]
    await client.give("refuseCommissionPayment", id=id, payment=2, reason="超出约定")
    settled = await client.give(
        "closeCommissionAccount", id=id, payee="owners-1", on="2026-01-07"
    )
    assert settled["code"] == "COMMISSION_CONTRACT_RUNS"
    client.sign_in(Role.SITE_MANAGER)
    await client.give("closeCommissionAccountYear", id=id, year=2025)

    client.sign_out()
    client.http.headers["accept-language"] = "zh-CN"
    query = f'{{ commissionAccount(id: "{id}") {SHOWN} }}'
    seen = (await client.ask(query))["commissionAccount"]
    assert seen == {
        "status": "OPEN",
        "contract": "WY-2026-1",
        "basisLabel": "按预收费用比例",
        "inAccount": 150_000,
        "advanced": 0,
        "commissionTaken": 0,
        "receipts": [{"source": "prepaid_fees", "amount": 200_000, "on": "2026-01-05"}],
        "payments": [
            {
                "payment": 1,
                "moveLabel": "服务支出",
                "item": "wages",
                "amount": 50_000,
                "stage": "PAID",
                "on": "2026-01-06",
            },
            {
                "payment": 2,
                "moveLabel": "提取酬金",
                "item": None,
                "amount": 20_001,
                "stage": "REFUSED",
                "on": None,
            },
        ],
        "years": [{"year": 2025, "opening": 0, "closing": 0}],
    }
