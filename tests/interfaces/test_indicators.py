"""Indicators over GraphQL: with what they are made from, and to whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.enterprise import Enterprise
from domain.facts import Fact
from domain.rating import RatingColour
from domain.roles import Role
from interfaces.services import Services
from tests.interfaces.conftest import Client
from tests.projections import indicator_lives as lives
from tests.projections.logs import shuffled
from tests.projections.samples import append, fact

FIGURE = """code label period value unit unitLabel numerator denominator sample
    parts { code label amount } complete withheld formulaZh formulaEn note origin rules
    synthetic asOf"""


async def told(services: Services, *streams: list[Fact]) -> None:
    """Record the facts, and wait until the read models have seen them."""
    append(services.store, [each for facts in streams for each in facts])
    assert await services.progress.reached(services.store.position(), 10)


async def one(client: Client, arguments: str) -> Any:
    answer = await client.ask(f"{{ indicator({arguments}) {{ {FIGURE} }} }}")
    return answer["indicator"]


async def test_an_indicator_shows_what_it_is_made_from(
    client: Client, services: Services
) -> None:
    await told(services, shuffled(lives.everything(), 3))
    client.http.headers["accept-language"] = "zh-CN"

    found = await one(
        client,
        'code: "three_day_rate", period: "2021", place: { region: "s" }',
    )
    assert (found["value"], found["numerator"], found["denominator"]) == ("40.0", 2, 5)
    assert found["formulaZh"] == "受理后 72 小时内核实解决数 / 应办结数"
    assert found["label"] == "三日办结率" and found["rules"].startswith("national@")
    assert found["parts"][1] == {
        "code": "within_hours",
        "label": "时限（小时）",
        "amount": 72,
    }
    assert (found["complete"], found["synthetic"]) == (True, False)
    nothing = await one(client, 'code: "publication_rate", period: "2019-06"')
    assert (nothing["value"], nothing["denominator"]) == (None, 0), "never 100 %"

    every = await client.ask(f'{{ indicators(period: "2021-06") {{ {FIGURE} }} }}')
    assert len(every["indicators"]) == 23
    series = await client.ask(
        '{ indicatorSeries(code: "coverage.service", period: "2021-Q3") '
        "{ period value numerator denominator } }"
    )
    values = [each["value"] for each in series["indicatorSeries"]]
    assert values == ["100.0", "0.0", "0.0"]


async def test_what_is_asked_wrongly_is_refused_in_chinese(client: Client) -> None:
    two = f'{{ region: "s", compound: "{lives.GARDEN}" }}'
    for asked, code in {
        'indicator(code: "joy", period: "2021") { code }': "UNKNOWN_INDICATOR",
        'indicator(code: "satisfaction", period: "21") { code }': "NO_SUCH_PERIOD",
        'hotlineRanking(month: "2021") { place }': "NOT_ONE_MONTH",
        f'indicators(period: "2021", place: {two}) {{ code }}': "PLACE_UNCLEAR",
    }.items():
        answer = await client.post(f"{{ {asked} }}")
        extensions = answer["errors"][0]["extensions"]
        assert extensions["code"] == code
        assert any("\u4e00" <= sign <= "\u9fff" for sign in extensions["messageZh"])


async def test_the_public_sees_fees_of_many_households_as_the_month_began(
    client: Client, services: Services
) -> None:
    await told(services, *lives.compounds(), lives.fees())
    place = f'{{ compound: "{lives.GARDEN}" }}'
    asked = f'code: "collection_rate", period: "2021", place: {place}'

    hidden = await one(client, asked)
    assert (hidden["withheld"], hidden["numerator"], hidden["parts"]) == (
        True,
        None,
        [],
    )
    client.sign_in(Role.AUDITOR, f"compound:{lives.GARDEN}")
    shown = await one(client, asked)
    assert (shown["numerator"], shown["denominator"]) == (50_400, 79_000)
    assert (shown["withheld"], shown["value"]) == (False, "63.8")

    client.sign_out()
    await told(services, *(lives.fees(10 * number) for number in range(1, 12)))
    still = await one(client, asked)
    assert still["withheld"], "as it was known when this month began: nothing"
    assert still["asOf"] < shown["asOf"]
    client.sign_in(Role.AUDITOR, "s")
    open_to_the_street = await one(client, asked)
    assert open_to_the_street["sample"] == 12


async def test_the_ranking_shares_places_and_the_board_counts_colours(
    client: Client, services: Services
) -> None:
    equal = [
        lives.stream(UUID(int=3001), [lives.taken_in(compound=lives.COURT)]),
        lives.stream(UUID(int=3002), [lives.taken_in()]),
    ]
    unrated = fact(Enterprise.Registered, 1, lives.OTHER_FIRM)
    rated = [
        fact(Enterprise.Registered, 1, lives.FIRM, name="和美物业"),
        fact(Enterprise.RatingPublished, 2, lives.FIRM, colour=RatingColour.BLUE),
    ]
    await told(services, *equal, [unrated, *rated])
    question = """{ hotlineRanking(month: "2021-06", first: 1) {
        place compoundId orders units perHundredUnits synthetic compound { name } } }"""
    ranked = (await client.ask(question))["hotlineRanking"]
    assert [each["place"] for each in ranked] == [1, 1], "equal ones share the place"

    await told(services, *lives.compounds())
    ranked = (await client.ask(question))["hotlineRanking"]
    assert [each["compoundId"] for each in ranked] == [str(lives.COURT)]
    assert (ranked[0]["orders"], ranked[0]["perHundredUnits"]) == (1, "2.0")

    board = await client.ask(
        "{ colourBoard { colour colourLabel count enterprises { name } synthetic } }"
    )
    assert [each["count"] for each in board["colourBoard"]] == [0, 1, 0, 0]
    assert board["colourBoard"][1]["enterprises"] == [{"name": "和美物业"}]


async def test_figures_cost_what_they_take(client: Client) -> None:
    async def cost(query: str, **variables: Any) -> int:
        answer = await client.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"X-Query-Cost": "1"},
        )
        return int(answer.json()["extensions"]["cost"]["cost"])

    one = await cost('{ indicator(code: "three_day_rate", period: "2021") { value } }')
    every = await cost('{ indicators(period: "2021") { value } }')
    series = """query ($period: String!, $step: PeriodStep!) {
        indicatorSeries(code: "three_day_rate", period: $period, step: $step) {
            value } }"""
    assert (one, every) == (102, 1 + 23 * 101)
    assert await cost(series, period="2021", step="QUARTER") == 1 + 4 * 101
    assert await cost(series, period="2020..2021", step="MONTH") == 1 + 24 * 101
    assert await cost(series, period="soon", step="MONTH") == 1 + 240 * 101
