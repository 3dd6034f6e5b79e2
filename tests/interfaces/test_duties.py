"""Duties and rates of publication, over GraphQL and on the command line."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from application.database import Database
from application.event_store import EventStore
from interfaces.cli.main import run
from interfaces.publication_rates import decimal_of, percent_of
from projections import counting, duty_counting
from tests.domain.duties import COMPOUND, published, registered, signed, started
from tests.interfaces.conftest import Client
from tests.projections.logs import eventually
from tests.projections.samples import append
from tests.scenario import DAY, HOUR, NOW
from tests.warm_python import python

STARTED = f"{COMPOUND}.3"
FACTS = [
    registered(),
    signed(vote_id=None),
    started(),
    published("D01", STARTED, NOW + 2 * HOUR),
    published("D02", STARTED, NOW + 5 * DAY, id=COMPOUND.__class__(int=81)),
]
"""Due in March: D01 in time, D02 late, D03 and D04 missing."""
RATE = "{ due onTime late publication { numerator denominator rate decimal text } }"


async def _recorded(client: Client) -> None:
    append(client.store, FACTS)
    eventually(client.store.database, len(FACTS))


async def test_duties_are_listed_by_due_time_and_page(client: Client) -> None:
    await _recorded(client)
    client.http.headers["accept-language"] = "zh-CN"
    query = """query ($after: String) {
        duties(compound: "%s", period: "2026-03", first: 2, after: $after) {
            nodes { id item itemLabel status statusLabel lacking }
            pageInfo { hasNextPage endCursor }
        }
    }"""
    found: list[Any] = []
    after: str | None = None
    while True:
        page = (await client.ask(query % COMPOUND, after=after))["duties"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert [(each["item"], each["status"]) for each in found] == [
        ("D01", "VALID"),
        ("D02", "LATE"),
        ("D03", "MISSING"),
        ("D04", "MISSING"),
    ]
    assert found[0]["itemLabel"] == "企业及项目负责人"
    assert found[2]["statusLabel"] == "应公示未公示"
    one = f'{{ duty(id: "{found[0]["id"]}") {{ code dutyLabel dueAt trigger }} }}'
    assert (await client.ask(one))["duty"] == {
        "code": "D01-start",
        "dutyLabel": "合同开始",
        "dueAt": "2026-03-10T16:00:00.000000Z",
        "trigger": "Compound.ServiceStarted",
    }


async def test_duties_are_counted_exactly_and_beyond_that_estimated(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _recorded(client)
    asked = f"""{{
        all: duties(compound: "{COMPOUND}", first: 100) {{
            totalCount totalCountIsEstimate nodes {{ id }}
        }}
        march: duties(compound: "{COMPOUND}", period: "2026-03", first: 1) {{
            totalCount totalCountIsEstimate
        }}
        late: duties(compound: "{COMPOUND}", period: "2026-03", status: LATE) {{
            totalCount totalCountIsEstimate
        }}
    }}"""
    found = await client.ask(asked)

    every = len(found["all"]["nodes"])
    assert every > 6
    for name, many in (("all", every), ("march", 4), ("late", 1)):
        said = found[name]["totalCount"], found[name]["totalCountIsEstimate"]
        assert said == (many, False), name

    for module, name in (
        (counting, "EXACT_BELOW"),
        (duty_counting, "EXACT_BELOW"),
        (duty_counting, "LOOKED_AT"),
        (duty_counting, "MOST_LOOKED_AT"),
    ):
        monkeypatch.setattr(module, name, 1)
    found = await client.ask(asked)
    assert found["all"]["totalCount"] >= 1
    assert (
        found["all"]["totalCountIsEstimate"] and found["late"]["totalCountIsEstimate"]
    )


async def test_rates_are_exact_and_nothing_due_is_no_obligation(
    client: Client,
) -> None:
    await _recorded(client)
    asked = f"""{{
        march: publicationRate(compound: "{COMPOUND}", period: "2026-03") {{
            counts {RATE} items {{ item itemLabel counts {RATE} }}
        }}
        early: publicationRate(compound: "{COMPOUND}", period: "2020") {{
            counts {RATE} items {{ item }}
        }}
        then: publicationRate(
            compound: "{COMPOUND}", asOf: "2026-01-01T00:00:00Z"
        ) {{ counts {RATE} }}
        missing: duties(compound: "{COMPOUND}", status: MISSING, period: "2026-03") {{
            nodes {{ item }}
        }}
    }}"""
    answer = await client.ask(asked)
    nothing = {"rate": None, "decimal": None, "text": "no obligation"}

    assert answer["march"]["counts"] == {
        "due": 4,
        "onTime": 1,
        "late": 1,
        "publication": {
            "numerator": 2,
            "denominator": 4,
            "rate": "1/2",
            "decimal": "0.5000",
            "text": "50.00%",
        },
    }
    assert [each["item"] for each in answer["march"]["items"]] == [
        "D01",
        "D02",
        "D03",
        "D04",
    ]
    for key in ("early", "then"):
        share = answer[key]["counts"]["publication"]
        assert share == nothing | {"numerator": 0, "denominator": 0}
    assert [each["item"] for each in answer["missing"]["nodes"]] == ["D03", "D04"]


async def test_an_unknown_period_is_refused(client: Client) -> None:
    client.http.headers["accept-language"] = "zh-CN"
    answer = await client.post('{ publicationRate(period: "2026-13") { asOf } }')

    assert "期间应写作" in str(answer["errors"])


def test_the_command_lists_and_counts(
    english_program: None, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    store = EventStore(database)
    append(store, FACTS)
    store.close()
    # The compound of these facts has no code, so they are asked for by region.
    asked = ["--region", "371002", "--period", "2026-03", "--item", "D02"]

    assert run(["duties", "list", *asked, "--format", "csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["item"], row["status"]) == ("D02", "late")
    assert run(["duties", "rate", *asked, "--format", "json"]) == 0
    every, item = json.loads(capsys.readouterr().out)
    assert (every["publication_rate"], item["on_time_rate"]) == ("1.0000", "0.0000")
    assert run(["duties", "rate", *asked]) == 0
    assert "1/1 100.00%" in capsys.readouterr().out
    assert run(["duties", "list", "--status", "lost"]) == 2
    assert "DUTY_STATUS_UNKNOWN" in capsys.readouterr().err
    assert run(["duties", "rate", "--as-of", "2026-03-01"]) == 2
    assert "DUTY_MOMENT_INVALID" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("part", "due", "expected"),
    [(1, 3, "0.3333"), (9_999, 10_000, "0.9999"), (99_999, 100_000, "0.9999")],
)
def test_a_rate_is_never_rounded_up(part: int, due: int, expected: str) -> None:
    assert decimal_of(part, due) == expected
    assert percent_of(99_999, 100_000) == "99.99%"


def test_the_tables_of_the_guide_are_what_rules_and_triggers_say() -> None:
    check = python(["-m", "interfaces.duty_tables", "--check"])

    assert check.returncode == 0
