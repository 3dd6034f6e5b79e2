"""How often one may ask, and what is said to who asks too often."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.roles import Role
from interfaces import rates
from interfaces.auth import LocalIssuer
from interfaces.rates import Rate, Rates, TooManyRequests, network_of
from interfaces.server import rates as of_settings
from interfaces.services import Services
from interfaces.settings import Settings
from tests.interfaces.conftest import serving


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_worth_at_once_and_then_evenly() -> None:
    clock = Clock()
    rate = Rate(60, seconds=clock)
    for _ in range(60):
        rate.take("a")
    with pytest.raises(TooManyRequests) as refused:
        rate.take("a")
    assert refused.value.values == {"seconds": 1}
    rate.take("b")

    clock.now += 2
    rate.take("a")
    rate.take("a")
    with pytest.raises(TooManyRequests):
        rate.take("a")


def test_no_rate_is_no_limit() -> None:
    rate = Rate(0)
    for _ in range(10_000):
        rate.take("a")


def test_only_so_many_are_kept_in_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_KEYS", 10)
    clock = Clock()
    rate = Rate(1, seconds=clock)
    for number in range(100):
        rate.take(str(number))
    with pytest.raises(TooManyRequests):
        rate.take("99")
    assert len(rate._full_at) <= 10


def test_one_customers_network_counts_as_one() -> None:
    assert network_of("192.0.2.1") == "192.0.2.1" == network_of("::ffff:192.0.2.1")
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:2")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")
    assert network_of("testclient") == "testclient"


def test_production_has_rates_unless_set_otherwise() -> None:
    def most(settings: Settings) -> int:
        rate = of_settings(settings).of_address
        for number in range(5_000):
            try:
                rate.take("a")
            except TooManyRequests:
                return number
        return 5_000

    url = "postgresql://nowhere"
    assert most(Settings(database_url=url)) == pytest.approx(3_000, abs=50)
    assert most(Settings(database_url=url, rate_per_address=0)) == 5_000
    assert most(Settings()) == 5_000


async def test_who_asks_too_often_is_told_when_to_come_back(
    services: Services, issuer: LocalIssuer
) -> None:
    query = {"query": "{ viewer { id } }"}
    limited = replace(services, rates=Rates(per_address=6, per_subject=2))
    async with serving(limited, issuer) as client:
        client.sign_in(Role.AUDITOR)
        answers = [await client.http.post("/graphql", json=query) for _ in range(3)]
        client.sign_in(Role.AUDITOR, id="somebody-else")
        other = await client.http.post("/graphql", json=query)
        flood = [await client.http.get("/") for _ in range(4)]
        alive = await client.http.get("/healthz")

    assert [each.status_code for each in answers] == [200, 200, 429]
    said = answers[2].json()["errors"][0]["extensions"]
    assert said["code"] == "TOO_MANY_REQUESTS" and said["messageZh"]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60
    assert other.status_code == 200
    assert [each.status_code for each in flood] == [200, 200, 429, 429]
    assert int(flood[-1].headers["retry-after"]) >= 1
    assert alive.status_code == 200
