"""Feeds over a real websocket: resumed, revoked, too many, too slow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from application.authorisation import Grant
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.graphql import websocket
from interfaces.graphql.context import Context
from interfaces.graphql.router import GraphQLEndpoint
from interfaces.graphql.schema import build_schema
from interfaces.services import Services
from tests.domain import duties
from tests.interfaces.conftest import Client
from tests.interfaces.given import REGION, registered, reported
from tests.interfaces.test_duties import FACTS
from tests.interfaces.test_graphql_subscriptions import (
    Watcher,
    watching,
)
from tests.interfaces.test_graphql_subscriptions import client as client
from tests.interfaces.test_graphql_subscriptions import url as url
from tests.interfaces.test_records import unit
from tests.projections.samples import append

FEED = """subscription ($compound: ID, $region: String, $after: Position) {
    compoundFeed(compoundId: $compound, region: $region, after: $after) {
        position id version compoundId type label occurredAt recordedAt actorRole
        payload } }"""
CHANGED = """subscription ($region: String, $id: ID, $after: Position) {
    caseChanged(region: $region, id: $id, after: $after) { id position status } }"""


async def told(watcher: Watcher, field: str = "compoundFeed") -> dict[str, Any]:
    message = await watcher.next()
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    found: dict[str, Any] = message["payload"]["data"][field]
    return found


async def codes(watcher: Watcher) -> list[str]:
    payload = (await watcher.next())["payload"]
    errors = payload if isinstance(payload, list) else payload["errors"]
    return [each["extensions"]["code"] for each in errors]


async def test_a_compound_tells_of_all_that_is_public_and_goes_on_where_it_was(
    client: Client, url: str
) -> None:
    compound = await registered(client)
    async with watching(url, **{"Accept-Language": "zh-CN"}) as watcher:
        await watcher.watch(FEED, compound=compound)
        await watcher.send(type="ping")
        await watcher.next()
        case = await reported(client, compoundId=compound)
        await reported(client)  # elsewhere
        first = await told(watcher)
    assert (first["id"], first["compoundId"]) == (case, compound)
    assert (first["type"], first["version"]) == ("Case.Reported", 1)
    assert first["label"] and first["actorRole"] == "Steward"
    assert "reporter" not in first["payload"]
    assert first["payload"]["category"] == "PIP-02"

    await client.give("acceptCase", id=case)  # while nobody watched
    async with watching(url) as watcher:
        await watcher.watch(FEED, region=REGION, after=first["position"])
        missed = await told(watcher)
        await client.give("startWork", id=case)
        live = await told(watcher)
    assert [missed["type"], live["type"]] == ["Case.Accepted", "Case.Started"]

    async with watching(url) as watcher:
        await watcher.watch(FEED, compound=compound, after=0)
        whole = [await told(watcher) for _ in range(4)]
    assert whole[0]["type"] == "Compound.Registered"
    assert whole[1] == first | {"label": whole[1]["label"]}
    positions = [each["position"] for each in whole]
    assert positions == sorted(set(positions))


async def test_restricted_facts_are_not_told(client: Client, url: str) -> None:
    compound = await registered(client)
    await unit(client, compound)
    case = await reported(client, compoundId=compound)
    async with watching(url) as watcher:
        await watcher.watch(FEED, compound=compound, after=0)
        first, second = await told(watcher), await told(watcher)

    assert [first["type"], second["id"]] == ["Compound.Registered", case]


async def test_cases_go_on_where_they_were(client: Client, url: str) -> None:
    compound = await registered(client)
    old = await reported(client, compoundId=compound)
    new = await reported(client, compoundId=compound)
    async with watching(url) as watcher:
        await watcher.watch(CHANGED, region=REGION, after=0)
        first = await told(watcher, "caseChanged")
        assert first["id"] == old
    async with watching(url) as watcher:
        await watcher.watch(CHANGED, region=REGION, after=first["position"])
        assert (await told(watcher, "caseChanged"))["id"] == new
    async with watching(url) as watcher:
        await watcher.watch(CHANGED, id=old, after=first["position"])
        await client.give("acceptCase", id=old)
        assert (await told(watcher, "caseChanged"))["status"] == "ACCEPTED"


async def test_duties_are_told_when_facts_change_them(
    client: Client, url: str, services: Services
) -> None:
    query = """subscription ($compound: ID, $region: String, $after: Position) {
        dutyChanged(compoundId: $compound, region: $region, after: $after) {
            position duties { item status } } }"""
    compound = str(duties.COMPOUND)

    async def record(facts: list[Any]) -> None:
        append(services.store, facts)
        assert await services.progress.reached(services.store.position(), 10)

    async with watching(url) as watcher:
        await watcher.watch(query, compound=compound, after=0)
        await record(FACTS[:3])
        found: list[dict[str, Any]] = []
        while not any(each["item"] == "D01" for each in found):
            first = await told(watcher, "dutyChanged")
            found += first["duties"]
    assert {"item": "D01", "status": "MISSING"} in found

    await record(FACTS[3:4])  # while nobody watched
    async with watching(url) as watcher:
        await watcher.watch(query, compound=compound, after=first["position"])
        found = []
        while {"item": "D01", "status": "VALID"} not in found:
            found += (await told(watcher, "dutyChanged"))["duties"]
    async with watching(url) as watcher:
        await watcher.watch("subscription { dutyChanged { position } }")
        assert await codes(watcher) == ["NOTHING_TO_WATCH"]


async def test_indicators_are_told_when_their_figures_change(
    client: Client, url: str, services: Services
) -> None:
    query = """subscription ($compound: ID, $region: String, $after: Position) {
        indicatorChanged(compoundId: $compound, region: $region, after: $after) {
            position figures { code numerator denominator } } }"""
    compound = await registered(client)
    after = services.progress.position
    await reported(client)  # elsewhere
    async with watching(url) as watcher:
        await watcher.watch(query, compound=compound, after=after)
        await reported(client, compoundId=compound)
        first = await told(watcher, "indicatorChanged")
    assert first["position"] > after and 0 < len(first["figures"]) < 23

    async with watching(url) as watcher:
        await watcher.watch(query, compound=compound, after=0)
        whole = await told(watcher, "indicatorChanged")
    assert len(whole["figures"]) == 23
    assert all(each in whole["figures"] for each in first["figures"])
    async with watching(url) as watcher:
        await watcher.watch(query, compound=compound, region=REGION)
        assert await codes(watcher) == ["PLACE_UNCLEAR"]


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, "NOTHING_TO_WATCH"),
        ({"region": REGION, "after": 10_000}, "POSITION_UNKNOWN"),
        ({"region": REGION, "after": -1}, "INVALID_AMOUNT"),
    ],
)
async def test_what_cannot_be_resumed_is_refused(
    client: Client, url: str, variables: dict[str, Any], code: str
) -> None:
    async with watching(url) as watcher:
        await watcher.watch(FEED, **variables)
        assert await codes(watcher) == [code]


@pytest.mark.slow
async def test_a_revoked_token_closes_within_five_seconds(
    client: Client, url: str, issuer: LocalIssuer
) -> None:
    case = await reported(client)
    token = issuer.issue("wang", [Grant(Role.GRID_WORKER, "*")])
    async with watching(url, Authorization=f"Bearer {token}") as watcher:
        await watcher.watch(CHANGED, id=case)
        await told(watcher, "caseChanged")
        began = time.monotonic()
        issuer.rotate(forget_older=True)
        assert await codes(watcher) == ["TOKEN_REVOKED"]
        assert await watcher.closed() == websocket.EXPIRED
        assert time.monotonic() - began < 5


async def test_twenty_operations_run_at_once_and_no_more(
    client: Client, url: str
) -> None:
    payload = {"query": FEED, "variables": {"region": REGION}}
    async with watching(url) as watcher:
        for number in range(21):
            await watcher.send(id=str(number), type="subscribe", payload=payload)
        refused = await watcher.next()
        assert (refused["id"], refused["type"]) == ("20", "error")
        extensions = refused["payload"][0]["extensions"]
        assert extensions["code"] == "TOO_MANY_SUBSCRIPTIONS"
        await watcher.send(id="0", type="complete")
        await watcher.send(id="20", type="subscribe", payload=payload)
        await watcher.send(type="ping")
        assert (await watcher.next())["type"] == "pong"


class Stuck:
    """A websocket whose reader takes the first message and, if at all, the last."""

    def __init__(self, *, revives: bool) -> None:
        self.sent: list[Any] = []
        self.closed_with: int | None = None
        self._revives = revives

    async def iter_json(self) -> AsyncIterator[Any]:
        yield {"type": "connection_init"}
        for number in range(3):
            payload = {"query": "{ profiles }"}
            yield {"id": str(number), "type": "subscribe", "payload": payload}
        await asyncio.Event().wait()

    async def send_json(self, message: Any) -> None:
        self.sent.append(message)
        if len(self.sent) > 1:
            await asyncio.Event().wait()

    async def close(self, code: int, reason: str) -> None:
        if not self._revives:
            await asyncio.Event().wait()
        self.closed_with = code


@pytest.mark.parametrize("revives", [True, False])
async def test_a_reader_that_does_not_read_is_dropped(
    services: Services, monkeypatch: pytest.MonkeyPatch, revives: bool
) -> None:
    monkeypatch.setattr(websocket, "SLOW_AFTER", 0.05)
    schema = build_schema()
    endpoint = GraphQLEndpoint(schema, services)
    stuck = Stuck(revives=revives)
    handler = websocket.WebSocketHandler(
        view=endpoint,
        websocket=stuck,  # type: ignore[arg-type]
        context=Context(services),
        root_value=None,
        schema=schema,
        connection_init_wait_timeout=timedelta(seconds=5),
    )
    async with asyncio.timeout(5):
        await handler.handle()

    assert stuck.closed_with == (websocket.TOO_SLOW if revives else None)
    assert stuck.sent[0]["type"] == "connection_ack"
