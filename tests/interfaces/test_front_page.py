"""The first page: figures with their parts and their mark, in HTML without a script."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest

from application.simulation import Simulation
from domain.indicators.periods import Period
from interfaces import front_figures
from interfaces.auth import LocalIssuer
from interfaces.front_figures import (
    KEPT,
    City,
    FrontFigureKeeper,
    FrontFigures,
    twelve_months,
)
from interfaces.front_page import MARK, held
from interfaces.services import Services
from tests.interfaces.conftest import Client, serving
from tests.interfaces.given import registered, reported


async def test_it_tells_what_is_held_and_how_it_came_out(client: Client) -> None:
    await reported(client, compoundId=await registered(client))
    client.sign_out()

    answer = await client.http.get("/")

    page = answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == f"max-age={KEPT:.0f}"
    assert "威海市（1个小区，860户）" in page
    for label in ("公开率", "三日办结率", "满意率", "物业费收缴率"):
        assert label in page
    assert "合成数据" not in page and "<!--" not in page
    for link in ("/graphql", "/schema.graphql", "/asyncapi.json", "/exports"):
        assert f'href="{link}' in page
    for path in re.findall(r'href="([^"]+)"', page):
        there = await client.http.get(path.replace("&amp;", "&"))
        # Nobody signs here, so there is no checkpoint yet.
        assert there.status_code != 404 or path == "/log/checkpoint", path


async def test_a_browser_may_only_show_it(client: Client) -> None:
    answer = await client.http.get("/")

    policy = answer.headers["content-security-policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert "<script" not in answer.text and " style=" not in answer.text
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "script-src" not in policy and "unsafe" not in policy


async def test_every_figure_of_a_simulated_log_is_marked(
    services: Services, issuer: LocalIssuer
) -> None:
    simulated = replace(services, simulation=Simulation("weihai", 1, 1))
    async with serving(simulated, issuer) as client:
        await registered(client)
        page = (await client.http.get("/")).text

    rows = re.findall(r"<td>(.*?)</td>", page)
    assert 'role="note"' in page and "虚构" in page
    assert len(rows) == 12
    assert all((MARK in cell) is ("%" in cell) for cell in rows)
    assert MARK in page


async def test_figures_are_looked_up_once_in_a_while_and_never_waited_for(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        looked = 0

        def connection(self) -> Any:
            self.looked += 1
            raise psycopg.OperationalError("the database is away")

    now, pool = [0.0], Away()
    away: Any = replace(services, pool=pool)  # type: ignore[arg-type]
    keeper = FrontFigureKeeper(away, seconds=lambda: now[0])

    assert [await keeper.figures() for _ in range(3)] == [None] * 3
    assert pool.looked == 1
    now[0] += KEPT
    await keeper.figures()
    assert pool.looked == 2
    assert front_figures.MOST_CITIES == 12


def test_names_are_text_and_many_cities_are_cut_short(services: Services) -> None:
    cities = [City("<b>城</b>", 2, 1_000), *[City("市", 1, 10)] * 20]
    rules = services.rules.for_profile("national")
    periods = [twelve_months(date(2022, 1, 4), ago) for ago in (11, 23)]
    empty = FrontFigures(cities, (), (), rules, 7, date(2022, 1, 4))

    said = "".join(held(empty, ""))

    assert "&lt;b&gt;城&lt;/b&gt;（2个小区，1,000户）" in said and "<b>" not in said
    assert said.count("个小区") == 12 and "等。" in said
    assert periods == [
        Period.parse("2021-02..2022-01"),
        Period.parse("2020-02..2021-01"),
    ]
