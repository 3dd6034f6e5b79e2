"""A database that breaks off or stays away: nothing worse than a coded answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.runtime import Runtime
from interfaces.server import reading_pool
from interfaces.services import Services
from tests.interfaces.conftest import Client, serving
from tests.interfaces.given import reported

CASES = "{ cases(first: 1) { nodes { id } } }"
NOWHERE = "postgresql://127.0.0.1:1/none?connect_timeout=1"
TERMINATE = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


@pytest.mark.slow
async def test_after_every_connection_was_killed_all_goes_on(
    client: Client, runtime: Runtime
) -> None:
    client.sign_in(Role.STEWARD)
    for _ in range(3):
        await client.ask(CASES)
        runtime.database.fetch(TERMINATE)
        assert (await client.ask(CASES))["cases"] is not None
        runtime.database.fetch(TERMINATE)
        assert await reported(client)


@pytest.mark.slow
async def test_a_database_that_stays_away_has_a_code(
    services: Services, issuer: LocalIssuer
) -> None:
    away = replace(services, pool=reading_pool(NOWHERE, timeout=0.1))
    async with serving(away, issuer) as client:
        assert await client.codes(CASES) == ["LOG_UNAVAILABLE"]
        assert (await client.http.get("/readyz")).status_code == 503
