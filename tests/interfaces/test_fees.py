"""Fees over GraphQL: charged, paid, receipted, totalled; refused in Chinese."""

from __future__ import annotations

from typing import Any

import pytest

from domain.roles import Role
from tests.application.fees import charging
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered
from tests.interfaces.test_records import unit

SHOWN = """{
    id status statusLabel number openFen prepaidFen oldestDue inDispute
    lines { openFen charge { item periodFrom periodTo amountFen kind kindLabel
        terms { areaDm2 rate cycle cycleLabel } } }
    receipts { number verify amountFen methodLabel cashier voided prepaidFen
        allocations { item periodFrom periodTo principalFen lateFen } }
    ageing(on: "2026-03-01") { code label fen }
    watch(on: "2028-07-01") { lateFeeFen age limitation }
    texts { name value }
    history { nodes { type label } }
}"""
YEAR = 184_820


@pytest.fixture(autouse=True)
def _charging(monkeypatch: pytest.MonkeyPatch) -> None:
    charging(monkeypatch)


async def billed(client: Client, compound: str, number: str = "3-2-501") -> str:
    """An account with the fee of 2025; its id."""
    unit_id = await unit(client, compound, number=number)
    client.sign_in(Role.CASHIER, f"compound:{compound}")
    account = await client.give("openFeeAccount", unitId=unit_id)
    assert account["__typename"] == "FeeAccountChanged", account
    id = str(account["id"])
    done = await client.give("billFees", id=id, month="2025-05-01")
    assert done["version"] == 2, done
    return id


def cash(id: str, fen: int, **changes: Any) -> dict[str, Any]:
    given = {
        "id": id,
        "amountFen": fen,
        "method": "CASH",
        "on": "2026-02-01",
        "signature": "sha256:a",
    }
    return given | changes


async def test_a_fee_is_charged_paid_and_read(client: Client) -> None:
    compound = await registered(client)
    id = await billed(client, compound)
    paid = await client.give("payFees", **cash(id, YEAR - 20, payerName="王小明"))
    assert (paid["version"], paid["visible"]) == (3, True)

    client.http.headers["accept-language"] = "zh-CN"
    asked = f'{{ feeAccount(id: "{id}") {SHOWN} }}'
    shown = (await client.ask(asked))["feeAccount"]
    assert (shown["statusLabel"], shown["openFen"]) == ("使用中", 20)
    [line] = shown["lines"]
    assert line["charge"] == {
        "item": "property",
        "periodFrom": "2025-01-01",
        "periodTo": "2025-12-31",
        "amountFen": YEAR,
        "kind": "FEE",
        "kindLabel": "收费项目",
        "terms": {
            "areaDm2": 9810,
            "rate": 1_570_000,
            "cycle": "YEAR",
            "cycleLabel": "按年",
        },
    }
    [receipt] = shown["receipts"]
    assert (receipt["number"], receipt["methodLabel"]) == (1, "现金")
    assert receipt["cashier"] == "Cashier-1"
    assert receipt["allocations"][0]["principalFen"] == YEAR - 20
    assert shown["ageing"][1] == {"code": "d90", "label": "31-90天", "fen": 20}
    assert shown["watch"] == [
        {"lateFeeFen": 0, "age": "y3", "limitation": "RUNNING"}
    ], "the payment of February 2026 made it run anew"
    assert [each["label"] for each in shown["history"]["nodes"]] == [
        "开户",
        "计费",
        "交费",
    ]
    assert shown["texts"] == [{"name": "payer_name", "value": None}]

    question = """query($compound: ID!, $code: String!, $number: Int!) {
        receiptIsGenuine(compoundId: $compound, number: $number, code: $code)
    }"""
    client.sign_out()
    for number, genuine in ((1, True), (2, False)):
        told = await client.ask(
            question, compound=compound, number=number, code=receipt["verify"]
        )
        assert told["receiptIsGenuine"] is genuine


async def test_a_refusal_is_told_in_chinese_by_its_field(client: Client) -> None:
    compound = await registered(client)
    id = await billed(client, compound)

    forced = await client.give("payFees", **cash(id, YEAR + 5))
    assert (forced["code"], forced["fields"]) == ("PREPAYMENT_FORCED", ["prepayFen"])
    assert "不得强制预交" in forced["messageZh"] and "5 分" in forced["messageZh"]
    half = "mutation($input: PayFeesInput!) { payFees(input: $input) { __typename } }"
    fraction = cash(id, 1) | {"amountFen": 0.5}
    assert await client.codes(half, input=fraction) == ["INVALID_AMOUNT"]
    cut = await client.give(
        "takeFeeMeasure", id=id, measure="cut_power", on="2026-02-01"
    )
    assert cut["code"] == "MEASURE_FORBIDDEN" and "停电" in cut["messageZh"]
    lines = f'{{ feeAccount(id: "{id}") {{ lines {{ charge {{ id }} }} }} }}'
    line = await client.ask(lines)
    line_id = line["feeAccount"]["lines"][0]["charge"]["id"]
    waiver = {
        "id": id,
        "lineId": line_id,
        "amountFen": 5,
        "authority": "FIRM",
        "reason": "HARDSHIP",
        "on": "2026-02-01",
    }
    assert (await client.give("waiveFee", **waiver))["code"] == "FORBIDDEN"
    client.sign_in(Role.SITE_MANAGER, f"compound:{compound}")
    assert (await client.give("waiveFee", **waiver))["version"] == 3
    paid = await client.give("payFees", **cash(id, 5))
    assert paid["version"] == 4
    void = await client.give("voidFeeReceipt", id=id, receipt=1, reason="误收")
    assert void["version"] == 5


async def test_a_household_sees_its_own_account_and_no_other(client: Client) -> None:
    compound = await registered(client)
    id = await billed(client, compound)
    other = await billed(client, compound, "3-2-502")
    own = await client.ask(f'{{ feeAccount(id: "{id}") {{ unitId }} }}')
    client.sign_in(Role.OWNER, f"unit:{own['feeAccount']['unitId']}")
    found = await client.ask(
        f'{{ mine: feeAccount(id: "{id}") {{ openFen }}'
        f'  theirs: feeAccount(id: "{other}") {{ openFen }}'
        "   feeAccounts { totalCount } }"
    )
    assert found == {
        "mine": {"openFen": YEAR},
        "theirs": None,
        "feeAccounts": {"totalCount": 1},
    }
    arrears = f'{{ arrears(compoundId: "{compound}") {{ fen }} }}'
    assert await client.codes(arrears) == ["FORBIDDEN"]
    client.sign_out()
    assert await client.codes(arrears) == ["FORBIDDEN"]


async def test_totals_of_a_compound(client: Client) -> None:
    compound = await registered(client)
    id = await billed(client, compound)
    await billed(client, compound, "3-2-502")
    client.sign_in(Role.CASHIER, f"compound:{compound}")
    await client.give("payFees", **cash(id, YEAR + 9, prepayFen=9))

    found = await client.ask(
        """query($id: ID!) {
            arrears(compoundId: $id, on: "2026-02-01") { code label fen }
            collectionRate(compoundId: $id, from: "2025-01-01", to: "2025-12-31") {
                receivedFen dueFen perMille oldFen aheadFen
            }
            paid: collectionRate(
                compoundId: $id, from: "2026-01-01", to: "2026-12-31"
            ) {
                receivedFen dueFen perMille oldFen aheadFen
            }
            receiptBooks { nodes { volume lastNumber voided amountFen } }
        }""",
        id=compound,
    )
    assert found["arrears"][1] == {"code": "d90", "label": "31-90 days", "fen": YEAR}
    assert found["collectionRate"] == {
        "receivedFen": YEAR,
        "dueFen": 2 * YEAR,
        "perMille": 500,
        "oldFen": 0,
        "aheadFen": 0,
    }
    assert found["paid"] == {
        "receivedFen": 0,
        "dueFen": 0,
        "perMille": None,
        "oldFen": YEAR,
        "aheadFen": 9,
    }
    assert found["receiptBooks"]["nodes"] == [
        {"volume": 0, "lastNumber": 1, "voided": 0, "amountFen": YEAR + 9}
    ]
    unknown = '{ arrears(compoundId: "00000000-0000-4000-8000-000000000001") { fen } }'
    assert await client.codes(unknown) == ["NOT_FOUND"]
